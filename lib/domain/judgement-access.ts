import { type Viewer, visibilityClass } from './access'

/** May this viewer make and read reports at all? They are of places, so a department has none, and they are no picture of a wall. */
export const mayReadJudgements = (viewer: Viewer): boolean => visibilityClass(viewer) !== 'screen' && viewer.scope.kind === 'grids'
