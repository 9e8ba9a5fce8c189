import type { AlertOutcome } from '@/lib/domain/alert'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { HOUR_MS } from '@/lib/domain/clock'
import { isVoid } from '@/lib/domain/life'
import { colourFor, type EventRule, type FactRule, isEventRule, isGroupRule, meets } from '@/lib/domain/rule'
import type { Placed } from '@/lib/domain/rule-scope'
import { evaluateGroup, type GroupFacts, NO_GROUPS, type Spans } from './group-facts'
import { typesOf } from './group-rules'
import { isLateNews, lateHoursOf } from './late-news'
import { RuleAlerts, shareGround } from './rule-alerts'

/** Changes of events as one transaction wrote them. `backfilledAt`: when, where their times of receipt were given (history, imports); else null. */
export type FactRow = { backfilledAt: number | null; changes: readonly EventChange[] }

/**
 * What must be known beside its change of an event that trips a rule. `ignored`: a load that is made for tests of speed. `overdueSince`: when
 * the first of its clocks ran out, as far as can be told. `importedAt`: when the state before the change came in, where that was by an import.
 */
export type About = { ignored: boolean; overdueSince: number | null; importedAt: number | null }

/** What the log holds by ids, as rules say it. */
export type Places = Pick<Atlas, 'byId' | 'typeById'>

/** New events that came late (补报), and how many alerts they would have led to. */
export type Late = { events: number; alerts: number }

/**
 * Does a change make an event meet a rule that it did not meet before, as what it is now and where it is now? An event whose alert somebody
 * has ended, and which still meets the rule, does not trip it again.
 */
function trips(rule: EventRule, { before, after }: EventChange, places: Places): boolean {
  if (!after || !meets(rule, after, placedIn(after, places))) return false
  return !(before && meets(rule, before, placedIn(before, places)) && before.type === after.type && before.grid === after.grid)
}

/** What an event is and where it counts, by codes; what is not known there is in no scope but that of everything. */
const placedIn = ({ type, grid }: EventFacts, { byId, typeById }: Places): Placed => ({
  type: typeById.get(type)?.code ?? '',
  grid: byId.get(grid)?.code ?? '',
})

/** The rule without its scope: it trips wherever the rule does. */
const everywhere = (rule: EventRule): EventRule => ({ ...rule, settings: { ...rule.settings, types: [], grids: [] } })
const NOWHERE: Places = { byId: new Map(), typeById: new Map() }

/** Whether a change comes of what is past for all rules: nothing is raised by it and nothing counted. */
export const isPast = (rule: FactRule, row: FactRow, change: EventChange): boolean =>
  row.backfilledAt !== null && change.receivedAt < (rule.beginsAt ?? 0)

/**
 * The changes that trip a rule that holds, if its scope holds them, or are of an event of a living alert: those that `evaluateFacts` has to do with. With
 * `about` of the first it is exact; everything else changes no alert. What grids and types are is known for certain only under the lock of the head, so
 * scopes are left to `evaluateFacts`.
 */
export function factsToEvaluate(
  rules: readonly FactRule[],
  rows: readonly FactRow[],
  alerts: readonly AlertRecord[],
): { tripping: EventChange[]; moved: boolean } {
  const members = new Set(alerts.flatMap((alert) => (alert.state === 'resolved' ? [] : alert.members.map(({ number }) => number))))
  const held = rules
    .filter(isEventRule)
    .filter(({ enabled }) => enabled)
    .map(everywhere)
  const tripping: EventChange[] = []
  let moved = false
  for (const row of rows)
    for (const change of row.changes) {
      if (members.has(change.number)) moved = true
      if (held.some((rule) => trips(rule, change, NOWHERE) && !isPast(rule, row, change))) tripping.push(change)
    }
  return { tripping, moved }
}

/** How many of the changes are new events that came late (late-news.ts), told or not: by an import, or long after they happened. */
export function countLate(rules: readonly FactRule[], rows: readonly FactRow[]): number {
  const begins = Math.min(...rules.flatMap(({ enabled, beginsAt }) => (enabled && beginsAt !== null ? [beginsAt] : [])))
  let late = 0
  for (const { backfilledAt, changes } of rows)
    for (const change of changes) {
      const { before, after, receivedAt } = change
      if (before !== null || after === null || (backfilledAt !== null && receivedAt < begins)) continue
      if (backfilledAt !== null || isLateNews({ ...change, after })) late++
    }
  return late
}

/**
 * Is it too late to tell anybody of an event that trips a rule? 特急: reported longer after it happened than the rule allows (7 days as
 * shipped), whether live or by an import; what somebody does with an event here is never late. Overdue: noticed longer after the clock ran
 * out than the rule allows, or it had run out when an import brought the event. `past`: before the rule began, so it counts nowhere.
 */
function lateness(
  rule: EventRule,
  row: FactRow,
  { before, after, receivedAt }: EventChange & { after: EventFacts },
  about: About,
): 'past' | 'late' | null {
  const limit = rule.settings.lateHours * HOUR_MS
  switch (rule.kind) {
    case 'urgency':
      return before === null && (row.backfilledAt ?? receivedAt) - after.occurredAt > limit ? 'late' : null
    case 'overdue': {
      const since = about.overdueSince ?? receivedAt
      if (since < (rule.beginsAt ?? 0)) return 'past'
      const imported = row.backfilledAt ?? about.importedAt
      return receivedAt - since > limit || (imported !== null && since <= imported) ? 'late' : null
    }
  }
}

