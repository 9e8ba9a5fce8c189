import { HOUR_MS } from '@/lib/domain/clock'
import type { GroupRule } from '@/lib/domain/rule'
import { byTime, firstAt, type GroupEvent, latestSpan, lookBackMs, spanMs, spanOf } from './group-rules'
import { RENEWAL_MS } from './rule-alerts'

/** An event of the past as it is known today: `place` is what a rule tells groups apart by beside the type, as its household; empty: nothing. */
export type PastEvent = GroupEvent & { readonly type: string; readonly place: string; readonly receivedAt: number }

/** An alert that a rule would have raised: when, until when it would have lived, and its events. */
export type PastAlert = { readonly type: string; readonly raisedAt: number; endsAt: number; readonly numbers: Set<number> }

/**
 * What a rule of several events would have raised, by receipt: `events` in order of receipt, all of types that it watches. Closings are known when they
 * happen. `usualIn`: of thresholds, what is usual in a span, of a type and place, and `watched`: how many such counts are. Alerts are merged as live ones are, without anything that people do. A
 * few µs and a step an event.
 */
export function* replayGroups(
  rule: GroupRule,
  events: readonly PastEvent[],
  knownSince: number,
  usualIn: (type: string, place: string) => number | null = () => null,
  watched = 1,
): Generator<void, PastAlert[], void> {
  const back = lookBackMs(rule) + spanMs(rule)
  const places = new Map<string, PastEvent[]>()
  const living = new Map<string, PastAlert[]>()
  const raised: PastAlert[] = []
  for (const event of events) {
    yield
    const { type, place, receivedAt: now, occurredAt, number } = event
    const key = `${type} ${place}`
    const known = places.get(key) ?? []
    places.set(key, known)
    known.splice(0, firstAt(known, occurredAt - back))
    putIn(known, event)
    if (known.length < rule.settings.times || now - occurredAt > rule.settings.lateHours * HOUR_MS) continue
    const facts = { knownSince, usual: usualIn(type, place), watched }
    const span = rule.kind === 'threshold' ? latestSpan(rule, known, event, facts) : spanOf(rule, asKnown(known, now), number, facts)
    if (!span || span.endsAt <= now) continue
    const alerts = (living.get(key) ?? []).filter(({ endsAt }) => endsAt + RENEWAL_MS > now)
    const [oldest, ...others] = alerts.filter(({ numbers }) => rule.kind === 'threshold' || span.events.some((one) => numbers.has(one.number)))
    const alert = oldest ?? { type, raisedAt: now, endsAt: span.endsAt, numbers: new Set<number>() }
    if (!oldest) raised.push(alert)
    alert.endsAt = Math.max(alert.endsAt, span.endsAt)
    for (const one of [...span.events.map((each) => each.number), ...others.flatMap(({ numbers }) => [...numbers])]) alert.numbers.add(one)
    living.set(key, [...alerts.filter((each) => !others.includes(each) && each !== alert), alert])
  }
  return raised
}

/** Puts an event in its order of occurrence, which most come in. */
function putIn(events: PastEvent[], event: PastEvent): void {
  let at = events.length
  for (let last = events[at - 1]; last && byTime(last, event) > 0; last = events[at - 1]) at--
  events.splice(at, 0, event)
}

/** Events as they were known at a time: what was closed later was open. */
const asKnown = (events: readonly PastEvent[], now: number): GroupEvent[] =>
  events.map((event) => (event.closedAt !== null && event.closedAt > now ? { ...event, closedAt: null } : event))
