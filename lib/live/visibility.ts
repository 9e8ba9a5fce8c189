import { actingParties, maySee, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange, EventFacts } from '@/lib/domain/change'

/** Whether an audience may see an event in this state by itself. */
export type Visibility = (facts: EventFacts) => boolean

/**
 * The one predicate of visibility (`maySee`) worked out beforehand for every grid of the atlas, since it is asked for each change and
 * each audience; only to whom an event was given is looked at event by event. Facts with a grid or type that the atlas does not know are
 * seen by nobody.
 */
export function makeVisibility(viewer: Viewer, atlas: Atlas): Visibility {
  const parties = actingParties(viewer, atlas.grids)
  const largest = atlas.grids.reduce((most, g) => Math.max(most, g.id), 0)
  const [plain, sensitive, given] = [new Uint8Array(largest + 1), new Uint8Array(largest + 1), new Uint8Array(largest + 1)]
  for (const { id, code } of atlas.grids) {
    plain[id] = maySee(viewer, { grid: code, sensitive: false }) ? 1 : 0
    sensitive[id] = maySee(viewer, { grid: code, sensitive: true }) ? 1 : 0
    given[id] = maySee(viewer, { grid: code, sensitive: true, parties }) ? 1 : 0
  }
  return ({ grid, type: id, life }) => {
    const type = atlas.typeById.get(id)
    if (!type) return false
    if ((type.sensitive ? sensitive : plain)[grid] === 1) return true
    return given[grid] === 1 && (life?.parties.some((party) => parties.includes(party)) ?? false)
  }
}

/**
 * The changes as an audience gets them: an event that leaves its sight keeps only its before, one that enters only its after, one that
 * it sees on neither side is left out.
 */
export function projectChanges(isVisible: Visibility, changes: readonly EventChange[]): EventChange[] {
  const seen: EventChange[] = []
  for (const change of changes) {
    const before = change.before && isVisible(change.before) ? change.before : null
    const after = change.after && isVisible(change.after) ? change.after : null
    if (!before && !after) continue
    seen.push(before === change.before && after === change.after ? change : { ...change, before, after })
  }
  return seen
}
