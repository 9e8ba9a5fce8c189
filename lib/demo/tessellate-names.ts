import type { GridLevel } from '@/lib/domain/grid'
import type { Cell, Point } from './tessellate-mesh'

export type Name = { code: string; name: string }

/** A cell to be named: its middle in metres east and north of the place's, and its area in m². */
export type NamedCell = { cell: Cell; centre: Point; area: number }

/** Names the children of a grid, in the order given (from the north-west on); codes continue the parent's by three digits. */
export type NameCells = (level: GridLevel, parent: Name, cells: readonly NamedCell[]) => Name[]

const NUMERALS = ['一', '二', '三']

/** Names without any place's words: 一区, 一区05, 一区05第02网格, 一区05第02-1网格. */
export const plainNames: NameCells = (level, parent, cells) =>
  cells.map((_, i) => ({ code: parent.code + String(i + 1).padStart(3, '0'), name: plainName(level, parent.name, i + 1) }))

function plainName(level: GridLevel, parent: string, number: number): string {
  const two = String(number).padStart(2, '0')
  switch (level) {
    case 1:
      return `${NUMERALS[number - 1]}区`
    case 2:
      return parent + two
    case 3:
      return `${parent}第${two}网格`
    case 4:
      return parent.replace(/网格$/, `-${number}网格`)
  }
}
