import { readRoads } from '@/lib/db/ground/roads'
import { mayKnowGrid, type Viewer } from '@/lib/domain/access'
import { type Atlas, boundsOf } from '@/lib/domain/atlas'
import { type Grid, type GridLevel, isWithin, shortName } from '@/lib/domain/grid'
import { splitName } from '@/lib/domain/grid-names'
import type { Bounds } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import type { Road } from '@/lib/domain/road'
import { groundRoutes } from '@/lib/domain/routes/ground'
import { type GroundGrid, mapAround, type Surroundings } from '@/lib/domain/surroundings'
import { live } from '@/lib/live/live'
import { englishName } from './english-name'
import { englishGrid } from './english-names'
import { type Served, serveViewer } from './route'

/** Grids around a place are told on the finest level on which they are no more than this: a map can name no more. */
const MAX_AROUND = 60
const MAX_ROADS = 1_500

const boxes = new WeakMap<Atlas, ReadonlyMap<Grid, Bounds | null>>()

/** The degrees around each grid, worked out once an atlas. */
function boxesOf(atlas: Atlas): ReadonlyMap<Grid, Bounds | null> {
  const known = boxes.get(atlas)
  if (known) return known
  const made = new Map(atlas.grids.map((grid) => [grid, boundsOf([grid])]))
  boxes.set(atlas, made)
  return made
}

const meet = (a: Bounds, b: Bounds) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/**
 * The ground of a place for a small map. What was asked for are grids that the viewer knows; what lies around them is told whoever it belongs to, by shape
 * and name: borders are no events, and without them nobody sees where a place is. Throws Problem('not_found') where the viewer knows none.
 */
export async function readSurroundings(viewer: Viewer, codes: readonly string[], atlas: Atlas): Promise<Surroundings> {
  const own = [...new Set(codes)].flatMap((code) => {
    const grid = atlas.byCode.get(code)
    return grid && mayKnowGrid(viewer, code) ? [grid] : []
  })
  const ground = await groundOf(own, atlas)
  if (!ground) throw new Problem('not_found', `There is no grid ${codes[0]} here.`)
  return { ...ground, grids: [...ground.grids, ...own.map((grid) => groundGrid(grid, true, atlas))] }
}

type Shown = { share?: number; finest?: GridLevel }

/** What lies around these grids, without them, on no finer level than this; `share` of the map is theirs. Null of no grids. */
export async function groundOf(own: readonly Grid[], atlas: Atlas, { share, finest = 4 }: Shown = {}): Promise<Surroundings | null> {
  const box = boundsOf(own)
  if (!box) return null
  const bounds = mapAround(box, share)
  const near = atlas.grids.filter((grid) => {
    const of = boxesOf(atlas).get(grid)
    return of && meet(of, bounds) && !own.some(({ code }) => isWithin(grid.code, code))
  })
  return {
    bounds,
    grids: around(near, own, { atlas, finest }).map((grid) => groundGrid(grid, false, atlas)),
    roads: (await readRoads(bounds, MAX_ROADS)).map(named),
  }
}

/** The names of grids that the viewer knows and of what these lie in, the outermost first, as far as it is of their area or holds it. */
export function readGridNames(viewer: Viewer, codes: readonly string[], atlas: Atlas): { code: string; name: string; nameEn: string }[] {
  const area = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const told = new Set(
    codes.flatMap((code) => {
      const grid = atlas.byCode.get(code)
      if (!grid || !mayKnowGrid(viewer, code)) return []
      const above = atlas.ancestorsOf(grid.id).flatMap((id) => atlas.byId.get(id) ?? [])
      return [grid, ...above.filter((one) => mayKnowGrid(viewer, one.code) || area.some((prefix) => isWithin(prefix, one.code)))]
    }),
  )
  return [...told]
    .sort((a, b) => a.level - b.level || (a.code < b.code ? -1 : 1))
    .map(({ code, name }) => ({ code, name: shortName(name), nameEn: englishGrid(atlas, code).name }))
}

const LEVELS: readonly GridLevel[] = [4, 3, 2, 1]

/** The grids around on the finest level that is not too fine, coarser leaves in the place of what they do not have; what holds a place itself is left out. */
function around(near: readonly Grid[], own: readonly Grid[], { atlas, finest }: { atlas: Atlas; finest: GridLevel }): Grid[] {
  const at = (level: GridLevel) =>
    near.filter((grid) => {
      if (grid.level > level || own.some(({ code }) => isWithin(code, grid.code))) return false
      return grid.level === level || atlas.childrenOf(grid.id).length === 0
    })
  const fits = LEVELS.filter((level) => level <= finest)
    .map(at)
    .find((grids) => grids.length <= MAX_AROUND)
  return fits ?? at(1)
}

/** A grid with its names as a map shows them. A number alone says nothing, so the community stands above it. */
export function groundGrid(grid: Grid, own: boolean, atlas: Atlas): GroundGrid {
  const { code, geometry } = grid
  const above = atlas.ancestorsOf(grid.id).flatMap((id) => atlas.byId.get(id) ?? [])
  const short = shortName(grid.name)
  const split = splitName(
    short,
    above.map(({ name }) => shortName(name)),
  )
  const outer = above.find(({ level }) => level === 2)
  const english = englishGrid(atlas, code)
  const rest = split?.rest ?? short
  return {
    code,
    own,
    names: {
      zh: grid.level > 2 && outer ? [shortName(outer.name), rest] : [short],
      en: grid.level > 2 && outer ? [englishGrid(atlas, outer.code).name, english.label] : [english.name],
    },
    coordinates: geometry.coordinates,
  }
}

const named = (road: Road) => ({ ...road, nameEn: englishName(road.name) })

export const groundServed: readonly Served[] = [
  serveViewer(groundRoutes.names, ({ query, viewer }) => ({ names: readGridNames(viewer, query().grids, live().atlas) })),
  serveViewer(groundRoutes.around, ({ query, viewer }) => readSurroundings(viewer, query().grids, live().atlas)),
  // streets are on every map of the town: whoever we know may read them
  serveViewer(groundRoutes.roads, async ({ query }) => ({ roads: (await readRoads(query().bbox, MAX_ROADS)).map(named) })),
]
