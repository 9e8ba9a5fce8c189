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

/** Grids of the posts and units that somebody has today (`now`), and of those and all units that they ever were in (`ever`). */
export type PersonTies = { now: readonly string[]; ever: readonly string[] }

/** May this viewer take somebody into a unit? Who is in their area today, and who is nowhere any more and never was outside of it. */
export function mayTakeIn(viewer: Viewer, { now, ever }: PersonTies): boolean {
  const sees = (code: string) => maySeeUnit(viewer, { grids: [code] })
  return now.some(sees) || (now.length === 0 && ever.length > 0 && ever.every(sees))
}
