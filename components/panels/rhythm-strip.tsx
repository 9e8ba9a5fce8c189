import { formatCount, formatTime } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import { type HourBar, hourBars, hourOf, type Lag } from '@/lib/client/trend-rows'
import type { Trends } from '@/lib/domain/trends'
import { MIN_WEEKS } from '@/lib/domain/trends'

const at = (hour: number, share: number) => `${hour},${(1 - share).toFixed(4)}`

/** The usual span as steps, since an hour is one figure: up along P90, back along P10. */
function bandOf(bars: readonly HourBar[]): string {
  const up = bars.flatMap(({ hour, usual }) => (usual ? [at(hour, usual.high), at(hour + 1, usual.high)] : []))
  const down = bars.flatMap(({ hour, usual }) => (usual ? [at(hour, usual.low), at(hour + 1, usual.low)] : []))
  return [...up, ...down.reverse()].join(' ')
}
const middleOf = (bars: readonly HourBar[]) =>
  bars.flatMap(({ hour, usual }) => (usual ? [at(hour, usual.middle), at(hour + 1, usual.middle)] : [])).join(' ')

/** The running hour is not over and is drawn open. */
const running =
  'bg-[repeating-linear-gradient(135deg,var(--data)_0_calc(3*var(--u)),color-mix(in_srgb,var(--data)_30%,transparent)_0_calc(7*var(--u)))]'
/** A figure over a higher bar than this, a share of the strip, would lie under the time of the line of now. */
const UNDER_THE_TIME = 0.7
/** A figure that stands on lines; `dark` on a white bar. */
const halo = '[text-shadow:var(--glow),var(--glow),var(--glow),var(--glow),var(--glow),var(--glow),var(--glow),var(--glow)]'
const light = '[--glow:0_0_calc(2*var(--u))_var(--map-bg-0)]'
const dark = 'font-semibold text-(--map-bg-0) [--glow:0_0_calc(2*var(--u))_var(--ink-1)]'
/** Where the figure of a bar stands, and how: over it, the highest of the running hour inside of it. */
const figureLook = ({ running, above, share }: HourBar): string => {
  const isInside = running && share > UNDER_THE_TIME
  const ink = isInside && above ? dark : `${light} ${above ? 'font-semibold text-ink-1' : 'text-ink-2'}`
  return `${halo} ${ink} ${isInside ? 'top-4' : '-top-24'}`
}

function Key({ children, className }: { children: string; className: string }) {
  return (
    <span className="flex items-center gap-8 whitespace-nowrap">
      <span aria-hidden className={`h-12 w-16 shrink-0 rounded-[calc(3*var(--u))] ${className}`} />
      {children}
    </span>
  )
}

export type RhythmStripProps = { trends: Trends | null; lag: Lag | null; now: number | null; axisHours: 1 | 2 }

/** Today hour by hour against the same weekday of the weeks before; the line is now, a dashed one before it is how far late data reach. */
export function RhythmStrip({ trends, lag, now, axisHours }: RhythmStripProps) {
  const { bars, top } = hourBars(trends)
  const hour = now === null ? null : hourOf(now)
  const known = trends?.usualHours != null
  return (
    <section className="flex h-full gap-24" data-testid="rhythm" aria-label={wallTexts.rhythm.label}>
      <div className="flex w-392 shrink-0 flex-col justify-between px-24">
        <header className="flex items-baseline gap-12">
          <h2 className="text-3 font-semibold whitespace-nowrap text-ink-1">{wallTexts.rhythm.title}</h2>
          {lag ? (
            <span className="truncate text-1 font-medium text-ink-1" title={lag.text} data-testid="rhythm-lag">
              {lag.text}
            </span>
          ) : (
            <span className="truncate text-1 text-ink-3">{wallTexts.rhythm.note}</span>
          )}
          {!lag && <time className="ml-auto text-1 text-ink-3">{formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)}</time>}
        </header>
        <div className="flex gap-20 text-1 text-ink-3">
          <Key className="bg-data">{wallTexts.rhythm.actual}</Key>
          <Key className="bg-ink-1">{wallTexts.rhythm.above}</Key>
          <Key className={running}>{lag ? wallTexts.lag.unsure : wallTexts.rhythm.running}</Key>
        </div>
        <div className="flex pb-2 text-1 text-ink-3">
          {known || !trends ? <Key className="bg-band">{wallTexts.rhythm.usual(trends?.weeks ?? 0)}</Key> : wallTexts.rhythm.few}
        </div>
      </div>
      <div className="relative min-w-0 flex-1">
        <div className="absolute inset-x-0 top-26 bottom-28 border-b border-line-strong">
          <svg viewBox="0 0 24 1" preserveAspectRatio="none" className="absolute inset-0 size-full" aria-hidden>
            <polygon points={bandOf(bars)} fill="var(--band)" />
            <polyline
              points={middleOf(bars)}
              fill="none"
              stroke="var(--ink-4)"
              strokeWidth="1.5"
              strokeDasharray="4 4"
              vectorEffect="non-scaling-stroke"
            />
          </svg>
          <ol className="absolute inset-0 flex">
            {bars.map((bar) => (
              <li key={bar.hour} className="relative flex-1" data-testid="hour" data-count={bar.count ?? ''}>
                {bar.count !== null && bar.count > 0 && (
                  <span
                    className={`absolute inset-x-[18%] bottom-0 rounded-t-[calc(3*var(--u))] transition-[height] duration-(--m-roll) ease-out ${bar.above ? 'bg-ink-1' : 'bg-data'} ${bar.running ? running : ''}`}
                    style={{ height: `${bar.share * 100}%` }}
                  >
                    <span className={`absolute inset-x-[-28%] text-center text-1 ${figureLook(bar)}`}>{formatCount(bar.count)}</span>
                  </span>
                )}
              </li>
            ))}
          </ol>
          {lag?.hour != null && (
            <span
              aria-hidden
              className="absolute -top-8 bottom-0 border-l-2 border-dashed border-ink-3"
              style={{ left: `${(lag.hour / 24) * 100}%` }}
            />
          )}
          {hour !== null && (
            <span aria-hidden className="absolute -top-24 bottom-0 border-l-2 border-ink-1" style={{ left: `${(hour / 24) * 100}%` }}>
              <span className={`absolute top-0 ${hour > 22 ? 'right-8' : 'left-8'} text-1 font-semibold whitespace-nowrap text-ink-1`}>
                {formatTime(now).slice(0, 5)}
              </span>
            </span>
          )}
        </div>
        <ol className="absolute inset-x-0 bottom-0 flex h-24 text-1 text-ink-3">
          {bars.map(({ hour: h }) => (
            <li key={h} className="flex-1 text-center whitespace-nowrap">
              {h % axisHours === 0 ? wallTexts.rhythm.hour(h) : ''}
            </li>
          ))}
        </ol>
        <span className={`absolute top-0 ${(hour ?? 0) > 12 ? 'left-0' : 'right-0'} text-1 text-ink-3`}>
          {trends && trends.weeks >= MIN_WEEKS ? `${formatCount(top)} ${wallTexts.units.piece}` : ''}
        </span>
      </div>
    </section>
  )
}
