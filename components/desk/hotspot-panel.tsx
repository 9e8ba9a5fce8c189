import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Tag } from '@/components/ui/tag'
import { formatCount } from '@/lib/client/format'
import { deskTexts } from '@/lib/client/messages/desk'
import { type EventWords, placeName, shortType } from '@/lib/client/words'
import type { Hotspot, Hotspots } from '@/lib/domain/hotspots'
import { ForecastLine } from './forecast-line'

const { hotspots: texts } = deskTexts

export type HotspotPanelProps = {
  hotspots: Hotspots | null
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

/** How many times the usual, and between which; faint where that may be chance; 样本少 where too little is known. */
function Ratio({ ratio, hot }: Pick<Hotspot, 'ratio' | 'hot'>) {
  if (ratio === null)
    return (
      <Tag dashed title={texts.fewTitle}>
        {texts.few}
      </Tag>
    )
  const [mean, low, high] = [ratio.mean.toFixed(1), ratio.low.toFixed(1), ratio.high.toFixed(1)]
  return (
    <span className="flex flex-col text-right" title={(hot ? texts.hotTitle : texts.calmTitle)(mean, low, high)} data-hot={hot}>
      <span className={hot ? 'text-18 leading-20 font-semibold text-ink-1' : 'text-16 leading-20 text-ink-3'}>{texts.times(mean)}</span>
      <span className="text-13 leading-16 whitespace-nowrap text-ink-3">{texts.between(low, high)}</span>
    </span>
  )
}

function Bar({ count, usual, most }: Pick<Hotspot, 'count' | 'usual'> & { most: number }) {
  return (
    <svg viewBox="0 0 100 12" className="h-12 w-92" preserveAspectRatio="none" aria-hidden>
      <rect fill="var(--track)" x="0" y="3" width="100" height="6" rx="3" />
      <rect fill="var(--data)" x="0" y="3" width={(100 * count) / most} height="6" rx="3" />
      {usual !== null && <rect fill="var(--ink-1)" x={Math.min(98.5, (100 * usual) / most)} y="0" width="1.5" height="12" />}
    </svg>
  )
}

/** The five places to look at first beside their usual, and why; each leads to its events, and to a reminder of those that are open. */
export function HotspotPanel({ hotspots, failed, onRetry, words, selected, openOf, onRemind, onOpen }: HotspotPanelProps) {
  const rows = hotspots?.hotspots ?? []
  const most = Math.max(1, ...rows.map((h) => Math.max(h.count, h.usual ?? 0)))
  return (
    <Panel title={texts.title} note={texts.note} action={<ForecastLine />} flush className="shrink-0 overflow-hidden" testId="hotspots">
      {!hotspots && !failed && <Waiting />}
      {!hotspots && failed && <Failed text={texts.failed} onRetry={onRetry} />}
      {hotspots && rows.length === 0 && <Empty>{texts.none}</Empty>}
      <ol>
        {rows.map((hotspot) => {
          const { grid, count, usual, ratio, hot, types, peak } = hotspot
          const name = placeName(grid, words)
          const why = [
            ...types.slice(0, 2).map(({ type, count }) => texts.parts(shortType(words.typeOf(type), type), count)),
            ...(peak ? [texts.peak(peak.fromHour, peak.toHour)] : []),
          ].join(texts.and)
          const open = openOf(grid)
          return (
            <li
              key={grid}
              className="grid grid-cols-[minmax(0,1fr)_92px_58px_auto] items-center gap-12 border-t border-line pr-16 first:border-t-0 aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)] max-lg:min-h-56 max-lg:grid-cols-[minmax(0,1fr)_52px_auto] max-lg:pr-12"
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
                <Bar count={count} usual={usual} most={most} />
              </span>
              <Ratio ratio={ratio} hot={hot} />
              {onRemind && (
                <Action size="small" disabled={open === 0} title={texts.remindTitle(name, open ?? 0)} onClick={() => onRemind(grid, name)}>
                  {texts.remind}
                  {open ? <span className="font-normal text-ink-3">{formatCount(open)}</span> : null}
                </Action>
              )}
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
