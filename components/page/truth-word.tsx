import type { LiveState } from '@/lib/client/board'
import { formatTime } from '@/lib/client/format'
import { deskTexts } from '@/lib/client/messages/desk'
import { type Truth, truthOf } from '@/lib/client/truth'

const { truth: texts } = deskTexts

function word(truth: Truth): string {
  switch (truth.state) {
    case 'catching':
      return texts.catching(truth.behind)
    case 'stale':
      return texts.stale(truth.seconds)
    default:
      return texts[truth.state]
  }
}

/** How true the picture is: a shape, a word, the last change shown. */
export function TruthWord({ live, pageNow }: { live: LiveState; pageNow: number | null }) {
  const truth = truthOf(live, pageNow ?? live.heardAt ?? 0)
  const { state } = truth
  return (
    <span className="flex items-center gap-8 whitespace-nowrap" role="status" data-testid="truth" data-state={state}>
      <svg viewBox="0 0 16 16" className={`size-14 truth-${state}`} aria-hidden fill="none" stroke="currentColor" strokeWidth="2">
        {state === 'live' ? (
          <circle cx="8" cy="8" r="5" fill="currentColor" stroke="none" />
        ) : state === 'offline' ? (
          <path d="M3 3l10 10M13 3 3 13" />
        ) : state === 'catching' ? (
          <path d="M8 2v8m0 0L4.5 6.5M8 10l3.5-3.5M3 14h10" />
        ) : (
          <>
            <circle cx="8" cy="8" r="5.5" />
            {state === 'stale' && <path d="M8 2.5a5.5 5.5 0 0 0 0 11z" fill="currentColor" stroke="none" />}
          </>
        )}
      </svg>
      <strong className="font-semibold text-ink-1">{word(truth)}</strong>
      <time className="text-13 text-ink-3 max-[380px]:hidden">{texts.asOf(formatTime(live.board?.asOf ?? null))}</time>
    </span>
  )
}
