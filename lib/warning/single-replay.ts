import { HOUR_MS } from '@/lib/domain/clock'
import type { FactSettings } from '@/lib/domain/rule-settings'
import { RENEWAL_MS, shareGround } from './rule-alerts'

/** An event of the past that met the rule of urgency as it is known today: `closedAt` is since when it does no more, null: it does. */
export type PastSingle = { readonly grid: string; readonly occurredAt: number; readonly receivedAt: number; readonly closedAt: number | null }

type Lived = { readonly raisedAt: number; readonly grids: Set<string>; endsAt: number }

/**
 * When the rule of urgency would have raised alerts, by receipt: `events` are of one type and in its scope, in order of receipt. Alerts are merged and renewed as
 * live ones are, without anything that people do; one that went over into another is none. Times in epoch milliseconds.
 */
export function replaySingles(
  { clearMinutes, lateHours }: Pick<FactSettings, 'clearMinutes' | 'lateHours'>,
  events: readonly PastSingle[],
): number[] {
  const raised = new Set<Lived>()
  // those that live, or ended so lately that they would be renewed
  let near: Lived[] = []
  for (const { grid, occurredAt, receivedAt: now, closedAt } of events) {
    if ((closedAt !== null && closedAt <= now) || now - occurredAt > lateHours * HOUR_MS) continue
    near = near.filter(({ endsAt }) => endsAt + RENEWAL_MS >= now)
    const own = near.filter(({ grids }) => shareGround([...grids], [grid]))
    const living = own.filter(({ endsAt }) => endsAt > now)
    const [oldest, ...others] = living.length > 0 ? living : own.sort((a, b) => b.endsAt - a.endsAt).slice(0, 1)
    const alert = oldest ?? { raisedAt: now, grids: new Set<string>(), endsAt: now }
    if (!oldest) {
      raised.add(alert)
      near.push(alert)
    }
    alert.grids.add(grid)
    alert.endsAt = Math.max(alert.endsAt, closedAt === null ? Number.POSITIVE_INFINITY : closedAt + (clearMinutes * HOUR_MS) / 60)
    for (const other of others) {
      for (const one of other.grids) alert.grids.add(one)
      alert.endsAt = Math.max(alert.endsAt, other.endsAt)
      raised.delete(other)
    }
    near = near.filter((one) => !others.includes(one))
  }
  return [...raised].map(({ raisedAt }) => raisedAt)
}
