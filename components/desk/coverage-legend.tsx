import { Ramp } from '@/components/ui/ramp'
import { coverageShade } from '@/lib/client/coverage'
import { deskTexts } from '@/lib/client/messages/desk'

const { coverage: texts } = deskTexts.map
const TICKS = [0, 50, 100]

/** What the colours of the layer of binding coverage mean, and what no colour means. */
export function CoverageLegend({ failed }: { failed: boolean }) {
  return (
    <figure className="w-290" data-testid="coverage-legend">
      <figcaption className="flex items-baseline justify-between pb-6 text-1 text-ink-2">
        <span>{texts.legend}</span>
        <span className="text-ink-3">%</span>
      </figcaption>
      <Ramp />
      <span className="relative mt-4 block h-24 text-1 text-ink-3">
        {TICKS.map((tick) => (
          <span key={tick} className="absolute -translate-x-1/2 last:-translate-x-full" style={{ left: `${100 * coverageShade(tick / 100)}%` }}>
            {tick}
          </span>
        ))}
      </span>
      <p className="text-1 text-ink-3" role={failed ? 'alert' : undefined}>
        {failed ? texts.failed : texts.none}
      </p>
    </figure>
  )
}
