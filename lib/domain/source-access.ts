import type { Viewer } from './access'
import { ROLES } from './roles'

/** May this viewer look at sources: who works with people of an area, and who looks at what others do? */
export function mayReadSources({ role, scope }: Viewer): boolean {
  const { readsPeople, audits, reaches } = ROLES[role]
  return reaches === 'work' && scope.kind === 'grids' && (readsPeople || audits)
}
