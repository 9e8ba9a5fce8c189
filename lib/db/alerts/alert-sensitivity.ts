import { AlertRecord } from '@/lib/domain/alert-record'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { writeAlerts } from './alert-rows'

/** Alerts whose type has become sensitive, or is so no more, are written in one transaction up to this many. */
const AT_ONCE = 200
const OTHERWISE = `SELECT a.body, t.sensitive FROM alerts a JOIN event_types t ON t.code = a.stream WHERE t.sensitive <> a.sensitive ORDER BY a.id LIMIT ${AT_ONCE}`

/** Makes alerts as sensitive as their types are now, so that nobody goes on seeing what has become sensitive. `now` is epoch milliseconds. */
export async function alignSensitivity(fence: Fence, now: number): Promise<void> {
  for (;;) {
    if ((await pool().query(OTHERWISE)).rows.length === 0) return
    await transaction(async (tx) => {
      const head = await lockHead(tx)
      await checkFence(tx, fence)
      const { rows } = await tx.query<{ body: unknown; sensitive: boolean }>(OTHERWISE)
      const outcomes = rows.map(({ body, sensitive }) => ({ alert: { ...AlertRecord.parse(body), sensitive, updatedAt: now }, steps: [] }))
      await writeAlerts(tx, head, outcomes, { now })
    })
  }
}
