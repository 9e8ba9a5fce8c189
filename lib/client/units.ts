import type { Blank, Pictured, UnitKind, UnitsOverview } from '@/lib/domain/unit'
import type { GridShape } from './grids'

/** What is chosen on the page: a unit, or a blank spot. */
export type Chosen = { kind: 'unit' | 'blank'; id: string }

/** A row of the two trees: a grid at the left, and at the right what stands for it; `unit` is drawn in the first row of those that share it. */
export type TreeRow = {
  key: string
  grid: Pick<GridShape, 'code' | 'label' | 'sign' | 'level'> | null
  depth: number
  /** the unit that this row's line leads to */
  unit: Pictured | null
  /** is the unit's name drawn in this row? */
  drawn: boolean
  blank: Blank | null
  /** 党员中心户 below a group or branch, where a row of its own tells them */
  homes: { count: number; of: string } | null
}

type Grids = { list: readonly GridShape[] }

/** The kind of unit of the party that stands for a grid of each level. */
const KIND_OF_LEVEL: Readonly<Record<number, UnitKind>> = { 1: 'work_committee', 2: 'joint_committee', 3: 'joint_branch', 4: 'party_group' }

/** The unit of the party that stands for each grid, by code; of several the first by name. */
function counterparts(grids: readonly Pick<GridShape, 'code' | 'level'>[], units: readonly Pictured[]): Map<string, Pictured> {
  const levels = new Map(grids.map(({ code, level }) => [code, level]))
  const found = new Map<string, Pictured>()
  for (const unit of units)
    for (const code of unit.grids) {
      const level = levels.get(code)
      // a community that is not divided has its branch on itself, beside its committee
      if (level !== undefined && KIND_OF_LEVEL[level] === unit.kind && !found.has(code)) found.set(code, unit)
    }
  return found
}

/**
 * The rows of the two trees. `open`: the grid that is open, with all above it; right below an open small grid its groups follow, each beside its part of the
 * grid where it has one.
 */
export function treeRows({ list }: Grids, { units, blanks }: Pick<UnitsOverview, 'units' | 'blanks'>, open: string | null): TreeRow[] {
  const byParent = new Map<string, GridShape[]>()
  const codes = new Set(list.map(({ code }) => code))
  for (const grid of list) {
    const parent = codes.has(grid.parentCode) ? grid.parentCode : ''
    byParent.set(parent, [...(byParent.get(parent) ?? []), grid])
  }
  const of = counterparts(list, units)
  const blankOf = new Map(blanks.flatMap((blank) => (blank.subject === 'grid' ? [[blank.id, blank] as const] : [])))
  const rows: TreeRow[] = []
  const drawn = new Set<string>()
  const put = (row: Omit<TreeRow, 'drawn'>) => {
    rows.push({ ...row, drawn: row.unit !== null && !drawn.has(row.unit.id) })
    if (row.unit) drawn.add(row.unit.id)
  }
  const top = Math.min(...list.map(({ level }) => level))
  const walk = (parent: string) => {
    for (const grid of (byParent.get(parent) ?? []).sort((a, b) => (a.code < b.code ? -1 : 1))) {
      const { code, label, sign, level } = grid
      const depth = level - top
      const blank = blankOf.get(code) ?? null
      const unit = of.get(code) ?? null
      put({ key: code, grid: { code, label, sign, level }, depth, unit: level === 2 || !blank ? unit : null, blank, homes: null })
      if (open?.startsWith(code) !== true) continue
      walk(code)
      const branch = level === 3 ? unit : level === 2 && !byParent.has(code) ? (units.find((one) => one.parent === unit?.id) ?? null) : null
      if (!branch) continue
      if (level === 2) put({ key: branch.id, grid: null, depth: depth + 1, unit: branch, blank: null, homes: null })
      // groups of a grid that has no parts to stand beside
      const groups = units.filter((one) => one.parent === branch.id && one.kind === 'party_group' && one.grids.some((own) => own.startsWith(code)))
      for (const group of groups)
        if (!drawn.has(group.id)) put({ key: group.id, grid: null, depth: depth + 1, unit: group, blank: null, homes: null })
      const count = groups.reduce((all, { centres }) => all + centres, 0)
      if (count > 0) put({ key: `homes ${code}`, grid: null, depth: depth + 1, unit: null, blank: null, homes: { count, of: code } })
    }
  }
  walk('')
  return rows
}

/** Of several grids the one that all lie in, at least the first: where the trees open for a unit. */
export function openFor({ grids }: { grids: readonly string[] }): string | null {
  return [...grids].sort()[0] ?? null
}

/** All 党员中心户 that stand below a unit. */
export function homesBelow(unit: string, units: readonly Pictured[]): number {
  const own = units.find(({ id }) => id === unit)?.centres ?? 0
  return units.filter(({ parent }) => parent === unit).reduce((all, { id }) => all + homesBelow(id, units), own)
}

/** What the map looks at: the community of the open grid, the street, or all. */
export const focusOf = (open: string | null, within: string | null): string =>
  open !== null && open.length >= 12 ? open.slice(0, 12) : (open ?? within ?? '')
