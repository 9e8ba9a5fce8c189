import { greatCircle } from '@/lib/domain/great-circle'
import type { NewGrid } from '@/lib/domain/grid'
import type { Position } from '@/lib/domain/position'
import type { RoadGrade } from '@/lib/domain/road'
import { bend, type Point } from './tessellate-mesh'

/** A piece of border between two junctions. `level`: the first level at which the grids on its sides differ; `communities`: the codes of both sides. */
type Piece = { line: Position[]; level: number; communities: readonly string[]; metres: number }

/** A street before it has a name: pieces that go on in each other, with the metres along each community and of each level of border. */
export type Stroke = {
  line: Position[]
  metres: number
  /** metres by level of the border */
  levels: ReadonlyMap<number, number>
  /** metres by community, both sides */
  communities: ReadonlyMap<string, number>
}

/** Digits of the codes of streets, communities and blocks. */
const DIGITS = [9, 12, 15] as const
/** Borders turn into each other at a junction where they bend by no more than this, radians. */
const GOOD_CONTINUATION = 0.7
/** So much less that of two as straight the one of the same level goes on. */
const OF_ONE_LEVEL = 0.2
/** The direction at a junction is that of the first metres from there. */
const LOOK_METERS = 60

const LONG_METERS = 1_500

/** A border of the county's streets is a main road, one of communities or a long one a street, any other a lane. */
export function gradeOf({ metres, levels }: Stroke): RoadGrade {
  if ((levels.get(1) ?? 0) > metres / 3) return 'main'
  return (levels.get(2) ?? 0) > metres / 3 || metres > LONG_METERS ? 'street' : 'lane'
}

const keyOf = ([x, y]: Position) => `${x},${y}`
type Edge = { a: Position; b: Position; one: string; other: string }

/** The first level at which two grids differ, 4 where they are of one block. */
const levelBetween = (one: string, other: string) => DIGITS.findIndex((n) => one.slice(0, n) !== other.slice(0, n)) + 1 || 4

/** The shared borders between blocks and larger grids, cut at their junctions. */
function piecesOf(grids: readonly NewGrid[]): Piece[] {
  const parents = new Set(grids.map((g) => g.parentCode))
  const edges = new Map<string, { a: Position; b: Position; owners: string[] }>()
  for (const { code, geometry } of grids) {
    if (parents.has(code)) continue
    for (const ring of geometry.coordinates.flat()) {
      for (const [i, a] of ring.entries()) {
        const b = ring[i + 1]
        if (!b) continue
        const key = [keyOf(a), keyOf(b)].sort().join(' ')
        const known = edges.get(key)
        if (known) known.owners.push(code)
        else edges.set(key, { a, b, owners: [code] })
      }
    }
  }
  const shared = [...edges.values()].flatMap(({ a, b, owners: [one, other] }): Edge[] =>
    one !== undefined && other !== undefined && levelBetween(one, other) < 4 ? [{ a, b, one, other }] : [],
  )
  const at = new Map<string, Edge[]>()
  for (const edge of shared) for (const end of [edge.a, edge.b]) at.set(keyOf(end), [...(at.get(keyOf(end)) ?? []), edge])
  const used = new Set<Edge>()
  const walk = (first: Edge, from: Position): Piece => {
    const run: Edge[] = []
    const line = [from]
    let here = from
    for (let edge: Edge | undefined = first; edge; ) {
      used.add(edge)
      run.push(edge)
      here = keyOf(edge.a) === keyOf(here) ? edge.b : edge.a
      line.push(here)
      const meeting: readonly Edge[] = at.get(keyOf(here)) ?? []
      edge = meeting.length === 2 ? meeting.find((e) => !used.has(e)) : undefined
    }
    return {
      line,
      level: Math.min(...run.map(({ one, other }) => levelBetween(one, other))),
      communities: [...new Set(run.flatMap(({ one, other }) => [one.slice(0, 12), other.slice(0, 12)]))],
      metres: lengthOf(line),
    }
  }
  const pieces: Piece[] = []
  for (const edge of shared) for (const end of [edge.a, edge.b]) if (!used.has(edge) && at.get(keyOf(end))?.length !== 2) pieces.push(walk(edge, end))
  for (const edge of shared) if (!used.has(edge)) pieces.push(walk(edge, edge.a))
  return pieces
}

