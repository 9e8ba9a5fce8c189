import type { EventType } from '@/lib/domain/category'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { EARTH_RADIUS_METERS, greatCircle } from '@/lib/domain/great-circle'
import type { Position } from '@/lib/domain/position'
import type { GroupRule, RecurrenceRule, ThresholdRule } from '@/lib/domain/rule'
import { holdsGrid, holdsType } from '@/lib/domain/rule-scope'
import { poissonAtLeast } from './probability'

/** What a rule of several events looks at of one: times in epoch milliseconds, `grid` a code. Void events are none. */
export type GroupEvent = {
  readonly number: number
  readonly grid: string
  readonly occurredAt: number
  /** when it was closed (办结), null while it is open */
  readonly closedAt: number | null
  readonly position: Readonly<Position> | null
}

/** Events that meet a rule together, in order of occurrence, and when an alert of them ends if nothing more happens (epoch milliseconds). */
export type Span = { readonly events: readonly GroupEvent[]; readonly endsAt: number }

/** What a household brings in a year is asked of so many days, with those of the span itself. */
export const OWN_YEAR_MS = 365 * DAY_MS

/** How long the span is that a rule counts in, both ends included. */
export const spanMs = (rule: GroupRule): number => (rule.kind === 'near_repeat' ? rule.settings.hours * HOUR_MS : rule.settings.days * DAY_MS)

/** How far back events are asked for. */
export const lookBackMs = (rule: GroupRule): number => (rule.kind === 'recurrence' ? OWN_YEAR_MS : spanMs(rule))

/** Does a rule watch this grid (by code)? */
export const watchesGrid = ({ settings }: GroupRule, grid: string): boolean => holdsGrid(settings, grid)

/** What of a type says what it counts as. */
export type WatchedType = Pick<EventType, 'code' | 'classCode' | 'sensitive'>

/**
 * What an event of a type counts as for a rule, and so what its alerts are about: its type, or of a rule by class its class; null: a sensitive one counts in
 * no class, so that nobody learns of it from one.
 */
export function streamOf(rule: GroupRule, { code, classCode, sensitive }: WatchedType): string | null {
  if (rule.kind !== 'threshold' || rule.settings.by !== 'class') return code
  return sensitive ? null : classCode
}

/** The types (by code) of all whose events a rule counts with those of one: it alone, or of a rule by class the others of its class that it watches. */
export function typesOf<T extends WatchedType>(rule: GroupRule, type: T, all: Iterable<T>): T[] {
  if (rule.kind !== 'threshold' || rule.settings.by !== 'class') return [type]
  const stream = streamOf(rule, type)
  return stream === null ? [] : [...all].filter((one) => holdsType(rule.settings, one.code) && streamOf(rule, one) === stream)
}

/** Does a rule watch this type at all? `daily`: its events a day over the last year; null: nobody knows yet, so it is not said to be rare. */
export function watches(rule: GroupRule, type: WatchedType & { urgency: number }, daily: number | null): boolean {
  const { code, urgency } = type
  if (!holdsType(rule.settings, code) || streamOf(rule, type) === null) return false
  return rule.kind !== 'near_repeat' || (urgency <= rule.settings.urgency && daily !== null && daily < rule.settings.dailyBelow)
}

/**
 * THE condition of a rule of several events: the latest span that holds this event and meets the rule; null where none does. `around`: the events
 * of its type or class (`streamOf`), of recurrences those of its household over OWN_YEAR_MS before the span, of near-repeats those within it, of thresholds those of its
 * grid.
 */
export function spanOf(rule: GroupRule, around: readonly GroupEvent[], number: number, known: Known): Span | null {
  const own = around.find((event) => event.number === number)
  if (!own) return null
  const place = around.filter((event) => isOfPlace(rule, own, event)).sort(byTime)
  return latestSpan(rule, place, own, known)
}

/** The same among the events of its place alone, in order of occurrence: it costs the ends that hold the event, not the events of the place. */
export function latestSpan(rule: GroupRule, place: readonly GroupEvent[], own: GroupEvent, known: Known): Span | null {
  const { times } = rule.settings
  const span = spanMs(rule)
  // from the latest end down: of hundreds in one place, as a disaster brings them, each is asked about
  for (let at = firstAt(place, own.occurredAt + span + 1) - 1; at >= 0; at--) {
    const end = place[at]?.occurredAt ?? 0
    if (end < own.occurredAt) return null
    if (end === place[at + 1]?.occurredAt) continue
    const from = firstAt(place, end - span)
    const first = place[at + 1 - times]
    if (!first || at + 1 - times < from || !isUnusual(rule, { place, from, to: at + 1, end, ...known })) continue
    return { events: place.slice(from, at + 1), endsAt: first.occurredAt + span + Math.max(span, (rule.settings.clearMinutes * HOUR_MS) / 60) }
  }
  return null
}

