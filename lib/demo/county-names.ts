import { COMMUNITIES, STREETS } from './communities'
import type { Point } from './tessellate-mesh'
import { type Name, type NameCells, type NamedCell, plainNames } from './tessellate-names'

/** Where a name says its bearer lies: a direction from the county seat (east, north) and a distance in metres, both optional. */
type Hint = { towards?: Point; metres?: number }

const DIRECTIONS: Record<string, Point> = { 东: [1, 0], 西: [-1, 0], 南: [0, -1], 北: [0, 1] }
/** A 里 is 500 m: 五里河 lies about five of them out of town. */
const LI = 500
const NUMBERS = '一二三四五六七八九十'
/** In the middle of the old town by their names. */
const MIDDLE = new Set(['府前街社区', '中山街社区', '南大街社区', '校场路社区', '健康路社区', '安国路社区', '新华路社区'])

function hintOf(name: string, kind: 'community' | 'village'): Hint {
  const number = NUMBERS.indexOf(name[0] ?? '') + 1
  if (number > 0 && name[1] === '里') return { metres: number * LI }
  if (MIDDLE.has(name)) return { metres: 300, ...(name.startsWith('南') ? { towards: [0, -1] } : {}) }
  const towards = DIRECTIONS[name[0] ?? ''] ?? DIRECTIONS[/[东西]路/.exec(name)?.[0][0] ?? '']
  if (towards) return { towards, ...(name[1] === '关' ? { metres: 1200 } : kind === 'community' ? { metres: 2000 } : {}) }
  return kind === 'community' ? { metres: 1000 } : {}
}

/** How badly a name fits a cell: villages want room (unless the name puts them near the town), communities small cells. */
function misfit(cell: NamedCell, kind: 'community' | 'village', { towards, metres }: Hint): number {
  const [x, y] = cell.centre
  const away = Math.hypot(x, y)
  const km2 = cell.area / 1e6
  const room = kind === 'village' && !metres ? 1.2 * Math.max(0, 1 - km2) : kind === 'community' ? 0.8 * Math.max(0, km2 - 0.4) : 0
  const turned = towards ? 1.6 * (1 - (x * towards[0] + y * towards[1]) / (away || 1)) : 0
  return room + turned + (metres === undefined ? 0 : (Math.abs(away - metres) / 900) ** 1.5)
}

/** Gives each cell one of as many names, so that no swap of two would fit better. */
function assign(cells: readonly NamedCell[], street: Name): Name[] {
  const own = COMMUNITIES.filter((c) => c.streetCode === street.code)
  const cost = own.map((c) => cells.map((cell) => misfit(cell, c.kind, hintOf(c.name, c.kind))))
  const cellOf = own.map((_, i) => i)
  const costOf = (name: number, cell: number) => cost[name]?.[cell] ?? 0
  for (let better = true; better; ) {
    better = false
    for (let i = 0; i < own.length; i++) {
      for (let j = i + 1; j < own.length; j++) {
        const [a, b] = [cellOf[i] ?? 0, cellOf[j] ?? 0]
        if (costOf(i, b) + costOf(j, a) < costOf(i, a) + costOf(j, b) - 1e-9) {
          cellOf[i] = b
          cellOf[j] = a
          better = true
        }
      }
    }
  }
  return cells.map((_, cell) => own[cellOf.indexOf(cell)] ?? { code: '', name: '' })
}

/**
 * Names the cells of 镇平: 雪枫 south-west of the river, 涅阳 with the old town, 玉都 in the east; communities where their names say
 * (东关 in the east, 五里河 two and a half kilometres out). Which cell is which is invented, as the boundaries are.
 */
export const countyNames: NameCells = (level, parent, cells) => {
  if (level === 2) return assign(cells, parent).map(({ code, name }) => ({ code, name }))
  if (level !== 1) return plainNames(level, parent, cells)
  const [nieyang, xuefeng, yudu] = STREETS
  const southernmost = Math.min(...cells.map((c) => c.centre[1]))
  const easternmost = Math.max(...cells.filter((c) => c.centre[1] > southernmost).map((c) => c.centre[0]))
  return cells.map((c) => (c.centre[1] === southernmost ? xuefeng : c.centre[0] === easternmost ? yudu : nieyang) ?? { code: '', name: '' })
}
