import { LRUCache } from 'lru-cache'
import type * as z from 'zod/mini'
import { readSources, type SeenSource } from '@/lib/db/events/sources'
import type { Viewer } from '@/lib/domain/access'
import { civilDate, DAY_MS, dayNumber, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { figureCountsSensitive } from '@/lib/domain/figures'
import { lagOf } from '@/lib/domain/lag'
import { counterOf, FIRST_CLASS } from '@/lib/domain/life-counts'
import type { TrendsQuery } from '@/lib/domain/routes/trends'
import {
  AGES,
  OVERDUE_AGES,
  RUN_DAYS,
  sameWeekdays,
  TREND_DAYS,
  TRENDS_RULE,
  type Trends,
  USUAL_WEEKS,
  usualOf,
  wholeHoursOf,
} from '@/lib/domain/trends'
import { type Audience, Audiences, maskOf } from '@/lib/live/audience'
import type { Board } from '@/lib/live/board'
import { sumAt, type View } from '@/lib/live/board-queries'
import { HANDLED, HANDLED_THEN, type Measure, REPORTED } from '@/lib/live/hours'
import { live } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { nextSlice } from '@/lib/live/slices'
import type { Tree } from '@/lib/live/tree'
import { narrowTo } from './scope'

const HOURS = 24
const audiencesOf = new WeakMap<Tree, Audiences>()
/** Sources are asked of the database at most this often for an audience. */
const SOURCES_MS = 20_000
const seenSources = new LRUCache<string, Promise<SeenSource[]>>({ max: 64, ttl: SOURCES_MS })

/** What is usual and how the last days ran. Throws Problem('not_found') for a grid that is not there for this viewer. */
export async function readTrends(viewer: Viewer, { within }: z.output<typeof TrendsQuery>): Promise<Trends> {
  const running = live()
  await running.settled()
  const narrowed = narrowTo(viewer, within, running.atlas)
  const sources = await sourcesFor(running.board, narrowed)
  await nextSlice(viewer.id)
  // From here on nothing waits, so all of it is of one revision.
  return { ...trendsOf(running.board, narrowed, Date.now(), sources, completeFrom()), within: within || null }
}

/**
 * The part of the answer that the board knows; `from`: when the events before are still being written, so that no week before is
 * compared with. Costs by grids and days, never by events.
 */
export function trendsOf(
  board: Board,
  viewer: Viewer,
  now: number,
  sources: readonly SeenSource[],
  from: number | null = null,
): Omit<Trends, 'within'> {
  const view = board.view(viewer)
  const { audience } = view
  const { hours, totals } = view.tally
  const today = startOfDay(now)
  const since = Math.max(from ?? Number.NEGATIVE_INFINITY, today - USUAL_WEEKS * 7 * DAY_MS)
  const past = sameWeekdays(now, since > today - DAY_MS ? null : board.tally.hours.firstDay(since, today - DAY_MS))

  const wanted = maskOf(board.tree, audience.totalKeys)
  const byHour = (day: number, measure: Measure) => {
    const sums = new Array<number>(HOURS).fill(0)
    hours.addHours(sums, dayNumber(day), measure, wanted)
    return sums
  }
  const sum = (counts: readonly number[], to: number) => counts.slice(0, to).reduce((n, c) => n + c, 0)
  const week = recentDays(today, TREND_DAYS).map((day) => ({ day: civilDate(day), hours: byHour(day, REPORTED) }))
  const before = past.map((day) => byHour(day, REPORTED))
  const usual = Array.from({ length: HOURS }, (_, hour) => usualOf(before.map((day) => day[hour] ?? 0)))
  const known = usual.filter((u) => u !== null)
  const usualHours = known.length === HOURS ? known : null
  const { late, until } = lagOf(sources, usualHours?.map((u) => u.middle) ?? null, now)
  const running = wholeHoursOf(now)
  // what is not there yet is compared with nothing
  const whole = until === null ? running : until < today ? 0 : wholeHoursOf(until)
  const middle = (sample: readonly number[]) => (whole === 0 ? null : (usualOf(sample)?.middle ?? null))
  const end = Math.floor(now / HOUR_MS + 1) * HOUR_MS

  return {
    rule: TRENDS_RULE,
    logId: board.logId,
    revision: board.revision,
    asOf: board.asOf === null ? null : new Date(board.asOf).toISOString(),
    at: new Date(now).toISOString(),
    weeks: past.length,
    completeFrom: from === null ? null : new Date(from).toISOString(),
    hours: week.at(-1)?.hours.slice(0, running + 1) ?? [],
    usualHours,
    until: until === null ? null : new Date(until).toISOString(),
    soFar: {
      reported: sum(week.at(-1)?.hours ?? [], whole),
      handled: sum(byHour(today, HANDLED_THEN), whole),
      usualReported: middle(before.map((day) => sum(day, whole))),
      usualHandled: middle(past.map((day) => sum(byHour(day, HANDLED_THEN), whole))),
    },
    week: week.map(({ day, hours: counts }, i) => ({ day, hours: i === week.length - 1 ? counts.slice(0, running + 1) : counts })),
    days: recentDays(today, RUN_DAYS).map((day) => {
      const of = hours.dayOf(day)
      return { day: civilDate(day), reported: of.total(REPORTED, audience.totalKeys), handled: of.total(HANDLED_THEN, audience.totalKeys) }
    }),
    ages: AGES.map(({ fromHours, toHours }) => {
      const of = hours.sum(toHours === null ? null : end - toHours * HOUR_MS, fromHours === 0 ? null : end - fromHours * HOUR_MS)
      return { fromHours, toHours, open: of.total(REPORTED, audience.totalKeys) - of.total(HANDLED, audience.totalKeys) }
    }),
    overdue: overdueAges(view, now),
    cards: countOfDays(view, OPEN_CARD, null, null),
    classes: classDays(view, today),
    sources: sources.map(({ source, lastReceivedAt, lastOccurredAt, lastDay }, i) => ({
      source,
      lastReceivedAt,
      lastOccurredAt: new Date(lastOccurredAt).toISOString(),
      late: late[i] ?? false,
      lastDay,
    })),
    grids: runsOf(view, { now, past, whole, reported: totals.reported, handled: totals.handled }),
  }
}

const [OPEN_OVERDUE, OPEN_CARD] = [counterOf('openOverdue'), counterOf('openCard')]

/** Open events past their deadline by the civil days since it. */
function overdueAges(view: View, now: number): Trends['overdue'] {
  const today = dayNumber(now)
  return OVERDUE_AGES.map(({ fromDays, toDays }) => {
    const first = toDays === null ? null : today - toDays + 1
    const end = fromDays === 0 ? null : today - fromDays + 1
    return { fromDays, toDays, open: countOfDays(view, OPEN_OVERDUE, first, end) }
  })
}

/** A counter of lives over civil days, from `first` to before `end`; null is unbounded. */
function countOfDays({ tally, given, audience }: View, counter: number, first: number | null, end: number | null): number {
  const sums = new Float64Array(FIRST_CLASS)
  const take = (of: typeof tally, keys: Int32Array) => {
    const days = of.lives.sum(first, end, FIRST_CLASS)
    for (const key of keys) days.addTo(sums, key)
  }
  take(tally, audience.totalKeys)
  if (given) take(given, audience.givenKeys)
  return sums[counter] ?? 0
}

/** The last days by class. */
function classDays({ tree, tally, audience }: View, today: number): Trends['classes'] {
  const days = recentDays(today, TREND_DAYS).map((day) => tally.days.classesOf(day))
  const keys = 2 * tree.size
  return (days.at(-1)?.codes ?? []).map((code, c) => ({
    code,
    days: days.map(({ counts }) => sumAt(counts, audience.totalKeys, c * keys)),
  }))
}

type Ground = { now: number; past: readonly number[]; whole: number; reported: ArrayLike<number>; handled: ArrayLike<number> }

/** The last days of the grids of the two uppermost levels in sight. */
function runsOf({ tree, tally, viewer, audience }: View, { now, past, whole, reported, handled }: Ground): Trends['grids'] {
  const today = startOfDay(now)
  const soFarOf = (day: number) => tree.rollUp(tally.hours.sum(day, day + whole * HOUR_MS).reported)
  const days = recentDays(today, TREND_DAYS).map((day) => tree.rollUp(tally.hours.dayOf(day).reported))
  const soFar = soFarOf(today)
  const before = past.map(soFarOf)
  const all = { reported: tree.rollUp(reported), handled: tree.rollUp(handled) }
  const places = tree.nodes.flatMap((_, i) => (audience.plain[i] ? [i] : []))
  const top = Math.min(...places.map((i) => tree.nodes[i]?.level ?? 4))
  return places.flatMap((i) => {
    const node = tree.nodes[i]
    if (!node || node.level > top + 1) return []
    const both = figureCountsSensitive(viewer, node.level)
    const of = (rolled: ArrayLike<number> | undefined) => (rolled?.[2 * i] ?? 0) + (both ? (rolled?.[2 * i + 1] ?? 0) : 0)
    return [
      {
        grid: node.code,
        level: node.level,
        open: of(all.reported) - of(all.handled),
        today: of(days.at(-1)),
        soFar: of(soFar),
        usual: whole === 0 ? null : (usualOf(before.map(of))?.middle ?? null),
        days: days.map(of),
      },
    ]
  })
}

/** Starts of civil days, oldest first; the last is `today`. */
const recentDays = (today: number, count: number): number[] => Array.from({ length: count }, (_, i) => today - (count - 1 - i) * DAY_MS)

function eyeOf(tree: Tree, viewer: Viewer): Audience {
  const audiences = audiencesOf.get(tree) ?? new Audiences(tree)
  audiencesOf.set(tree, audiences)
  return audiences.of(viewer)
}

/** Sources of what counts in the viewer's total; kept for a moment, since many walls ask the same. */
function sourcesFor(board: Board, viewer: Viewer): Promise<SeenSource[]> {
  const { tree, atlas } = board
  const audience = eyeOf(tree, viewer)
  const gridsWhere = (mask: Uint8Array) => tree.nodes.flatMap((node, i) => (mask[i] ? [node.id] : []))
  const [plain, sensitive] = [gridsWhere(audience.plain), gridsWhere(audience.inTotal)]
  const key = `${atlas.version}|${plain.join()}|${sensitive.join()}`
  const known = seenSources.get(key)
  if (known) return known
  const sensitiveTypes = [...atlas.typeById.values()].filter((t) => t.sensitive).map((t) => t.id)
  const sources = readSources({ plain, sensitive, sensitiveTypes }, Date.now())
  seenSources.set(key, sources)
  sources.catch(() => seenSources.delete(key))
  return sources
}