/** In order of occurrence. */
export const byTime = (a: GroupEvent, b: GroupEvent): number => a.occurredAt - b.occurredAt || a.number - b.number

/** What events are grouped by: where they count, and as what a type (by id) counts, by default as itself. */
type Around = { spanMs: number; least: number; placeOf: (grid: string) => string; streamOf?: (type: number) => string }

/**
 * The events around each of some (`spanOf`), of all those of their types in a time: of its stream and place within the span. Of places with fewer than
 * `least` nothing is told.
 */
export function groupsAround(
  events: readonly (GroupEvent & { readonly type: number })[],
  numbers: Iterable<number>,
  { spanMs: span, least, placeOf, streamOf = String }: Around,
): Map<number, GroupEvent[]> {
  const keyOf = ({ type, grid }: { type: number; grid: string }) => `${streamOf(type)} ${placeOf(grid)}`
  const own = new Map(events.map((event) => [event.number, event]))
  const places = new Map<string, GroupEvent[]>()
  for (const event of events) {
    const place = places.get(keyOf(event)) ?? []
    place.push(event)
    places.set(keyOf(event), place)
  }
  for (const place of places.values()) place.sort(byTime)
  const around = new Map<number, GroupEvent[]>()
  for (const number of numbers) {
    const event = own.get(number)
    const place = event ? (places.get(keyOf(event)) ?? []) : []
    if (!event || place.length < least) continue
    const [from, to] = [firstAt(place, event.occurredAt - span), firstAt(place, event.occurredAt + span + 1)]
    // where all of a place are near each other they share one list
    if (to - from >= least) around.set(number, to - from === place.length ? place : place.slice(from, to))
  }
  return around
}

