import * as z from 'zod/mini'
import { MIN_HOUSEHOLDS } from './binding'
import { greatCircle } from './great-circle'
import { type GridNode, leavesOf } from './grid'
import type { Position } from './position'
import { type Cell, suppressedCells } from './suppression'

/** Distances that a gap can be asked for, metres, straight. */
export const GapMeters = z.literal([500, 1_000, 2_000])
export type GapMeters = z.infer<typeof GapMeters>

/**
 * One grid of the gap map (缺口). `households`, `beyond`: null where fewer than three households would be told of. `meters`: from the middle of a leaf, where
 * the distance of all its households is measured from, to the nearest place; null: of a grid that is no leaf, or there is no such place.
 */
export const GapRow = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  level: z.int(),
  leaf: z.boolean(),
  households: z.nullable(z.int()),
  beyond: z.nullable(z.int()),
  meters: z.nullable(z.int()),
  nearest: z.nullable(z.object({ id: z.uuid(), name: z.string() })),
})
export type GapRow = z.infer<typeof GapRow>
export const Gaps = z.object({
  meters: GapMeters,
  places: z.int(),
  total: z.object({ households: z.nullable(z.int()), beyond: z.nullable(z.int()) }),
  rows: z.array(GapRow),
})

type Spot = { id: string; name: string; position: Position }
type GapGrid = Pick<GridNode, 'code' | 'name' | 'level' | 'parentCode' | 'households'>
/** What a gap is made of. `households`: of each grid by itself; `middle`: where a leaf's households are taken to live. */
export type GapOf = {
  grids: readonly GapGrid[]
  households: ReadonlyMap<string, number>
  middle(code: string): Position
  places: readonly Spot[]
  meters: number
}

/** The nearest of some places, straight, with its metres; of two equally near the first. */
export function nearestOf(from: Position, places: readonly Spot[]): { place: Spot; meters: number } | null {
  let best: { place: Spot; meters: number } | null = null
  for (const place of places) {
    const meters = greatCircle(from, place.position)
    if (best === null || meters < best.meters) best = { place, meters }
  }
  return best
}

type Sum = { households: number; beyond: number }

/**
 * Households beyond so many metres of a place, for every grid with all below it. Households have no position of their own: those of a leaf count where its
 * middle is, so that a leaf lies beyond as a whole or not at all. A household kept in a grid that is no leaf is counted nowhere. Which numbers are hidden
 * depends on the whole county alone, so that whoever sees a part sees the same: none tells of fewer than three households, nor does a difference of two.
 * In steps, a leaf each.
 */
export function* gapSteps({ grids, households, middle, places, meters }: GapOf): Generator<void, Omit<GapRow, 'nameEn'>[], void> {
  const leaves = new Map<string, { near: ReturnType<typeof nearestOf>; isBeyond: boolean }>()
  for (const { code } of leavesOf(grids)) {
    yield
    const near = nearestOf(middle(code), places)
    leaves.set(code, { near, isBeyond: near === null || near.meters > meters })
  }
  const sums = new Map<string, Sum>(grids.map(({ code }) => [code, { households: 0, beyond: 0 }]))
  const parents = new Map(grids.map(({ code, parentCode }) => [code, sums.has(parentCode) ? parentCode : null]))
  for (const [code, { isBeyond }] of leaves) {
    const count = households.get(code) ?? 0
    for (let at: string | null = code; at !== null; at = parents.get(at) ?? null) {
      const sum = sums.get(at)
      if (!sum) break
      sum.households += count
      if (isBeyond) sum.beyond += count
    }
  }
  yield
  const hidden = hiddenGaps(sums, parents)
  yield
  return grids.map(({ code, name, level }) => {
    const [sum, leaf] = [sums.get(code), leaves.get(code)]
    const shown = sum !== undefined && !hidden.has(code)
    return {
      ...{ code, name, level, leaf: leaf !== undefined },
      households: shown ? sum.households : null,
      beyond: shown ? sum.beyond : null,
      meters: leaf?.near ? Math.round(leaf.near.meters) : null,
      nearest: leaf?.near ? { id: leaf.near.place.id, name: leaf.near.place.name } : null,
    }
  })
}

/** Grids whose numbers are not shown: too few households, beyond or within; and where one alone of the parts of a shown grid is hidden, one more. */
function hiddenGaps(sums: ReadonlyMap<string, Sum>, parents: ReadonlyMap<string, string | null>): Set<string> {
  const cells = (of: (sum: Sum) => number): Cell[] => {
    const some = [...sums].filter(([, sum]) => of(sum) > 0)
    return some.map(([code, sum]) => ({ code, parent: parents.get(code) ?? null, value: of(sum) }))
  }
  const hidden = new Set(
    [(s: Sum) => s.households, (s: Sum) => s.beyond, (s: Sum) => s.households - s.beyond].flatMap((of) => [
      ...suppressedCells(cells(of), MIN_HOUSEHOLDS),
    ]),
  )
  const children = new Map<string, string[]>()
  for (const [code, parent] of parents) if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), code])
  const size = (code: string) => sums.get(code)?.households ?? 0
  for (let before = -1; before < hidden.size; ) {
    before = hidden.size
    for (const [parent, below] of children) {
      const gone = below.filter((code) => hidden.has(code))
      if (hidden.has(parent) || gone.length !== 1) continue
      const [next] = below.filter((code) => !hidden.has(code) && size(code) > 0).sort((a, b) => size(a) - size(b) || (a < b ? -1 : 1))
      hidden.add(next ?? parent)
    }
  }
  return hidden
}
