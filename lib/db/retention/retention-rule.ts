import { EVENT_STATES } from '@/lib/domain/life'
import type { PoolClient } from '../engine/pool'

/** One batch: how many were taken, what the audit says of them (no content), and the key after which the next begins; null: it was the last. */
export type Taken = { count: number; detail: Record<string, unknown>; next: number | null }

/** How a kind is counted and taken. `before` is epoch milliseconds: what ended earlier is old. */
export type RetentionRule = {
  count(before: number): Promise<number>
  /** one small batch after the key `after` (0 at first), within a transaction that holds the log's head; the oldest first */
  take(tx: PoolClient, before: number, after: number, limit?: number): Promise<Taken>
}

const VOID = EVENT_STATES.indexOf('void')
const ENDED = `COALESCE(e.handled_at, CASE WHEN e.state = ${VOID} THEN COALESCE(e.state_since, e.received_at) END)`

/** `events e` ended (it was closed, rejected or void) before $1, epoch milliseconds. */
export const ENDED_BEFORE = `${ENDED} < to_timestamp($1::float8 / 1000)`

const VERSIONS = '(SELECT count(*) FROM event_versions v WHERE v.number = e.number)'

/** `events e` was looked at (`retention_steps s`) as it is now: nothing has happened to it since, and no content came too late. */
export const LOOKED_AT = `COALESCE(s.revision = e.revision AND s.versions = ${VERSIONS}, false)`

/** Writes down what was taken from events as they are now; `count` 0: they were looked at, and there was nothing to take. */
export async function writeSteps(tx: PoolClient, kind: 'photos' | 'personal', steps: readonly { number: number; count: number }[]): Promise<void> {
  await tx.query(
    `INSERT INTO retention_steps AS s (number, kind, revision, at, count, versions)
     SELECT u.number, $1, e.revision, CASE WHEN u.count > 0 THEN clock_timestamp() END, u.count, ${VERSIONS}
     FROM unnest($2::int4[], $3::int4[]) AS u (number, count) JOIN events e ON e.number = u.number
     ON CONFLICT (number, kind) DO UPDATE SET revision = excluded.revision, at = COALESCE(excluded.at, s.at),
       count = s.count + excluded.count, versions = excluded.versions`,
    [kind, steps.map((step) => step.number), steps.map((step) => step.count)],
  )
}
