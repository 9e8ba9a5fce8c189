import {
  type Around,
  countByTypeAndGrid,
  pastHouseholdEvents,
  pastTypeEvents,
  readHouseholdEvents,
  readKnownSince,
  readTypeEvents,
  repeatedAt,
} from '@/lib/db/alerts/group-events'
import { writeVolume } from '@/lib/db/alerts/rules'
import { type Pool, type PoolClient, pool } from '@/lib/db/engine/pool'
import type { Fence } from '@/lib/db/log/leases'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import type { GroupRule, ThresholdRule } from '@/lib/domain/rule'
import { type Counting, type GroupFacts, type GroupQuestion, groupQuestions } from '@/lib/warning/group-facts'
import { type PastEvent, replayGroups } from '@/lib/warning/group-replay'
import {
  type GroupEvent,
  gridAt,
  groupsAround,
  lookBackMs,
  OWN_YEAR_MS,
  spanMs,
  streamOf,
  typesOf,
  watches,
  watchesGrid,
} from '@/lib/warning/group-rules'
import { type FactRow, isPast } from '@/lib/warning/rule-facts'

type Counted = { counts: ReadonlyMap<number, ReadonlyMap<number, number>>; daily: ReadonlyMap<number, number> }
/** Events by type and grid (ids) over so many days of the last year, or null where too little of it is known; and until when that is good enough. */
type Year = { until: number; days: number; last: Counted | null }
const years = new WeakMap<Pool, Year>()
/** What was counted last of this database. */
const year = (): Year => years.get(pool()) ?? { until: 0, days: 0, last: null }

/** With fewer days nobody knows how rare a type is, or what is usual in a grid. */
const LEAST_KNOWN_DAYS = 30

/** Counts how often each type has come in each grid over the last year: once a day, and once an hour while there is less than a year. */
export async function prepareGroups(now: number): Promise<void> {
  if (now < year().until) return
  const today = startOfDay(now)
  const from = Math.max(today - OWN_YEAR_MS, startOfDay(await readKnownSince(pool(), today)))
  const days = (today - from) / DAY_MS
  const counts = days < LEAST_KNOWN_DAYS ? null : await countByTypeAndGrid(pool(), from, today)
  const daily = [...(counts ?? [])].map(([type, grids]) => [type, [...grids.values()].reduce((sum, n) => sum + n, 0) / days] as const)
  const until = today - from < OWN_YEAR_MS ? now + HOUR_MS : today + DAY_MS
  years.set(pool(), { until, days, last: counts && { counts, daily: new Map(daily) } })
}

/** Does a rule watch a type (by id)? */
function watchesType(rule: GroupRule, id: number, { typeById }: Atlas): boolean {
  const type = typeById.get(id)
  const { last } = year()
  return type !== undefined && watches(rule, type, last && (last.daily.get(id) ?? 0))
}

/** The types (by id) whose events a rule counts with those of one. */
function alikeOf(rule: GroupRule, id: number, { typeById }: Atlas): number[] {
  const type = typeById.get(id)
  return type ? typesOf(rule, type, typeById.values()).map((one) => one.id) : []
}

/** How many events of a type (id), or of what counts with it, the last year brings in a grid (by code) in a span of the rule; null where too little of it is known. */
function usualIn(rule: ThresholdRule, type: number, grid: string, atlas: Atlas): number | null {
  const { last, days } = year()
  if (!last) return null
  const inside = alikeOf(rule, type, atlas).flatMap((one) =>
    [...(last.counts.get(one) ?? [])].filter(([id]) => isWithin(atlas.byId.get(id)?.code ?? '', grid)),
  )
  return (inside.reduce((sum, [, n]) => sum + n, 0) * rule.settings.days) / days
}

/**
 * Replays the rules of several events that are on over the year before `now` (epoch milliseconds), or as much of it as is known, and keeps how many alerts
 * a day that comes to; with less than a day they have none (尚无历史).
 */
