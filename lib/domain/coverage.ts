import type { MultiPolygon, Position } from './position'

/**
 * A part of the ground where areas do not fit: a `gap` in the parent that no child covers, an `overlap` of two children (`a` < `b`, by
 * their place in the list), or what of child `a` lies `outside` the parent. `thickness` is twice the area by the circumference, metres.
 */
export type Misfit = { kind: 'gap' | 'overlap' | 'outside'; a: number; b: number; squareMeters: number; thickness: number; position: Position }

const METERS_A_DEGREE = 111_195 // on the sphere of the earth's mean radius
/** Nearer than this, metres, points are one: well below the rounding of coordinates. */
const EPSILON = 1e-7
/** How far the frame around areas without a parent lies from them, metres. */
const FRAME = 100

type Edge = { shape: number; x1: number; y1: number; x2: number; y2: number }
/** A part under way; parts that meet are joined, the later ones into the first. */
type Part = { what: What; joined: Part | null; area: number; round: number; best: number; x: number; y: number; framed: boolean }
type Run = { part: Part; x1: number; x2: number }
type What = Pick<Misfit, 'kind' | 'a' | 'b'>
const isSame = (one: What, two: What) => one.kind === two.kind && one.a === two.a && one.b === two.b

/**
 * How children lie in their parent, exactly and without ever failing, whatever their coordinates are (overlay functions of GEOS raise
 * exceptions within, which the embedded engine cannot catch). The ground is cut into slabs at every corner and crossing, in which no two edges
 * cross; every strip between neighbouring edges is covered by the same areas, and strips that meet are one part. Without a parent, gaps are the holes
 * between the children. Shapes must be valid; degrees are made metres at the middle latitude, good to 0.5 % within a degree.
 * About corners × edges of one slab.
 */
export function findMisfits(parent: MultiPolygon | null, children: readonly MultiPolygon[]): Misfit[] {
  const all = [...(parent ? [parent] : []), ...children].flatMap(({ coordinates }) => coordinates.flat(2))
  const [first] = all
  if (!first) return []
  const [x0, y0] = first
  const lats = all.map(([, y]) => y)
  const middle = (lats.reduce((a, b) => Math.min(a, b)) + lats.reduce((a, b) => Math.max(a, b))) / 2
  const [perLon, perLat] = [METERS_A_DEGREE * Math.cos((middle * Math.PI) / 180), METERS_A_DEGREE]
  const edges: Edge[] = []
  const addRing = (shape: number, ring: readonly (readonly [number, number])[]) => {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i], ring[i + 1]]
      if (!a || !b || a[1] === b[1]) continue
      const [low, high] = a[1] < b[1] ? [a, b] : [b, a]
      edges.push({ shape, x1: low[0], y1: low[1], x2: high[0], y2: high[1] })
    }
  }
  const metres = ([x, y]: readonly [number, number]): [number, number] => [(x - x0) * perLon, (y - y0) * perLat]
  for (const [i, { coordinates }] of children.entries()) for (const polygon of coordinates) for (const ring of polygon) addRing(i, ring.map(metres))
  if (parent) for (const polygon of parent.coordinates) for (const ring of polygon) addRing(-1, ring.map(metres))
  else addRing(-1, frameOf(all.map(metres)))

  const parts = sweep(edges, !parent)
  return parts
    .filter((part) => part.joined === null && !part.framed && part.area > 0)
    .map(({ what, area, round, x, y }) => ({
      ...what,
      squareMeters: area,
      thickness: (2 * area) / round,
      position: [x0 + x / perLon, y0 + y / perLat],
    }))
}

function frameOf(points: readonly [number, number][]): [number, number][] {
  const ends = (i: 0 | 1) => points.reduce(([low, high], p) => [Math.min(low, p[i]), Math.max(high, p[i])] as const, [Infinity, -Infinity] as const)
  const [[west, east], [south, north]] = [ends(0), ends(1)]
  const [w, e, s, n] = [west - FRAME, east + FRAME, south - FRAME, north + FRAME]
  return [
    [w, s],
    [e, s],
    [e, n],
    [w, n],
    [w, s],
  ]
}

const xAt = (edge: Edge, y: number) => edge.x1 + ((y - edge.y1) / (edge.y2 - edge.y1)) * (edge.x2 - edge.x1)

function sweep(edges: Edge[], framed: boolean): Part[] {
  const parts: Part[] = []
  edges.sort((a, b) => a.y1 - b.y1)
  const levels = [...new Set(edges.flatMap((edge) => [edge.y1, edge.y2]))].sort((a, b) => a - b)
  let active: Edge[] = []
  let before: Run[] = []
  let next = 0
  for (let i = 0; i + 1 < levels.length; i++) {
    const [low, high] = [levels[i] ?? 0, levels[i + 1] ?? 0]
    active = active.filter((edge) => edge.y2 > low)
    for (let edge = edges[next]; edge && edge.y1 <= low; edge = edges[next]) {
      active.push(edge)
      next++
    }
    const cuts = [low, ...crossings(active, low, high), high]
    for (let c = 0; c + 1 < cuts.length; c++) before = stripsOf(active, cuts[c] ?? low, cuts[c + 1] ?? high, before, parts, framed)
  }
  return parts
}

