import * as z from 'zod/mini'
import { DAY_MS } from '@/lib/domain/clock'
import type { SourceReach } from '@/lib/domain/lag'
import type { Source } from '@/lib/domain/trends'
import { pool } from '../engine/pool'

/** Events that are looked at, so many by number and so many by occurrence: what the answer costs does not grow with the events there are. */
const NEWEST = 10_000

/** Whose events count: grids whose plain events do, grids whose sensitive ones do too, and the types that are sensitive. Ids. */
export type SourceScope = { plain: readonly number[]; sensitive: readonly number[]; sensitiveTypes: readonly number[] }

/** A source with when it was last heard of, and how far its events reach. */
export type SeenSource = SourceReach & Pick<Source, 'source' | 'lastReceivedAt' | 'lastDay'>

const millis = (column: string) => `date_part('epoch', ${column}) * 1000`
const columns = `number, source, grid_id, type_id, ${millis('received_at')} AS received, ${millis('occurred_at')} AS occurred`
const SourceRow = z.object({ source: z.nullable(z.string()), last: z.number(), occurred: z.number(), lastDay: z.int(), looked: z.int() })

/**
 * The systems (数据来源) that the newest events came from, busiest first: the last 10,000 to come and the last 10,000 to occur, which are
 * others while a history is read in. With the last time of receipt and of occurrence of each, how many were looked at, and how many came
 * in the 24 hours before `now`. At most 12.
 */
export async function readSources({ plain, sensitive, sensitiveTypes }: SourceScope, now: number): Promise<SeenSource[]> {
  const { rows } = await pool().query(
    `SELECT source, max(received) AS last, max(occurred) AS occurred, count(*)::int4 AS looked, (count(*) FILTER (WHERE received > $4::float8))::int4 AS "lastDay"
     FROM (
       (SELECT ${columns} FROM events ORDER BY number DESC LIMIT ${NEWEST})
       UNION (SELECT ${columns} FROM events ORDER BY occurred_at DESC, number DESC LIMIT ${NEWEST})
     ) newest
     WHERE grid_id = ANY(CASE WHEN type_id = ANY($3::int4[]) THEN $2::int4[] ELSE $1::int4[] END)
     GROUP BY source ORDER BY "lastDay" DESC, last DESC, source LIMIT 12`,
    [plain, sensitive, sensitiveTypes, now - DAY_MS],
  )
  return rows.map((row) => {
    const { source, last, occurred, lastDay, looked } = SourceRow.parse(row)
    return { source, lastReceivedAt: new Date(last).toISOString(), lastOccurredAt: Math.round(occurred), lastDay, looked }
  })
}
