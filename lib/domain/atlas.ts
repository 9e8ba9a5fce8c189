import { type Calendar, makeCalendar } from './calendar'
import type { EventType } from './category'
import { type Grid, leavesOf } from './grid'
import { makeGridIndex } from './grid-index'
import { PUBLISHED_DAYS } from './holidays'
import { type Lattice, latticeFor } from './lattice'
import { DEFAULT_RULES, type LifecycleRules } from './lifecycle'
import type { Bounds, Position } from './position'

/**
 * All that is known of grids and event types at one grid version: an immutable picture that saves, boards and pages share. Ids that
 * are not in it (0, or a grid that no longer holds) answer null or an empty list.
 */
export type Atlas = {
  readonly version: number
  /** live grids of all levels, by code */
  readonly grids: readonly Grid[]
  readonly byId: ReadonlyMap<number, Grid>
  readonly byCode: ReadonlyMap<string, Grid>
  /** grids without children, by code */
  readonly leaves: readonly Grid[]
  /** degrees around all grids; null when there are none */
  readonly bounds: Bounds | null
  readonly lattice: Lattice
  /** types that are offered, by code */
  readonly types: readonly EventType[]
  /** offered and retired types: old events keep their names */
  readonly typeById: ReadonlyMap<number, EventType>
  /** offered types only: what an incoming event may name */
  readonly typeByCode: ReadonlyMap<string, EventType>
  /** what the clocks of handling limits run by */
  readonly calendar: Calendar
  /** what the county has set of the life cycle */
  readonly lifecycle: LifecycleRules
  /** the leaf of a position (ties to the lowest code), or null outside */
  locate(position: Position): number | null
  parentOf(id: number): number | null
  childrenOf(id: number): readonly number[]
  /** from the parent up to level 1 */
  ancestorsOf(id: number): readonly number[]
  /** the level-1 grid (大, street) above the grid or itself; null for an unknown id */
  streetOf(id: number): number | null
  /** leaves below the grid; the grid itself when it is one */
  leavesBelow(id: number): readonly number[]
}

const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
const none: readonly number[] = []

/** The degrees around shapes; null when there is none. */
export function boundsOf(grids: readonly Pick<Grid, 'geometry'>[]): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { geometry } of grids) {
    for (const polygon of geometry.coordinates) {
      for (const [x, y] of polygon[0] ?? []) {
        if (x < west) west = x
        if (x > east) east = x
        if (y < south) south = y
        if (y > north) north = y
      }
    }
  }
  return west <= east ? [west, south, east, north] : null
}

let shipped: Calendar | undefined
/** The calendar of the holidays published so far, with the shipped office hours. */
export function shippedCalendar(): Calendar {
  shipped ??= makeCalendar({ days: PUBLISHED_DAYS })
  return shipped
}

/** Makes the atlas; `retired` are types no longer offered whose events remain. About 130 ms for 345 grids, nearly all for the index. */
export function makeAtlas(
  grids: readonly Grid[],
  types: readonly EventType[],
  version: number,
  retired: readonly EventType[] = [],
  calendar: Calendar = shippedCalendar(),
  lifecycle: LifecycleRules = DEFAULT_RULES,
): Atlas {
  const sorted = [...grids].sort(byCode)
  const offered = [...types].sort(byCode)
  const codes = new Map(sorted.map((g) => [g.code, g]))
  const leaves = leavesOf(sorted)
  const bounds = boundsOf(sorted)

  const parent = new Map<number, number>()
  const children = new Map<number, number[]>(sorted.map((g) => [g.id, []]))
  for (const grid of sorted) {
    const above = codes.get(grid.parentCode)
    if (!above) continue
    parent.set(grid.id, above.id)
    children.get(above.id)?.push(grid.id)
  }
  const ancestors = new Map<number, readonly number[]>()
  for (const { id } of sorted) {
    const line: number[] = []
    for (let up = parent.get(id); up !== undefined && !line.includes(up); up = parent.get(up)) line.push(up)
    ancestors.set(id, line)
  }
  const below = new Map<number, number[]>(sorted.map((g) => [g.id, []]))
  for (const leaf of leaves) for (const id of [leaf.id, ...(ancestors.get(leaf.id) ?? none)]) below.get(id)?.push(leaf.id)

  return {
    version,
    grids: sorted,
    byId: new Map(sorted.map((g) => [g.id, g])),
    byCode: codes,
    leaves,
    bounds,
    lattice: latticeFor(bounds ?? [0, 0, 0, 0]),
    types: offered,
    typeById: new Map([...retired, ...offered].map((t) => [t.id, t])),
    typeByCode: new Map(offered.map((t) => [t.code, t])),
    calendar,
    lifecycle,
    locate: makeGridIndex(leaves).locate,
    parentOf: (id) => parent.get(id) ?? null,
    childrenOf: (id) => children.get(id) ?? none,
    ancestorsOf: (id) => ancestors.get(id) ?? none,
    streetOf: (id) => ancestors.get(id)?.at(-1) ?? (children.has(id) ? id : null),
    leavesBelow: (id) => below.get(id) ?? none,
  }
}
