import { TextLink } from '@/components/ui/text-link'
import { reportsTexts } from '@/lib/client/messages/reports'

/** From an alert to the making of a report of it. */
export function SpecialLink({ alert }: { alert: string }) {
  return (
    <TextLink
      href={`/reports?alert=${alert}`}
      className="self-start text-14 max-sm:flex max-sm:min-h-44 max-sm:items-center"
      data-testid="make-special"
    >
      {reportsTexts.fromAlert}
    </TextLink>
  )
}
