import type { Viewer } from '@/lib/domain/access'
import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { countFigure, type FigureName, type KpiCounts } from '@/lib/domain/figure-terms'
import { type KpiFigure, type KpiWeights, touchedDays } from '@/lib/domain/figures'
import type { HeatCells } from '@/lib/domain/heat-state'
import { kpiFigure } from '@/lib/domain/kpi'
import { EVENT_STATES, type EventState } from '@/lib/domain/life'
import { COUNTER_COUNT, FIRST_CLASS } from '@/lib/domain/life-counts'
import type { Figures, Sums } from '@/lib/domain/wire'
import { type Audience, maskOf } from './audience'
import type { HeatQuery } from './heat-counts'
import { REPORTED } from './hours'
import type { LifeSums } from './life-days'
import type { Tally } from './tally'
import type { Tree } from './tree'

/**
 * What a viewer looks at: a tally, with what of it the viewer sees. `given`: the sensitive events that the viewer sees one by one although
 * the audience does not, because they were given to it.
 */
export type View = { viewer: Viewer; tree: Tree; tally: Tally; audience: Audience; given: Tally | null }

/** A whole period, or one whose bounds are epoch milliseconds. */
export type Period = { from: number | null; to: number | null }

/** The same counts of what the audience sees, and of what was given. */
type Both<T> = { own: T; given: T | null }
const both = <T>({ tally, given }: View, of: (tally: Tally) => T): Both<T> => ({ own: of(tally), given: given && of(given) })

/** The figures of the viewer's scope, and of each grid in it (wire.ts). */
export function figuresOf(view: View, now: number): Figures {
  const { tree, audience } = view
  const totals = both(view, (t) => t.totals)
  const today = both(view, (t) => t.hours.dayOf(now))
  const count = (name: 'reported' | 'handled' | 'near' | 'overdue') => total(view, totals, (t) => t[name])
  const [reported, handled] = [count('reported'), count('handled')]
  const { own } = totals
  const rolled = {
    reported: tree.rollUp(own.reported),
    handled: tree.rollUp(own.handled),
    overdue: tree.rollUp(own.overdue),
    today: tree.rollUp(today.own.reported),
  }
  return {
    total: { reported, handled, open: reported - handled, near: count('near'), overdue: count('overdue') },
    states: statesOf(view),
    today: { reported: total(view, today, (t) => t.reported), handled: total(view, today, (t) => t.handledThen) },
    classes: classesOf(view, now),
    grids: audience.places.map((i) => {
      const grid = tree.codeAt(i)
      const reported = figureOf(audience, rolled.reported, i)
      const handled = figureOf(audience, rolled.handled, i)
      const open = reported - handled
      const today = figureOf(audience, rolled.today, i)
      const overdue = figureOf(audience, rolled.overdue, i)
      return overdue ? { grid, reported, handled, open, today, overdue } : { grid, reported, handled, open, today }
    }),
  }
}

/** Events of the viewer's total by state, without void ones. */
export function statesOf({ tree, tally, audience, given }: View): { state: EventState; count: number }[] {
  const keys = 2 * tree.size
  return EVENT_STATES.flatMap((state, s) => {
    if (state === 'void') return []
    const count = sumAt(tally.totals.states, audience.totalKeys, s * keys) + (given ? sumAt(given.totals.states, audience.givenKeys, s * keys) : 0)
    return count > 0 ? [{ state, count }] : []
  })
}

/** All that the figures of a period (whole hours) are made of, by key. */
function countsIn(view: View, period: Period, now: number) {
  const { first, end } = touchedDays(period)
  const today = dayNumber(now)
  const bound = (day: number | null) => (day === null ? null : startOfDayNumber(day))
  return {
    hours: both(view, (t) => t.hours.sum(period.from, period.to)),
    days: both(view, (t) => t.hours.sum(bound(first), bound(end)).reported),
    inside: both(view, (t) => t.lives.sum(first, end)),
    before: both(view, (t) => t.lives.sum(null, first ?? Number.NEGATIVE_INFINITY, FIRST_CLASS)),
    // of the period alone: one that begins later has nothing of the days until then
    ahead: both(view, (t) => t.lives.sum(Math.max(today, first ?? today), end, FIRST_CLASS)),
  }
}

/** Which keys count: of all events, and of those that were given. */
type Keys = { own: Int32Array; given: Int32Array }

/** All that these keys hold. */
function countsAt({ hours, days, inside, before, ahead }: ReturnType<typeof countsIn>, keys: Keys): KpiCounts {
  return {
    reported: sumOf(hours, keys, (t) => t.reported),
    handled: sumOf(hours, keys, (t) => t.handled),
    handledInPeriod: sumOf(hours, keys, (t) => t.handledThen),
    reportedOnDays: sumOf(days, keys, (t) => t),
    inside: sumCounters(inside, keys),
    before: sumCounters(before, keys),
    ahead: sumCounters(ahead, keys),
  }
}

