import { type HeatWindow, stepMs, stepsAt } from '@/lib/domain/heat'
import { Problem } from '@/lib/domain/problem'
import { type VisiblePart, visibleSql } from '../ground/visible-sql'
import { type CountedAt, millis, snapshot } from './recount'

/** A row of counts: cell, type, step and how many. A key may come in several rows: they add up. */
type CellCount = (cellX: number, cellY: number, type: number, step: number, count: number) => void

/**
 * How the reading goes on: between its pieces, of `size` events, `pause` is asked, which throws where nobody waits for the answer any more. `counts`: how
 * many the database answers at once.
 */
type Pieces = { pause: () => Promise<void>; size?: number; counts?: number }

/** Events looked at in one transaction: on the embedded engine nobody else is answered meanwhile. */
const AT_ONCE = 10_000
/**
 * Counts that the database answers at once: what it answers arrives in one turn of the event loop, in buffers for each of which V8 may mark its heap for
 * some milliseconds.
 */
const COUNTS_AN_ANSWER = 2_000

/**
 * The counts by (cell, type, step) that a window holds at an instant (epoch milliseconds), of what is seen, as the events are at the head's revision. For
 * `all` everything that occurred by then, some events at a time in short transactions; those that changed before they were counted are left out and named in
 * `changed`, as `recount` does. Throws Problem('unavailable') where the log is renewed meanwhile, and what `pause` throws.
 */
export async function countCells(
  add: CellCount,
  { window, at, seen }: { window: HeatWindow; at: number; seen: readonly VisiblePart[] },
  { pause, size = AT_ONCE, counts = COUNTS_AN_ANSWER }: Pieces,
): Promise<CountedAt & { changed: Set<number> }> {
  const { first, last: lastStep } = stepsAt(window, at)
  const step = stepMs(window)
  const [from, to] = step ? [first * step, (lastStep + 1) * step] : [0, at + 1]
  const { last, ...begun } = await snapshot((_, of) => Promise.resolve(of))
  const changed = new Set<number>()
  // days at most are read at once, by their time
  const most = step ? Math.max(1, last) : size
  for (let after = 0; after < last; after += most) {
    if (after > 0) await pause()
    const chunk = [after, Math.min(last, after + most), begun.revision]
    const values: unknown[] = [...chunk, from, to, step || 1, counts]
    const isSeen = visibleSql(seen, values)
    const parts = await snapshot(async (tx, now) => {
      if (now.logId !== begun.logId || now.gridVersion !== begun.gridVersion)
        throw new Problem('unavailable', 'The grids are being changed; please try again.')
      await tx.query(
        `DECLARE counted NO SCROLL CURSOR FOR
        SELECT string_agg(int4send(x) || int4send(y) || int4send(type) || int4send(step) || int4send(n), '') AS counts FROM (
          SELECT e.cell_x AS x, e.cell_y AS y, e.type_id::int4 AS type,
            ${step ? `floor(${millis('e.occurred_at')} / $6::float8)::int4` : '($6::float8 * 0)::int4'} AS step, count(*)::int4 AS n,
            (row_number() OVER () - 1) / $7::int4 AS part
          FROM events e WHERE e.number > $1 AND e.number <= $2 AND e.revision <= $3 AND e.cell_x >= 0
            AND e.occurred_at >= to_timestamp($4::float8 / 1000) AND e.occurred_at < to_timestamp($5::float8 / 1000) AND ${isSeen}
          GROUP BY 1, 2, 3, 4) AS cells GROUP BY part`,
        values,
      )
      const parts: Buffer[] = []
      for (;;) {
        const { rows } = await tx.query<{ counts: Buffer }>('FETCH counted')
        if (!rows[0]) break
        parts.push(rows[0].counts)
      }
      if (now.revision !== begun.revision) {
        const { rows } = await tx.query<{ number: number }>('SELECT number FROM events WHERE number > $1 AND number <= $2 AND revision > $3', chunk)
        for (const { number } of rows) changed.add(number)
      }
      return parts
    })
    for (const [i, part] of parts.entries()) {
      if (i > 0) await pause()
      eachCount(part, add)
    }
  }
  return { ...begun, changed }
}

/** Bytes of a count: five int4. */
const COUNT_BYTES = 20

/** Calls back with each of packed counts. */
function eachCount(packed: Buffer, add: CellCount): void {
  for (let at = 0; at < packed.length; at += COUNT_BYTES) {
    add(packed.readInt32BE(at), packed.readInt32BE(at + 4), packed.readInt32BE(at + 8), packed.readInt32BE(at + 12), packed.readInt32BE(at + 16))
  }
}