/** What evaluates: the rules in the versions that hold, the living alerts and those that ended lately, and what is known of events beside. */
export type FactContext = {
  rules: readonly FactRule[]
  alerts: readonly AlertRecord[]
  about: ReadonlyMap<number, About>
  places: Places
  idOf: (rule: string, stream: string, revision: number) => string
  /** of rules of several events */
  groups?: GroupFacts
  /** epoch milliseconds */
  now: number
}

const NOTHING: About = { ignored: false, overdueSince: null, importedAt: null }

/** What an evaluation comes to: the alerts that are others now, and what came too late to be told. */
export type Evaluated = { outcomes: AlertOutcome[]; late: Late }

/**
 * What rules of fact make of changes of events, in the order of the log: which alerts they raise, join, end or change, and what came too
 * late for that. Pure: the same changes of the same alerts come to the same. In steps, since thousands that stand together take a second.
 */
export function* evaluateFacts(rows: readonly FactRow[], context: FactContext): Generator<void, Evaluated, void> {
  const { rules, about, places, now, groups = NO_GROUPS } = context
  const alerts = new RuleAlerts(context.alerts, context.idOf, now)
  yield* alerts.findMembers()
  const late = new Set<string>()
  const spans: Spans = new Map()
  for (const row of rows)
    for (const change of row.changes)
      for (const rule of rules) {
        yield
        const { number, after } = change
        const grid = after && places.byId.get(after.grid)?.code
        const type = after && places.typeById.get(after.type)
        if (!after || !grid || !type) continue
        if (isGroupRule(rule)) {
          const types = [...new Set(typesOf(rule, type, places.typeById.values()).map(({ code }) => code))].sort()
          const grouping = {
            change: { ...change, after },
            grid,
            type,
            types,
            isImported: row.backfilledAt !== null,
            isPast: isPast(rule, row, change),
          }
          if ((yield* evaluateGroup(alerts, rule, grouping, { ...groups, spans, now })) === 'late') late.add(`${rule.id} ${type.code} ${grid}`)
          continue
        }
        const placed = { type: type.code, grid }
        if (moveMember(alerts, rule, { number, after, placed })) continue
        const known = about.get(number) ?? NOTHING
        const colour = colourFor(rule, after.urgency, placed)
        if (!rule.enabled || colour === null || known.ignored || !trips(rule, change, places) || isPast(rule, row, change)) continue
        const lates = lateness(rule, row, { ...change, after }, known)
        if (lates === 'late') late.add(`${rule.id} ${type.code} ${grid}`)
        if (lates !== null) continue
        const { receivedAt, revision } = change
        const lateHours = lateHoursOf({ ...change, after })
        alerts.trip({ rule, stream: type.code, sensitive: type.sensitive, grid, number, colour, receivedAt, revision, lateHours })
      }
  return { outcomes: alerts.outcomes, late: { events: countLate(rules, rows), alerts: late.size } }
}

type Moved = { number: number; after: EventFacts; placed: Placed }

/** Moves the event in the living alert of a rule that it belongs to; false where it does not, or does no more and may trip the rule anew. */
function moveMember(alerts: RuleAlerts, rule: EventRule, { number, after, placed }: Moved): boolean {
  const { grid, type: stream } = placed
  const clearMs = (rule.settings.clearMinutes * HOUR_MS) / 60
  const standing = ({ members }: AlertRecord) => members.find((one) => one.number === number && one.status !== 'withdrawn')
  // an event that has not moved stays, also where what joined it to the others has gone
  const stays = (alert: AlertRecord) => {
    const others = alert.members.flatMap((one) => (one.number === number || one.status === 'withdrawn' ? [] : [one.grid]))
    return standing(alert)?.grid === grid || others.length === 0 || shareGround(others, [grid])
  }
  const own = alerts.livingOf(rule.id, number)
  const ofStream = own.filter((alert) => alert.stream === stream)
  const home = ofStream.find((alert) => standing(alert) && stays(alert)) ?? ofStream.find((alert) => stays(alert))
  const isAway = isVoid(after.life) || colourFor(rule, after.urgency, placed) === null
  for (const alert of own) {
    const member = standing(alert)
    if (member && (alert !== home || isAway)) alerts.move(alert.id, number, { status: 'withdrawn', grid: member.grid }, clearMs)
  }
  if (!home) return false
  const member = standing(home)
  const holds = meets(rule, after, placed)
  if (isAway || (!member && !holds)) return true
  const status = holds ? 'holds' : 'over'
  if (status !== member?.status || grid !== member.grid) alerts.move(home.id, number, { status, grid }, clearMs)
  return true
}

/** Ends the alerts whose condition has been gone for as long as their rules say. */
export function passAlertEnds(context: Pick<FactContext, 'alerts' | 'idOf' | 'now'>): AlertOutcome[] {
  const alerts = new RuleAlerts(context.alerts, context.idOf, context.now)
  alerts.passEnds()
  return alerts.outcomes
}
