import { HOUR_MS } from '@/lib/domain/clock'
import type { GroupRule } from '@/lib/domain/rule'
import { type GroupEvent, lookBackMs, spanMs, spanOf } from './group-rules'
import { RENEWAL_MS } from './rule-alerts'

/** An event of the past as it is known today: `place` is what a rule tells groups apart by beside the type, as its household; empty: nothing. */
export type PastEvent = GroupEvent & { readonly type: string; readonly place: string; readonly receivedAt: number }

/** An alert that a rule would have raised: when, until when it would have lived, and its events. */
export type PastAlert = { readonly type: string; readonly raisedAt: number; endsAt: number; readonly numbers: Set<number> }

/**
 * What a rule of several events would have raised, by receipt: `events` in order of receipt, all of types that it watches. Closings are known when they
 * happen. `usualIn`: of thresholds, what is usual in a span, of a type and place, and `watched`: how many such counts are. Alerts are merged as live ones are, without anything that people do. A
 * few µs an event.
 */
export function replayGroups(
  rule: GroupRule,
  events: readonly PastEvent[],
  knownSince: number,
  usualIn: (type: string, place: string) => number | null = () => null,
  watched = 1,
): PastAlert[] {
  const back = lookBackMs(rule) + spanMs(rule)
  const places = new Map<string, PastEvent[]>()
  const living = new Map<string, PastAlert[]>()
  const raised: PastAlert[] = []
  for (const event of events) {
    const { type, place, receivedAt: now, occurredAt, number } = event
    const key = `${type} ${place}`
    const known = [...(places.get(key) ?? []).filter((other) => other.occurredAt >= occurredAt - back), event]
    places.set(key, known)
    if (known.length < rule.settings.times || now - occurredAt > rule.settings.lateHours * HOUR_MS) continue
    const around = known.map((other) => (other.closedAt !== null && other.closedAt > now ? { ...other, closedAt: null } : other))
    const span = spanOf(rule, around, number, { knownSince, usual: usualIn(type, place), watched })
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
