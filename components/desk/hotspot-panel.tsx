import { deskTexts } from '@/lib/client/messages/desk'
import { type EventWords, placeName, shortType } from '@/lib/client/words'
import type { Hotspot, Hotspots } from '@/lib/domain/hotspots'

const { hotspots: texts } = deskTexts

export type HotspotPanelProps = {
  hotspots: Hotspots | null
  failed: boolean
  words: EventWords
  selected: string | null
  /** open events of a grid, where the figures tell them */
  openOf(grid: string): number | null
  /** null: this person reminds nobody */
  onRemind: ((grid: string, name: string) => void) | null
  onOpen(grid: string): void
}

const one = (n: number) => n.toFixed(1).replace(/\.0$/, '')

/** How much more than usual: ×2.9; 新增 where there is usually nothing; 样本少 where too little is known. */
function Ratio({ count, usual }: Pick<Hotspot, 'count' | 'usual'>) {
  if (usual === null)
    return (
      <span className="tag dashed" title={texts.fewTitle}>
        {texts.few}
      </span>
    )
  return <span className="ratio num">{usual < 0.25 ? texts.fresh : texts.times(one(count / usual))}</span>
}

function Bar({ count, usual, most }: Pick<Hotspot, 'count' | 'usual'> & { most: number }) {
  return (
    <svg viewBox="0 0 100 12" className="hot-bar" preserveAspectRatio="none" aria-hidden>
      <rect className="track" x="0" y="3" width="100" height="6" rx="3" />
      <rect className="fill" x="0" y="3" width={(100 * count) / most} height="6" rx="3" />
      {usual !== null && <rect className="tick" x={Math.min(98.5, (100 * usual) / most)} y="0" width="1.5" height="12" />}
    </svg>
  )
}

/** The five places to look at first beside their usual, and why; each leads to its events, and to a reminder of those that are open. */
export function HotspotPanel({ hotspots, failed, words, selected, openOf, onRemind, onOpen }: HotspotPanelProps) {
  const rows = hotspots?.hotspots ?? []
  const most = Math.max(1, ...rows.map((h) => Math.max(h.count, h.usual ?? 0)))
  return (
    <section className="panel hot" data-testid="hotspots" aria-label={texts.title}>
      <header className="panel-head">
        <h2 className="t-3">{texts.title}</h2>
        <span className="muted">{texts.note}</span>
      </header>
      {rows.length === 0 && <p className="panel-empty">{hotspots ? texts.none : failed ? texts.failed : texts.loading}</p>}
      <ol>
        {rows.map((hotspot) => {
          const { grid, count, usual, types, peak } = hotspot
          const name = placeName(grid, words)
          const why = [
            ...types.slice(0, 2).map(({ type, count }) => texts.parts(shortType(words.typeOf(type), type), count)),
            ...(peak ? [texts.peak(peak.fromHour, peak.toHour)] : []),
          ].join('，')
          const open = openOf(grid)
          return (
            <li key={grid} className="hot-row" data-grid={grid} aria-current={selected?.startsWith(grid) || undefined}>
              <button type="button" className="hot-open" onClick={() => onOpen(grid)} title={texts.openTitle(name)}>
                <span className="hot-name">
                  {name} <span className="muted num">{texts.count(count)}</span>
                </span>
                <span className="muted truncate">{why}</span>
              </button>
              <span title={usual === null ? texts.fewTitle : texts.usual(one(usual))}>
                <Bar count={count} usual={usual} most={most} />
              </span>
              <Ratio count={count} usual={usual} />
              {onRemind && (
                <button
                  type="button"
                  className="button small"
                  disabled={open === 0}
                  title={texts.remindTitle(name)}
                  onClick={() => onRemind(grid, name)}
                >
                  {texts.remind}
                </button>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
