import { setImmediate } from 'node:timers/promises'
import { checkScope } from '@/lib/db/alerts/change-rules'
import { countByTypeAndGrid, type PastRow, pastHouseholdEvents, pastTypeEvents, pastUrgentEvents, readKnownSince } from '@/lib/db/alerts/group-events'
import { readRules } from '@/lib/db/alerts/rules'
import { readPastItems } from '@/lib/db/alerts/work-facts'
import { type Pool, pool } from '@/lib/db/engine/pool'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { type EventRule, type GroupRule, isGroupRule, Rule, scopeOf, type ThresholdRule, type UnvisitedRule } from '@/lib/domain/rule'
import { type PastAlerts, pastAlerts, type RulePreviewIn } from '@/lib/domain/rule-preview'
import { holdsGrid, isInScope } from '@/lib/domain/rule-scope'
import { completeFrom } from '@/lib/live/runtime'
import { type PastEvent, replayGroups } from '@/lib/warning/group-replay'
import { gridAt, lookBackMs, OWN_YEAR_MS, streamOf, typesOf, watches, watchesGrid } from '@/lib/warning/group-rules'
import { RENEWAL_MS } from '@/lib/warning/rule-alerts'
import { type PastSingle, replaySingles } from '@/lib/warning/single-replay'
import { unvisitedFrom } from '@/lib/warning/work-rules'

// What rules of fact would have raised of the past, and what of it they ask beside the events at hand.

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
 * What a rule of fact would have raised in the year before `now` (epoch milliseconds), or as much of it as is known; null with less than a day, of what is
 * overdue (when a clock ran out that stands by now is not known) and of orders that lapsed (whether one lay there until a moment is not known), and of rules of inference. In slices of the event loop.
 */
export async function alertsOfPast(rule: Rule, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  if (isGroupRule(rule)) return replayGroup(rule, atlas, now)
  if (rule.kind === 'unvisited') return replayUnvisited(rule, atlas, now)
  return rule.kind === 'urgency' ? replayUrgency(rule, atlas, now) : null
}

/**
 * What a rule of fact would have raised with other settings; null where less than a day of the past is known, a history is still being written, or its kind's past cannot be told. Throws
 * Problem('forbidden') for anybody but an administrator of the whole county, 'not_found' for a rule that is not there, 'invalid' for settings of another
 * kind, or a type or grid that is not there. `now` is epoch milliseconds.
 */
export async function previewRule(viewer: Viewer, id: string, { settings }: RulePreviewIn, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  if (!mayAdminister(viewer, atlas.grids))
    throw new Problem('forbidden', 'Rules are tried by whoever may change them: an administrator of the whole county.')
  const rule = (await readRules()).find((one) => one.id === id)
  if (!rule) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
  const tried = Rule.safeParse({ ...rule, settings })
  if (!tried.success) throw new Problem('invalid', `These are not settings of a rule of the kind ${rule.kind}.`)
  checkScope(scopeOf(tried.data), atlas)
  return completeFrom() === null ? alertsOfPast(tried.data, atlas, now) : null
}

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

async function replayUrgency({ settings }: Pick<EventRule, 'settings'>, atlas: Atlas, now: number): Promise<PastAlerts | null> {
  const from = Math.max(await readKnownSince(pool(), now), now - OWN_YEAR_MS)
  if (now - from < DAY_MS) return null
  const urgencies = settings.colours.map(({ urgency }) => urgency)
  const streams = new Map<string, PastSingle[]>()
  for (const event of await pastUrgentEvents(pool(), from - RENEWAL_MS, urgencies, atlas)) {
    if (!isInScope(settings, event)) continue
    const stream = streams.get(event.type) ?? []
    stream.push(event)
    streams.set(event.type, stream)
  }
  const raised: number[] = []
  for (const events of streams.values()) {
    raised.push(...replaySingles(settings, events).filter((at) => at >= from && at < now))
    await setImmediate()
  }
  return pastAlerts(raised, from, now)
}

/** Events that are replayed between two looks at what else there is to do. */
const EVENTS_AT_ONCE = 2_000

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
  const raised: number[] = []
  let done = 0
  for (const events of apart.values()) {
    const [{ type, place }] = events
    const usual = rule.kind === 'threshold' ? usualIn(rule, types.get(type) ?? 0, place, atlas) : null
    events.sort((a, b) => a.receivedAt - b.receivedAt || a.number - b.number)
    raised.push(...replayGroups(rule, events, since, () => usual).flatMap(({ raisedAt }) => (raisedAt >= from && raisedAt < now ? [raisedAt] : [])))
    done += events.length
    if (done < EVENTS_AT_ONCE) continue
    await setImmediate()
    done = 0
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
  if (rule.kind === 'recurrence') yield watched(await pastHouseholdEvents(pool(), back, rule.settings.times, atlas))
  else
    for await (const events of pastTypeEvents(
      pool(),
      { since: back, until: now },
      types.map(({ id }) => id),
      atlas,
    ))
      yield watched(events)
}
