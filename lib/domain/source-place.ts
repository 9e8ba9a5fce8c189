import { type GridNode, shortName } from './grid'

/** Where a row lies: its grid, and the community (level 2) that this is in. */
export type RowPlace = { grid: string; community: string }
export type PlaceFinder = (grid: string | null, community: string | null) => RowPlace | null

/** The level of communities and villages. */
const COMMUNITY = 2

/**
 * Makes the finder of places by what a file calls them: a grid by its code or by a name that only one has, else the community by its code or
 * name (幸福路社区, 东关村民委员会). A grid that is not known falls back to the community; of two that contradict each other the grid holds.
 */
export function makePlaceFinder(grids: readonly Pick<GridNode, 'code' | 'name' | 'level' | 'parentCode'>[]): PlaceFinder {
  const byCode = new Map(grids.map((grid) => [grid.code, grid]))
  const named = (of: typeof grids): ReadonlyMap<string, string | null> => {
    const found = new Map<string, string | null>()
    for (const { name, code } of of) for (const called of new Set([name, shortName(name)])) found.set(called, found.has(called) ? null : code)
    return found
  }
  const byName = named(grids)
  const communities = named(grids.filter(({ level }) => level === COMMUNITY))
  const above = (code: string): string | null => {
    for (let grid = byCode.get(code); grid; grid = byCode.get(grid.parentCode)) if (grid.level === COMMUNITY) return grid.code
    return null
  }
  const gridOf = (text: string): string | null => (byCode.has(text) ? text : (byName.get(text) ?? byName.get(shortName(text)) ?? null))
  const communityOf = (text: string): string | null => {
    const code = byCode.has(text) ? text : (communities.get(text) ?? communities.get(shortName(text)) ?? null)
    return code === null ? null : above(code)
  }
  return (grid, community) => {
    const leaf = grid === null ? null : gridOf(grid)
    const around = leaf === null ? null : above(leaf)
    if (leaf !== null && around !== null) return { grid: leaf, community: around }
    const found = community === null ? null : communityOf(community)
    return found === null ? null : { grid: found, community: found }
  }
}
