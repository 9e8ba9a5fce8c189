import dynamic from 'next/dynamic'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Tag } from '@/components/ui/tag'
import { formatCount } from '@/lib/client/format'
import { deskTexts } from '@/lib/client/messages/desk'
import { ratioScale, touchesUsual } from '@/lib/client/ratio-scale'
import { type EventWords, placeName, shortType } from '@/lib/client/words'
import type { Hotspot, Hotspots } from '@/lib/domain/hotspots'

const { hotspots: texts } = deskTexts
/** It has nothing to say before it is answered. */
const ForecastLine = dynamic(() => import('./forecast-line').then((m) => m.ForecastLine), { ssr: false })

export type HotspotPanelProps = {
  hotspots: Hotspots | null
  /** so many of them will be shown, as far as is known */
  expected: number
  failed: boolean
  onRetry(): void
  words: EventWords
  selected: string | null
  /** open events of a grid, where the figures tell them */
  openOf(grid: string): number | null
  /** null: this person reminds nobody */
  onRemind: ((grid: string, name: string) => void) | null
  onOpen(grid: string): void
}

const one = (n: number) => n.toFixed(1).replace(/\.0$/, '')

/** How many times the usual, and between which; 样本少 where that may be chance, or where too little is known. */
function Ratio({ ratio }: Pick<Hotspot, 'ratio'>) {
  const [mean, low, high] = ratio ? [ratio.mean.toFixed(1), ratio.low.toFixed(1), ratio.high.toFixed(1)] : []
  if (ratio === null || touchesUsual(ratio) || mean === undefined || low === undefined || high === undefined)
    return (
      <Tag dashed title={mean && low && high ? texts.calmTitle(mean, low, high) : texts.fewTitle}>
        {texts.few}
      </Tag>
    )
  return (
    <span className="flex flex-col text-right" title={texts.hotTitle(mean, low, high)}>
      <span className="text-18 leading-20 font-semibold text-ink-1">{texts.times(mean)}</span>
      <span className="text-13 leading-16 whitespace-nowrap text-ink-3">{texts.between(low, high)}</span>
    </span>
  )
}

type Scale = ReturnType<typeof ratioScale>
const [WIDTH, INSET] = [92, 5]
const xOf = (scale: Scale, ratio: number): number => INSET + scale.at(ratio) * (WIDTH - 2 * INSET)

/** A ratio with its interval beside the usual, the upright line; hollow and dashed where the interval reaches down to that. */
function Interval({ ratio, scale }: { ratio: Hotspot['ratio']; scale: Scale }) {
  const x = (value: number) => xOf(scale, value)
  const isUsual = ratio !== null && touchesUsual(ratio)
  const ink = isUsual ? 'var(--ink-3)' : 'var(--ink-1)'
  return (
    <svg viewBox={`0 0 ${WIDTH} 24`} className="h-24 w-92" aria-hidden>
      <line x1={x(1)} x2={x(1)} y1="1" y2="23" stroke="var(--ink-2)" strokeWidth="1.5" />
      {ratio && (
        <g stroke={ink} strokeWidth="1.8" data-mark={isUsual ? 'hollow' : 'full'}>
          <line x1={x(ratio.low)} x2={x(ratio.high)} y1="12" y2="12" strokeDasharray={isUsual ? '3 3' : undefined} />
          {[ratio.low, ratio.high].map((end) => (
            <line key={end} x1={x(end)} x2={x(end)} y1="8" y2="16" />
          ))}
          <circle cx={x(ratio.mean)} cy="12" r="4.5" fill={isUsual ? 'var(--panel)' : ink} />
        </g>
      )}
    </svg>
  )
}

/** What the intervals are read by. */
function Axis({ scale }: { scale: Scale }) {
  return (
    <svg viewBox={`0 0 ${WIDTH} 14`} className="h-14 w-92 overflow-visible text-[12px]" aria-hidden>
      {[1, ...scale.ticks].map((tick) => (
        <text key={tick} x={xOf(scale, tick)} y="11" textAnchor="middle" fill="var(--ink-3)">
          {texts.times(String(tick))}
        </text>
      ))}
    </svg>
  )
}

