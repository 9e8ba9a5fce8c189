import { AlertRecord } from '@/lib/domain/alert-record'
import { type Pool, type PoolClient, pool } from '../engine/pool'

type Place = Pick<Pool | PoolClient, 'query'>

/** What of an alert's row is wanted, and what of it is there. */
type Wanted = {
  /** its name as a prepared statement */
  name: string
  /** on `a`, the alerts; its values begin at $3 */
  where: string
  values: readonly unknown[]
  /** alerts that were read before: in the revision in which they are known they are not read again */
  known?: readonly AlertRecord[]
  /** asked between two alerts, of which one may have thousands of members */
  pause?: (() => Promise<void>) | undefined
}

/** The alerts of a condition, by when they started. */
async function readAlertsWhere(place: Place, { name, where, values, known = [], pause }: Wanted): Promise<AlertRecord[]> {
  const { rows } = await place.query<{ id: string; body: unknown }>({
    name,
    text: `SELECT a.id::text AS id, CASE WHEN a.revision IS DISTINCT FROM k.revision THEN a.body END AS body
      FROM alerts a LEFT JOIN unnest($1::uuid[], $2::int8[]) AS k (id, revision) ON k.id = a.id WHERE ${where} ORDER BY a.started_at, a.id`,
    values: [known.map(({ id }) => id), known.map(({ revision }) => revision), ...values],
  })
  const byId = new Map(known.map((alert) => [alert.id, alert]))
  const alerts: AlertRecord[] = []
  for (const { id, body } of rows) {
    if (body !== null) await pause?.()
    alerts.push((body === null ? byId.get(id) : null) ?? AlertRecord.parse(body))
  }
  return alerts
}

/** What is known already, and what is asked between two alerts that are not. */
export type AtHand = Pick<Wanted, 'known' | 'pause'>

/** The alerts that live, and those that ended after a time (epoch milliseconds). */
export const readAlertsSince = (endedAfter: number, place: Place = pool(), atHand: AtHand = {}): Promise<AlertRecord[]> =>
  readAlertsWhere(place, {
    name: 'alerts-at-hand',
    where: `a.ended_at IS NULL OR a.ended_at > to_timestamp($3::float8 / 1000)`,
    values: [endedAfter],
    ...atHand,
  })

/** The alerts of these ids that there are. */
export const readAlerts = (ids: readonly string[], place: Place = pool(), atHand: AtHand = {}): Promise<AlertRecord[]> =>
  readAlertsWhere(place, { name: 'alerts-by-id', where: 'a.id = ANY($3::uuid[])', values: [ids], ...atHand })

/** The living alerts that share a type with one of these, as they are kept. */
export const readAkin = (alerts: Iterable<AlertRecord>, place: Place, atHand: AtHand = {}): Promise<AlertRecord[]> =>
  readAlertsWhere(place, {
    name: 'alerts-akin',
    where: `a.ended_at IS NULL AND a.body -> 'types' ?| $3::text[]`,
    values: [[...new Set([...alerts].flatMap(({ types }) => types))]],
    ...atHand,
  })

/** The living alerts, and so many of the others as changed last: what a book of alerts holds, with the revision that it is of. */
export async function readAlertBook(ended: number): Promise<{ revision: number; alerts: AlertRecord[] }> {
  const { rows } = await pool().query<{ revision: number; bodies: unknown[] }>(
    `SELECT (SELECT revision::float8 FROM log_head WHERE id = 1) AS revision, COALESCE((SELECT jsonb_agg(body) FROM (
        SELECT body FROM alerts WHERE ended_at IS NULL
        UNION ALL (SELECT body FROM alerts WHERE ended_at IS NOT NULL ORDER BY revision DESC LIMIT $1)
      ) AS b), '[]'::jsonb) AS bodies`,
    [ended],
  )
  const { revision = 0, bodies = [] } = rows[0] ?? {}
  return { revision, alerts: bodies.map((body) => AlertRecord.parse(body)) }
}
