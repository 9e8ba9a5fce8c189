import type { EventState } from '@/lib/domain/life'
import { EVENT_STATES } from '@/lib/domain/life'
import { pool } from '../engine/pool'
import { type VisiblePart, visibleSql } from '../ground/visible-sql'

/** The event that waits longest in a state, and since when (epoch milliseconds). */
export type Oldest = { state: EventState; number: number; since: number }

/**
 * Of each state of open events the one that has been in it longest, among those seen. Reads the open events, of which there are few (some
 * 2,000 of 638,000), by their partial index: about 5 ms.
 */
export async function readOldest(seen: readonly VisiblePart[]): Promise<Oldest[]> {
  const values: unknown[] = [EVENT_STATES.indexOf('void')]
  const { rows } = await pool().query<{ state: number; number: number; since: number }>(
    `SELECT DISTINCT ON (e.state) e.state::int4 AS state, e.number, date_part('epoch', coalesce(e.state_since, e.occurred_at)) * 1000 AS since
      FROM events e WHERE e.handled_at IS NULL AND e.state <> $1 AND ${visibleSql(seen, values)}
      ORDER BY e.state, coalesce(e.state_since, e.occurred_at), e.number`,
    values,
  )
  return rows.flatMap(({ state, number, since }) => {
    const named = EVENT_STATES[state]
    return named ? [{ state: named, number, since: Math.round(since) }] : []
  })
}
