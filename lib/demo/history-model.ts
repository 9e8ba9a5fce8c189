import type { Grid } from '@/lib/domain/grid'
import { makeGridIndex } from '@/lib/domain/grid-index'
import type { Bounds } from '@/lib/domain/position'
import { makeRandom } from '@/lib/domain/random'
import { makePlaces, type Places } from './hotspots'
import { type DemoType, makeRhythm, type Rhythm } from './rhythm'

/** A leaf grid as the demonstration needs it, from the database or from the API. */
export type DemoLeaf = Pick<Grid, 'code' | 'parentCode' | 'households' | 'geometry'>

/** Everything that decides where, when and what: a pure function of grids, types and seed. Leaves and types are named by index. */
export type Model = {
  readonly seed: string
  readonly leaves: readonly DemoLeaf[]
  readonly types: readonly DemoType[]
  readonly rhythm: Rhythm
  readonly places: Places
  /** leaves that share an edge, by leaf */
  readonly neighbours: readonly (readonly number[])[]
  /** codes of the few communities that take longer than the others: figures are to tell them apart */
  readonly slow: ReadonlySet<string>
}

/** The seed of the demonstration county. */
export const SEED = 'zhenping-411324'

/** Builds the model, about 100 ms for 257 leaves. The order of leaves and types does not matter. */
export function makeModel(leaves: readonly DemoLeaf[], types: readonly DemoType[], seed: string = SEED): Model {
  const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  const sorted = [...leaves].sort(byCode)
  const known = [...types].sort(byCode)
  const index = makeGridIndex(sorted.map((leaf, i) => ({ id: i, code: leaf.code, geometry: leaf.geometry })))
  const ground = {
    leaves: sorted.map((leaf) => ({ households: leaf.households, bounds: boundsOf(leaf) })),
    locate: index.locate,
  }
  return {
    seed,
    leaves: sorted,
    types: known,
    rhythm: makeRhythm(known, seed),
    places: makePlaces(
      ground,
      known.map((t) => t.code),
      seed,
    ),
    neighbours: neighboursOf(sorted),
    slow: slowOf(sorted, seed),
  }
}

/** Digits of the code of a community (grid of level 2). */
const COMMUNITY = 12
/** The community that a grid of this code lies in, or the grid itself where it is larger. */
export const communityOf = (gridCode: string): string => gridCode.slice(0, COMMUNITY)

/** One community in eighteen, and one at least. */
const SLOW_SHARE = 1 / 18

function slowOf(leaves: readonly DemoLeaf[], seed: string): Set<string> {
  const drawn = [...new Set(leaves.map(({ code }) => communityOf(code)))].map((code) => ({ code, by: makeRandom(seed, 'pace', code).next() }))
  const count = Math.max(1, Math.round(drawn.length * SLOW_SHARE))
  return new Set(
    drawn
      .sort((a, b) => a.by - b.by)
      .map(({ code }) => code)
      .slice(0, count),
  )
}

function boundsOf({ geometry }: DemoLeaf): Bounds {
  const points = geometry.coordinates.flatMap((polygon) => polygon[0] ?? [])
  const xs = points.map((p) => p[0])
  const ys = points.map((p) => p[1])
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

/** Children tile their parent with identical edges, so neighbours are found by equal edges, and no overlay is needed. */
function neighboursOf(leaves: readonly DemoLeaf[]): number[][] {
  const owner = new Map<string, number>()
  const found = leaves.map(() => new Set<number>())
  leaves.forEach(({ geometry }, leaf) => {
    for (const ring of geometry.coordinates.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const ends = [ring[i - 1], ring[i]].map((p) => `${p?.[0].toFixed(7)},${p?.[1].toFixed(7)}`)
        const edge = ends.sort().join(' ')
        const other = owner.get(edge)
        if (other === undefined) owner.set(edge, leaf)
        else if (other !== leaf) {
          found[other]?.add(leaf)
          found[leaf]?.add(other)
        }
      }
    }
  })
  return found.map((set) => [...set].sort((a, b) => a - b))
}
