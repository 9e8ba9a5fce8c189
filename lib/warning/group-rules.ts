import type { EventType } from '@/lib/domain/category'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { greatCircle } from '@/lib/domain/great-circle'
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
  const { times } = rule.settings
  const span = spanMs(rule)
  const place = around.filter((event) => isOfPlace(rule, own, event)).sort((a, b) => a.occurredAt - b.occurredAt || a.number - b.number)
  const ends = place.filter(({ occurredAt }) => occurredAt >= own.occurredAt && occurredAt <= own.occurredAt + span)
  for (const { occurredAt: end } of ends.reverse()) {
    const events = place.filter(({ occurredAt }) => occurredAt >= end - span && occurredAt <= end)
    const first = events.at(-times)
    if (!first || !isUnusual(rule, { place, events, end, ...known })) continue
    return { events, endsAt: first.occurredAt + span + Math.max(span, (rule.settings.clearMinutes * HOUR_MS) / 60) }
  }
  return null
}

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
  const around = new Map<number, GroupEvent[]>()
  for (const number of numbers) {
    const event = own.get(number)
    const place = event ? (places.get(keyOf(event)) ?? []) : []
    if (!event || place.length < least) continue
    const near = place.filter(({ occurredAt }) => Math.abs(occurredAt - event.occurredAt) <= span)
    if (near.length >= least) around.set(number, near)
  }
  return around
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
      return isRare(rule, counted.events.length, counted)
  }
}

function isOfPlace(rule: GroupRule, own: GroupEvent, event: GroupEvent): boolean {
  if (rule.kind !== 'near_repeat' || event === own) return true
  return own.position !== null && event.position !== null && greatCircle(own.position, event.position) <= rule.settings.meters
}

type Counted = Known & { place: readonly GroupEvent[]; events: readonly GroupEvent[]; end: number }

/** Does a household's count mean something: one after a closing, and more than its own year would bring by chance? */
function recurs({ settings }: RecurrenceRule, { place, events, end, knownSince }: Counted): boolean {
  const { afterClosing, ownBelow } = settings
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
