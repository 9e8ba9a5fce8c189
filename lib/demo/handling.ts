import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { normal, type Random } from '@/lib/domain/random'
import type { DemoType } from './rhythm'

/** Office work is handed in by day: a moment at night moves to the next morning, when its clock is not that of urgent hours. */
export function byDay(random: Random, type: DemoType, at: number): number {
  if (type.clock === 'urgent_hour') return at
  const hour = Math.floor(at / HOUR_MS + 8) % 24
  if (hour >= 8 && hour < 19) return at
  const day = Math.floor((at + 8 * HOUR_MS) / DAY_MS) + (hour >= 19 ? 1 : 0)
  return day * DAY_MS + Math.round(random.next() * 4 * HOUR_MS) // 08:00 civil time is 00:00 UTC
}

/** How long a report takes to arrive: minutes as a rule, hours when entered afterwards, days when copied from another platform. */
export function drawLag(random: Random): number {
  const kind = random.next()
  if (kind < 0.86) return Math.round(4 * 60_000 * Math.exp(0.9 * normal(random)))
  if (kind < 0.985) return Math.round(Math.min(5 * DAY_MS, 2 * HOUR_MS * Math.exp(1.1 * normal(random))))
  return Math.round((0.5 + 4.5 * random.next()) * DAY_MS)
}
