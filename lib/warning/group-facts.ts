import { type AlertMember, type AlertRecord, isLive } from '@/lib/domain/alert-record'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { HOUR_MS } from '@/lib/domain/clock'
import { isVoid } from '@/lib/domain/life'
import type { GroupRule } from '@/lib/domain/rule'
import { type GroupEvent, nearOf, type Span, spanOf, streamOf, type WatchedType } from './group-rules'
import { lateHoursOf } from './late-news'
import type { RuleAlerts } from './rule-alerts'

/** What rules of several events are told of the store: of each event that is asked about, by rule, those around it (`spanOf`). */
export type GroupFacts = {
  readonly around: ReadonlyMap<string, ReadonlyMap<number, readonly GroupEvent[]>>
  /** when the first event happened of which we know, epoch milliseconds */
  readonly knownSince: number
  /** of thresholds, by rule and event: the grid (by code) whose events count, what is usual there in a span, and how many such counts are watched */
  readonly counting?: ReadonlyMap<string, ReadonlyMap<number, Counting>>
}

export type Counting = { readonly grid: string; readonly usual: number | null; readonly watched: number }

export const NO_GROUPS: GroupFacts = { around: new Map(), knownSince: 0 }

const standing = ({ members }: AlertRecord, number: number) => members.find((one) => one.number === number && one.status !== 'withdrawn')

/**
 * May a change make an event one of a group that it was not one of before? It is new, of another type or place or time; or it was closed before we
 * got to know; or its facts are what they were, and it may name another household.
 */
export function regroups({ before, after, receivedAt }: EventChange): boolean {
  if (!after || isVoid(after.life)) return false
  if (!before || isVoid(before.life) || wasMoved(before, after)) return true
  if (after.handledAt !== before.handledAt) return after.handledAt !== null && after.handledAt < receivedAt
  return before.urgency === after.urgency && JSON.stringify(before.life) === JSON.stringify(after.life)
}

const wasMoved = (before: EventFacts, after: EventFacts): boolean =>
  (['type', 'grid', 'occurredAt', 'cellX', 'cellY'] as const).some((name) => before[name] !== after[name])

/** Which events the store is to be asked about for a rule: those that may trip it, and all of living alerts of which one has changed. */
export type GroupQuestion = { readonly rule: GroupRule; readonly tripping: readonly number[]; readonly members: readonly number[] }

/** What is to be asked for these changes; rules that nothing concerns are left out. `watched`: does a rule watch the event of a change, which is not past? */
export function groupQuestions(
  rules: readonly GroupRule[],
  changes: readonly EventChange[],
  alerts: readonly AlertRecord[],
  watched: (rule: GroupRule, change: EventChange) => boolean,
): GroupQuestion[] {
  const changed = new Set(changes.map(({ number }) => number))
  return rules.flatMap((rule) => {
    const tripping = rule.enabled ? changes.filter((change) => regroups(change) && watched(rule, change)) : []
    const living = alerts.filter((alert) => alert.rule.id === rule.id && isLive(alert) && alert.members.some(({ number }) => changed.has(number)))
    const members = living.flatMap((alert) => alert.members.flatMap(({ number, status }) => (status === 'withdrawn' ? [] : [number])))
    if (tripping.length === 0 && members.length === 0) return []
    return [{ rule, tripping: [...new Set(tripping.map(({ number }) => number))], members: [...new Set(members)] }]
  })
}

/** One change as a rule of several events sees it: where and what the event is now, as the county names it. */
export type Grouping = {
  change: EventChange & { after: EventFacts }
  grid: string
  type: WatchedType
  /** the types (by code) that the rule counts together with it */
  types: readonly string[]
  isImported: boolean
  isPast: boolean
}

/** What was found while a batch is evaluated, by rule and event: each of hundreds that stand together is asked about for each of them. */
export type Spans = Map<string, Map<number, Span | null>>

const numbers = new WeakMap<readonly GroupEvent[], ReadonlySet<number>>()
/** The numbers of the events of a list that stays as it is. */
function numbersOf(events: readonly GroupEvent[]): ReadonlySet<number> {
  const known = numbers.get(events) ?? new Set(events.map(({ number }) => number))
  numbers.set(events, known)
  return known
}

/**
 * What a rule of several events makes of one change. An event that has left the others of its alert is withdrawn from it, and where what stands then
 * never met the rule, the alert ends. Answers 'late' where it would have told of it earlier. A step for each span that is sought.
 */
export function* evaluateGroup(
  alerts: RuleAlerts,
  rule: GroupRule,
  { change, grid, type, types, isImported, isPast }: Grouping,
  { around, knownSince, counting, spans, now }: GroupFacts & { spans: Spans; now: number },
): Generator<void, 'late' | null, void> {
  const { number, after, before, receivedAt, revision } = change
  const aroundOf = (of: number) => around.get(rule.id)?.get(of) ?? []
  const countingOf = (of: number) => counting?.get(rule.id)?.get(of)
  const found = spans.get(rule.id) ?? new Map<number, Span | null>()
  spans.set(rule.id, found)
  const span = function* (of: number): Generator<void, Span | null, void> {
    const known = found.get(of)
    if (known !== undefined) return known
    yield
    const { usual = null, watched = 1 } = countingOf(of) ?? {}
    const made = spanOf(rule, nearOf(rule, aroundOf(of), of), of, { knownSince, usual, watched })
    found.set(of, made)
    return made
  }
  const stream = streamOf(rule, type)
  let stands = false
  for (const alert of alerts.livingOf(rule.id, number)) {
    const member = standing(alert, number)
    if (!member) continue
    const others = alert.members.filter((one) => one.number !== number && one.status !== 'withdrawn')
    const mates = numbersOf(aroundOf(number))
    const stays = !isVoid(after.life) && alert.stream === stream && (others.length === 0 || others.some((one) => mates.has(one.number)))
    stands ||= stays
    const left = stays ? [...others, member] : others
    const those: Span[] = []
    for (const one of left) {
      const met = yield* span(one.number)
      if (met) those.push(met)
    }
    const own: AlertMember = stays ? { ...member, grid } : { ...member, status: 'withdrawn' }
    const withdrawn = (one: AlertMember): AlertMember => (those.length > 0 ? one : { ...one, status: 'withdrawn' })
    const members = alert.members.map((one) => withdrawn(one.number === number ? own : one))
    const endsAt = those.reduce((latest, one) => Math.max(latest, one.endsAt), Number.NEGATIVE_INFINITY)
    if (those.length === 0 || endsAt !== alert.endsAt || own.status !== member.status || own.grid !== member.grid)
      alerts.regroup(alert.id, { members, endsAt, event: number })
    if (those.length === 0) stands = false
  }
  if (stream === null || stands || isPast || !rule.enabled || !regroups(change)) return null
  const own = yield* span(number)
  if (!own || own.endsAt <= now) return null
  const members = own.events.map(
    (event): AlertMember => ({ number: event.number, grid: event.number === number ? grid : event.grid, status: 'holds' }),
  )
  if (alerts.hasTold(rule.id, members)) return null
  const isLate = isImported || (before === null && receivedAt - after.occurredAt > rule.settings.lateHours * HOUR_MS)
  if (isLate) return 'late'
  const { sensitive } = type
  const { colour } = rule.settings
  const ground = countingOf(number)?.grid ?? null
  const lateHours = lateHoursOf(change)
  alerts.tripGroup({ rule, stream, types, sensitive, number, members, ground, endsAt: own.endsAt, colour, receivedAt, revision, lateHours })
  return null
}
