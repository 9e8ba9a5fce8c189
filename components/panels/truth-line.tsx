import { useMemo } from 'react'
import { formatTime } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Truth } from '@/lib/client/truth'
import { TruthMark } from '../ui/truth-mark'

const words = {
  connecting: () => wallTexts.truth.connecting,
  live: () => wallTexts.truth.live,
  catching: (t: Truth) => wallTexts.truth.catching(t.behind),
  stale: (t: Truth) => wallTexts.truth.stale(t.seconds),
  offline: () => wallTexts.truth.offline,
}

export type TruthLineProps = { truth: Truth; asOf: number | null; lastWord: number | null; polling: boolean; mismatches: number }

/** How true the picture is: word and shape, the last change shown, the server's last word. Always there, never drained. */
export function TruthLine({ truth, asOf, lastWord, polling, mismatches }: TruthLineProps) {
  // seconds go on; it is said when another state begins
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another state is said
  const said = useMemo(() => words[truth.state](truth), [truth.state])
  return (
    <div className="flex min-w-150 flex-col items-end" data-testid="truth" data-state={truth.state}>
      <span className="flex items-center gap-8 text-3 font-semibold whitespace-nowrap text-ink-1">
        <TruthMark state={truth.state} className="size-24" />
        {words[truth.state](truth)}
        {polling && <span className="text-1 font-normal text-ink-3">{wallTexts.truth.polling}</span>}
      </span>
      <time className="text-1 leading-[1.3] whitespace-nowrap text-ink-2" data-testid="as-of">
        {wallTexts.truth.asOf(formatTime(asOf))}
      </time>
      <time className="text-1 leading-[1.3] whitespace-nowrap text-ink-3" data-testid="last-word">
        {wallTexts.truth.lastWord(formatTime(lastWord), truth.seconds)}
        {mismatches > 0 && <span className="pl-10">{wallTexts.truth.mismatches(mismatches)}</span>}
      </time>
      <span className="sr-only" role="status">
        {said}
      </span>
    </div>
  )
}
