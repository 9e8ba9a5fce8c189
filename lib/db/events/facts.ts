import type { EventChange } from '@/lib/domain/change'
import { EVENTS } from '@/lib/domain/log-kinds'
import { pool } from '../engine/pool'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'

type Row = LifeRow & {
  number: number
  revision: number
  receivedAt: number
  occurredAt: number
  handledAt: number | null
  grid: number
  type: number
  urgency: number
  cellX: number
  cellY: number
}

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`

/**
 * The events after a number, in order, each as the change that would have made it (before null): a board is rebuilt from these when it
 * has no checkpoint. Each row is as it was when read, so later chunks may be of later revisions. About 10 ms a thousand.
 */
export async function readFacts(after: number, limit: number): Promise<EventChange[]> {
  const { rows } = await pool().query<Row>({
    name: 'facts-read',
    text: `SELECT number, revision::float8 AS revision, ${epoch('received_at')} AS "receivedAt", ${epoch('occurred_at')} AS "occurredAt",
        ${epoch('handled_at')} AS "handledAt", grid_id AS grid, type_id AS type, urgency::int4 AS urgency, cell_x AS "cellX", cell_y AS "cellY",
        ${lifeColumns}
      FROM events WHERE number > $1 ORDER BY number LIMIT $2`,
    values: [after, limit],
  })
  return rows.map(({ number, receivedAt, revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, ...life }) => ({
    revision,
    number,
    receivedAt: Math.round(receivedAt),
    before: null,
    after: {
      revision,
      grid,
      type,
      urgency,
      occurredAt: Math.round(occurredAt),
      handledAt: handledAt === null ? null : Math.round(handledAt),
      cellX,
      cellY,
      life: lifeOf(life),
    },
  }))
}

/** The latest time of receipt among all changes of events, epoch milliseconds; null when there are none. */
export async function lastReceived(): Promise<number | null> {
  const { rows } = await pool().query<{ at: number | null }>(`SELECT ${epoch('max(received_last)')} AS at FROM changes WHERE kind = $1`, [
    EVENTS.name,
  ])
  const at = rows[0]?.at ?? null
  return at === null ? null : Math.round(at)
}
