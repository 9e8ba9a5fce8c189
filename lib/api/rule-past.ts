import { setImmediate } from 'node:timers/promises'
import { checkScope } from '@/lib/db/alerts/change-rules'
import { countByTypeAndGrid, type PastRow, pastHouseholdEvents, pastTypeEvents, pastUrgentEvents, readKnownSince } from '@/lib/db/alerts/group-events'
import { pastReceipts } from '@/lib/db/alerts/receipts'
import { readRules } from '@/lib/db/alerts/rules'
import { readPastItems, readPastLapses } from '@/lib/db/alerts/work-facts'
import { type Pool, pool } from '@/lib/db/engine/pool'
import { readSteps } from '@/lib/db/replay/replay-rows'
import { isBeingWritten, readReplayState } from '@/lib/db/replay/then'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, dayNumber, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import {
  type EventRule,
  type GroupRule,
  isGroupRule,
  type LapsedOrdersRule,
  type QuietRule,
  Rule,
  type ThresholdRule,
  type UnvisitedRule,
} from '@/lib/domain/rule'
import { type PastAlerts, pastAlerts, type RulePreview, type RulePreviewIn } from '@/lib/domain/rule-preview'
import { holdsGrid, isInScope } from '@/lib/domain/rule-scope'
import { completeFrom } from '@/lib/live/runtime'
import { Slices } from '@/lib/live/slices'
import { type PastEvent, replayGroups } from '@/lib/warning/group-replay'
import { gridAt, lookBackMs, OWN_YEAR_MS, streamOf, typesOf, watchedCounts, watches, watchesGrid } from '@/lib/warning/group-rules'
import { replayLapsed } from '@/lib/warning/lapsed-replay'
import { OverdueWaits } from '@/lib/warning/overdue-replay'
import { placesOf, plainTypes, replayQuiet } from '@/lib/warning/quiet-rule'
import { RENEWAL_MS } from '@/lib/warning/rule-alerts'
import { replaySingles } from '@/lib/warning/single-replay'
import { COMMUNITY, unvisitedFrom } from '@/lib/warning/work-rules'

// What rules of fact would have raised of the past, and what of it they ask beside the events at hand.

type Counted = { counts: ReadonlyMap<number, ReadonlyMap<number, number>>; daily: ReadonlyMap<number, number> }
/** Events by type and grid (ids) over so many days of the last year, or null where too little of it is known; and until when that is good enough. */
type Year = { until: number; days: number; last: Counted | null }
const years = new WeakMap<Pool, Year>()
/** What was counted last of this database. */
const year = (): Year => years.get(pool()) ?? { until: 0, days: 0, last: null }

/** With fewer days nobody knows how rare a type is, or what is usual in a grid. */
const MIN_KNOWN_DAYS = 30

/** Counts how often each type has come in each grid over the last year: once a day, and once an hour while there is less than a year. */
export async function prepareGroups(now: number): Promise<void> {
  if (now < year().until) return
  const today = startOfDay(now)
  const from = Math.max(today - OWN_YEAR_MS, startOfDay(await readKnownSince(pool(), today)))
  const days = (today - from) / DAY_MS
  const counts = days < MIN_KNOWN_DAYS ? null : await countByTypeAndGrid(pool(), from, today)
  const daily = [...(counts ?? [])].map(([type, grids]) => [type, [...grids.values()].reduce((sum, n) => sum + n, 0) / days] as const)
  const until = today - from < OWN_YEAR_MS ? now + HOUR_MS : today + DAY_MS
  years.set(pool(), { until, days, last: counts && { counts, daily: new Map(daily) } })
}

/** Does a rule watch a type (by id)? */
export function watchesType(rule: GroupRule, id: number, { typeById }: Atlas): boolean {
  const type = typeById.get(id)
  const { last } = year()
  return type !== undefined && watches(rule, type, last && (last.daily.get(id) ?? 0))
}

/** The types (by id) whose events a rule counts with those of one. */
export function alikeOf(rule: GroupRule, id: number, { typeById }: Atlas): number[] {
  const type = typeById.get(id)
  return type ? typesOf(rule, type, typeById.values()).map((one) => one.id) : []
}

/** How many events of a type (id), or of what counts with it, the last year brings in a grid (by code) in a span of the rule; null where too little of it is known. */
export function usualIn(rule: ThresholdRule, type: number, grid: string, atlas: Atlas): number | null {
  const { last, days } = year()
  if (!last) return null
  const inside = alikeOf(rule, type, atlas).flatMap((one) =>
    [...(last.counts.get(one) ?? [])].filter(([id]) => isWithin(atlas.byId.get(id)?.code ?? '', grid)),
  )
  return (inside.reduce((sum, [, n]) => sum + n, 0) * rule.settings.days) / days
}

/**
 * What a rule of fact would have raised in the year before `now` (epoch milliseconds), or as much of it as is known; null with less than a day, and
 * of rules of inference. In slices of the event loop.
 */
