import * as z from 'zod/mini'

/**
 * One column as the header of a binary answer names it. A value is what is stored (0 for `const`, the index for `seq`) plus `base`.
 *
 * Columnar binary (contract: u32 little-endian header length; JSON header; zero padding to 8; columns in order, each padded to 8).
 * A column of integers is stored in the narrowest type that holds `value − base`; `const` and `seq` (base + index) take no bytes.
 */
export const ColumnHeader = z.object({
  name: z.string(),
  type: z.enum(['u8', 'u16', 'u32', 'f32', 'f64', 'const', 'seq']),
  length: z.int().check(z.gte(0)),
  base: z.optional(z.number()),
})
type ColumnHeader = z.infer<typeof ColumnHeader>
const Header = z.looseObject({ columns: z.array(ColumnHeader) })

/** Arrays of whole numbers (packed), or Float32Array / Float64Array (kept as they are). */
export type Column = readonly number[] | Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array | Float32Array
type Packed = Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array

const pad8 = (n: number) => (n + 7) & ~7

/** Columns in the narrowest types that hold them, in the order of an answer. */
export type PackedColumns = readonly { header: ColumnHeader; data: Packed | null }[]

function pack(name: string, values: Column): PackedColumns[number] {
  const { length } = values
  if (values instanceof Float32Array) return { header: { name, type: 'f32', length }, data: values }
  if (values instanceof Float64Array) return { header: { name, type: 'f64', length }, data: values }
  return packWhole(name, values instanceof Int32Array ? values : new Float64Array(values))
}

/** A loop that meets two kinds of array; one that meets all of them takes about twice as long. */
function packWhole(name: string, values: Int32Array | Float64Array): PackedColumns[number] {
  const { length } = values
  let min = Infinity
  let max = -Infinity
  let sequential = true
  const first = values[0] ?? 0
  for (let i = 0; i < length; i++) {
    const v = values[i] ?? 0
    if (v < min) min = v
    if (v > max) max = v
    if (v !== first + i) sequential = false
  }
  if (length === 0 || min === max) return { header: { name, type: 'const', length, base: first }, data: null }
  if (sequential) return { header: { name, type: 'seq', length, base: first }, data: null }
  const range = max - min
  const type = range <= 0xff ? 'u8' : range <= 0xffff ? 'u16' : range <= 0xffffffff ? 'u32' : 'f64'
  const data = new ARRAYS[type](length)
  const base = type === 'f64' ? 0 : min
  for (let i = 0; i < length; i++) data[i] = (values[i] ?? 0) - base
  return { header: { name, type, length, base }, data }
}

/** Packs named columns. Values must be whole and within ±2^53, but in a Float32Array or Float64Array, which is kept as it is. */
export const packColumns = (columns: Record<string, Column>): PackedColumns => Object.entries(columns).map(([name, values]) => pack(name, values))

/** Bytes that packed columns take. */
const bytesOf = (packed: PackedColumns): number => packed.reduce((n, { data }) => n + pad8(data?.byteLength ?? 0), 0)

/** Encodes header fields and packed columns into one buffer. */
export function encodePacked(fields: Record<string, unknown>, packed: PackedColumns): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify({ ...fields, columns: packed.map((p) => p.header) }))
  const start = pad8(4 + head.length)
  const out = new Uint8Array(start + bytesOf(packed))
  new DataView(out.buffer).setUint32(0, head.length, true)
  out.set(head, 4)
  let offset = start
  for (const { data } of packed) {
    if (!data) continue
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset)
    offset += pad8(data.byteLength)
  }
  return out
}

/** Encodes named columns and header fields into one buffer (see `packColumns`). */
export const encodeColumns = (fields: Record<string, unknown>, columns: Record<string, Column>): Uint8Array<ArrayBuffer> =>
  encodePacked(fields, packColumns(columns))

const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const

/** The values of a column as they lie there, which an array can only be laid over where they begin at a multiple of their width. */
function stored(type: keyof typeof ARRAYS, bytes: Uint8Array, offset: number, length: number): ArrayLike<number> {
  const { BYTES_PER_ELEMENT } = ARRAYS[type]
  const own = new Uint8Array(bytes.subarray(offset, offset + length * BYTES_PER_ELEMENT))
  return new ARRAYS[type](own.buffer)
}

/** The values of a column, of which what is stored begins at `offset`. */
function valuesOf({ type, length, base = 0 }: ColumnHeader, bytes: Uint8Array, offset: number): Float64Array | Float32Array {
  const out = type === 'f32' ? new Float32Array(length) : new Float64Array(length)
  if (type === 'seq') {
    for (let i = 0; i < length; i++) out[i] = base + i
    return out
  }
  if (type !== 'const') out.set(stored(type, bytes, offset, length))
  if (base !== 0) for (let i = 0; i < length; i++) out[i] = base + (out[i] ?? 0)
  return out
}

export type DecodedColumns = { fields: Record<string, unknown>; columns: Record<string, Float64Array | Float32Array> }

/** Decodes what `encodeColumns` made, or the columns of it that are wanted; throws RangeError or SyntaxError on a cut or malformed buffer. */
export function decodeColumns(bytes: Uint8Array, wanted: readonly string[] | null = null): DecodedColumns {
  if (bytes.byteLength < 4) throw new RangeError('columns: no header')
  const headLength = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  if (4 + headLength > bytes.byteLength) throw new RangeError('columns: header is cut')
  const { columns: headers, ...fields } = Header.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength))))
  const columns: Record<string, Float64Array | Float32Array> = {}
  let offset = pad8(4 + headLength)
  for (const { name, type, length, base = 0 } of headers) {
    const width = type === 'const' || type === 'seq' ? 0 : ARRAYS[type].BYTES_PER_ELEMENT
    if (offset + width * length > bytes.byteLength || length > 50_000_000) throw new RangeError(`columns: ${name} is cut`)
    if (wanted === null || wanted.includes(name)) columns[name] = valuesOf({ name, type, length, base }, bytes, offset)
    offset += pad8(width * length)
  }
  return { fields, columns }
}