/**
 * How many events stand behind a count of a figure, of a period (whole hours): in the viewer's total, and of these those that the viewer
 * sees one by one. Costs by grids and days, never by events.
 */
export function countBehind(view: View, figure: FigureName, period: Period, now: number): { counted: number; listed: number } {
  const counts = countsIn(view, period, now)
  const { audience } = view
  return {
    counted: countFigure(figure, countsAt(counts, totalOf(audience))),
    listed: countFigure(figure, countsAt(counts, seenKeys(audience, audience.places))),
  }
}

/** The keys of what is seen one by one in these places. */
function seenKeys(audience: Audience, places: Iterable<number>): Keys {
  const seen = [...places].filter((i) => audience.plain[i])
  const own = seen.flatMap((i) => (audience.sensitive[i] ? [2 * i, 2 * i + 1] : [2 * i]))
  const given = seen.flatMap((i) => (audience.sensitive[i] ? [] : [2 * i + 1]))
  return { own: Int32Array.from(own), given: Int32Array.from(given) }
}

/** What the figures of a period (whole hours) are made of, of the viewer's total and of some grids (places), in their order. */
export function periodCounts(view: View, period: Period, places: readonly number[], now: number): { all: KpiCounts; grids: KpiCounts[] } {
  const { tree, audience } = view
  const counts = countsIn(view, period, now)
  const { hours, days, inside, before, ahead } = counts
  const all = countsAt(counts, totalOf(audience))
  if (places.length === 0) return { all, grids: [] }
  const rolled = {
    reported: tree.rollUp(hours.own.reported),
    handled: tree.rollUp(hours.own.handled),
    handledThen: tree.rollUp(hours.own.handledThen),
    days: tree.rollUp(days.own),
  }
  const grids = places.map((i) => ({
    reported: figureOf(audience, rolled.reported, i),
    handled: figureOf(audience, rolled.handled, i),
    handledInPeriod: figureOf(audience, rolled.handledThen, i),
    reportedOnDays: figureOf(audience, rolled.days, i),
    inside: countersOf(view, inside.own, i),
    before: countersOf(view, before.own, i),
    ahead: countersOf(view, ahead.own, i),
  }))
  return { all, grids }
}

/** The figures of a period (whole hours) by the rules, of the viewer's total and of some grids (places). */
export function kpisOf(view: View, period: Period, places: readonly number[], now: number, weights: KpiWeights) {
  const { all, grids } = periodCounts(view, period, places, now)
  return {
    all: kpiFigure(all, weights),
    grids: grids.map((counts, i) => ({ grid: view.tree.codeAt(places[i] ?? -1), ...kpiFigure(counts, weights) })),
  }
}

/**
 * What the figures of periods that follow each other without a gap are made of, of the viewer's total: `starts` of civil days, ascending, the end of the last
 * beside them. The same as `periodCounts` tells of each, for less, since what was before one is what was before and in the one before it.
 */
export function* runCounts(view: View, starts: readonly number[], end: number, now: number): Generator<KpiCounts, void, void> {
  const keys = totalOf(view.audience)
  const today = dayNumber(now)
  const livesIn = (from: number | null, to: number, counters: number) =>
    sumCounters(
      both(view, (t) => t.lives.sum(from, to, counters)),
      keys,
    )
  let before = livesIn(null, dayNumber(starts[0] ?? end), FIRST_CLASS)
  for (const [i, from] of starts.entries()) {
    const to = starts[i + 1] ?? end
    const [first, last] = [dayNumber(from), dayNumber(to)]
    const hours = both(view, (t) => t.hours.sum(from, to))
    const inside = livesIn(first, last, COUNTER_COUNT)
    const reported = sumOf(hours, keys, (t) => t.reported)
    yield {
      reported,
      handled: sumOf(hours, keys, (t) => t.handled),
      handledInPeriod: sumOf(hours, keys, (t) => t.handledThen),
      reportedOnDays: reported,
      inside,
      before,
      ahead: livesIn(Math.max(today, first), last, FIRST_CLASS),
    }
    before = before.map((count, k) => count + (inside[k] ?? 0))
  }
}

/** How many events are in a state now, of the viewer's total and of some grids (places), in their order. */
export function stateCounts(view: View, state: EventState, places: readonly number[]): { all: number; grids: number[] } {
  const { tree, tally, audience } = view
  const keys = 2 * tree.size
  const from = EVENT_STATES.indexOf(state) * keys
  const rolled = tree.rollUp(tally.totals.states.subarray(from, from + keys))
  return {
    all: statesOf(view).find((of) => of.state === state)?.count ?? 0,
    grids: places.map((i) => figureOf(audience, rolled, i)),
  }
}