/** How many of these, in order of occurrence, happened before a time. */
export function firstAt(place: readonly GroupEvent[], time: number): number {
  let [low, high] = [0, place.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((place[middle]?.occurredAt ?? 0) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** Lists shorter than this are gone through faster than they are laid out. */
const MIN_LAID_OUT = 64
type Cells = { numbers: ReadonlyMap<number, GroupEvent>; cells: ReadonlyMap<number, GroupEvent[]> }
const laidOut = new WeakMap<readonly GroupEvent[], Map<number, Cells>>()

/**
 * Of the events around one those that a near-repeat's distance leaves, and a few more; of other rules all. The list is laid out in cells once and must
 * stay as it is: of thousands that happen in a few days, as of a disaster, each is asked about.
 */
export function nearOf(rule: GroupRule, around: readonly GroupEvent[], number: number): readonly GroupEvent[] {
  if (rule.kind !== 'near_repeat' || around.length < MIN_LAID_OUT) return around
  const { meters } = rule.settings
  const known = laidOut.get(around) ?? new Map<number, Cells>()
  const { numbers, cells } = known.get(meters) ?? layOut(around, meters)
  laidOut.set(around, known.set(meters, { numbers, cells }))
  const own = numbers.get(number)
  if (!own?.position) return own ? [own] : []
  if (Math.abs(own.position[1]) > 60) return around
  const at = cellOf(own.position, meters)
  return ROUND.flatMap((step) => cells.get(at + step) ?? [])
}

const METERS_OF_DEGREE = (Math.PI * EARTH_RADIUS_METERS) / 180
/** A cell is as wide in degrees as it is high: on the ground that is less, by the cosine of the latitude, and twice as many are looked at for it up to 60°. */
const COLUMNS = 1 << 24
const ROUND = [-1, 0, 1].flatMap((row) => [-2, -1, 0, 1, 2].map((column) => row * COLUMNS + column))
const cellOf = ([lon, lat]: Readonly<Position>, meters: number): number => {
  const degrees = meters / METERS_OF_DEGREE
  return Math.floor(lat / degrees) * COLUMNS + Math.floor(lon / degrees)
}

function layOut(around: readonly GroupEvent[], meters: number): Cells {
  const cells = new Map<number, GroupEvent[]>()
  for (const event of around) {
    if (!event.position) continue
    const at = cellOf(event.position, meters)
    const cell = cells.get(at)
    if (cell) cell.push(event)
    else cells.set(at, [event])
  }
  return { numbers: new Map(around.map((event) => [event.number, event])), cells }
}

type Levelled = { readonly level: number; readonly parentCode: string }

/** The grid (by code) of a level that a grid lies in; the grid itself where it is of a coarser level. */
export function gridAt(code: string, level: number, byCode: ReadonlyMap<string, Levelled>): string {
  let at = code
  for (let grid = byCode.get(at); grid && grid.level > level && byCode.has(grid.parentCode); grid = byCode.get(at)) at = grid.parentCode
  return at
}

/**
 * What is known beside: when the first event happened of which we know, and of thresholds how many events the grid's last year brings in a span (null
 * where too little of it is known), and how many such counts are watched (`watchedCounts`).
 */
export type Known = { readonly knownSince: number; readonly usual?: number | null; readonly watched?: number }

/** How many counts a threshold watches together: its grids, by codes, times its streams. */
export function watchedCounts(
  rule: ThresholdRule,
  types: Iterable<WatchedType & { urgency: number }>,
  byCode: ReadonlyMap<string, Levelled>,
): number {
  const parents = new Set([...byCode.values()].map(({ parentCode }) => parentCode))
  const leaves = [...byCode.keys()].filter((code) => !parents.has(code) && watchesGrid(rule, code))
  const places = new Set(leaves.map((code) => gridAt(code, rule.settings.level, byCode)))
  const streams = new Set([...types].flatMap((type) => (watches(rule, type, null) ? [streamOf(rule, type)] : [])))
  return places.size * streams.size
}

/** Is a count as rare as a threshold asks: of this grid and type alone, and among all that are watched together, looked at once a day? */
function isRare(
  { settings: { ownBelow, interval = null } }: ThresholdRule,
  count: number,
  { usual = null, watched = 1 }: Omit<Known, 'knownSince'>,
): boolean {
  if (ownBelow === null && interval === null) return true
  if (usual === null) return false
  const p = poissonAtLeast(count, usual)
  // 1 − (1 − p)^watched, also where p is tiny
  const anywhere = p >= 1 ? 1 : -Math.expm1(watched * Math.log1p(-p))
  return (ownBelow === null || p < ownBelow) && (interval === null || anywhere * interval <= 1)
}

function isUnusual(rule: GroupRule, counted: Counted): boolean {
  switch (rule.kind) {
    case 'near_repeat':
      return true
    case 'recurrence':
      return recurs(rule, counted)
    case 'threshold':
      return isRare(rule, counted.to - counted.from, counted)
  }
}

function isOfPlace(rule: GroupRule, own: GroupEvent, event: GroupEvent): boolean {
  if (rule.kind !== 'near_repeat' || event === own) return true
  const { meters } = rule.settings
  if (own.position === null || event.position === null) return false
  // by latitude alone most are too far, and that is a hundredth of the work
  const north = Math.abs(own.position[1] - event.position[1]) * METERS_OF_DEGREE
  return north <= meters * (1 + 1e-9) && greatCircle(own.position, event.position) <= meters
}

/** `from`, `to`: which of the place are the span's, `to` not included. */
type Counted = Known & { place: readonly GroupEvent[]; from: number; to: number; end: number }

/** Does a household's count mean something: one after a closing, and more than its own year would bring by chance? */
function recurs({ settings }: RecurrenceRule, { place, from: first, to, end, knownSince }: Counted): boolean {
  const { afterClosing, ownBelow } = settings
  const events = place.slice(first, to)
  if (afterClosing && !events.some(({ closedAt }) => closedAt !== null && events.some(({ occurredAt }) => occurredAt > closedAt))) return false
  if (ownBelow === null) return true
  const span = settings.days * DAY_MS
  const from = end - OWN_YEAR_MS
  const before = place.filter(({ occurredAt }) => occurredAt >= from && occurredAt < end - span).length
  return poissonAtLeast(events.length, ownMean(before, { span, knownMs: end - span - Math.max(from, knownSince) })) < ownBelow
}

/**
 * How many events the household's own rate brings in a span: those `before`, over the rest of the year or as much of it as is known. Where that is
 * less than a span, its rate is not known, and taken as 0.
 */
export const ownMean = (before: number, { span, knownMs }: { span: number; knownMs: number }): number =>
  knownMs < span ? 0 : (before * span) / knownMs
