import { findMisfits, type Misfit } from './coverage'
import type { NewGrid } from './grid'
import type { Position } from './position'

/**
 * How grids do not fit: an `overlap` with the `other` grid below the same parent, a `gap` in a parent that no child covers (code '' for a
 * hole between the grids of level 1), or what lies `outside` its parent `other`. `position` lies in the largest part of it.
 */
export type Unfit = { kind: Misfit['kind']; code: string; other: string | null; squareMeters: number; position: Position }

/** Parts thinner or smaller than these come from rounding and digitising: they are counted only. */
export const THIN_METERS = 0.5
const MIN_SQUARE_METERS = 1

/**
 * Compares the shapes of grids with each other, level by level: children of one parent with it and among themselves. So grids of two
 * parents that overlap are found where one lies outside its parent, or where the parents overlap. Shapes must be valid (`faultOfArea`,
 * ST_IsValid); one that is not is left out by `except`, and its parent is then not searched for gaps. About 10 ms for 100 grids.
 */
export function findUnfit(
  grids: readonly NewGrid[],
  { except = new Set(), onProgress }: { except?: ReadonlySet<string>; onProgress?: ((done: number, total: number) => void) | undefined } = {},
): { findings: Unfit[]; slivers: number } {
  const families = new Map<string, NewGrid[]>()
  for (const grid of grids) {
    const parent = grid.level === 1 ? '' : grid.parentCode
    families.set(parent, [...(families.get(parent) ?? []), grid])
  }
  const parents = new Map(grids.map((grid) => [grid.code, grid]))
  const found: { findings: Unfit[]; slivers: number } = { findings: [], slivers: 0 }
  let done = 0
  for (const [code, family] of families) {
    const children = family.filter((child) => !except.has(child.code))
    const parent = parents.get(code)
    if (!except.has(code)) {
      const misfits = findMisfits(
        parent?.geometry ?? null,
        children.map((child) => child.geometry),
      ).filter(({ kind }) => kind !== 'gap' || children.length === family.length)
      const large = misfits.filter(({ squareMeters, thickness }) => squareMeters >= MIN_SQUARE_METERS && thickness >= THIN_METERS)
      found.slivers += misfits.length - large.length
      found.findings.push(...gather(large, code, children))
    }
    done += family.length
    onProgress?.(done, grids.length)
  }
  return found
}

/** One finding for each pair: parts of it together, with the place of the largest. */
function gather(misfits: readonly Misfit[], parent: string, children: readonly NewGrid[]): Unfit[] {
  const byPair = new Map<string, Misfit[]>()
  for (const misfit of misfits) {
    // each hole is a finding of its own
    const key = misfit.kind === 'gap' ? misfit.position.join() : `${misfit.kind} ${misfit.a} ${misfit.b}`
    byPair.set(key, [...(byPair.get(key) ?? []), misfit])
  }
  return [...byPair.values()].map((parts): Unfit => {
    const largest = parts.reduce((best, part) => (part.squareMeters > best.squareMeters ? part : best))
    const [a, b] = [children[largest.a]?.code ?? '', children[largest.b]?.code ?? null]
    const squareMeters = Math.round(parts.reduce((sum, part) => sum + part.squareMeters, 0))
    const { kind, position } = largest
    if (kind === 'gap') return { kind, code: parent, other: null, squareMeters, position }
    return { kind, code: a, other: kind === 'outside' ? parent : b, squareMeters, position }
  })
}
