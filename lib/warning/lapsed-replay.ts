import { MINUTE_MS } from '@/lib/domain/clock'
import type { LapsedOrdersSettings } from '@/lib/domain/rule-settings'
import type { Wait } from './overdue-replay'
import { lapsedSince } from './work-rules'

/** An order that lay there after nobody had taken it, and in which place of the rule. */
export type PastLapse = Wait & { readonly order: string; readonly place: string; readonly createdAt: number }

/**
 * When the rule of orders that nobody takes would have raised alerts, by the same conditions as `evaluateWork`: `lapses` are in its scope and in order of their
 * beginnings, times are epoch milliseconds. What an alert that is over has told is told by no other.
 */
export function replayLapsed(settings: Pick<LapsedOrdersSettings, 'times' | 'days' | 'clearMinutes'>, lapses: readonly PastLapse[]): number[] {
  const raised: number[] = []
  const places = new Map<string, Place>()
  const endOf = ({ to }: Wait) => (to === null ? Number.POSITIVE_INFINITY : to + settings.clearMinutes * MINUTE_MS)
  for (const lapse of lapses) {
    const { place, order, from, createdAt } = lapse
    const own = places.get(place) ?? { told: new Set(), waiting: [], living: null }
    places.set(place, own)
    if (own.living && own.living.endsAt <= from) {
      for (const one of own.living.orders) own.told.add(one)
      own.living = null
    }
    if (own.told.has(order) || createdAt < lapsedSince(settings, from)) continue
    if (own.living) {
      own.living.orders.add(order)
      own.living.endsAt = Math.max(own.living.endsAt, endOf(lapse))
      continue
    }
    const waits = (one: PastLapse) => (one.to === null || one.to > from) && one.createdAt >= lapsedSince(settings, from) && !own.told.has(one.order)
    own.waiting = [...own.waiting.filter(waits), lapse]
    if (own.waiting.length < settings.times) continue
    raised.push(from)
    own.living = { orders: new Set(own.waiting.map((one) => one.order)), endsAt: Math.max(...own.waiting.map(endOf)) }
    own.waiting = []
  }
  return raised
}

type Place = { told: Set<string>; waiting: PastLapse[]; living: { orders: Set<string>; endsAt: number } | null }
