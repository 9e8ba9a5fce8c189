import { type DutyList, periodName } from '@/lib/client/duties'
import { formatCount } from '@/lib/client/format'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import { DAY_MS, stampOf } from '@/lib/domain/clock'
import type { DutyOverview } from '@/lib/domain/duty'

type Figure = { list: Exclude<DutyList, 'planned'>; value: number; unit: string; notes: string[] }

const share = (done: number, of: number) => (of === 0 ? '—' : `${Math.round((100 * done) / of)}%`)

function figuresOf({ counts, found, before, to, asOf, template }: DutyOverview): Figure[] {
  const { notes, units } = texts
  const of = template.subjects.kind === 'grids' || template.subjects.kind === 'list' ? units.grid : units.item
  const left = Math.ceil((Date.parse(to) - Date.parse(asOf)) / DAY_MS)
  const done = share(counts.done, counts.of)
  return [
    { list: 'all', value: counts.of, unit: of, notes: counts.excused > 0 ? [notes.excused(counts.excused)] : [] },
    { list: 'done', value: counts.done, unit: of, notes: [before ? notes.before(done, share(before.done, before.of)) : notes.share(done)] },
    {
      list: 'assigned',
      value: counts.assigned,
      unit: of,
      notes: [left > 0 ? notes.left(left) : notes.over, ...(counts.planned > 0 ? [notes.planned(counts.planned)] : [])],
    },
    { list: 'overdue', value: counts.overdue, unit: of, notes: counts.missed > 0 ? [notes.missed(counts.missed)] : [] },
    { list: 'found', value: found.all, unit: units.problem, notes: [notes.solved(found.solved)] },
    { list: 'events', value: found.events, unit: units.event, notes: [notes.closed(found.closed)] },
  ]
}

/** The figures of a duty in a period; each opens the list of what it counts. */
export function DutyStrip({
  overview,
  visits,
  list,
  onOpen,
}: {
  overview: DutyOverview | null
  visits: boolean
  list: DutyList
  onOpen(list: DutyList): void
}) {
  const names = visits ? texts.visitFigures : texts.figures
  return (
    <ul
      className="grid shrink-0 grid-cols-6 gap-px overflow-hidden rounded-10 border border-line bg-line max-lg:grid-cols-3 max-sm:grid-cols-2"
      aria-label={overview ? `${overview.template.name} ${periodName(overview.period)} ${stampOf(Date.parse(overview.asOf))}` : undefined}
      data-testid="duty-figures"
    >
      {overview &&
        figuresOf(overview).map(({ list: of, value, unit, notes }) => (
          <li
            key={of}
            className={`relative flex min-h-70 flex-col px-16 py-8 ${of === list ? 'bg-chosen' : 'bg-panel hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_3%)]'}`}
          >
            <button
              type="button"
              aria-pressed={of === list}
              aria-label={[names[of], `${value}${unit}`, ...notes].join('，')}
              title={texts.opens(names[of])}
              className="self-start text-left text-13 text-ink-3 after:absolute after:inset-0"
              onClick={() => onOpen(of)}
              data-figure={of}
              data-value={value}
            >
              {names[of]}
            </button>
            <p className="flex flex-wrap items-baseline gap-x-8">
              <span className="text-26 font-medium text-ink-1 tabular-nums">{formatCount(value)}</span>
              <span className="text-13 text-ink-3">{[unit, ...notes].filter((part) => part !== '').join(' ')}</span>
            </p>
          </li>
        ))}
      {!overview && [0, 1, 2, 3, 4, 5].map((i) => <li key={i} className="min-h-70 bg-panel" />)}
    </ul>
  )
}
