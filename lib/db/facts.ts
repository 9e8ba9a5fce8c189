import type { EventChange } from '@/lib/domain/change'
import { pool } from './pool'

type Row = [number: number, revision: number, receivedAt: number, occurredAt: number, handledAt: number | null, ...place: number[]]

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`

/**
 * The events after a number, in order, each as the change that would have made it (before null): a board is rebuilt from these when it
 * has no checkpoint. Each row is as it was when read, so later chunks may be of later revisions. About 5 ms a thousand.
 */
export async function readFacts(after: number, limit: number): Promise<EventChange[]> {
  const { rows } = await pool().query<Row>({
    name: 'facts-read',
    text: `SELECT number, revision::float8, ${epoch('received_at')}, ${epoch('occurred_at')}, ${epoch('handled_at')}, grid_id, type_id, urgency::int4, cell_x, cell_y
      FROM events WHERE number > $1 ORDER BY number LIMIT $2`,
    values: [after, limit],
    rowMode: 'array',
  })
  return rows.map(([number, revision, receivedAt, occurredAt, handledAt, grid = 0, type = 0, urgency = 4, cellX = -1, cellY = -1]) => ({
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
    },
  }))
}

/** The latest time of receipt in the log, epoch milliseconds; null for an empty log. */
export async function lastReceived(): Promise<number | null> {
  const { rows } = await pool().query<{ at: number | null }>(`SELECT ${epoch('max(received_last)')} AS at FROM changes`)
  const at = rows[0]?.at ?? null
  return at === null ? null : Math.round(at)
}
