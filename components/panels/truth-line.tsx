import { formatTime } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Truth } from '@/lib/client/truth'

const words = {
  connecting: () => wallTexts.truth.connecting,
  live: () => wallTexts.truth.live,
  catching: (t: Truth) => wallTexts.truth.catching(t.behind),
  stale: (t: Truth) => wallTexts.truth.stale(t.seconds),
  offline: () => wallTexts.truth.offline,
}

/** A shape for each state, so that it is told apart without colour. */
function Mark({ state }: { state: Truth['state'] }) {
  return (
    <svg viewBox="0 0 24 24" className={`size-24 shrink-0 truth-${state}`} aria-hidden>
      {state === 'live' && (
        <>
          <circle cx="12" cy="12" r="11" fill="currentColor" opacity="0.22" />
          <circle cx="12" cy="12" r="6.5" fill="currentColor" />
        </>
      )}
      {state === 'connecting' && <circle cx="12" cy="12" r="7" fill="none" stroke="currentColor" strokeWidth="2.5" />}
      {state === 'catching' && <path d="M12 3v11m0 0-5-5m5 5 5-5M5 20h14" fill="none" stroke="currentColor" strokeWidth="2.6" />}
      {state === 'stale' && (
        <>
          <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" strokeWidth="2.4" />
          <path d="M12 4a8 8 0 0 0 0 16z" fill="currentColor" />
        </>
      )}
      {state === 'offline' && <path d="M5 5l14 14M19 5 5 19" fill="none" stroke="currentColor" strokeWidth="3" />}
    </svg>
  )
}

export type TruthLineProps = { truth: Truth; asOf: number | null; lastWord: number | null; polling: boolean; mismatches: number }

/** How true the picture is: word and shape, the last change shown, the server's last word. Always there, never drained. */
export function TruthLine({ truth, asOf, lastWord, polling, mismatches }: TruthLineProps) {
  return (
    <div className="flex min-w-150 flex-col items-end" role="status" data-testid="truth" data-state={truth.state}>
      <span className="flex items-center gap-8 text-3 font-semibold whitespace-nowrap text-ink-1">
        <Mark state={truth.state} />
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
    </div>
  )
}