/** Of all rows alike, so that their intervals stand over one scale. */
const COLUMNS = 'grid grid-cols-[minmax(0,1fr)_92px_minmax(58px,auto)_auto] gap-x-12 max-lg:grid-cols-[minmax(0,1fr)_auto_auto]'

/** As high as so many rows with their axis, so that the list below stays where it is. */
const ROOM = ['lg:h-50', 'lg:h-64', 'lg:h-109', 'lg:h-154', 'lg:h-199', 'lg:h-244']

/** On a low screen two rows stand and the others scroll, so that the list of events below has room for some. */
const LOOK =
  'overflow-hidden max-lg:shrink-0 lg:flex lg:min-h-178 low:min-h-133 lg:flex-col lg:[&>header]:shrink-0 lg:[&>div]:min-h-0 lg:[&>div]:overflow-y-auto'

/** The five places to look at first beside their usual, and why; each leads to its events, and to a reminder of those that are open. */
export function HotspotPanel({ hotspots, expected, failed, onRetry, words, selected, openOf, onRemind, onOpen }: HotspotPanelProps) {
  const rows = hotspots?.hotspots ?? []
  const scale = ratioScale(rows.flatMap(({ ratio }) => ratio ?? []))
  return (
    <Panel title={texts.title} note={texts.note} action={<ForecastLine />} flush className={LOOK} testId="hotspots">
      {!hotspots && !failed && <Waiting className={ROOM[expected] ?? ''} />}
      {!hotspots && failed && <Failed text={texts.failed} onRetry={onRetry} />}
      {hotspots && rows.length === 0 && <Empty>{texts.none}</Empty>}
      <div className={COLUMNS}>
        <ol className="col-span-full grid grid-cols-subgrid">
          {rows.map((hotspot) => {
            const { grid, count, usual, ratio, types, peak } = hotspot
            const name = placeName(grid, words)
            const why = [
              ...types.slice(0, 2).map(({ type, count }) => texts.parts(shortType(words.typeOf(type), type), count)),
              ...(peak ? [texts.peak(peak.fromHour, peak.toHour)] : []),
            ].join(texts.and)
            const open = openOf(grid)
            return (
              <li
                key={grid}
                className="col-span-full grid grid-cols-subgrid items-center border-t border-line pr-16 first:border-t-0 aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)] max-lg:min-h-56 max-lg:pr-12"
                data-testid="hotspot"
                data-grid={grid}
                aria-current={selected?.startsWith(grid) || undefined}
              >
                <button
                  type="button"
                  className="group flex min-w-0 flex-col py-3 pl-16 text-left max-sm:pl-12"
                  onClick={() => onOpen(grid)}
                  title={texts.openTitle(name)}
                  data-testid="hotspot-open"
                >
                  <span className="font-semibold text-ink-1 group-hover:underline">
                    {name} <span className="text-13 font-normal text-ink-3">{texts.count(count)}</span>
                  </span>
                  <span className="truncate text-13 text-ink-3">{why}</span>
                </button>
                <span className="max-lg:hidden" title={usual === null ? texts.fewTitle : texts.usual(one(usual))}>
                  <Interval ratio={ratio} scale={scale} />
                </span>
                <Ratio ratio={ratio} />
                {onRemind && (
                  <Action
                    size="small"
                    data-remind
                    disabled={open === 0}
                    title={texts.remindTitle(name, open ?? 0)}
                    onClick={() => onRemind(grid, name)}
                  >
                    {texts.remind}
                    {open ? <span className="font-normal text-ink-3">{formatCount(open)}</span> : null}
                  </Action>
                )}
              </li>
            )
          })}
        </ol>
        {rows.some(({ ratio }) => ratio) && (
          <div className="col-start-2 pt-3 pb-6 max-lg:hidden">
            <Axis scale={scale} />
          </div>
        )}
      </div>
    </Panel>
  )
}
