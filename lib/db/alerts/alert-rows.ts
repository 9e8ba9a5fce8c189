import type { AlertOutcome } from '@/lib/domain/alert'
import { ALERTS, type AlertChange, AlertRecord, gridsOf } from '@/lib/domain/alert-record'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { appendEntry, type LogHead, makeEntry } from '../log/log'
import { queuePushes } from '../reach/push-outbox'
import { queueDeliveries } from '../webhooks/outbox'
import { withLadders, writeTimers } from './alert-ladders'

type Place = Pick<Pool | PoolClient, 'query'>
const at = (n: number) => `to_timestamp($${n}::float8 / 1000)`
const bodiesOf = ({ rows }: { rows: { body: unknown }[] }): AlertRecord[] => rows.map(({ body }) => AlertRecord.parse(body))

/** The alerts that live, and those that ended after a time (epoch milliseconds). An alert may have thousands of members: `pause` is asked between two. */
export async function readAlertsSince(
  endedAfter: number,
  place: Place = pool(),
  pause: () => Promise<void> = () => Promise.resolve(),
): Promise<AlertRecord[]> {
  const { rows } = await place.query<{ body: unknown }>({
    name: 'alerts-at-hand',
    text: `SELECT body FROM alerts WHERE ended_at IS NULL OR ended_at > ${at(1)} ORDER BY started_at, id`,
    values: [endedAfter],
  })
  const alerts: AlertRecord[] = []
  for (const { body } of rows) {
    await pause()
    alerts.push(AlertRecord.parse(body))
  }
  return alerts
}

/** What `readAlertsSince` would answer now, of which some were read before: in full only those that have changed since, or are new. */
export async function readAlertsAgain(before: readonly AlertRecord[], endedAfter: number, place: Place = pool()): Promise<AlertRecord[]> {
  const known = new Map(before.map((alert) => [alert.id, alert]))
  const { rows } = await place.query<{ id: string; body: unknown }>({
    name: 'alerts-at-hand-again',
    text: `SELECT a.id::text AS id, CASE WHEN a.revision IS DISTINCT FROM k.revision THEN a.body END AS body
      FROM alerts a LEFT JOIN unnest($2::uuid[], $3::int8[]) AS k (id, revision) ON k.id = a.id
      WHERE a.ended_at IS NULL OR a.ended_at > ${at(1)} ORDER BY a.started_at, a.id`,
    values: [endedAfter, before.map(({ id }) => id), before.map(({ revision }) => revision)],
  })
  return rows.map(({ id, body }) => (body === null ? known.get(id) : null) ?? AlertRecord.parse(body))
}

/** The alerts of these ids that there are. */
export async function readAlerts(ids: readonly string[], place: Place = pool()): Promise<AlertRecord[]> {
  return bodiesOf(await place.query({ name: 'alerts-by-id', text: 'SELECT body FROM alerts WHERE id = ANY($1::uuid[])', values: [ids] }))
}

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

/** Who did a step, by which request, and what they noted; without: it came by itself. */
export type StepBy = { requestId: string; id: string; name: string; role: string; note: string | null }

/**
 * Writes alerts as they are now, with whom their ladders call by that, their timers, their steps, and their changes into the log, within the
 * transaction that holds this head; so are others that are inhibited by that, or no more. Each alert gets a revision. `now` (epoch milliseconds)
 * is when the changes came to be. Returns the new head.
 */
export async function writeAlerts(
  tx: PoolClient,
  head: LogHead,
  given: readonly AlertOutcome[],
  { now, by = null }: { now: number; by?: StepBy | null },
): Promise<LogHead> {
  const before = new Map(
    (
      await readAlerts(
        given.map(({ alert }) => alert.id),
        tx,
      )
    ).map((alert) => [alert.id, alert]),
  )
  const outcomes = await withLadders(tx, given, before, { now, byPerson: by !== null })
  const changes = outcomes.map(({ alert }, i): AlertChange => {
    const revision = head.revision + 1 + i
    return { revision, receivedAt: now, alert: { ...alert, revision } }
  })
  for (const { alert } of changes) await writeAlert(tx, alert)
  const told = changes.map(({ alert }, i) => ({ alert, steps: outcomes[i]?.steps ?? [] }))
  await queueDeliveries(tx, told, now)
  await queuePushes(tx, told, now)
  await writeTimers(
    tx,
    changes.map(({ alert }) => alert),
  )
  // what follows an action came by itself
  const own = (i: number, position: number) => position >= (given[i]?.steps.length ?? 0)
  const steps = outcomes.flatMap(({ alert, steps }, i) =>
    steps.map((step, position) => ({ ...step, position, id: alert.id, i, own: own(i, position) })),
  )
  if (steps.length > 0)
    await tx.query({
      name: 'alert-steps-write',
      text: `INSERT INTO alert_steps (alert_id, revision, position, at, step, state, colour, request_id, actor_id, actor_name, role, note, detail)
        SELECT u.id, $2::int8 + u.i, u.position, to_timestamp(u.at / 1000), u.step, u.state, u.colour, b.request, b.actor, b.name, b.role, b.note, u.detail
        FROM jsonb_to_recordset($1::jsonb)
            AS u (id uuid, i int4, position int4, at float8, step text, state text, colour text, detail jsonb, own bool)
          LEFT JOIN (SELECT $3::uuid AS request, $4::text AS actor, $5::text AS name, $6::text AS role, $7::text AS note) AS b ON NOT u.own`,
      values: [JSON.stringify(steps), head.revision + 1, by?.requestId ?? null, by?.id ?? null, by?.name ?? null, by?.role ?? null, by?.note ?? null],
    })
  const entry = makeEntry(head, ALERTS, changes)
  return entry ? appendEntry(tx, entry) : head
}

async function writeAlert(tx: PoolClient, alert: AlertRecord): Promise<void> {
  const { id, revision, rule, stream, sensitive, colour, state, startedAt, updatedAt, endedAt } = alert
  await tx.query({
    name: 'alert-write',
    text: `INSERT INTO alerts (id, revision, rule_id, rule_version, stream, sensitive, colour, state, started_at, updated_at, ended_at, grids, body)
      VALUES ($1::uuid, $2::int8, $3, $4, $5, $6, $7, $8, ${at(9)}, ${at(10)}, ${at(11)}, $12::text[], $13::jsonb)
      ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, sensitive = excluded.sensitive, colour = excluded.colour, state = excluded.state,
        updated_at = excluded.updated_at, ended_at = excluded.ended_at, grids = excluded.grids, body = excluded.body`,
    values: [
      id,
      revision,
      rule.id,
      rule.version,
      stream,
      sensitive,
      colour,
      state,
      startedAt,
      updatedAt,
      endedAt,
      gridsIn(alert),
      JSON.stringify(alert),
    ],
  })
}

/** All grids that an event of the alert lies in, also one that was withdrawn: whoever sees any of them may see the alert. */
const gridsIn = (alert: AlertRecord): string[] => [...new Set([...gridsOf(alert), ...alert.members.map(({ grid }) => grid)])]
