import type { MultiPolygon, Ring } from '@/lib/domain/position'

const POLYGON = 3
const MULTI_POLYGON = 6
const LITTLE_ENDIAN = 1

/** A MultiPolygon as well-known binary (little-endian), which keeps every bit of its coordinates. */
export function encodeMultiPolygon({ coordinates }: MultiPolygon): Buffer {
  let bytes = 9
  for (const polygon of coordinates) for (const ring of polygon) bytes += 4 + ring.length * 16
  const out = Buffer.alloc(bytes + coordinates.length * 9)
  let at = 0
  const head = (type: number, count: number) => {
    at = out.writeUInt8(LITTLE_ENDIAN, at)
    at = out.writeUInt32LE(type, at)
    at = out.writeUInt32LE(count, at)
  }
  head(MULTI_POLYGON, coordinates.length)
  for (const polygon of coordinates) {
    head(POLYGON, polygon.length)
    for (const ring of polygon) {
      at = out.writeUInt32LE(ring.length, at)
      for (const [x, y] of ring) at = out.writeDoubleLE(y, out.writeDoubleLE(x, at))
    }
  }
  return out
}

/** Reads what ST_AsBinary(geom, 'NDR') gives for a MultiPolygon. Throws RangeError on anything else. */
export function decodeMultiPolygon(bytes: Buffer): MultiPolygon {
  let at = 0
  const count = () => {
    at += 4
    return bytes.readUInt32LE(at - 4)
  }
  const head = (type: number) => {
    if (bytes.readUInt8(at++) !== LITTLE_ENDIAN || count() !== type) throw new RangeError(`not well-known binary of type ${type}`)
    return count()
  }
  const coordinates = Array.from({ length: head(MULTI_POLYGON) }, () =>
    Array.from({ length: head(POLYGON) }, () =>
      Array.from({ length: count() }, (): Ring[number] => {
        at += 16
        return [bytes.readDoubleLE(at - 16), bytes.readDoubleLE(at - 8)]
      }),
    ),
  )
  return { type: 'MultiPolygon', coordinates }
}