export async function alertsOfPast(rule: Rule, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  if (isGroupRule(rule)) return replayGroup(rule, atlas, now)
  switch (rule.kind) {
    case 'unvisited':
      return replayUnvisited(rule, atlas, now)
    case 'lapsed_orders':
      return replayOrders(rule, atlas, now)
    case 'quiet':
      return replaySilent(rule, atlas, now)
    case 'urgency':
      return replayUrgency(rule, atlas, now)
    case 'overdue':
      return replayOverdue(rule, atlas, now)
    default:
      return null
  }
}

/**
 * What a rule of fact would have raised with other settings; `past` is null where less than a day of it is known, or it is still being written. Throws
 * Problem('forbidden') for anybody but an administrator of the whole county, 'not_found' for a rule that is not there, 'invalid' for settings of another
 * kind, or a type or grid that is not there. `now` is epoch milliseconds.
 */
export async function previewRule(viewer: Viewer, id: string, { settings }: RulePreviewIn, atlas: Atlas, now: number): Promise<RulePreview> {
  if (!mayAdminister(viewer, atlas.grids))
    throw new Problem('forbidden', 'Rules are tried by whoever may change them: an administrator of the whole county.')
  const rule = (await readRules()).find((one) => one.id === id)
  if (!rule) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
  const tried = Rule.safeParse({ ...rule, settings })
  if (!tried.success) throw new Problem('invalid', `These are not settings of a rule of the kind ${rule.kind}.`)
  checkScope(tried.data, atlas)
  const unfinished = await isPastUnfinished(tried.data)
  return { past: unfinished ? null : await alertsOfPast(tried.data, atlas, now), unfinished }
}

/** Is the past that a rule asks for still being written: the history, or of what is overdue the store of the replay, by which it is known when clocks ran out? */
export const isPastUnfinished = async ({ kind }: Pick<Rule, 'kind'>): Promise<boolean> =>
  completeFrom() !== null || (kind === 'overdue' && isBeingWritten(await readReplayState()))

/** By when visits were done: one alert a place and period, as of the first moment at which one of its items was owed for long enough. */
async function replayUnvisited({ settings }: UnvisitedRule, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const items = await readPastItems(settings.duty, now - OWN_YEAR_MS, now)
  if (items.length === 0) return null
  const from = Math.min(...items.map(({ dueAt }) => dueAt))
  const raised = new Map<string, number>()
  for (const { grid, period, dueAt, doneAt } of items) {
    const at = unvisitedFrom(settings, dueAt, atlas.calendar)
    if (!holdsGrid(settings, grid) || at >= now || (doneAt !== null && doneAt <= at)) continue
    raised.set(`${gridAt(grid, settings.level, atlas.byCode)} ${period}`, at)
  }
  return now - from < DAY_MS ? null : pastAlerts([...raised.values()], from, now)
}

/** By when each order lay there: what came before the first one is not the past of the rule. */
async function replayOrders({ settings }: LapsedOrdersRule, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const lapses = await readPastLapses(now - OWN_YEAR_MS)
  const from = Math.min(...lapses.map(({ createdAt }) => createdAt), now)
  if (now - from < DAY_MS) return null
  const watched = lapses.filter(
    ({ grid, service }) => holdsGrid(settings, grid) && (settings.services.length === 0 || settings.services.includes(service)),
  )
  const placed = watched.map((lapse) => ({ ...lapse, place: gridAt(lapse.grid, COMMUNITY, atlas.byCode) }))
  return pastAlerts(replayLapsed(settings, placed), from, now)
}

