import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { listCommunities, readHere, readMatchable, writeMatches } from '@/lib/db/sources/records'
import type { StoredSource } from '@/lib/db/sources/stored'
import { isWithin } from '@/lib/domain/grid'
import { matchRows, PERSON_KEYS, UNIT_KEYS } from '@/lib/domain/source-match'

/** Finds anew who the records of a source are of those who are here, a community at a time, and writes what has changed of it. */
export async function matchSource(fence: Fence, { id, subject }: StoredSource, batch: number, signal?: AbortSignal): Promise<void> {
  const { grids } = await loadAtlas()
  for (const community of await listCommunities(id)) {
    signal?.throwIfAborted()
    const here = await readHere(
      subject,
      grids.flatMap(({ code }) => (isWithin(code, community) ? [code] : [])),
    )
    const rows = await readMatchable(id, community)
    const found = matchRows(rows, here, subject === 'units' ? UNIT_KEYS : PERSON_KEYS)
    const changed = rows.flatMap(({ id: row, known }) => {
      const { id: who = null, match = 'none' as const } = found.get(row) ?? {}
      return known.id === who && known.match === match ? [] : [{ id: row, subject: who, match }]
    })
    for (let from = 0; from < changed.length; from += batch) await writeMatches(fence, id, changed.slice(from, from + batch))
  }
}
