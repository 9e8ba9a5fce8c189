import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { type DayCount, type Days, FIGURE_TERMS, type FigureName, type FigureTerm } from '@/lib/domain/figure-terms'
import { touchedDays, wholeHours } from '@/lib/domain/figures'
import { EVENT_STATES } from '@/lib/domain/life'
import { LIFE_TIMES, type LifeTime, lifeFacts, lifeGroups } from './life-sql'

/** A condition on `events e`; each `?` in it stands for the next of the values. */
export type Condition = { sql: string; values: unknown[] }

/** By what is made up what was missed. */
const DONE = new Map<DayCount, string>([
  ['missed', LIFE_TIMES.handed_in],
  ['closeMissed', LIFE_TIMES.handled],
])
const VOID = EVENT_STATES.indexOf('void')
/** Bounds, from ≤ t < to; null is unbounded. */
type Span = { from: number | null; to: number | null }

/**
 * The events behind a figure of a period (bounds as `GET /api/kpis` takes them; `now` as the figure was read): those that its terms count
 * once. They stand in the database's own words (life-sql.ts), the same that boards are recounted by.
 */
export function behindFigure(name: FigureName, period: Span, now: number): Condition {
  const hours = wholeHours(period.from, period.to, now)
  const { first, end } = touchedDays(hours)
  const today = dayNumber(now)
  const days: Record<Days, Span> = {
    inside: { from: first, to: end },
    before: { from: null, to: first ?? Number.NEGATIVE_INFINITY },
    ahead: { from: Math.max(today, first ?? today), to: end },
  }
  const values: unknown[] = []
  const place = (value: unknown) => {
    values.push(value)
    return '?'
  }
  const between = (column: string, { from, to }: Span, of: (bound: number) => string) => {
    if (to === Number.NEGATIVE_INFINITY) return 'FALSE'
    const parts = [...(from === null ? [] : [`${column} >= ${of(from)}`]), ...(to === null ? [] : [`${column} < ${of(to)}`])]
    return parts.join(' AND ') || 'TRUE'
  }
  const time = (ms: number) => `to_timestamp(${place(ms)}::float8 / 1000)`
  const day = (number: number) => `${place(number)}::int4`

  /** Where in time an event that a term counts lies, by a column as it is: quickly asked of every event, and by an index where there is one. */
  const lies = (term: FigureTerm) => {
    if (term.days === null) return between(term.count === 'handledInPeriod' ? 'e.handled_at' : 'e.occurred_at', hours, time)
    const { from, to } = days[term.days]
    const start = (bound: number | null) => (bound === null || Number.isFinite(bound) === false ? bound : startOfDayNumber(bound))
    const inDays = between(LIFE_TIMES[counting(term.count).time], { from: start(from), to: start(to) }, time)
    const done = DONE.get(term.count)
    // what was missed before a period and made up before it too is taken away again: nearly all that there is
    return term.days === 'before' && done && first !== null
      ? `${inDays} AND (${done} IS NULL OR ${done} >= ${time(startOfDayNumber(first))})`
      : inDays
  }
  const counts = (term: FigureTerm) => {
    if (term.days === null) {
      const when = between(term.count === 'handledInPeriod' ? 'e.handled_at' : 'e.occurred_at', hours, time)
      return term.count === 'reported' ? when : `e.handled_at IS NOT NULL AND ${when}`
    }
    const { time: on, when } = counting(term.count)
    return `${between(`on_${on}`, days[term.days], day)} AND ${when}`
  }
  const terms = FIGURE_TERMS[name]
  const where = terms.filter(({ sign }) => sign === 1).map((term) => `(${lies(term)})`)
  const sum = terms.map((term) => `${term.sign === 1 ? '+' : '-'} CASE WHEN ${counts(term)} THEN 1 ELSE 0 END`)
  const sql = `e.state <> ${VOID} AND (${where.join(' OR ')}) AND (SELECT 0 ${sum.join(' ')} FROM (SELECT ${lifeFacts}) AS l) = 1`
  return { sql, values }
}

/** By which day, and when, a count counts an event. */
function counting(count: DayCount): { time: LifeTime; when: string } {
  if (count === 'reportedOnDays') return { time: 'occurred', when: 'TRUE' }
  if (count === 'closed') return { time: 'handled', when: 'closed' }
  for (const { day, of, counters } of lifeGroups)
    for (const [counter, when] of counters) if (counter === count) return { time: day, when: `(${of}) AND (${when})` }
  throw new Error(`${count} is counted nowhere`)
}
