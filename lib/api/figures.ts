import { LRUCache } from 'lru-cache'
import type * as z from 'zod/mini'
import { readFiguresSetting, readKpiWeights } from '@/lib/db/county-settings'
import { readReplayState } from '@/lib/db/replay/then'
import { audienceKey, type Viewer } from '@/lib/domain/access'
import { type Against, againstPeriod } from '@/lib/domain/against'
import { civilDate, dayNumber, HOUR_MS, startOfDay, startOfDayNumber } from '@/lib/domain/clock'
import {
  type AllMeasured,
  COMPARED_FIGURES,
  type ComparedArea,
  comparedRow,
  FIGURES_RULE,
  type FigureRuns,
  placesOf,
  RUN_MONTHS,
  type Run,
  startOfMonth,
  USUAL_MONTHS,
  usualBand,
  WEEK_DAYS,
} from '@/lib/domain/figure-runs'
import { daysOut, KPI_RULE, type KpiWeights, touchedDays, wholeHours } from '@/lib/domain/figures'
import type { FiguresQuery } from '@/lib/domain/routes/figures'
import { mapRows } from '@/lib/domain/rows'
import type { Board } from '@/lib/live/board'
import { hourCounts, type Period, periodCounts, runCounts, stateCounts, type View } from '@/lib/live/board-queries'
import { live } from '@/lib/live/live'
import { stateThen } from '@/lib/live/moment'
import { completeFrom } from '@/lib/live/runtime'
import { Slices } from '@/lib/live/slices'
import { RevisionCache } from './answer-cache'
import { measure, perThousand } from './measured'
import { narrowTo } from './scope'

/** Right below a place so many grids are compared at most; of more it is asked street by street. */
const MAX_BELOW = 250
const WEEKDAYS = 7
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const FIRST_WEEKDAY = 3
const HOURS = 24
const kept = new RevisionCache<FigureRuns>()
/** Months are counted at most this often for an audience and a place: they are most of the work, and change least. */
const MONTHS_MS = 60_000
const monthsKept = new LRUCache<string, Promise<Months>>({ max: 64, ttl: MONTHS_MS })
const suspendedKept = new LRUCache<string, Promise<Run | null>>({ max: 64, ttl: MONTHS_MS })

/**
 * Figures of a period compared (contract: `GET /api/figures`), kept while the board stands still. Costs by grids and days, never by
 * events; months, hours and intervals are done in slices. Throws Problem('not_found') for a grid that is not there for this viewer.
 */
export async function readFigures(viewer: Viewer, { within, from, to, against }: z.output<typeof FiguresQuery>): Promise<FigureRuns> {
  const running = live()
  await running.settled()
  const narrowed = narrowTo(viewer, within, running.atlas)
  const [weights, { order }] = await Promise.all([readKpiWeights(), readFiguresSetting()])
  const [now, complete] = [Date.now(), completeFrom()]
  const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
  const period = wholeHours(bound(from), bound(to), now)
  const ask = { within: within || null, period, against: against ?? null, weights, order, complete }
  const key = JSON.stringify([audienceKey(viewer), ask, Math.floor(now / HOUR_MS)])
  // whoever asks for the same shares it, so it goes on when the first of them has gone
  return kept.get(key, async () => {
    const place = JSON.stringify([running.logId, audienceKey(viewer), ask.within, weights, complete, dayNumber(now)])
    const figures = await figuresOf(running.board, viewer, { ...ask, now }, new Slices(viewer.id), (count) => keepIn(monthsKept, place, count))
    const households = figures.total.suspended.denominator
    const suspended = await keepIn(suspendedKept, place, () => suspendedRun(narrowed, households, now, complete))
    return { ...figures, runs: { ...figures.runs, suspended } }
  })
}

/**
 * How many were suspended (挂账) at the end of each month, and of yesterday, as it was known then. Null for a department, whose events are not known of then, and
 * while the past is being written.
 */
export async function suspendedRun(viewer: Viewer, households: number, now: number, complete: number | null): Promise<Run | null> {
  if (viewer.scope.kind !== 'grids' || complete !== null) return null
  const { from, behind } = await readReplayState()
  if (from === null || behind > MAX_BEHIND) return null
  const ends = [...Array.from({ length: RUN_MONTHS + USUAL_MONTHS }, (_, i) => startOfMonth(now, RUN_MONTHS + USUAL_MONTHS - 1 - i)), startOfDay(now)]
  const counts = await stateThen(viewer, 'suspended', ends.map(dayNumber), from, live().atlas)
  const values = counts.map((count) => perThousand(count, households, false).value)
  return {
    values: values.slice(USUAL_MONTHS),
    numerators: counts.slice(USUAL_MONTHS),
    denominators: counts.slice(USUAL_MONTHS).map(() => households),
    usual: usualBand(values.slice(0, USUAL_MONTHS)),
  }
}
/** Behind by more changes than this the store of the past is being written, and not only about to follow. */
const MAX_BEHIND = 5_000

