import { LRUCache } from 'lru-cache'
import { type GridsOfThen, gridsOfThen } from '@/lib/db/replay/grids-of-then'
import { adjustedAround, counterAtDays, openDay, readEntries } from '@/lib/db/replay/replay-rows'
import { readVeiled, type VeiledStep } from '@/lib/db/replay/veiled'
import type { Viewer } from '@/lib/domain/access'
import type { EventType } from '@/lib/domain/category'
import { dayNumber, HOUR_MS, startOfDayNumber } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { type KindCounts, type Kinds, kindsOf } from '@/lib/domain/kind-counts'
import { EVENT_STATES, type EventState } from '@/lib/domain/life'
import { FIRST_STATE, forEachCounter, isHandledToday, MOMENT_COUNTERS } from '@/lib/domain/replay'
import { countSteps, type DayEntries, type DaySteps } from '@/lib/domain/replay-day'
import type { Figures } from '@/lib/domain/wire'
import { Audiences } from './audience'
import { groundOf } from './board'
import { figuresOf } from './board-queries'
import { HANDLED_THEN, REPORTED } from './hours'
import { Slices } from './slices'
import { emptyTally, type Tally } from './tally'
import { type BoardAtlas, Tree } from './tree'

/** What was known at an instant: grids of that day, counters and today's counts, for all viewers. */
export type Moment = {
  /** epoch milliseconds */
  at: number
  tree: Tree
  audiences: Audiences
  tally: Tally
  /** the grids of then are not those of now */
  otherGrids: boolean
  /** what entered and left on the day before and on this one; parts may hold what is later */
  entered: readonly { day: number; entries: DayEntries }[]
  /** numbers of events that were plain then and are sensitive now */
  hidden: ReadonlySet<number>
}

/**
 * The counters of an instant (epoch milliseconds), as it was known then, on the ground of now: of types, sensitivity and names what holds now,
 * of grids those that held then. Costs by grids, types, months and the steps of one day, never by all events.
 */
export async function readMoment(at: number, atlas: BoardAtlas): Promise<Moment> {
  const day = dayNumber(at)
  const slices = new Slices('replay')
  const pause = () => slices.pause()
  const kinds = kindsOf(atlas.typeById)
  const { counters, steps } = await openDay(day, at, { kinds, pause })
  const [entered, grids, veiled] = [await readEntries(day - 1, at, pause), await groundAt(at, atlas), await readVeiled(at)]
  const tree = treeOf(grids)
  const until = at - startOfDayNumber(day)
  for (const part of steps) {
    await pause()
    countSteps(part, counters.by(kinds), until)
  }
  await pause()
  veil(counters, veiled, kinds.isSensitive)
  const hidden = new Set(veiled.map(({ number }) => number))
  const tally = emptyTally(groundOf({ ...atlas, grids: grids.grids }), at)
  const keyOf = keysOf(tree, atlas.typeById)
  fillTotals(tally, counters, tree)
  await pause()
  fillToday(tally, steps, entered, { at, day, until, hidden }, keyOf)
  return { at, tree, audiences: audiencesOf(tree), tally, otherGrids: grids.grids !== atlas.grids, entered, hidden }
}

/** The figures of a moment as a viewer may know them now: what they were given one by one is not among them. */
export function figuresAt({ at, tree, audiences, tally }: Moment, viewer: Viewer): Figures {
  return figuresOf({ viewer, tree, tally, audience: audiences.of(viewer), given: null }, at)
}

/** The grids that held at an instant. */
export async function groundAt(at: number, atlas: BoardAtlas): Promise<GridsOfThen> {
  const { before, after } = await adjustedAround(at)
  return before === null && after === null ? { grids: atlas.grids } : gridsOfThen(before, after, atlas.grids)
}

/**
 * How many events of a state a viewer counts at the start of each of some civil days (numbers, ascending; the first of a month, or any of the running one), as it was known
 * then, and on the grids of then; null of a day before `from` (epoch milliseconds). Costs by grids, types and months. Rights are those of now.
 */
export async function stateThen(
  viewer: Viewer,
  state: EventState,
  days: readonly number[],
  from: number,
  atlas: BoardAtlas,
): Promise<(number | null)[]> {
  const counter = FIRST_STATE + EVENT_STATES.indexOf(state)
  const counts: (number | null)[] = []
  const slices = new Slices('replay')
  await counterAtDays(counter, days, { kinds: kindsOf(atlas.typeById), pause: () => slices.pause() }, async (day, counters) => {
    const at = startOfDayNumber(day)
    if (at <= from) return void counts.push(null)
    const tree = treeOf(await groundAt(at, atlas))
    const counted = new Set(audiencesOf(tree).of(viewer).totalKeys)
    const keyOf = keysOf(tree, atlas.typeById)
    let count = 0
    counters.forEach((n, grid, sensitive) => {
      if (counted.has(keyOfKind(tree, grid, sensitive))) count += n
    })
    for (const { grid, type, from: was, to } of await readVeiled(at))
      for (const [code, sign] of [
        [was, -1],
        [to, 1],
      ] as const)
        forEachCounter(code, (of) => {
          if (of === counter) count += sign * (Number(counted.has(keyOf(grid, veiledType(type)))) - Number(counted.has(keyOf(grid, type))))
        })
    counts.push(count)
    await slices.pause()
  })
  return counts
}

