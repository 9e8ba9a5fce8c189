import type { PoolClient } from 'pg'
import type { EventFacts } from '@/lib/domain/change'
import type { Life } from '@/lib/domain/life'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`

/** The event before an action, as the log tells it, with where it lies. */
export type Standing = { number: number; facts: EventFacts & { life: Life }; lon: number | null; lat: number | null }

/** Reads events by number, locked against each other by the head that the caller holds. */
export async function readStanding(tx: PoolClient, numbers: readonly number[]): Promise<Standing[]> {
  const { rows } = await tx.query<LifeRow & Omit<EventFacts, 'life'> & { number: number; lon: number | null; lat: number | null }>({
    name: 'standing-read',
    text: `SELECT number, revision::float8 AS revision, grid_id AS grid, type_id AS type, urgency::int4 AS urgency, cell_x AS "cellX", cell_y AS "cellY",
        ${epoch('occurred_at')} AS "occurredAt", ${epoch('handled_at')} AS "handledAt", ST_X(position) AS lon, ST_Y(position) AS lat, ${lifeColumns}
      FROM events WHERE number = ANY($1::int4[]) ORDER BY number`,
    values: [numbers],
  })
  return rows.map((row) => {
    const { number, revision, grid, type, urgency, cellX, cellY, lon, lat } = row
    const occurredAt = Math.round(row.occurredAt)
    const handledAt = row.handledAt === null ? null : Math.round(row.handledAt)
    return { number, lon, lat, facts: { revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, life: lifeOf(row) } }
  })
}
