import { Callout } from '@/components/ui/callout'
import { formatTime } from '@/lib/client/format'
import { pageTexts } from '@/lib/client/messages/page'
import { outdated } from '@/lib/client/outdated'
import { useStore } from '@/lib/client/use-store'

/** On a page without a live session: of what time it is, while what it reads from time to time gets no answer. */
export function OutdatedBar() {
  const since = useStore(outdated, (now) => now.since)
  if (since === null) return null
  return (
    <div className="mx-auto w-full max-w-2160 px-16 pt-8 max-sm:px-12" data-testid="outdated">
      <Callout role="alert">{pageTexts.state.offline(formatTime(since))}</Callout>
    </div>
  )
}
