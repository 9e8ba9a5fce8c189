import { AlertRecord } from '@/lib/domain/alert-record'
import { DAY_MS } from '@/lib/domain/clock'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { counts, DAYS_OF_ROWS } from './group-events'

/*
 * What rules of silences by the clock (lib/warning/quiet-rule.ts) ask of the store. Times are epoch milliseconds; grids and types are ids.
 */

type Place = Pick<Pool | PoolClient, 'query'>
const at = (n: number) => `to_timestamp($${n}::float8 / 1000)`
const ms = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::float8`

/** The living alerts of silences by the clock. */
export async function readSilentAlerts(place: Place = pool()): Promise<AlertRecord[]> {
  const { rows } = await place.query<{ body: unknown }>({
    name: 'silent-alerts',
    text: `SELECT body FROM alerts WHERE ended_at IS NULL AND body -> 'silent' IS NOT NULL ORDER BY started_at, id`,
  })
  return rows.map(({ body }) => AlertRecord.parse(body))
}

/**
 * When an event of these types, or a later content of one, was last received from each of these grids after `since`; grids without one are left out, and void events count nowhere. A look at an index for each grid:
 * about 8 ms for 314 grids and 290,000 events, 45 ms for 3,450 and 600,000.
 */
export async function readLastReceipts(
  { grids, types, since }: { grids: readonly number[]; types: readonly number[]; since: number },
  place: Place = pool(),
): Promise<Map<number, number>> {
  const { rows } = await place.query<{ grid: number; at: number }>({
    name: 'last-receipts',
    text: `SELECT g.id AS grid, ${ms('l.received_at')} AS at FROM unnest($1::int4[]) AS g (id) CROSS JOIN LATERAL (
        SELECT received_at FROM events e WHERE e.grid_id = g.id AND e.received_at > ${at(3)} AND e.type_id = ANY($2::int4[]) AND ${counts('e')}
        ORDER BY received_at DESC LIMIT 1
      ) AS l`,
    values: [grids, types, since],
  })
  return new Map(rows.map((row) => [row.grid, row.at]))
}

/** Somebody who has not listened for longer may have heard nothing of what there was. */
const AWAY_MINUTES = 30

/** Notes that somebody listens at `now`, and whether they are `deaf`, since a source is missing. Returns until when nothing could be heard for certain. */
export async function noteListening(tx: PoolClient, { now, deaf }: { now: number; deaf: boolean }): Promise<number> {
  const { rows } = await tx.query<{ since: number }>({
    name: 'quiet-watch',
    text: `INSERT INTO quiet_watch AS w (id, since, seen_at) VALUES (1, CASE WHEN $2 THEN ${at(1)} ELSE to_timestamp(0) END, ${at(1)})
      ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at,
        since = CASE WHEN $2 OR excluded.seen_at - w.seen_at > interval '${AWAY_MINUTES} minutes' THEN excluded.seen_at ELSE w.since END
      RETURNING ${ms('since')} AS since`,
    values: [now, deaf],
  })
  return rows[0]?.since ?? now
}

/** Events a day over the last four weeks. */
export async function eventsPerDay(now: number, place: Place = pool()): Promise<number> {
  const { rows } = await place.query<{ n: number }>({
    name: 'events-per-day',
    text: `SELECT count(*)::float8 / 28 AS n FROM events WHERE occurred_at >= ${at(1)} AND occurred_at < ${at(2)}`,
    values: [now - 28 * DAY_MS, now],
  })
  return rows[0]?.n ?? 0
}

/** Each receipt, of an event or of another content of one, of events of these types that happened in [since, until): a week of them at a time, in no order. */
export async function* pastReceipts({
  types,
  since,
  until,
}: {
  types: readonly number[]
  since: number
  until: number
}): AsyncGenerator<{ grid: number; at: number }[]> {
  const within = `e.occurred_at >= ${at(1)} AND e.occurred_at < ${at(2)} AND e.type_id = ANY($3::int4[]) AND ${counts('e')}`
  for (let from = since; from < until; from += DAYS_OF_ROWS * DAY_MS) {
    const { rows } = await pool().query<{ grid: number; at: number }>({
      name: 'past-receipts',
      text: `SELECT e.grid_id::int4 AS grid, ${ms('e.received_at')} AS at FROM events e WHERE ${within}
        UNION ALL SELECT e.grid_id::int4, ${ms('v.received_at')} FROM events e JOIN event_versions v ON v.number = e.number WHERE ${within}`,
      values: [from, Math.min(until, from + DAYS_OF_ROWS * DAY_MS), types],
    })
    yield rows
  }
}
