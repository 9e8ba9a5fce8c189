import type { AlertOutcome } from '@/lib/domain/alert'
import { ALERTS, type AlertChange, type AlertRecord, gridsOf } from '@/lib/domain/alert-record'
import type { PoolClient } from '../engine/pool'
import { appendEntry, type LogHead, makeEntry } from '../log/log'
import { queuePushes } from '../reach/push-outbox'
import { queueDeliveries } from '../webhooks/outbox'
import { withLadders, writeTimers } from './alert-ladders'
import { type AtHand, readAlerts } from './alert-rows'

const at = (n: number) => `to_timestamp($${n}::float8 / 1000)`

/** Who did a step, by which request, and what they noted; without: it came by itself. */
export type StepBy = { requestId: string; id: string; name: string; role: string; note: string | null }

/**
 * Writes alerts as they are now, with whom their ladders call by that, their timers, their steps, and their changes into the log, within the
 * transaction that holds this head; so are others that are inhibited by that, or no more. Each alert gets a revision. `now` (epoch milliseconds)
 * is when the changes came to be. `known`: what was read of alerts under this head. Returns the new head.
 */
export async function writeAlerts(
  tx: PoolClient,
  head: LogHead,
  given: readonly AlertOutcome[],
  { now, by = null, ...atHand }: { now: number; by?: StepBy | null } & AtHand,
): Promise<LogHead> {
  const ids = given.map(({ alert }) => alert.id)
  const before = new Map((await readAlerts(ids, tx, atHand)).map((alert) => [alert.id, alert]))
  const outcomes = await withLadders(tx, given, before, { now, byPerson: by !== null, atHand })
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