const trees = new LRUCache<string, Tree>({ max: 4 })
const audiences = new WeakMap<Tree, Audiences>()
function treeOf({ grids }: GridsOfThen): Tree {
  const key = grids.map(({ id, code }) => `${id}:${code}`).join()
  const tree = trees.get(key) ?? new Tree(grids)
  trees.set(key, tree)
  return tree
}
function audiencesOf(tree: Tree): Audiences {
  const made = audiences.get(tree) ?? new Audiences(tree)
  audiences.set(tree, made)
  return made
}

/** In place of the type of an event that was plain then and is sensitive now; no type has a negative id. */
const veiledType = (type: number): number => -type

/** Counts events that are sensitive now as such. */
function veil(counters: KindCounts, steps: readonly VeiledStep[], isSensitive: Kinds['isSensitive']): void {
  for (const { grid, type, from, to } of steps)
    for (const [code, sign] of [
      [from, -1],
      [to, 1],
    ] as const)
      forEachCounter(code, (counter) => {
        counters.add(-sign, grid, isSensitive(type), counter)
        counters.add(sign, grid, true, counter)
      })
}

/** Where the events of a grid and type (ids) count: −1 for what is not there. */
type KeyOf = (grid: number, type: number) => number

/** Where events of a grid (id) and kind of type count in tallies on a tree. */
function keyOfKind(tree: Tree, grid: number, sensitive: boolean): number {
  const place = tree.placeOf(grid)
  return place < 0 ? -1 : 2 * place + Number(sensitive)
}

/** Where events of a grid and type count in tallies on a tree. */
export function keysOf(tree: Tree, types: ReadonlyMap<number, EventType>): KeyOf {
  return (grid, type) => {
    const known = types.get(Math.abs(type))
    return known ? keyOfKind(tree, grid, known.sensitive || type < 0) : -1
  }
}

function fillTotals({ totals }: Tally, counters: KindCounts, tree: Tree): void {
  counters.forEach((count, grid, sensitive, counter) => {
    const key = keyOfKind(tree, grid, sensitive)
    if (key < 0) return
    const name = MOMENT_COUNTERS[counter]
    const [to, i] = name === undefined ? [totals.states, (counter - FIRST_STATE) * 2 * tree.size + key] : [totals[name], key]
    to[i] = (to[i] ?? 0) + count
    if (name === undefined) totals.seen[key] = (totals.seen[key] ?? 0) + count
  })
}

/** An instant, its civil day and the milliseconds of it, and the events (numbers) that are to count as sensitive. */
type Span = { at: number; day: number; until: number; hidden: ReadonlySet<number> }

/** Counts what occurred and what was handled on the civil day so far. */
function fillToday(
  tally: Tally,
  steps: readonly DaySteps[],
  entered: readonly { day: number; entries: DayEntries }[],
  span: Span,
  keyOf: KeyOf,
): void {
  const { at, day, until, hidden } = span
  const typeOf = (number: number | undefined, type: number | undefined) => (hidden.has(number ?? 0) ? veiledType(type ?? 0) : (type ?? 0))
  const occurred = new CountTable(3)
  for (const { day: known, entries } of entered) {
    const last = known === day ? until : Number.POSITIVE_INFINITY
    for (let i = 0; i < entries.at.length && (entries.at[i] ?? 0) <= last; i++) {
      const occurredAt = entries.occurredAt[i] ?? 0
      if (dayNumber(occurredAt) === day)
        occurred.add(
          entries.sign[i] ?? 0,
          entries.grid[i] ?? 0,
          typeOf(entries.number[i], entries.type[i]),
          Math.floor((occurredAt - startOfDayNumber(day)) / HOUR_MS),
        )
    }
  }
  occurred.forEach((count, grid, type, hour) => {
    const key = keyOf(grid, type)
    if (key < 0 || count <= 0) return
    const when = startOfDayNumber(day) + hour * HOUR_MS
    tally.hours.add(key, when, REPORTED, count)
    tally.days.add(when, key, Math.abs(type), count)
  })
  const handled = new CountTable(2)
  for (const { at: times, number, grid, type, from, to } of steps) {
    for (let i = 0; i < times.length && (times[i] ?? 0) <= until; i++) {
      const change = Number(isHandledToday(to[i] ?? 0)) - Number(isHandledToday(from[i] ?? 0))
      if (change !== 0) handled.add(change, grid[i] ?? 0, typeOf(number[i], type[i]))
    }
  }
  handled.forEach((count, grid, type) => {
    const key = keyOf(grid, type)
    if (key >= 0 && count > 0) tally.hours.add(key, at, HANDLED_THEN, count)
  })
}