function keepIn<T extends object | null>(cache: LRUCache<string, Promise<T>>, place: string, count: () => Promise<T>): Promise<T> {
  const known = cache.get(place)
  if (known) return known
  const counted = count()
  cache.set(place, counted)
  counted.catch(() => cache.delete(place))
  return counted
}

export type FiguresAsk = {
  within: string | null
  /** whole hours */
  period: Period
  against: Against | null
  weights: KpiWeights
  /** places in an order are told */
  order: boolean
  now: number
  /** from when on all events are there; null: all are */
  complete: number | null
}

/** The same of a board at a moment; `months` may answer what was counted before. */
export async function figuresOf(
  board: Board,
  viewer: Viewer,
  ask: FiguresAsk,
  slices: Slices,
  months: (count: () => Promise<Months>) => Promise<Months> = (count) => count(),
): Promise<FigureRuns> {
  const { within, period, weights, now, complete } = ask
  await slices.pause()
  // Until the next pause nothing waits, so totals and areas are of one revision.
  const { logId, revision, asOf, tree } = board
  const [view, whole] = [board.view(viewer, within ?? undefined), board.view(viewer)]
  const compared = viewer.scope.kind === 'department' ? [] : comparedPlaces(whole, within ?? '')
  const places = compared.map(({ place }) => place)
  const counted = (of: Period) => ({ all: periodCounts(view, of, [], now).all, grids: periodCounts(whole, of, places, now).grids })
  const during = counted(period)
  const earlier = ask.against === null ? null : periodBefore(period, ask.against, now, complete)
  const before = earlier && counted(earlier)
  const suspended = { all: stateCounts(view, 'suspended', []).all, grids: stateCounts(whole, 'suspended', places).grids }
  const householdsAt = (place: number) => tree.nodes[place]?.households ?? 0
  const tops = view.audience.places.filter((i) => !view.audience.plain[tree.parent[i] ?? -1])
  const households = tops.reduce((sum, place) => sum + householdsAt(place), 0)
  const first = board.tally.hours.firstDay(startOfMonth(now, RUN_MONTHS + USUAL_MONTHS), now)
  // what is still being written is as if it were not there
  const since = first === null ? null : Math.max(first, complete ?? first)

  const areas: ComparedArea[] = []
  for (const [i, { place, group }] of compared.entries()) {
    await slices.pause()
    const [own, old] = [during.grids[i], before?.grids[i]]
    if (!own) continue
    const figures = measure({ counts: own, suspended: suspended.grids[i] ?? 0, households: householdsAt(place) }, weights)
    const past = old && measure({ counts: old, suspended: null, households: householdsAt(place) }, weights, { intervals: false })
    const node = tree.nodes[place]
    if (node) areas.push({ grid: node.code, level: node.level, group, figures, before: past ? valuesOf(past) : null, places: null })
  }
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  const bounds = (of: Period) => ({ from: iso(of.from), to: iso(of.to), days: daysOut(touchedDays(of)) })
  const ofAll = (counts: typeof during.all, waiting: number | null) => measure({ counts, suspended: waiting, households }, weights)
  return {
    rule: FIGURES_RULE,
    kpiRule: KPI_RULE,
    logId,
    revision,
    asOf: iso(asOf),
    at: new Date(now).toISOString(),
    within,
    ...bounds(period),
    completeFrom: iso(complete),
    weights,
    total: ofAll(during.all, suspended.all),
    against: earlier && before ? { ...bounds(earlier), total: ofAll(before.all, null) } : null,
    ...(await months(() => slices.run(countMonths(view, { households, weights, now, since })))),
    areas: ask.order ? inOrder(areas) : areas,
    week: await slices.run(countWeek(view, period, { now, since })),
  }
}

/**
 * The grids that stand beside a place (a code prefix), it among them, and those right below it; of several places, all of them and what
 * lies right below any.
 */
function comparedPlaces({ tree, audience }: View, within: string): { place: number; group: ComparedArea['group'] }[] {
  const inside = new Set(audience.places.filter((i) => tree.codeAt(i).startsWith(within)))
  const tops = new Set([...inside].filter((i) => !inside.has(tree.parent[i] ?? -1)))
  const [only] = tops
  const beside = tops.size === 1 && only !== undefined ? audience.places.filter((i) => tree.parent[i] === tree.parent[only]) : [...tops]
  const below = [...inside].filter((i) => tops.has(tree.parent[i] ?? -1))
  return [
    ...beside.map((place) => ({ place, group: 'beside' as const })),
    ...(below.length > MAX_BELOW ? [] : below.map((place) => ({ place, group: 'below' as const }))),
  ]
}

