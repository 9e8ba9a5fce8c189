import { PlainPage } from '@/components/page/plain-page'
import { deskTexts } from '@/lib/client/messages/desk'

/** No such event, or none for this viewer: the answer is the same. */
export default function NotFound() {
  return (
    <PlainPage title={deskTexts.event.missing} text={deskTexts.event.missingHow}>
      <a href="/desk" className="text-2 text-ink-1 underline">
        {deskTexts.event.back}
      </a>
    </PlainPage>
  )
}
