import * as z from 'zod/mini'
import { ALERTS, type AlertRecord } from '@/lib/domain/alert-record'
import { sensitiveToday } from '../alerts/alert-sensitivity'
import { type PoolClient, pool } from '../engine/pool'

/**
 * How far the store of the replay is, epoch milliseconds: the first instant that something was known at, when it was last written to (null while
 * there is no reader yet), and how many changes of the log are not in it.
 */
export type ReplayState = { from: number | null; writtenAt: number | null; behind: number }

/** Behind by more than this the store is being written, and not only about to follow. */
const MAX_BEHIND = 5_000

/** Is the store being written, so that it does not tell all of the past? */
export const isBeingWritten = ({ writtenAt, behind }: ReplayState): boolean => writtenAt === null || behind > MAX_BEHIND

/** The state of the store. */
export async function readReplayState(at: Pick<PoolClient, 'query'> = pool()): Promise<ReplayState> {
  const { rows } = await at.query<ReplayState>({
    name: 'replay-state',
    text: `SELECT (SELECT (extract(epoch FROM min(known_from)) * 1000)::float8 FROM replay_parts) AS from,
        (h.revision - COALESCE(r.revision, 0))::float8 AS behind, (extract(epoch FROM r.updated_at) * 1000)::float8 AS "writtenAt"
      FROM log_head h LEFT JOIN log_readers r ON r.name = 'replay' AND r.log_id = h.log_id WHERE h.id = 1`,
  })
  return rows[0] ?? { from: null, behind: 0, writtenAt: null }
}

/** What events are now by which it is told who may see them: grid and type (ids), and their urgency. */
export type SeenNow = { number: number; grid: number; type: number; urgency: number; parties: string[] }

/** The events of these numbers as they are now. */
export async function readSeenNow(numbers: readonly number[]): Promise<Map<number, SeenNow>> {
  const { rows } = await pool().query<SeenNow>({
    name: 'replay-seen',
    text: `SELECT number, grid_id AS grid, type_id AS type, urgency::int4 AS urgency, parties FROM events WHERE number = ANY($1::int4[])`,
    values: [numbers],
  })
  return new Map(rows.map((row) => [row.number, row]))
}

/** Most alerts that are told of a moment, the newest first. */
const MAX_ALERTS = 100

/** The alerts that lived at an instant (epoch milliseconds), each as its last change by then left it; sensitive are those of today too. */
export async function alertsAt(at: number): Promise<AlertRecord[]> {
  const { rows } = await pool().query<{ id: string; revision: number; body: Buffer }>({
    name: 'replay-alerts',
    text: `SELECT a.id::text AS id, s.revision::float8 AS revision, c.body
      FROM alerts a
      JOIN LATERAL (
        SELECT revision FROM alert_steps WHERE alert_id = a.id AND at <= to_timestamp($1::float8 / 1000) ORDER BY revision DESC LIMIT 1
      ) AS s ON true
      JOIN LATERAL (
        SELECT body FROM changes WHERE kind = $2 AND first_revision <= s.revision ORDER BY first_revision DESC LIMIT 1
      ) AS c ON true
      WHERE a.started_at <= to_timestamp($1::float8 / 1000) AND (a.ended_at IS NULL OR a.ended_at > to_timestamp($1::float8 / 1000))
      ORDER BY a.started_at DESC LIMIT $3`,
    values: [at, ALERTS.name, MAX_ALERTS],
  })
  return sensitiveToday(
    rows.flatMap(
      ({ id, revision, body }) => ALERTS.decode(body).find((change) => change.alert.id === id && change.revision === revision)?.alert ?? [],
    ),
  )
}

const Body = z.object({ body: z.unknown() })

/** The bodies of alerts that lived between two instants (epoch milliseconds), the oldest first; at most so many of the newest. */
export async function alertsBetween(from: number, to: number, most: number): Promise<unknown[]> {
  const { rows } = await pool().query({
    name: 'replay-alert-marks',
    text: `SELECT body FROM alerts WHERE started_at <= to_timestamp($2::float8 / 1000)
        AND (ended_at IS NULL OR ended_at >= to_timestamp($1::float8 / 1000)) ORDER BY started_at DESC LIMIT $3`,
    values: [from, to, most],
  })
  return rows.map((row) => Body.parse(row).body).reverse()
}
