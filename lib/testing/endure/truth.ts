import type { PoolClient } from 'pg'
import { pool, transaction } from '@/lib/db/engine/pool'
import { changesIn } from '@/lib/db/log/log'
import type { EventChange } from '@/lib/domain/change'
import { EVENT_STATES } from '@/lib/domain/life'
import { EVENTS } from '@/lib/domain/log-kinds'
import { readBatch } from '@/lib/live/rebuild'
import type { StoredAlert } from './alerts'
import type { StoredEvent } from './compare'
import type { OtherChange } from './log-fold'
import { readServices, type StoredServices } from './services-truth'
import type { Place } from './views'

export type StoredStep = { requestId: string; id: string; action: string }

/** What the database holds at one moment, straight from its tables. `audited`: rows of the audit that tell of a step. */
export type Truth = {
  logId: string
  revision: number
  events: StoredEvent[]
  steps: StoredStep[]
  audited: number
  places: Place[]
  alerts: StoredAlert[]
  services: StoredServices
}

const millis = (column: string) => `round(date_part('epoch', ${column}) * 1000)`
const STORED_EVENTS = `SELECT e.number, e.revision::float8 AS revision, e.id::text AS id, g.code AS grid, t.code AS type, t.sensitive, e.state AS "stateCode",
    e.parties, ${millis('e.occurred_at')} AS "occurredAt", ${millis('e.handled_at')} AS "handledAt", ${millis('e.updated_at')} AS "updatedAt"
  FROM events e LEFT JOIN grids g ON g.id = e.grid_id AND g.valid_to IS NULL LEFT JOIN event_types t ON t.id = e.type_id ORDER BY e.number`
const STEPS = 'SELECT t.request_id::text AS "requestId", e.id::text AS id, t.action FROM transitions t LEFT JOIN events e ON e.number = t.number'
const ALERTS = `SELECT a.id::text AS id, a.rule_id AS rule, a.stream, a.ended_at IS NULL AS "isLive", a.body->'members' AS members,
    COALESCE(a.body->'work'->'parts', '[]'::jsonb) AS parts,
    (SELECT count(*)::int4 FROM alert_steps s WHERE s.alert_id = a.id AND s.step = 'raised') AS raised FROM alerts a`
const HEAD = `SELECT log_id::text AS "logId", revision::float8 AS revision,
  (SELECT count(*)::int4 FROM audit WHERE action = 'event.transitioned') AS audited FROM log_head`
const PLACES = 'SELECT code, level::int4 AS level FROM grids WHERE valid_to IS NULL'

/** Reads all of it in one snapshot. */
export function readTruth(): Promise<Truth> {
  return transaction(async (tx: PoolClient) => {
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const head = await tx.query<Pick<Truth, 'logId' | 'revision' | 'audited'>>(HEAD)
    const events = await tx.query<Omit<StoredEvent, 'state'> & { stateCode: number }>(STORED_EVENTS)
    const steps = await tx.query<StoredStep>(STEPS)
    const places = await tx.query<Place>(PLACES)
    const alerts = await tx.query<StoredAlert>(ALERTS)
    const [at] = head.rows
    if (!at) throw new Error('the log has no head')
    const stored = events.rows.map(({ stateCode, ...event }) => ({ ...event, state: EVENT_STATES[stateCode] ?? 'void' }))
    return { ...at, events: stored, steps: steps.rows, places: places.rows, alerts: alerts.rows, services: await readServices(tx) }
  })
}

/** The log after a revision, up to another: changes of events, and the revisions of those of other kinds. */
export async function readLogAfter(since: number, upTo: number): Promise<(EventChange | OtherChange)[]> {
  const changes: (EventChange | OtherChange)[] = []
  for (let at = since; at < upTo; ) {
    const batch = await readBatch(at, upTo)
    if (!batch) break
    for (const row of batch.rows) {
      if (row.kind === EVENTS.name) changes.push(...changesIn(EVENTS, [row], at, upTo))
      else for (let i = 0; i < row.count; i++) if (row.firstRevision + i > at) changes.push({ revision: row.firstRevision + i })
    }
    at = batch.revision
  }
  return changes
}

/** Rows of the audit that are in no chain yet. */
export async function unchained(): Promise<number> {
  const { rows } = await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM audit WHERE id NOT IN (SELECT row_id FROM audit_chain)')
  return rows[0]?.n ?? 0
}
