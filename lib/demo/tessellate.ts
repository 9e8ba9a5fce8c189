import type { GridLevel, NewGrid } from '@/lib/domain/grid'
import type { Ring } from '@/lib/domain/position'
import { makeRandom, type Random } from '@/lib/domain/random'
import { type Cutter, cutCell } from './tessellate-cut'
import type { LineStyle } from './tessellate-line'
import { addVertex, areaOf, at, type Cell, centroid, type Mesh, makeMesh, ringOf, samplesOf } from './tessellate-mesh'
import { type Name, type NameCells, plainNames } from './tessellate-names'
import type { Place } from './tessellate-place'
import { dividedBlocks, dividedCommunities, planLevels, shareOut } from './tessellate-plan'
import { keptVertices } from './tessellate-thin'

/** One of the three parts of level 1: how many communities it gets, and how the cut that separates it from the rest runs. */
export type StreetWish = { communities: number; normal?: number; style?: LineStyle }

export type TessellateOptions = {
  place: Place
  /** grids of all levels together, 10 to 20,000 */
  count: number
  seed: number
  /** six digits that all codes begin with */
  codePrefix: string
  names?: NameCells
  /** adds up to the plan's communities; equal parts by rule */
  streets?: readonly [StreetWish, StreetWish, StreetWish]
}

type Node = Name & { level: GridLevel; parentCode: string; cell: Cell; children: Node[] }

/** The size of a mean leaf that lengths below are given for, metres; they grow and shrink with it. */
const MEAN_LEAF = 620

/**
 * Divides a place into grids of four levels, `count` in all: 3 大, then 中, 小 and 子 in the proportions of planLevels. Cells are small
 * where the ground's weight is high; borders are streets in town and streams outside. Children tile their parent vertex for vertex.
 * The same options give the same grids. Returned by code; households are 300 to 500 a leaf and sum up. About 1 s for 345.
 * Throws RangeError for a count outside 10 to 20,000 and for a place that cannot be cut (an outline with hardly any width).
 */
export function tessellate(options: TessellateOptions): NewGrid[] {
  const { place, count, seed, codePrefix, names = plainNames } = options
  if (!(Number.isInteger(count) && count >= 10 && count <= 20_000)) throw new RangeError('the number of grids is a whole number from 10 to 20,000')
  const random = makeRandom('tessellate', seed)
  const { counts, leaves } = planLevels(count)
  const { ground } = place
  const mesh = makeMesh()
  const outline = place.outline.map((point) => addVertex(mesh, point))
  const area = areaOf(place.outline)
  const unit = Math.sqrt(area / leaves) / MEAN_LEAF
  const samples = samplesOf(place.outline, 2000)
  const meanWeight = samples.reduce((sum, [x, y]) => sum + ground.blockWeight(x, y), 0) / samples.length
  const leafSize = (x: number, y: number) => Math.sqrt((area * meanWeight) / (leaves * ground.blockWeight(x, y)))
  const stepAt = (x: number, y: number) => Math.max(18 * unit, Math.min(46 * unit, 0.08 * leafSize(x, y)))
  const cutter: Cutter = { mesh, random, ground, stepAt, clearance: 46 * unit }

  const wishes = options.streets ?? equalStreets(counts[1])
  const [first, second, third] = wishes
  const all = counts[1]
  const [a, rest] = mustCut(cutter, outline, first.communities, all, ground.communityWeight, first)
  const [b, c] = mustCut(cutter, rest, second.communities, all - first.communities, ground.communityWeight, second)
  const streets = nodesOf(mesh, 1, { code: codePrefix, name: '' }, [a, b, c], names)
  for (const [i, street] of [a, b, c].entries()) {
    const node = streets.find((s) => s.cell === street)
    const share = [first, second, third][i]?.communities ?? 1
    if (node) divideNode(cutter, node, share, ground.communityWeight, names)
  }
  const communities = streets.flatMap((s) => s.children)
  const mean = (node: Node, n = 120) => {
    const points = samplesOf(ringOf(mesh, node.cell), n)
    return points.reduce((sum, [x, y]) => sum + ground.blockWeight(x, y), 0) / points.length
  }
  const size = (node: Node) => areaOf(ringOf(mesh, node.cell))
  const blockShares = shareOut(
    counts[2],
    communities.map((node) => mean(node) * Math.sqrt(size(node))),
    dividedCommunities(counts[1], counts[2]),
    Math.max(3, Math.round((counts[2] / counts[1]) * 1.4)),
  )
  for (const [i, node] of communities.entries()) divideNode(cutter, node, blockShares[i] ?? 1, ground.blockWeight, names)
  const blocks = communities.flatMap((n) => n.children)
  const divided = dividedBlocks(counts[3])
  const dense = new Set([...blocks].sort((p, q) => mean(q, 40) - mean(p, 40)).slice(0, divided * 3))
  const groupShares = shareOut(
    counts[3],
    blocks.map((node) => (dense.has(node) ? size(node) : 0)),
    divided,
    4,
  )
  for (const [i, node] of blocks.entries()) divideNode(cutter, node, groupShares[i] ?? 1, ground.blockWeight, names)
  return finish(place, mesh, streets, unit, makeRandom('households', seed))
}

