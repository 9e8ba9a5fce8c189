import { wallTexts } from '@/lib/client/messages/wall'
import type { Lag } from '@/lib/client/trend-rows'
import { glass } from '../ui/wall-looks'

/** While a source is late: how far the data reach, and that today's figures are therefore not all there. */
export function LagNote({ lag }: { lag: Lag }) {
  return (
    <p className={`${glass} flex items-center gap-14 px-20 py-8 text-1 whitespace-nowrap`} role="status" data-testid="lag">
      <svg viewBox="0 0 24 24" className="size-18 text-catching" aria-hidden>
        <path d="M12 3v11m0 0-5-5m5 5 5-5M5 20h14" fill="none" stroke="currentColor" strokeWidth="2.6" />
      </svg>
      <span className="font-medium text-ink-1">{lag.text}</span>
      <span className="text-ink-3">{wallTexts.lag.note}</span>
    </p>
  )
}
