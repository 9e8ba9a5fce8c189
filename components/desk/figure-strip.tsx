import { Rolling } from '@/components/ui/rolling'
import { formatCount, formatRate } from '@/lib/client/format'
import type { ListName } from '@/lib/client/lists'
import { deskTexts } from '@/lib/client/messages/desk'
import type { Figures } from '@/lib/domain/wire'

const { figures: texts } = deskTexts

/** The figures of one's own area; those that a list stands behind open it. */
export function FigureStrip({ figures, onOpen }: { figures: Figures | null; onOpen(list: ListName): void }) {
  const count = (n: number | undefined) => (n === undefined ? texts.none : formatCount(n))
  const total = figures?.total
  const rate = formatRate(total?.handled ?? 0, total?.reported ?? 0)
  const cells: { name: string; label: string; value: string; unit?: string; list?: ListName }[] = [
    { name: 'today', label: texts.today, value: count(figures?.today.reported), list: 'day' },
    { name: 'handled', label: texts.handled, value: count(figures?.today.handled) },
    { name: 'open', label: texts.open, value: count(total?.open), list: 'open' },
    { name: 'near', label: texts.near, value: count(figures ? (total?.near ?? 0) : undefined), list: 'near' },
    { name: 'overdue', label: texts.overdue, value: count(figures ? (total?.overdue ?? 0) : undefined), list: 'overdue' },
    { name: 'rate', label: texts.rate, value: rate.value, unit: rate.unit },
  ]
  return (
    <dl className="figure-strip" data-testid="figures">
      {cells.map(({ name, label, value, unit, list }) => (
        <div key={name} className={`cell cell-${name}`}>
          <dt className="muted">
            {list ? (
              <button type="button" onClick={() => onOpen(list)} title={texts.openTitle}>
                {label}
              </button>
            ) : (
              label
            )}
          </dt>
          <dd>
            <Rolling value={value} className="t-5 num" testId={`figure-${name}`} />
            {unit && <span className="muted">{unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
