import { mayKnowGrid, narrow, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { Grid } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'

/**
 * The viewer narrowed to the grid prefix that a request names. Throws Problem('not_found') when no grid has it, and just the same when
 * the grids that have it lie outside the viewer's scope.
 */
export function narrowTo(viewer: Viewer, within: string | undefined, atlas: Atlas): Viewer {
  const narrowed = narrow(viewer, within)
  if (!within) return viewer
  if (!narrowed || !atlas.grids.some((g) => g.code.startsWith(within) && mayKnowGrid(narrowed, g.code))) {
    throw new Problem('not_found', `There is no grid ${within} here.`)
  }
  return narrowed
}

/**
 * The grids whose boundaries and names the viewer may read, by code. A department may be given an event anywhere, so it knows the ground
 * of the whole county, of whose events it sees only its own.
 */
export function gridsOf(viewer: Viewer, atlas: Atlas): Grid[] {
  return atlas.grids.filter((g) => mayKnowGrid(viewer, g.code))
}