/** Where edges cross within a slab. Those of one border, digitised twice, may cross often. */
function crossings(active: Edge[], low: number, high: number): number[] {
  const sorted = active.map((edge) => ({ low: xAt(edge, low), high: xAt(edge, high) })).sort((a, b) => a.low - b.low || a.high - b.high)
  const found: number[] = []
  // pairs that change their order: those that an insertion by the upper ends has to pass
  for (let i = 1; i < sorted.length; i++) {
    const moving = sorted[i]
    if (!moving) continue
    let j = i - 1
    for (let other = sorted[j]; other && other.high > moving.high; other = sorted[--j]) {
      const [below, above] = [moving.low - other.low, other.high - moving.high]
      if (below > EPSILON && above > EPSILON) found.push(low + ((high - low) * below) / (below + above))
      sorted[j + 1] = other
    }
    sorted[j + 1] = moving
  }
  return [...new Set(found)].filter((y) => y > low && y < high).sort((a, b) => a - b)
}

function stripsOf(active: Edge[], low: number, high: number, before: readonly Run[], parts: Part[], framed: boolean): Run[] {
  const height = high - low
  if (height <= 0) return [...before]
  const middle = (low + high) / 2
  const order = active.map((edge) => ({ edge, at: xAt(edge, middle) })).sort((a, b) => a.at - b.at)
  const inside = new Set<number>()
  let open: { what: What; from: Edge }[] = []
  const runs: Run[] = []
  for (const [i, { edge, at }] of order.entries()) {
    if (!inside.delete(edge.shape)) inside.add(edge.shape)
    const following = order[i + 1]
    // several edges at one place are one border: what lies between them is nothing
    if (following && following.at - at <= EPSILON) continue
    const now = misfitsWithin(inside)
    const ends = open.filter(({ what }) => !now.some((other) => isSame(what, other)))
    for (const { what, from } of ends) runs.push(runOf(what, from, edge, { low, high, middle }, before, parts))
    open = open.filter((one) => !ends.includes(one))
    for (const what of now) if (!open.some((one) => isSame(what, one.what))) open.push({ what, from: edge })
  }
  // what reaches the frame's side belongs to the outside
  if (framed) {
    const [west, east] = [order[0]?.at, order.at(-1)?.at]
    for (const run of runs) if (run.x1 <= (west ?? 0) + EPSILON || run.x2 >= (east ?? 0) - EPSILON) rootOf(run.part).framed = true
  }
  return runs
}

const GAP: readonly What[] = [{ kind: 'gap', a: -1, b: -1 }]
const NOTHING: readonly What[] = []

/** What is amiss where these areas are; −1 is the parent. */
function misfitsWithin(inside: ReadonlySet<number>): readonly What[] {
  const parent = inside.has(-1)
  if (inside.size === (parent ? 1 : 0)) return parent ? GAP : NOTHING
  if (parent && inside.size === 2) return NOTHING
  const children = [...inside].filter((shape) => shape >= 0).sort((a, b) => a - b)
  const found: What[] = parent ? [] : children.map((a) => ({ kind: 'outside', a, b: -1 }))
  for (const [i, a] of children.entries()) for (const b of children.slice(i + 1)) found.push({ kind: 'overlap', a, b })
  return found
}

type Slab = { low: number; high: number; middle: number }

function runOf(what: What, left: Edge, right: Edge, { low, high, middle }: Slab, before: readonly Run[], parts: Part[]): Run {
  const height = high - low
  const [x1, x2] = [xAt(left, middle), xAt(right, middle)]
  const [bottom, top] = [Math.max(0, xAt(right, low) - xAt(left, low)), Math.max(0, xAt(right, high) - xAt(left, high))]
  const sides = Math.hypot(height, xAt(left, high) - xAt(left, low)) + Math.hypot(height, xAt(right, high) - xAt(right, low))
  const area = height * (x2 - x1)
  const part: Part = { what, joined: null, area, round: sides + bottom + top, best: area, x: (x1 + x2) / 2, y: middle, framed: false }
  parts.push(part)
  const [from, to] = [xAt(left, low), xAt(right, low)]
  for (const run of before) {
    if (!isSame(run.part.what, what)) continue
    const shared = Math.min(run.x2, to) - Math.max(run.x1, from)
    if (shared < -EPSILON) continue
    join(run.part, part)
    rootOf(part).round -= 2 * Math.max(0, shared)
  }
  return { part, x1: xAt(left, high), x2: xAt(right, high) }
}

function rootOf(part: Part): Part {
  let root = part
  while (root.joined) root = root.joined
  if (part !== root) part.joined = root
  return root
}

function join(one: Part, two: Part): void {
  const [a, b] = [rootOf(one), rootOf(two)]
  if (a === b) return
  b.joined = a
  a.area += b.area
  a.round += b.round
  a.framed ||= b.framed
  if (b.best > a.best) Object.assign(a, { best: b.best, x: b.x, y: b.y })
}
