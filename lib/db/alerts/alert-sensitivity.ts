import { AlertRecord } from '@/lib/domain/alert-record'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { writeAlerts } from './write-alerts'

/** Alerts of which a type has become sensitive, or is so no more, are written in one transaction up to this many. */
const AT_ONCE = 200
const OTHERWISE = `
  SELECT a.body, now.sensitive FROM alerts a CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT FROM event_types t WHERE t.sensitive AND (t.code = a.stream OR a.body->'types' ? t.code)) AS sensitive
  ) now WHERE now.sensitive <> a.sensitive ORDER BY a.id LIMIT ${AT_ONCE}`

/**
 * Alerts as they were once, each with what is sensitive now as well: what is told of the past is told by the sensitivity of today, as of events, and of then.
 */
export async function sensitiveToday<T extends Pick<AlertRecord, 'id' | 'sensitive'>>(alerts: readonly T[]): Promise<T[]> {
  const open = new Set(alerts.flatMap(({ id, sensitive }) => (sensitive ? [] : [id])))
  if (open.size === 0) return [...alerts]
  const { rows } = await pool().query<{ id: string }>('SELECT id::text AS id FROM alerts WHERE sensitive AND id = ANY($1::uuid[])', [[...open]])
  const now = new Set(rows.map(({ id }) => id))
  return alerts.map((alert) => (now.has(alert.id) ? { ...alert, sensitive: true } : alert))
}

/**
 * Makes alerts as sensitive as their types are now, so that nobody goes on seeing what has become sensitive: one of a class is as soon as one of its types is,
 * since which of its events are of that type is not kept. `now` is epoch milliseconds.
 */
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
