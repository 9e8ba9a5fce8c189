import type { MultiPolygon, Position, Ring } from '@/lib/domain/position'

const LINE_STRING = 2
const POLYGON = 3
const MULTI_LINE_STRING = 5
const MULTI_POLYGON = 6
const LITTLE_ENDIAN = 1
/** Bytes of a count, of the head of a geometry, and of a position. */
const [COUNT, HEAD, PLACE] = [4, 9, 16]

type Line = readonly Readonly<Position>[]

/** Writes well-known binary (little-endian), which keeps every bit of its coordinates, from the front on. */
class Writer {
  #at = 0
  readonly out: Buffer
  constructor(bytes: number) {
    this.out = Buffer.alloc(bytes)
  }
  head(type: number, count: number): void {
    this.#at = this.out.writeUInt32LE(type, this.out.writeUInt8(LITTLE_ENDIAN, this.#at))
    this.count(count)
  }
  count(count: number): void {
    this.#at = this.out.writeUInt32LE(count, this.#at)
  }
  places(line: Line): void {
    for (const [x, y] of line) this.#at = this.out.writeDoubleLE(y, this.out.writeDoubleLE(x, this.#at))
  }
}

/** Reads what ST_AsBinary(geom, 'NDR') gives. */
class Reader {
  #at = 0
  constructor(private readonly bytes: Buffer) {}
  count(): number {
    this.#at += COUNT
    return this.bytes.readUInt32LE(this.#at - COUNT)
  }
  /** The number of parts of a geometry of this type. Throws RangeError where there is another. */
  head(type: number): number {
    if (this.bytes.readUInt8(this.#at++) !== LITTLE_ENDIAN || this.count() !== type) throw new RangeError(`not well-known binary of type ${type}`)
    return this.count()
  }
  places(count: number): Ring {
    return Array.from({ length: count }, (): Ring[number] => {
      this.#at += PLACE
      return [this.bytes.readDoubleLE(this.#at - PLACE), this.bytes.readDoubleLE(this.#at - PLACE / 2)]
    })
  }
}

/** A MultiPolygon as well-known binary (little-endian), which keeps every bit of its coordinates. */
export function encodeMultiPolygon({ coordinates }: MultiPolygon): Buffer {
  let bytes = HEAD
  for (const polygon of coordinates) bytes += HEAD + polygon.reduce((sum, ring) => sum + COUNT + ring.length * PLACE, 0)
  const writer = new Writer(bytes)
  writer.head(MULTI_POLYGON, coordinates.length)
  for (const polygon of coordinates) {
    writer.head(POLYGON, polygon.length)
    for (const ring of polygon) {
      writer.count(ring.length)
      writer.places(ring)
    }
  }
  return writer.out
}

/** Reads what ST_AsBinary(geom, 'NDR') gives for a MultiPolygon. Throws RangeError on anything else. */
export function decodeMultiPolygon(bytes: Buffer): MultiPolygon {
  const reader = new Reader(bytes)
  const coordinates = Array.from({ length: reader.head(MULTI_POLYGON) }, () =>
    Array.from({ length: reader.head(POLYGON) }, () => reader.places(reader.count())),
  )
  return { type: 'MultiPolygon', coordinates }
}

/** Lines as a MultiLineString in well-known binary (little-endian). */
export function encodeMultiLineString(lines: readonly Line[]): Buffer {
  const writer = new Writer(lines.reduce((sum, line) => sum + HEAD + line.length * PLACE, HEAD))
  writer.head(MULTI_LINE_STRING, lines.length)
  for (const line of lines) {
    writer.head(LINE_STRING, line.length)
    writer.places(line)
  }
  return writer.out
}

/** Reads what ST_AsBinary(geom, 'NDR') gives for a MultiLineString. Throws RangeError on anything else. */
export function decodeMultiLineString(bytes: Buffer): Position[][] {
  const reader = new Reader(bytes)
  return Array.from({ length: reader.head(MULTI_LINE_STRING) }, () => reader.places(reader.head(LINE_STRING)))
}