const lengthOf = (line: readonly Position[]): number =>
  line.reduce((sum, place, i) => sum + (i > 0 ? greatCircle(line[i - 1] ?? place, place) : 0), 0)

/** One end of a piece. */
type End = { piece: Piece; atStart: boolean }

/**
 * The shared borders between streets, communities and blocks (小网格) as strokes: those that go on in each other at a junction by good continuation
 * (Thomson and Richardson 1999), the straightest pair first, are one. The longest first.
 */
export function roadStrokes(grids: readonly NewGrid[]): Stroke[] {
  const pieces = piecesOf(grids)
  const junctions = new Map<string, End[]>()
  for (const piece of pieces) {
    for (const atStart of [true, false]) {
      const key = keyOf((atStart ? piece.line[0] : piece.line.at(-1)) ?? [0, 0])
      junctions.set(key, [...(junctions.get(key) ?? []), { piece, atStart }])
    }
  }
  const next = new Map<string, End>()
  const ids = new Map(pieces.map((piece, i) => [piece, i]))
  const idOf = ({ piece, atStart }: End) => `${ids.get(piece)} ${atStart}`
  for (const ends of junctions.values()) {
    const pairs = ends.flatMap((one, i) =>
      ends.slice(i + 1).flatMap((other) => {
        if (one.piece === other.piece) return []
        const turn = Math.abs(turnBetween(one, other))
        return turn > GOOD_CONTINUATION ? [] : [{ one, other, cost: turn + (one.piece.level === other.piece.level ? 0 : OF_ONE_LEVEL) }]
      }),
    )
    for (const { one, other } of pairs.sort((p, q) => p.cost - q.cost)) {
      if (next.has(idOf(one)) || next.has(idOf(other))) continue
      next.set(idOf(one), other)
      next.set(idOf(other), one)
    }
  }
  const used = new Set<Piece>()
  const strokes: Stroke[] = []
  const follow = (first: End) => {
    const parts: Piece[] = []
    const line: Position[] = []
    for (let end: End | undefined = first; end && !used.has(end.piece); ) {
      const { piece, atStart }: End = end
      used.add(piece)
      parts.push(piece)
      const run = atStart ? piece.line : [...piece.line].reverse()
      line.push(...(line.length > 0 ? run.slice(1) : run))
      end = next.get(idOf({ piece, atStart: !atStart }))
    }
    const sum = (of: (piece: Piece) => readonly (string | number)[]) => {
      const metres = new Map<string | number, number>()
      for (const piece of parts) for (const key of of(piece)) metres.set(key, (metres.get(key) ?? 0) + piece.metres)
      return metres
    }
    strokes.push({
      line,
      metres: lengthOf(line),
      levels: new Map([...sum((piece) => [piece.level])].map(([level, metres]) => [Number(level), metres])),
      communities: new Map([...sum((piece) => piece.communities)].map(([code, metres]) => [String(code), metres])),
    })
  }
  for (const piece of pieces)
    for (const atStart of [true, false]) if (!used.has(piece) && !next.has(idOf({ piece, atStart }))) follow({ piece, atStart })
  for (const piece of pieces) if (!used.has(piece)) follow({ piece, atStart: true })
  return strokes.sort((p, q) => q.metres - p.metres)
}

/** By how much one bends on its way from one piece over the junction into another, radians. */
function turnBetween(one: End, other: End): number {
  const [from, junction] = awayFrom(one)
  const [to] = awayFrom(other)
  return bend(from, junction, to)
}

/** A place some metres along a piece from one of its ends, and that end, in metres on a plane. */
function awayFrom({ piece, atStart }: End): [Point, Point] {
  const line = atStart ? piece.line : [...piece.line].reverse()
  const [end = [0, 0]] = line
  const narrow = Math.cos((end[1] * Math.PI) / 180)
  const flat = ([x, y]: Position): Point => [x * narrow * 111_195, y * 111_195]
  const place = line.find((p) => greatCircle(end, p) >= LOOK_METERS) ?? line.at(-1) ?? end
  return [flat(place), flat(end)]
}
