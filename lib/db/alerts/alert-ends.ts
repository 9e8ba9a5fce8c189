import type { AlertOutcome } from '@/lib/domain/alert'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { readAlertsSince } from './alert-rows'
import { writeAlerts } from './write-alerts'

/**
 * Writes the ends of alerts whose time has come (epoch milliseconds): `end` makes of the living ones what they become. Only the holder of the
 * lease does it; costs one look at the living alerts where there is nothing to end.
 */
export async function writeDueEnds(fence: Fence, now: number, end: (living: readonly AlertRecord[]) => AlertOutcome[]): Promise<void> {
  const due = await pool().query({
    name: 'alerts-due',
    text: `SELECT 1 FROM alerts WHERE ended_at IS NULL AND (body ->> 'endsAt')::float8 <= $1 LIMIT 1`,
    values: [now],
  })
  if (due.rows.length === 0) return
  await transaction(async (tx) => {
    const head = await lockHead(tx)
    await checkFence(tx, fence)
    const known = await readAlertsSince(now, tx)
    await writeAlerts(tx, head, end(known), { now, known })
  })
}