function equalStreets(communities: number): [StreetWish, StreetWish, StreetWish] {
  const low = Math.floor(communities / 3)
  return [
    { communities: low, style: 'river' },
    { communities: Math.floor((communities - low) / 2) },
    { communities: communities - low - Math.floor((communities - low) / 2) },
  ]
}

function divideNode(cutter: Cutter, node: Node, parts: number, weight: (x: number, y: number) => number, names: NameCells): void {
  if (parts < 2) return
  const cells = divide(cutter, node.cell, parts, weight)
  const level = node.level === 1 ? 2 : node.level === 2 ? 3 : 4
  node.children = nodesOf(cutter.mesh, level, node, cells, names)
}

function nodesOf(mesh: Mesh, level: GridLevel, parent: Name, cells: readonly Cell[], names: NameCells): Node[] {
  const shapes = cells.map((cell) => ({ cell, centre: centroid(ringOf(mesh, cell)), area: areaOf(ringOf(mesh, cell)) }))
  // as one reads: from the north-west on
  shapes.sort((p, q) => q.centre[1] - 0.5 * q.centre[0] - (p.centre[1] - 0.5 * p.centre[0]))
  const given = names(level, parent, shapes)
  const nodes = shapes.map(({ cell }, i): Node => ({ ...(given[i] ?? { code: '', name: '' }), level, parentCode: parent.code, cell, children: [] }))
  return nodes.sort((p, q) => (p.code < q.code ? -1 : 1))
}

/** Cuts a cell into `n` by halves, about equal in weight. */
function divide(cutter: Cutter, cell: Cell, n: number, weight: (x: number, y: number) => number): Cell[] {
  if (n === 1) return [cell]
  const half = Math.floor(n / 2) + (n > 4 && cutter.random.next() < 0.4 ? (cutter.random.next() < 0.5 ? -1 : 1) : 0)
  const [one, two] = mustCut(cutter, cell, half, n, weight, {})
  return [...divide(cutter, one, half, weight), ...divide(cutter, two, n - half, weight)]
}

const TRIES = 24

/** Cuts off `part` of `whole` cells; after some failures with another share and less room between borders. */
function mustCut(
  cutter: Cutter,
  cell: Cell,
  part: number,
  whole: number,
  weight: (x: number, y: number) => number,
  { normal, style }: { normal?: number; style?: LineStyle },
): [Cell, Cell] {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const late = attempt > 3
    const share = part / whole + (late ? (cutter.random.next() - 0.5) * 0.3 : 0)
    const looser = { ...cutter, clearance: cutter.clearance * 0.85 ** Math.max(0, attempt - 3) }
    const wish = {
      share: Math.max(0.08, Math.min(0.92, share)),
      cells: whole,
      weight,
      normal: late ? undefined : normal,
      style: late ? undefined : style,
    }
    const parts = cutCell(looser, cell, wish)
    if (parts) return parts
  }
  throw new RangeError('the place cannot be divided: its outline is too narrow somewhere; try another seed or a simpler outline')
}

/** Thins the borders, writes them in degrees, counts households. */
function finish(place: Place, mesh: Mesh, streets: readonly Node[], unit: number, random: Random): NewGrid[] {
  const leaves: Cell[] = []
  const visit = (node: Node) => (node.children.length ? node.children.forEach(visit) : void leaves.push(node.cell))
  streets.forEach(visit)
  const exact = new Set(place.exactOutline ? place.outline.keys() : [])
  const kept = keptVertices(mesh, leaves, Math.min(1, unit), exact)
  const positions = mesh.x.map((_, v) => place.plane.toDegrees(at(mesh, v)))
  const grids: NewGrid[] = []
  const write = (node: Node): number => {
    const ring: Ring = node.cell.filter((v) => kept[v]).map((v) => positions[v] ?? [0, 0])
    const grid: NewGrid = {
      code: node.code,
      name: node.name,
      level: node.level,
      parentCode: node.parentCode,
      households: 0,
      geometry: { type: 'MultiPolygon', coordinates: [[[...ring, ring[0] ?? [0, 0]]]] },
    }
    grids.push(grid)
    grid.households = node.children.length ? node.children.reduce((sum, child) => sum + write(child), 0) : 300 + Math.floor(random.next() * 201)
    return grid.households
  }
  for (const street of streets) write(street)
  return grids.sort((p, q) => (p.code < q.code ? -1 : 1))
}
