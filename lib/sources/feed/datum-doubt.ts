import type { Atlas } from '@/lib/domain/atlas'
import { guessDatum } from '@/lib/domain/datum'
import type { Crs } from '@/lib/domain/event'
import type { Position } from '@/lib/domain/position'
import type { FeedRow } from '../tables/table'
import type { MappedRow } from './feed-mapping'

/** The datum is judged by the first rows, before any of them is saved. */
const JUDGED_ROWS = 5_000

/** The first rows, and all rows with them. */
export async function beginning(rows: AsyncIterable<FeedRow>): Promise<{ head: FeedRow[]; rows: AsyncIterable<FeedRow> }> {
  const rest = rows[Symbol.asyncIterator]()
  const head: FeedRow[] = []
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    head.push(next.value)
    if (head.length >= JUDGED_ROWS) break
  }
  async function* all() {
    yield* head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  }
  return { head, rows: all() }
}

/** The datum guard: a sentence, and the system meant, when positions that are given as WGS84 fit the grids only after another datum is undone. */
export function datumDoubt(
  head: readonly FeedRow[],
  mapRow: (values: FeedRow['values']) => MappedRow,
  atlas: Pick<Atlas, 'locate'>,
): { says: string; crs: Crs } | null {
  const positions = head.flatMap(({ values, fault }): Position[] => {
    if (fault) return []
    const { event } = mapRow(values)
    return event?.position && (event.crs === undefined || event.crs === 'WGS84' || event.crs === 'CGCS2000') ? [event.position] : []
  })
  const { fits, total, suspected } = guessDatum(positions, (position) => atlas.locate(position) !== null)
  if (!suspected) return null
  const says = `${fits[suspected]} of ${total} positions lie in the grids when they are read as ${suspected}, ${fits.WGS84} as they are`
  return { says, crs: suspected }
}
