import { Callout } from '@/components/ui/callout'
import type { LiveState } from '@/lib/client/board'
import { formatTime } from '@/lib/client/format'
import { pageTexts } from '@/lib/client/messages/page'
import { truthOf } from '@/lib/client/truth'

/** While the server does not answer: how old the page is, that it goes on trying, and what that means for what is done here. */
export function OfflineBar({ live, pageNow }: { live: LiveState; pageNow: number | null }) {
  const { state } = truthOf(live, pageNow ?? live.heardAt ?? 0)
  if (state !== 'offline' && state !== 'stale') return null
  return (
    <Callout
      role="alert"
      className="flex shrink-0 flex-col gap-2 rounded-8 border border-l-5 border-stale px-14 py-8 text-ink-1"
      data-testid="offline"
    >
      {pageTexts.state.offline(formatTime(live.heardAt === null ? null : live.heardAt + live.clockOffset))}
    </Callout>
  )
}
