import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { type Grid, isWithin, shortName } from '@/lib/domain/grid'

/** So many areas make a map worth looking at; fewer are parted once more. */
const MIN_AREAS = 8
/** So many leaves around an alert show where it is. */
const MIN_AROUND = 6

/** The grids that a report of a place (grid-code prefix) tells apart: those right below it, or further down where these are few; a leaf is its own. */
export function areasOf(atlas: Atlas, scope: string): Grid[] {
  const parts = (grid: Grid): Grid[] => {
    const below = atlas.childrenOf(grid.id).flatMap((id) => atlas.byId.get(id) ?? [])
    return below.length > 0 ? below : [grid]
  }
  const own = atlas.byCode.get(scope)
  let areas = own ? parts(own) : topGrids(atlas, scope)
  while (areas.length < MIN_AREAS) {
    const finer = areas.flatMap(parts)
    if (finer.length === areas.length) break
    areas = finer
  }
  return areas
}

/** Are grids of this place a demonstration's? What is made of them says so. */
export const isDemo = (atlas: Atlas, scope: string): boolean => atlas.grids.some(({ code, demo }) => demo && isWithin(code, scope))

const topGrids = (atlas: Atlas, scope: string): Grid[] => {
  const inside = atlas.grids.filter(({ code }) => isWithin(code, scope))
  return inside.filter(({ parentCode }) => !inside.some(({ code }) => code === parentCode))
}

/** What a place is called in a document: its short name, 全县 for all that there is, or the names of the grids that begin so. */
export function scopeWords(atlas: Atlas, scope: string): string {
  const own = atlas.byCode.get(scope)
  if (own) return shortName(own.name)
  if (atlas.grids.every(({ code }) => isWithin(code, scope))) return '全县'
  return topGrids(atlas, scope)
    .map(({ name }) => shortName(name))
    .join('、')
}

/** Where something is: the community and what lies below it, each word once. */
export function placeWords(atlas: Atlas, code: string): string {
  const path = [...code].flatMap((_, i) => atlas.byCode.get(code.slice(0, i + 1)) ?? []).map(({ name }) => shortName(name))
  const names = path.length > 1 ? path.slice(1) : path
  return names.filter((name, i) => !names[i + 1]?.startsWith(name.replace(/网格$/, ''))).join(' ') || code
}

/** The place that a report of these grids is of: what holds all of them, or so much above it that the map shows where they lie, within the viewer's area. */
export function placeAround(viewer: Viewer, atlas: Atlas, grids: readonly string[]): string {
  const [first = ''] = grids
  const above = [...first].map((_, i) => first.slice(0, first.length - i)).filter((code) => atlas.byCode.has(code))
  const holding = above.filter((code) => mayReadGrid(viewer, code) && grids.every((grid) => isWithin(grid, code) || !mayReadGrid(viewer, grid)))
  const leaves = (code: string) => atlas.leavesBelow(atlas.byCode.get(code)?.id ?? 0).length
  if (holding.length > 0) return holding.find((code) => leaves(code) >= MIN_AROUND) ?? holding.at(-1) ?? first
  // it lies in several streets: the area of the viewer that holds the first of them
  const prefixes = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  return prefixes.find((prefix) => isWithin(first, prefix)) ?? first
}
