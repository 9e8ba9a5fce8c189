import { Rolling } from '@/components/ui/rolling'
import type { Behind } from '@/lib/client/figures'
import { formatCount, formatRate } from '@/lib/client/format'
import type { ListName } from '@/lib/client/lists'
import { deskTexts } from '@/lib/client/messages/desk'
import { startOfDay } from '@/lib/domain/clock'
import type { Figures } from '@/lib/domain/wire'

const { figures: texts } = deskTexts
/** Left out where there is little room. */
const secondary = new Set(['handled', 'rate'])

/** The figures of one's own area; each opens the list behind it. */
export function FigureStrip({
  figures,
  now,
  onOpen,
}: {
  figures: Figures | null
  now: number
  onOpen(to: { list: ListName } | { behind: Behind }): void
}) {
  const count = (n: number | undefined) => (n === undefined ? texts.none : formatCount(n))
  const total = figures?.total
  const rate = formatRate(total?.handled ?? 0, total?.reported ?? 0)
  const today = new Date(startOfDay(now)).toISOString()
  const behind = (figure: Behind['figure'], from: string | null) => ({ behind: { figure, from, to: null, service: null } })
  const cells: { name: string; label: string; value: string; unit?: string; to: { list: ListName } | { behind: Behind } }[] = [
    { name: 'today', label: texts.today, value: count(figures?.today.reported), to: behind('reported', today) },
    { name: 'handled', label: texts.handled, value: count(figures?.today.handled), to: behind('handledInPeriod', today) },
    { name: 'open', label: texts.open, value: count(total?.open), to: { list: 'open' } },
    { name: 'near', label: texts.near, value: count(figures ? (total?.near ?? 0) : undefined), to: { list: 'near' } },
    { name: 'overdue', label: texts.overdue, value: count(figures ? (total?.overdue ?? 0) : undefined), to: { list: 'overdue' } },
    { name: 'rate', label: texts.rate, value: rate.value, unit: rate.unit, to: behind('open', null) },
  ]
  return (
    <dl className="grid grid-cols-6 rounded-10 border border-line bg-panel max-lg:grid-cols-4" data-testid="figures">
      {cells.map(({ name, label, value, unit, to }) => (
        <div
          key={name}
          className={`flex flex-col justify-between border-l border-line px-18 pt-6 pb-7 first:border-l-0 low:flex-row low:items-baseline low:py-2 max-lg:px-12 ${secondary.has(name) ? 'max-lg:hidden' : ''}`}
        >
          <dt className="text-13 text-ink-3">
            <button
              type="button"
              className="text-left underline decoration-ink-4 decoration-dotted underline-offset-4 hover:text-ink-1"
              onClick={() => onOpen(to)}
              title={name === 'rate' ? texts.rateTitle : texts.openTitle}
              data-open={name}
            >
              {label}
            </button>
          </dt>
          <dd className="flex items-baseline gap-4">
            <Rolling value={value} className="text-26 font-medium text-ink-1" testId={`figure-${name}`} />
            {unit && <span className="text-13 text-ink-3">{unit}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