/** Tells of civil days (by their number) what of the viewer's total occurred in each hour of them: adds it to 24 sums. */
export function hourCounts({ tree, tally, given, audience }: View): (sums: number[], day: number) => void {
  const [total, own] = [maskOf(tree, audience.totalKeys), maskOf(tree, audience.givenKeys)]
  return (sums, day) => {
    tally.hours.addHours(sums, day, REPORTED, total)
    given?.hours.addHours(sums, day, REPORTED, own)
  }
}

/**
 * The figures of a period (whole hours) of areas, each a set of places whose own events are counted once; only of events that the viewer
 * sees one by one, since an area is no street.
 */
export function kpisOfAreas(view: View, period: Period, areas: readonly ReadonlySet<number>[], now: number, weights: KpiWeights): KpiFigure[] {
  const { audience } = view
  const counts = countsIn(view, period, now)
  return areas.map((places) => kpiFigure(countsAt(counts, seenKeys(audience, places)), weights))
}

/** Per grid with events of its own that the viewer sees one by one: their count, and the sum of their hashes (wire.ts). */
export function sumsOf({ tree, tally, audience, given }: View): Sums {
  const found: Sums = []
  for (const i of audience.places) {
    const sensitive = audience.sensitive[i] ? tally : given
    const of = (name: 'seen' | 'sums') => (tally.totals[name][2 * i] ?? 0) + (sensitive?.totals[name][2 * i + 1] ?? 0)
    const count = of('seen')
    if (count) found.push({ grid: tree.codeAt(i), count, sum: of('sums') >>> 0 })
  }
  return found
}

/** Counts by (cell, type, step) of what the viewer sees one by one; null when only the database can tell. */
export function cellsOf({ tally, audience, given }: View, query: HeatQuery, isSensitive: (type: number) => boolean): HeatCells | null {
  const cells = tally.heat.cells(query, (place, type) => (isSensitive(type) ? audience.sensitive : audience.plain)[place] === 1)
  const more = given?.heat.cells(query, (place) => audience.sensitive[place] === 0)
  if (!cells || !more || more.count.length === 0) return cells
  const joined = (name: keyof HeatCells) => {
    const column = new Int32Array(cells[name].length + more[name].length)
    column.set(cells[name])
    column.set(more[name], cells[name].length)
    return column
  }
  return { cellX: joined('cellX'), cellY: joined('cellY'), type: joined('type'), step: joined('step'), count: joined('count') }
}

/** Today's events of the viewer's total by class. */
function classesOf(view: View, now: number): { code: string; today: number }[] {
  const classes = both(view, (t) => t.days.classesOf(now))
  const keys = 2 * view.tree.size
  return classes.own.codes
    .map((code, c) => ({ code, today: total(view, classes, ({ counts }) => counts.subarray(c * keys, (c + 1) * keys)) }))
    .filter(({ today }) => today > 0)
}

const totalOf = ({ totalKeys, givenKeys }: Audience): Keys => ({ own: totalKeys, given: givenKeys })

/** Counts by key, added up over what counts in the viewer's total. */
const total = <T>({ audience }: View, counts: Both<T>, of: (counts: T) => ArrayLike<number>): number => sumOf(counts, totalOf(audience), of)

function sumOf<T>(counts: Both<T>, { own, given }: Keys, of: (counts: T) => ArrayLike<number>): number {
  return sumAt(of(counts.own), own) + (counts.given ? sumAt(of(counts.given), given) : 0)
}

/** The sum of these places of `counts`, each `from` further on. */
export function sumAt(counts: ArrayLike<number>, keys: Int32Array, from = 0): number {
  let sum = 0
  for (let i = 0; i < keys.length; i++) sum += counts[from + (keys[i] ?? 0)] ?? 0
  return sum
}

/** The same of counters of lives. */
function sumCounters(counts: Both<LifeSums>, { own, given }: Keys): Float64Array {
  const sums = new Float64Array(COUNTER_COUNT)
  for (const key of own) counts.own.addTo(sums, key)
  if (counts.given) for (const key of given) counts.given.addTo(sums, key)
  return sums
}

/** Reads one grid's figure from rolled up counts, two a grid. */
function figureOf(audience: Audience, rolled: Float64Array, place: number): number {
  return (rolled[2 * place] ?? 0) + (audience.inFigure[place] ? (rolled[2 * place + 1] ?? 0) : 0)
}

/** The counters of one grid's figure, from all that lies in it. */
function countersOf({ tree, audience }: View, own: LifeSums, place: number): Float64Array {
  const sums = new Float64Array(COUNTER_COUNT)
  for (let i = place; i < (tree.end[place] ?? 0); i++) {
    own.addTo(sums, 2 * i)
    if (audience.inFigure[place]) own.addTo(sums, 2 * i + 1)
  }
  return sums
}
