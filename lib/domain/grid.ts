import * as z from 'zod/mini'
import type { MultiPolygon } from './position'

/** Grid code (网格编码): digits, a child's code starts with its parent's. Scope is a prefix of it. */
export const GridCode = z.string().check(z.regex(/^\d{1,24}$/))

/** 大 1 (street), 中 2 (community or village), 小 3 (quarter or block), 子 4 (building group). */
export const GridLevel = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
export type GridLevel = z.infer<typeof GridLevel>

/** A grid (网格) without its shape; `id` is a small integer, stable for the life of one log, ≥ 1. */
export const GridNode = z.object({
  id: z.int().check(z.gte(1)),
  code: GridCode,
  name: z.string(),
  level: GridLevel,
  parentCode: z.string(),
  households: z.int().check(z.gte(0)),
  demo: z.boolean(),
})
export type GridNode = z.infer<typeof GridNode>

/** A grid with its shape in WGS84 degrees. */
export type Grid = GridNode & { geometry: MultiPolygon }

/** True when `code` is `prefix` itself or lies below it; the empty prefix holds everything. */
export function isWithin(code: string, prefix: string): boolean {
  return code.startsWith(prefix)
}

/** The leaves: grids that are nobody's parent. Trees may be ragged, so a leaf can be of any level. */
export function leavesOf<T extends { code: string; parentCode: string }>(grids: readonly T[]): T[] {
  const parents = new Set(grids.map((g) => g.parentCode))
  return grids.filter((g) => !parents.has(g.code))
}

/** Short names of the interface: 幸福路社区 for 幸福路社区居民委员会, 东关村 for 东关村民委员会. */
export function shortName(name: string): string {
  return name
    .replace(/社区居民委员会$/, '社区')
    .replace(/村民委员会$/, '村')
    .replace(/居民委员会$/, '')
}

/** A grid before it is saved: the database gives the id. */
export type NewGrid = Omit<Grid, 'id' | 'demo'>

/** One fault of a set of grids; `code` names the grid. */
export type GridFault = { code: string; message: string }

/**
 * What is wrong with a set of grids as a tree: codes are digits and unique, a child's code and level continue its parent's, and the
 * parent is in the set (level 1 has none there). Shapes: see geometry-check.ts.
 */
export function faultsOfTree(grids: readonly Omit<NewGrid, 'geometry'>[]): GridFault[] {
  const byCode = new Map(grids.map((g) => [g.code, g]))
  const seen = new Set<string>()
  const faults: GridFault[] = []
  for (const grid of grids) {
    const { code, level, parentCode } = grid
    const fault = (message: string) => faults.push({ code, message })
    if (!GridCode.safeParse(code).success) fault('a grid code is 1 to 24 digits')
    if (seen.has(code)) fault('the code occurs twice')
    seen.add(code)
    const parent = byCode.get(parentCode)
    if (level === 1 ? parent : !parent) fault(level === 1 ? 'a grid of level 1 has no parent among the grids' : `its parent ${parentCode} is missing`)
    if (parent && parent.level !== level - 1) fault(`level ${level} below a grid of level ${parent.level}`)
    if (!code.startsWith(parentCode) || code === parentCode) fault(`the code does not continue its parent's, ${parentCode}`)
  }
  return faults
}