/**
 * What a period is held against; null for one without a beginning, and where it reaches into what is still being written. One that is
 * not over is held against as much of the other.
 */
function periodBefore({ from, to }: Period, against: Against, now: number, complete: number | null): { from: number; to: number } | null {
  const end = Math.min(to ?? Number.POSITIVE_INFINITY, Math.floor(now / HOUR_MS + 1) * HOUR_MS)
  if (from === null || end <= from) return null
  const before = wholeHours(...boundsOf(againstPeriod({ from, to: end }, against)), now)
  if (before.from === null || before.to === null) return null
  return complete !== null && before.from < complete ? null : { from: before.from, to: before.to }
}
const boundsOf = ({ from, to }: { from: number; to: number }) => [from, to] as const

const valuesOf = (measured: AllMeasured) => mapRows(COMPARED_FIGURES, (_, name) => measured[name].value)

/** Areas with their places in the order of their group. */
function inOrder(areas: readonly ComparedArea[]): ComparedArea[] {
  const groups = (['beside', 'below'] as const).flatMap((group) => {
    const own = areas.filter((area) => area.group === group)
    const orders = mapRows(COMPARED_FIGURES, (_, name) =>
      placesOf(
        own.map(({ figures }) => figures[name]),
        comparedRow(name).better,
      ),
    )
    return own.map((area, i) => ({ ...area, places: mapRows(orders, (order) => order[i] ?? null) }))
  })
  return groups
}

type Months = Pick<FigureRuns, 'months' | 'usualMonths' | 'runs'>
type Since = { now: number; since: number | null }

/** Every figure month by month: a step is a month. None of a month that began before `since`. */
function* countMonths(
  view: View,
  { households, weights, now, since }: Since & { households: number; weights: KpiWeights },
): Generator<void, Months, void> {
  const starts = Array.from({ length: RUN_MONTHS + USUAL_MONTHS + 1 }, (_, i) => startOfMonth(now, RUN_MONTHS + USUAL_MONTHS - i))
  // of the month that is not over its whole days, since what is due today may still be done
  const known = starts.filter((from) => since !== null && from >= since && from < startOfDay(now))
  const unknown = starts.indexOf(known[0] ?? Number.NaN)
  const measured: (AllMeasured | null)[] = Array.from({ length: unknown < 0 ? starts.length : unknown }, () => null)
  for (const counts of runCounts(view, known, startOfDay(now), now)) {
    measured.push(measure({ counts, suspended: null, households }, weights, { intervals: false }))
    yield
  }
  while (measured.length < starts.length) measured.push(null)
  const [usual, shown] = [measured.slice(0, USUAL_MONTHS), measured.slice(USUAL_MONTHS)]
  const runs = mapRows(COMPARED_FIGURES, (_, name) => {
    if (name === 'suspended') return null
    const of = shown.map((month) => month?.[name] ?? null)
    return {
      values: of.map((month) => month?.value ?? null),
      numerators: of.map((month) => month?.numerator ?? null),
      denominators: of.map((month) => month?.denominator ?? 0),
      ...(name === 'handlingTime' ? { p90: of.map((month) => month?.p90 ?? null) } : {}),
      usual: usualBand(usual.map((month) => month?.[name].value ?? null)),
    }
  })
  const names = starts.slice(USUAL_MONTHS).map((start) => civilDate(start).slice(0, 7))
  return { months: names, usualMonths: usual.filter((month) => month !== null).length, runs }
}

/** The week hour by hour, of the newest days of a period that are there: a step is a day. */
function* countWeek(view: View, period: Period, { now, since }: Since): Generator<void, FigureRuns['week'], void> {
  const days = new Array<number>(WEEKDAYS).fill(0)
  const counts = days.map(() => new Array<number>(HOURS).fill(0))
  const touched = touchedDays(period)
  const end = Math.min(touched.end ?? Number.POSITIVE_INFINITY, dayNumber(now) + 1)
  const known = since === null ? end : dayNumber(since)
  const first = Math.max(touched.first ?? known, known, end - WEEK_DAYS)
  const addTo = hourCounts(view)
  for (let day = first; day < end; day++) {
    yield
    const weekday = (((day + FIRST_WEEKDAY) % WEEKDAYS) + WEEKDAYS) % WEEKDAYS
    days[weekday] = (days[weekday] ?? 0) + 1
    const row = counts[weekday]
    if (row) addTo(row, day)
  }
  const date = (day: number) => civilDate(startOfDayNumber(day))
  return first < end ? { from: date(first), to: date(end - 1), days, counts } : { from: null, to: null, days, counts }
}
