import type { MultiPolygon, Ring } from '@/lib/domain/position'
import { isInside } from '@/lib/domain/ring'
import { FileError } from '@/lib/sources/file-error'

/** A record of a shapefile: an area in the file's own coordinates, nothing (null), or why it is no area; `lines`: what it is instead. */
export type ShpRecord = MultiPolygon | null | { fault: string; lines?: Ring[] }

const NULL_SHAPE = 0
/** Polygon, and those with heights and measures, which follow the plain coordinates. */
const POLYGONS = [5, 15, 25]
/** Lines are written as areas are. */
const LINES = [3, 13, 23]
const KINDS: Record<number, string> = {
  1: 'a point',
  3: 'a line',
  8: 'points',
  11: 'a point',
  13: 'a line',
  18: 'points',
  21: 'a point',
  23: 'a line',
  28: 'points',
  31: 'a surface in space',
}

/** Reads the shapes of a `.shp` (ESRI 1998). Throws FileError when it is none or ends within a record. */
export function readShp(bytes: Uint8Array, file: string): ShpRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 100 || view.getInt32(0) !== 9994) throw new FileError(`${file} is no shapefile (.shp): it does not begin like one.`)
  const records: ShpRecord[] = []
  for (let at = 100; at + 8 <= bytes.length; ) {
    const end = at + 8 + view.getInt32(at + 4) * 2
    const cut = new FileError(`${file} is cut off in record ${records.length + 1}: copy it again.`)
    if (end > bytes.length || end < at + 12) throw cut
    const kind = view.getInt32(at + 8, true)
    if (kind === NULL_SHAPE) records.push(null)
    else {
      const fault = POLYGONS.includes(kind) ? null : `is ${KINDS[kind] ?? `a shape of kind ${kind}`}, not an area`
      const parts = fault === null || LINES.includes(kind) ? readRings(view, at + 8, end) : []
      if (!parts) throw cut
      records.push(fault === null ? areaOfRings(parts) : parts.length > 0 ? { fault, lines: parts } : { fault })
    }
    at = end
  }
  return records
}

function readRings(view: DataView, at: number, end: number): Ring[] | null {
  if (at + 44 > end) return null
  const [parts, points] = [view.getInt32(at + 36, true), view.getInt32(at + 40, true)]
  const first = at + 44 + parts * 4
  if (parts < 0 || points < 0 || first + points * 16 > end) return null
  const starts = Array.from({ length: parts + 1 }, (_, i) => (i < parts ? view.getInt32(at + 44 + i * 4, true) : points))
  return starts.slice(0, -1).map((start, i) => {
    const ring: Ring = []
    for (let p = start; p < Math.min(starts[i + 1] ?? 0, points); p++)
      ring.push([view.getFloat64(first + p * 16, true), view.getFloat64(first + p * 16 + 8, true)])
    return ring
  })
}

/**
 * Puts rings together: outer ones run clockwise, holes against it and belong to the smallest outer ring around them. A hole around which
 * there is none is an area of its own: some programs write all rings the other way round.
 */
function areaOfRings(rings: readonly Ring[]): MultiPolygon {
  const sized = rings.map((ring) => ({ ring, area: doubleArea(ring) }))
  const outer = sized.filter((r) => r.area <= 0).map((r) => ({ ...r, rings: [r.ring] }))
  for (const { ring, area } of sized.filter((r) => r.area > 0)) {
    const around = outer.filter((o) => o.area < 0 && -o.area > area && isAround(o.ring, ring)).sort((a, b) => b.area - a.area)[0]
    if (around) around.rings.push(ring)
    else outer.push({ ring, area: -area, rings: [ring] })
  }
  return { type: 'MultiPolygon', coordinates: outer.map((o) => o.rings) }
}

/** Twice the area, positive against the clock. */
function doubleArea(ring: Ring): number {
  const [x0, y0] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [a, b] = [ring[i], ring[i + 1]]
    if (a && b) sum += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0)
  }
  return sum
}

/** Most corners of the inner ring decide, since some may lie on the outer one. */
function isAround(outer: Ring, inner: Ring): boolean {
  return inner.filter(([x, y]) => isInside(outer, x, y)).length * 2 > inner.length
}
