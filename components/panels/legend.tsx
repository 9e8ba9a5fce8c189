import { Ramp } from '@/components/ui/ramp'
import { formatTick } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import { ticksOf } from '@/lib/client/ramp'
import { ceilingOf, type HeatWindow } from '@/lib/domain/heat'

/** Where the ticks stand, of which there are five. */
const TICKS = ['left-0', 'left-1/4 -translate-x-1/2', 'left-1/2 -translate-x-1/2', 'left-3/4 -translate-x-1/2', 'right-0'] as const

/** What a colour means: a fixed density, whatever the day. `near`: by the scale for near by. */
export function Legend({ measure, window, near }: { measure: 'heat' | 'choropleth'; window: HeatWindow; near: boolean }) {
  const scaled = near && measure === 'heat'
  const ticks = ticksOf(ceilingOf(window, scaled))
  return (
    <figure className="w-290" data-testid="legend">
      <figcaption className="flex items-baseline justify-between pb-6 text-1 text-ink-2">
        <span>
          {wallTexts.legend[measure]}
          <span className="px-6 text-ink-3">·</span>
          {wallTexts.legend.windows[window]}
          {scaled && ` · ${wallTexts.legend.near}`}
        </span>
        <span className="text-ink-3">{wallTexts.units.perKm2}</span>
      </figcaption>
      <Ramp />
      <span className="relative mt-4 block h-24 text-1 text-ink-3">
        {ticks.map((tick, i) => (
          <span key={tick} className={`absolute ${TICKS[i]}`}>
            {formatTick(tick)}
            {i === ticks.length - 1 && '+'}
          </span>
        ))}
      </span>
    </figure>
  )
}
