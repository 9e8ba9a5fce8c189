import { mayReport, type Viewer } from '@/lib/domain/access'

/** May this person report by hand anywhere? Where exactly is asked when the place is known. */
export const mayReportSomewhere = (viewer: Viewer): boolean =>
  viewer.scope.kind === 'grids' && mayReport({ ...viewer, scope: { kind: 'grids', prefixes: [''] } }, '')
