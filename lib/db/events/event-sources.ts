import { pool } from '../engine/pool'

const PAGE = 5_000

/** An event that another system told of, by its own id there. */
export type SourceEvent = { id: string; externalId: string | null; handled: boolean }

/** Goes through all events of a source, page by page, in the order of their numbers: to reconcile them with what the source says now. */
export async function eachOfSource(source: string, visit: (event: SourceEvent) => void): Promise<void> {
  for (let last = 0; ; ) {
    const { rows } = await pool().query<SourceEvent & { number: number }>(
      `SELECT number, id::text AS id, external_id AS "externalId", handled_at IS NOT NULL AS handled
       FROM events WHERE number > $1 AND source = $2 ORDER BY number LIMIT $3`,
      [last, source, PAGE],
    )
    for (const { number: _number, ...event } of rows) visit(event)
    const end = rows.at(-1)
    if (!end || rows.length < PAGE) return
    last = end.number
  }
}