export async function refreshGroupVolumes(fence: Fence, rules: readonly GroupRule[], atlas: Atlas, now: number): Promise<void> {
  const since = await readKnownSince(pool(), now)
  const from = Math.max(since, now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return
  for (const rule of rules) {
    if (!rule.enabled) continue
    const events = await pastOf(rule, from - lookBackMs(rule), atlas)
    const types = new Map([...atlas.typeById.values()].map((type) => [streamOf(rule, type), type.id]))
    const usual = (stream: string, place: string) => (rule.kind === 'threshold' ? usualIn(rule, types.get(stream) ?? 0, place, atlas) : null)
    const raised = replayGroups(rule, events, since, usual).filter(({ raisedAt }) => raisedAt >= from && raisedAt < now).length
    const days = (now - from) / DAY_MS
    await writeVolume(fence, rule, { kind: 'volume', basis: [], alertsPerDay: round(raised / days, 3), days: round(days, 2) })
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** The events of the past that a rule watches, each as what it counts as, with what the rule tells places apart by. */
async function pastOf(rule: GroupRule, back: number, atlas: Atlas): Promise<PastEvent[]> {
  const types = [...atlas.typeById.values()].filter(({ id }) => watchesType(rule, id, atlas))
  const ids = types.map(({ id }) => id)
  const streams = new Map(types.map((type) => [type.code, streamOf(rule, type)]))
  const events =
    rule.kind === 'recurrence' ? await pastHouseholdEvents(pool(), back, rule.settings.times, atlas) : await pastTypeEvents(pool(), back, ids, atlas)
  const own = events.flatMap((event) => {
    const stream = streams.get(event.type) ?? null
    return stream === null || !watchesGrid(rule, event.grid) ? [] : [{ ...event, type: stream }]
  })
  return rule.kind === 'threshold' ? own.map((event) => ({ ...event, place: gridAt(event.grid, rule.settings.level, atlas.byCode) })) : own
}

/** What the rules of several events need to know of the store for these changes; null: they have nothing to do. */
export async function readGroups(
  tx: PoolClient,
  rules: readonly GroupRule[],
  rows: readonly FactRow[],
  { alerts, atlas, now }: { alerts: readonly AlertRecord[]; atlas: Atlas; now: number },
): Promise<GroupFacts | null> {
  const questions = rules.flatMap((rule) => {
    const past = new Set(rows.flatMap((row) => row.changes.filter((change) => isPast(rule, row, change))))
    const watched = (_: GroupRule, change: EventChange) =>
      change.after !== null &&
      !past.has(change) &&
      watchesType(rule, change.after.type, atlas) &&
      watchesGrid(rule, atlas.byId.get(change.after.grid)?.code ?? '')
    return groupQuestions(
      [rule],
      rows.flatMap(({ changes }) => changes),
      alerts,
      watched,
    )
  })
  const around = new Map<string, ReadonlyMap<number, readonly GroupEvent[]>>()
  const counting = new Map<string, ReadonlyMap<number, Counting>>()
  for (const question of questions) {
    const { rule } = question
    if (rule.kind === 'recurrence') around.set(rule.id, await ofHouseholds(tx, question, atlas))
    else {
      const found = await ofTypes(tx, question, atlas)
      around.set(rule.id, found.around)
      counting.set(rule.id, found.counting)
    }
  }
  const isAsked = questions.some(({ rule, members }) => members.length > 0 || (around.get(rule.id)?.size ?? 0) > 0)
  return isAsked ? { around, counting, knownSince: await readKnownSince(tx, now) } : null
}

async function ofHouseholds(tx: PoolClient, { rule, tripping, members }: GroupQuestion, atlas: Atlas): Promise<Around> {
  const repeated = await repeatedAt(tx, tripping, { spanMs: spanMs(rule), times: rule.settings.times })
  return readHouseholdEvents(tx, [...new Set([...repeated, ...members])], { spanMs: spanMs(rule), beforeMs: lookBackMs(rule) }, atlas)
}

type Found = { around: ReadonlyMap<number, readonly GroupEvent[]>; counting: ReadonlyMap<number, Counting> }

async function ofTypes(tx: PoolClient, { rule, tripping, members }: GroupQuestion, atlas: Atlas): Promise<Found> {
  const alike = (type: number) => alikeOf(rule, type, atlas)
  const events = await readTypeEvents(tx, [...new Set([...tripping, ...members])], { spanMs: spanMs(rule), alike }, atlas)
  const placeOf = (grid: string) => (rule.kind === 'threshold' ? gridAt(grid, rule.settings.level, atlas.byCode) : '')
  const streamOfId = (id: number) => {
    const type = atlas.typeById.get(id)
    return (type && streamOf(rule, type)) ?? ''
  }
  const of = (numbers: readonly number[], least: number) =>
    groupsAround(events, numbers, { spanMs: spanMs(rule), least, placeOf, streamOf: streamOfId })
  const around = new Map([...of(tripping, rule.settings.times), ...of(members, 1)])
  const counting = events.flatMap(({ number, type, grid }): [number, Counting][] => {
    if (rule.kind !== 'threshold' || !around.has(number)) return []
    return [[number, { grid: placeOf(grid), usual: usualIn(rule, type, placeOf(grid), atlas) }]]
  })
  return { around, counting: new Map(counting) }
}
