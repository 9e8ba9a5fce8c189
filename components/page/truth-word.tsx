import { useMemo } from 'react'
import { TruthMark } from '@/components/ui/truth-mark'
import type { LiveState } from '@/lib/client/board'
import { formatTime } from '@/lib/client/format'
import { said } from '@/lib/client/language'
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

/** How true the picture is: a shape, a word, the last change shown, where there is little room by its time alone. */
export function TruthWord({ live, pageNow }: { live: LiveState; pageNow: number | null }) {
  const truth = truthOf(live, pageNow ?? live.heardAt ?? 0)
  const { state } = truth
  // seconds go on; it is said when another state begins
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another state is said
  const spoken = useMemo(() => word(truth), [state])
  return (
    <>
      <span className="sr-only" role="status">
        {spoken}
      </span>
      <span className="grid justify-items-end whitespace-nowrap *:[grid-area:1/1]">
        {/* the place of the first word and of a time, so that what stands before it stays; in English only a wide window has that room */}
        <span className={`invisible items-center gap-8 ${said({ zh: 'flex', en: 'hidden wide:flex' })}`} aria-hidden>
          <TruthMark state="connecting" className="size-16" />
          <strong>{texts.connecting}</strong>
          <AsOf time="00:00:00" />
        </span>
        <span className="flex items-center gap-8" data-testid="truth" data-state={state}>
          <TruthMark state={state} className="size-16" />
          <strong>{word(truth)}</strong>
          <AsOf time={formatTime(live.board?.asOf ?? null)} />
        </span>
      </span>
    </>
  )
}

const AsOf = ({ time }: { time: string }) => (
  <time className="text-13 text-ink-3 max-[380px]:hidden">
    <span className="max-[76rem]:hidden">{texts.asOf(time)}</span>
    <span className="min-[76rem]:hidden">{time}</span>
  </time>
)
