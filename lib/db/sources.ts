import * as z from 'zod/mini'
import { DAY_MS } from '@/lib/domain/clock'
import type { Source } from '@/lib/domain/trends'
import { pool } from './pool'

/** Events that are looked at, so many by number and so many by occurrence: what the answer costs does not grow with the events there are. */
const NEWEST = 10_000

/** Whose events count: grids whose plain events do, grids whose sensitive ones do too, and the types that are sensitive. Ids. */
export type SourceScope = { plain: readonly number[]; sensitive: readonly number[]; sensitiveTypes: readonly number[] }

const columns = `number, source, grid_id, type_id, date_part('epoch', received_at) * 1000 AS received`
const SourceRow = z.object({ source: z.nullable(z.string()), last: z.number(), lastDay: z.int() })

/**
 * The systems (数据来源) that the newest events came from, busiest first: the last 10,000 to come and the last 10,000 to occur, which are
 * others while a history is read in. With the last time of receipt of each and how many of them came in the 24 hours before `now`. At
 * most 12.
 */
export async function readSources({ plain, sensitive, sensitiveTypes }: SourceScope, now: number): Promise<Source[]> {
  const { rows } = await pool().query(
    `SELECT source, max(received) AS last, (count(*) FILTER (WHERE received > $4::float8))::int4 AS "lastDay"
     FROM (
       (SELECT ${columns} FROM events ORDER BY number DESC LIMIT ${NEWEST})
       UNION (SELECT ${columns} FROM events ORDER BY occurred_at DESC, number DESC LIMIT ${NEWEST})
     ) newest
     WHERE grid_id = ANY(CASE WHEN type_id = ANY($3::int4[]) THEN $2::int4[] ELSE $1::int4[] END)
     GROUP BY source ORDER BY "lastDay" DESC, last DESC, source LIMIT 12`,
    [plain, sensitive, sensitiveTypes, now - DAY_MS],
  )
  return rows.map((row) => {
    const { source, last, lastDay } = SourceRow.parse(row)
    return { source, lastReceivedAt: new Date(last).toISOString(), lastDay }
  })
}