/** By each receipt of a year: how long each place was heard nothing of. Of a place before its first receipt nothing is known. */
async function replaySilent({ settings }: Pick<QuietRule, 'settings'>, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const from = Math.max(await readKnownSince(pool(), now), now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return null
  const span = settings.hours * HOUR_MS
  const placeOf = placesOf(atlas)
  const receipts = new Map<string, number[]>()
  for await (const some of pastReceipts({ types: plainTypes(settings.types ?? [], atlas), since: from - span, until: now }))
    for (const { grid, at } of some) {
      const place = placeOf(atlas.byId.get(grid)?.code ?? '', settings.level)
      if (place === null || !holdsGrid(settings, place)) continue
      const own = receipts.get(place)
      if (own) own.push(at)
      else receipts.set(place, [at])
    }
  const raised: number[] = []
  for (const own of receipts.values()) {
    raised.push(...replayQuiet(settings.hours, Float64Array.from(own).sort(), now).filter((at) => at >= from))
    await setImmediate()
  }
  return pastAlerts(raised, from, now)
}

async function replayUrgency({ settings }: Pick<EventRule, 'settings'>, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const from = Math.max(await readKnownSince(pool(), now), now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return null
  return replayStreams(settings, await pastSingles(settings, from - RENEWAL_MS, atlas), { from, now })
}

/** An event that has been open for longer than this when its clock runs out is not looked for. */
const OPEN_FOR_MS = 2 * OWN_YEAR_MS

/** By when clocks were known to have run out, as the replay shows it. About two seconds for a year of 287,000 events. */
async function replayOverdue({ settings }: Pick<EventRule, 'settings'>, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const { from: known } = await readReplayState()
  const from = Math.max(known ?? now, now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return null
  const events = await pastSingles(settings, from - OPEN_FOR_MS, atlas)
  const waits = new OverdueWaits(events.map(({ number }) => number))
  for (let day = dayNumber(from); day <= dayNumber(now); day++) {
    for (const steps of await readSteps(day)) waits.add(day, steps)
    await setImmediate()
  }
  // the rule hears of one as its clock runs out, which is never late
  const waited: PastRow[] = []
  const slices = new Slices('rule-past')
  for (const [i, event] of events.entries()) {
    if (i % 256 === 0) await slices.pause()
    for (const { from: since, to } of waits.of(event.number)) waited.push({ ...event, occurredAt: since, receivedAt: since, closedAt: to })
  }
  return replayStreams(settings, waited, { from, now })
}

/** The events since an instant that a rule of single events watches, in no order. */
async function pastSingles(settings: EventRule['settings'], since: number, atlas: Atlas): Promise<PastRow[]> {
  const urgencies = settings.colours.map(({ urgency }) => urgency)
  const watched: PastRow[] = []
  for await (const some of pastUrgentEvents(pool(), since, urgencies, atlas)) {
    for (const event of some) if (isInScope(settings, event)) watched.push(event)
    await setImmediate()
  }
  return watched
}

/** Types know nothing of each other, so that each is replayed by itself. */
async function replayStreams(
  settings: EventRule['settings'],
  events: readonly PastRow[],
  { from, now }: { from: number; now: number },
): Promise<PastAlerts> {
  const streams = new Map<string, PastRow[]>()
  for (const event of events) {
    const stream = streams.get(event.type)
    if (stream) stream.push(event)
    else streams.set(event.type, [event])
  }
  const raised: number[] = []
  for (const events of streams.values()) {
    await setImmediate()
    events.sort((a, b) => a.receivedAt - b.receivedAt || a.number - b.number)
    raised.push(...replaySingles(settings, events).filter((at) => at >= from && at < now))
  }
  return pastAlerts(raised, from, now)
}

/** Streams and places know nothing of each other, so that each is replayed by itself. */
async function replayGroup(rule: GroupRule, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const since = await readKnownSince(pool(), now)
  const from = Math.max(since, now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return null
  await prepareGroups(now)
  const types = new Map([...atlas.typeById.values()].map((type) => [streamOf(rule, type), type.id]))
  const apart = new Map<string, [PastEvent, ...PastEvent[]]>()
  for await (const some of pastOf(rule, from - lookBackMs(rule), now, atlas))
    for (const event of some) {
      const key = `${event.type} ${event.place}`
      const events = apart.get(key)
      if (events) events.push(event)
      else apart.set(key, [event])
    }
  const watched = rule.kind === 'threshold' ? watchedCounts(rule, atlas.typeById.values(), atlas.byCode) : 1
  const raised: number[] = []
  const slices = new Slices('rule-past')
  for (const events of apart.values()) {
    const [{ type, place }] = events
    const usual = rule.kind === 'threshold' ? usualIn(rule, types.get(type) ?? 0, place, atlas) : null
    events.sort((a, b) => a.receivedAt - b.receivedAt || a.number - b.number)
    const alerts = await slices.run(replayGroups(rule, events, since, () => usual, watched))
    raised.push(...alerts.flatMap(({ raisedAt }) => (raisedAt >= from && raisedAt < now ? [raisedAt] : [])))
  }
  return pastAlerts(raised, from, now)
}

/** The events of the past that a rule watches, some at a time, each as what it counts as, with what the rule tells places apart by. */
async function* pastOf(rule: GroupRule, back: number, now: number, atlas: Atlas): AsyncGenerator<PastEvent[]> {
  const types = [...atlas.typeById.values()].filter(({ id }) => watchesType(rule, id, atlas))
  const streams = new Map(types.map((type) => [type.code, streamOf(rule, type)]))
  const placeOf = rule.kind === 'threshold' ? { level: rule.settings.level } : null
  const watched = (events: readonly PastRow[]) =>
    events.flatMap((event) => {
      const stream = streams.get(event.type) ?? null
      if (stream === null || !watchesGrid(rule, event.grid)) return []
      return [{ ...event, type: stream, place: placeOf ? gridAt(event.grid, placeOf.level, atlas.byCode) : event.place }]
    })
  const ids = types.map(({ id }) => id)
  const past =
    rule.kind === 'recurrence'
      ? pastHouseholdEvents(pool(), back, rule.settings.times, atlas)
      : pastTypeEvents(pool(), { since: back, until: now }, ids, atlas)
  for await (const events of past) yield watched(events)
}
