import type { VisiblePart } from '@/lib/db/ground/visible-sql'
import { actingParties, maySee, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'

/**
 * The predicate of visibility as lists for SQL: the grids where plain events are seen, those where sensitive ones are, and those where it
 * takes a party that an event was given to. Only events of `types` (ids), where given.
 */
export function visibleParts(viewer: Viewer, atlas: Atlas, { types }: { types?: ReadonlySet<number> | null }): VisiblePart[] {
  const parties = actingParties(viewer, atlas.grids)
  const grids = (sensitive: boolean, given: readonly string[]) =>
    atlas.grids.filter(({ code }) => maySee(viewer, { grid: code, sensitive, parties: given })).map((g) => g.id)
  const ofTypes = (isWanted: (sensitive: boolean) => boolean) =>
    [...atlas.typeById.values()].filter((t) => isWanted(t.sensitive) && (!types || types.has(t.id))).map((t) => t.id)
  const parts: VisiblePart[] = [false, true].map((sensitive) => ({ grids: grids(sensitive, []), types: ofTypes((s) => s === sensitive) }))
  if (parties.length > 0) parts.push({ grids: grids(true, parties), types: ofTypes(() => true), parties })
  return parts.filter((part) => part.grids.length > 0)
}
