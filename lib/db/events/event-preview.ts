import type { Rejected, RowOutcome, SaveTold } from '@/lib/domain/event'
import { uuids } from '../engine/arrays'
import { transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { readHead } from '../log/log'
import { departmentsAtHand } from '../people/targets'
import { placeRows, type ReadRow, readRows } from './event-prepare'
import { findKnown, findPast } from './event-write'

/**
 * Tells what `saveEventsTold` would answer for the batches of a file, one after another, and writes nothing: what earlier batches brought is
 * remembered here (about 100 bytes an event). The rows are taken as the system's own, in any grid.
 */
export function makePreview(): (rows: readonly unknown[], context: { now: number; receivedAt: readonly number[] }) => Promise<SaveTold> {
  /** hashes that earlier rows brought, by id */
  const seen = new Map<string, string>()
  return async (rows, { now, receivedAt }) => {
    const { read, refused } = await readRows(rows, now, (i) => receivedAt[i] ?? now)
    const atlas = await loadAtlas()
    const placed = placeRows(read, atlas, null, await departmentsAtHand(atlas))
    const told = await transaction((tx) => findTold(tx, placed.rows))
    const { logId, revision } = await readHead()
    const outcomes = new Array<RowOutcome>(rows.length).fill('rejected')
    const result: SaveTold = { accepted: 0, updated: 0, duplicates: 0, rejected: [...refused, ...placed.refused], logId, revision, outcomes }
    for (const row of placed.rows) {
      const { id, updatedAt } = row.content
      const before = seen.get(id)
      seen.set(id, `${before ?? ''}${row.hash}`)
      if (before?.includes(row.hash) || told.same.has(row)) {
        outcomes[row.index] = 'duplicate'
        result.duplicates++
      } else if (before === undefined && !told.ids.has(id)) {
        outcomes[row.index] = 'accepted'
        result.accepted++
      } else if (updatedAt !== null) {
        outcomes[row.index] = 'updated'
        result.updated++
      } else {
        result.rejected.push(conflictOf(row))
        if (before === undefined) seen.delete(id)
        else seen.set(id, before)
      }
    }
    result.rejected.sort((a, b) => a.index - b.index)
    return result
  }
}

function conflictOf({ index, content: { id } }: ReadRow): Rejected {
  return { index, id, code: 'conflict', message: 'There is another event with this id; an update must carry "updatedAt".' }
}

/** Which ids the database knows, and which rows say what their event says or once said. */
async function findTold(tx: Parameters<typeof findKnown>[0], rows: readonly ReadRow[]): Promise<{ ids: Set<string>; same: Set<ReadRow> }> {
  if (rows.length === 0) return { ids: new Set(), same: new Set() }
  const known = new Map(
    (
      await findKnown(
        tx,
        uuids(rows, (row) => row.content.id),
      )
    ).map((event) => [event.id, event]),
  )
  const past = await findPast(tx, rows, [...known.values()])
  const same = rows.filter(({ content, hash }) => {
    const event = known.get(content.id)
    return event !== undefined && (event.hash === hash || past.has(`${event.number}:${hash}`))
  })
  return { ids: new Set(known.keys()), same: new Set(same) }
}
