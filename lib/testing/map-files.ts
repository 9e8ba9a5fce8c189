import type { MultiPolygon } from '@/lib/domain/position'

/** Bytes of a text; `gbk` holds only the characters that tests use, since Node decodes GBK and does not encode it. */
export type TextEncoding = 'utf-8' | 'gbk'

const GBK: Record<string, readonly [number, number]> = (() => {
  const table: Record<string, readonly [number, number]> = {}
  const decoder = new TextDecoder('gb18030')
  for (let high = 0xb0; high <= 0xf7; high++) for (let low = 0xa1; low <= 0xfe; low++) table[decoder.decode(Uint8Array.of(high, low))] = [high, low]
  return table
})()

/** Text as bytes of an encoding: Chinese of GB2312 and ASCII where it is GBK. */
export function encodeText(text: string, encoding: TextEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  return Buffer.from([...text].flatMap((c) => (c.charCodeAt(0) < 0x80 ? [c.charCodeAt(0)] : (GBK[c] ?? []))))
}

/** A `.shp` of polygons (kind 5; 15 with heights), rings as ESRI wants them: outer ones clockwise. Null is a null shape. */
export function makeShp(shapes: readonly (MultiPolygon | null)[], kind: 5 | 15 | 1 = 5): Uint8Array {
  const records = shapes.map((shape, i) => {
    const rings =
      shape?.coordinates.flatMap((polygon) => polygon.map((ring, r) => (r === 0 ? clockwise(ring) : [...clockwise(ring)].reverse()))) ?? []
    const points = rings.flat()
    const length = shape === null ? 4 : kind === 1 ? 20 : 44 + rings.length * 4 + points.length * 16 + (kind === 15 ? 16 + points.length * 8 : 0)
    const record = Buffer.alloc(8 + length)
    record.writeInt32BE(i + 1, 0)
    record.writeInt32BE(length / 2, 4)
    record.writeInt32LE(shape === null ? 0 : kind, 8)
    if (shape === null || kind === 1) return record
    record.writeInt32LE(rings.length, 8 + 36)
    record.writeInt32LE(points.length, 8 + 40)
    let start = 0
    for (const [r, ring] of rings.entries()) {
      record.writeInt32LE(start, 8 + 44 + r * 4)
      start += ring.length
    }
    for (const [p, [x, y]] of points.entries()) {
      record.writeDoubleLE(x, 8 + 44 + rings.length * 4 + p * 16)
      record.writeDoubleLE(y, 8 + 52 + rings.length * 4 + p * 16)
    }
    return record
  })
  const header = Buffer.alloc(100)
  header.writeInt32BE(9994, 0)
  header.writeInt32LE(1000, 28)
  header.writeInt32LE(kind, 32)
  const bytes = Buffer.concat([header, ...records])
  bytes.writeInt32BE(bytes.length / 2, 24)
  return bytes
}

function clockwise(ring: readonly [number, number][]): readonly [number, number][] {
  const sum = ring.slice(1).reduce((s, [x, y], i) => s + (x - (ring[i]?.[0] ?? 0)) * (y + (ring[i]?.[1] ?? 0)), 0)
  return sum > 0 ? ring : [...ring].reverse()
}

/** A `.dbf`: columns are texts (C) unless their name ends in `#` (N). `language` is the byte of the code page. */
export function makeDbf(
  rows: readonly Record<string, string>[],
  { encoding = 'utf-8', language = 0 }: { encoding?: TextEncoding; language?: number } = {},
): Uint8Array {
  const columns = Object.keys(rows[0] ?? {}).map((name) => {
    const cells = rows.map((row) => encodeText(row[name] ?? '', encoding))
    return {
      name: encodeText(name.replace('#', ''), encoding),
      type: name.endsWith('#') ? 'N' : 'C',
      cells,
      length: Math.max(1, ...cells.map((c) => c.length)),
    }
  })
  const headerLength = 33 + columns.length * 32
  const rowLength = 1 + columns.reduce((sum, c) => sum + c.length, 0)
  const bytes = Buffer.alloc(headerLength + rows.length * rowLength, 0x20)
  bytes.fill(0, 0, headerLength)
  bytes[0] = 3
  bytes.writeUInt32LE(rows.length, 4)
  bytes.writeUInt16LE(headerLength, 8)
  bytes.writeUInt16LE(rowLength, 10)
  bytes[29] = language
  bytes[headerLength - 1] = 0x0d
  let from = 1
  for (const [i, column] of columns.entries()) {
    column.name.copy(bytes, 32 + i * 32, 0, 11)
    bytes.write(column.type, 32 + i * 32 + 11, 'latin1')
    bytes[32 + i * 32 + 16] = column.length
    for (const [r, cell] of column.cells.entries())
      cell.copy(bytes, headerLength + r * rowLength + from + (column.type === 'N' ? column.length - cell.length : 0))
    from += column.length
  }
  return bytes
}

/** The `.prj` that ArcGIS writes for CGCS2000 in 3-degree zones without the zone's number before the easting. */
export const gaussKruger = (meridian: number) =>
  `PROJCS["CGCS2000_3_Degree_GK_CM_${meridian}E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`
