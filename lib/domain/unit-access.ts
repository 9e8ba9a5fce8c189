import { mayReadGrid, type Viewer } from './access'
import { ROLES } from './roles'

/** May this viewer read about units (组织) at all? They are of grids; a screen is told numbers by its own panels. */
export function mayReadUnits({ role, scope }: Viewer): boolean {
  return scope.kind === 'grids' && role !== 'screen'
}

/** THE predicate of units: may this viewer see this one? Whoever may read a grid that it is linked with. */
export function maySeeUnit(viewer: Viewer, { grids }: { grids: readonly string[] }): boolean {
  return mayReadUnits(viewer) && grids.some((code) => mayReadGrid(viewer, code))
}

/** May this viewer make units, change them and record who is in them? In their area, all grids of the unit. */
export function mayKeepUnit(viewer: Viewer, { grids }: { grids: readonly string[] }): boolean {
  return mayReadUnits(viewer) && ROLES[viewer.role].organises && grids.every((code) => mayReadGrid(viewer, code))
}
