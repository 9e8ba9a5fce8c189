import { greatCircle } from '@/lib/domain/great-circle'
import { type NewGrid, shortName } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import type { Position } from '@/lib/domain/position'
import type { Random } from '@/lib/domain/random'
import type { Road } from '@/lib/domain/road'
import type { ServicePlan } from './service-plan'

/** A community as units of the demonstration are made on it: its small grids (itself, where it has none), each with its leaves and what its quarter is called. */
export type UnitCommunity = { code: string; name: string; village: boolean; smalls: readonly SmallGrid[] }
export type SmallGrid = { code: string; quarter: string; leaves: readonly NewGrid[] }

/** Communities with their small grids; quarters (小区) are those of the service tree that most of a grid lies in. */
export function unitCommunities(grids: readonly NewGrid[], { nodes }: Pick<ServicePlan, 'nodes'>): UnitCommunity[] {
  const parents = new Set(grids.map(({ parentCode }) => parentCode))
  const names = new Map(nodes.map(({ code, name }) => [code, name]))
  const quarters = new Map<string, string>()
  for (const { level, parentCode, grids: of } of nodes)
    if (level === 4) for (const grid of of) if (!quarters.has(grid)) quarters.set(grid, names.get(parentCode ?? '') ?? '')
  return grids
    .filter(({ level }) => level === 2)
    .map(({ code, name }) => {
      const inside = grids.filter((grid) => grid.code.startsWith(code))
      const smalls = inside.filter(({ level }) => level === 3)
      return {
        ...{ code, name: shortName(name), village: name.endsWith('村') || name.includes('村民') },
        smalls: (smalls.length > 0 ? smalls : inside.slice(0, 1)).map((small) => {
          const leaves = inside.filter((grid) => grid.code.startsWith(small.code) && !parents.has(grid.code))
          return { code: small.code, leaves, quarter: quarters.get(leaves[0]?.code ?? '') ?? '' }
        }),
      }
    })
}

const NOWHERE: ReturnType<typeof labelPoint> = { position: [0, 0], radius: 0 }

/** Finds places in grids: the middle of the largest room, or anywhere around it, inside for certain. */
export function placeFinder(grids: readonly NewGrid[]): (code: string, random?: Random) => Position {
  const byCode = new Map(grids.map((grid) => [grid.code, grid]))
  const found = new Map<string, ReturnType<typeof labelPoint>>()
  return (code, random) => {
    const grid = byCode.get(code)
    const { position, radius } = found.get(code) ?? (grid ? labelPoint(grid.geometry) : NOWHERE)
    found.set(code, { position, radius })
    const [x, y] = position
    if (!random) return position
    const [angle, away] = [random.next() * 2 * Math.PI, Math.sqrt(random.next()) * radius * 0.9]
    const at = [x + (Math.cos(angle) * away) / Math.cos((y * Math.PI) / 180), y + Math.sin(angle) * away] as const
    return [Number(at[0].toFixed(6)), Number(at[1].toFixed(6))]
  }
}

/** A street with the small grids along it, by how much of its line is their border, and the street (街道) that most of these are of. */
export type GroundRoad = { name: string; line: readonly Position[]; metres: number; grids: readonly string[]; street: string }

const key = ([x, y]: Position) => `${x},${y}`
const metresOf = (line: readonly Position[]) => line.reduce((all, place, i) => all + (i > 0 ? greatCircle(line[i - 1] ?? place, place) : 0), 0)

/** The streets that have grids along them, the longest first: their lines are borders of grids (county-roads.ts), so vertices are shared exactly. */
export function groundRoads(roads: readonly Road[], grids: readonly NewGrid[]): GroundRoad[] {
  const at = new Map<string, Set<string>>()
  for (const { code, level, geometry } of grids) {
    if (level !== 3) continue
    for (const place of geometry.coordinates.flat(2)) at.set(key(place), (at.get(key(place)) ?? new Set()).add(code))
  }
  return roads
    .flatMap(({ name, grade, lines }) => {
      if (grade === 'lane') return []
      const [line = []] = [...lines].sort((a, b) => metresOf(b) - metresOf(a))
      const shared = new Map<string, number>()
      for (const place of line) for (const code of at.get(key(place)) ?? []) shared.set(code, (shared.get(code) ?? 0) + 1)
      const along = [...shared].filter(([, n]) => n > 2).map(([code]) => code)
      const streets = along.map((code) => code.slice(0, 9)).sort()
      const street = streets[Math.floor(streets.length / 2)]
      return street === undefined ? [] : [{ name, line, metres: metresOf(line), grids: along.sort(), street }]
    })
    .sort((a, b) => b.metres - a.metres)
}
