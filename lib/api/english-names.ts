import type { Atlas } from '@/lib/domain/atlas'
import { type GridNode, shortName } from '@/lib/domain/grid'
import { splitName } from '@/lib/domain/grid-names'
import { englishName } from './english-name'

type Named = Pick<GridNode, 'code' | 'name' | 'level' | 'parentCode'>

/**
 * The English names of all grids of a tree, by code. What lies in another place is named behind it: Xingfulu Community, Grid 05. Siblings
 * whose different names are written alike (安国村, 安果村) are told apart by their own digits of the code: Anguo Village (212).
 */
export function nameInEnglish(grids: readonly Named[]): ReadonlyMap<string, string> {
  const byCode = new Map(grids.map((grid) => [grid.code, grid]))
  const names = new Map<string, string>()
  const above = (code: string, line: readonly Named[] = []): readonly Named[] => {
    const grid = byCode.get(code)
    return grid && !line.includes(grid) ? above(grid.parentCode, [...line, grid]) : line
  }
  const nameOf = (grid: Named): string => {
    const line = above(grid.parentCode)
    const short = shortName(grid.name)
    const split = splitName(
      short,
      line.map(({ name }) => shortName(name)),
    )
    const place = split && names.get(line[split.at]?.code ?? '')
    return place ? `${place}, ${englishName(split.rest)}` : englishName(short)
  }
  // from above, so that the names that others begin with are final
  for (const level of [1, 2, 3, 4]) {
    const alike = new Map<string, Named[]>()
    for (const grid of grids) {
      if (grid.level !== level) continue
      const name = nameOf(grid)
      names.set(grid.code, name)
      alike.set(`${grid.parentCode} ${name}`, [...(alike.get(`${grid.parentCode} ${name}`) ?? []), grid])
    }
    for (const group of alike.values()) {
      if (new Set(group.map(({ name }) => shortName(name))).size < 2) continue
      for (const { code, parentCode } of group) names.set(code, `${names.get(code)} (${code.slice(parentCode.length)})`)
    }
  }
  return names
}

const known = new WeakMap<Atlas, ReadonlyMap<string, string>>()

/** The English name of a grid; its code where it has ended. All of an atlas are made when the first one is asked for. */
export function englishGridName(atlas: Atlas, code: string): string {
  let names = known.get(atlas)
  if (!names) {
    names = nameInEnglish(atlas.grids)
    known.set(atlas, names)
  }
  return names.get(code) ?? code
}
