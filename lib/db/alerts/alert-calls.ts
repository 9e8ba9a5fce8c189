import { passTimer } from '@/lib/domain/alert-ladder'
import { isLive } from '@/lib/domain/alert-record'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { readLadderMinutes, readStanding } from './alert-ladders'
import { readAlerts } from './alert-rows'
import { writeAlerts } from './write-alerts'

/** Alerts that are called for in one transaction. */
const AT_ONCE = 100

/**
 * Makes the calls of alerts whose time has come (epoch milliseconds), each in the transaction that takes its timer, and so never twice. Only the
 * holder of the lease does it. However long nobody did, a turn calls one rung of an alert, and the next waits its minutes from then.
 */
export async function makeDueCalls(fence: Fence, now: number): Promise<void> {
  const due = { name: 'alert-timers-due', text: 'SELECT 1 FROM alert_timers WHERE due_at <= to_timestamp($1::float8 / 1000) LIMIT 1', values: [now] }
  while ((await pool().query(due)).rows.length > 0)
    await transaction(async (tx) => {
      const head = await lockHead(tx)
      await checkFence(tx, fence)
      const { rows } = await tx.query<{ id: string }>({
        name: 'alert-timers-take',
        text: `DELETE FROM alert_timers WHERE alert_id IN (
            SELECT alert_id FROM alert_timers WHERE due_at <= to_timestamp($1::float8 / 1000) ORDER BY due_at, alert_id LIMIT ${AT_ONCE}
          ) RETURNING alert_id::text AS id`,
        values: [now],
      })
      const minutes = await readLadderMinutes(tx)
      const ids = rows.map(({ id }) => id).sort()
      const outcomes = []
      for (const alert of (await readAlerts(ids, tx)).filter(isLive))
        outcomes.push(passTimer(alert, { minutes, standing: await readStanding(alert, now, tx), now }))
      await writeAlerts(tx, head, outcomes, { now })
    })
}
