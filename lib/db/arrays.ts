/**
 * PostgreSQL arrays in their binary form (`array_recv`), so that a batch of rows goes over as one parameter a column: nothing is
 * quoted in JS and nothing is parsed in SQL. pg sends a Buffer as a binary parameter; cast it in SQL ($1::int4[]).
 */
type Oid = 17 | 20 | 23 | 25 | 701 | 1082 | 1184 | 2950
const HEADER = 20
/** 2000-01-01T00Z, PostgreSQL's epoch. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const DAY_MS = 86_400_000

function header(oid: Oid, length: number, bytes: number): Buffer {
  const out = Buffer.allocUnsafe(bytes)
  out.writeInt32BE(1, 0) // one dimension
  out.writeInt32BE(1, 4) // may hold nulls
  out.writeInt32BE(oid, 8)
  out.writeInt32BE(length, 12)
  out.writeInt32BE(1, 16) // from index 1
  return out
}

function fixed<T>(oid: Oid, width: number, values: readonly (T | null)[], write: (out: Buffer, value: T, at: number) => void): Buffer {
  const out = header(oid, values.length, HEADER + values.length * (4 + width))
  let at = HEADER
  for (const value of values) {
    if (value === null) at = out.writeInt32BE(-1, at)
    else {
      at = out.writeInt32BE(width, at)
      write(out, value, at)
      at += width
    }
  }
  return out.subarray(0, at)
}

const allNull = (values: readonly unknown[]): boolean => values.every((v) => v === null)

function writeInt64(out: Buffer, value: number, at: number): void {
  out.writeInt32BE(Math.floor(value / 0x1_0000_0000), at)
  out.writeInt32BE(value | 0, at + 4)
}

/** int4[] */
export const int4s = (values: readonly (number | null)[]): Buffer => fixed(23, 4, values, (out, v, at) => out.writeInt32BE(v, at))
/** int8[] of whole numbers within ±2^53 */
export const int8s = (values: readonly (number | null)[]): Buffer => fixed(20, 8, values, writeInt64)
/** float8[] */
export const float8s = (values: readonly (number | null)[]): Buffer => fixed(701, 8, values, (out, v, at) => out.writeDoubleBE(v, at))
/** timestamptz[] from epoch milliseconds; null instead of an array when every value is null, which unnest fills up with nulls */
export const timestamps = (values: readonly (number | null)[]): Buffer | null =>
  allNull(values) ? null : fixed(1184, 8, values, (out, v, at) => writeInt64(out, (v - EPOCH_MS) * 1000, at))
/** date[] from days given as epoch milliseconds of their midnight in UTC */
export const dates = (values: readonly (number | null)[]): Buffer =>
  fixed(1082, 4, values, (out, v, at) => out.writeInt32BE((v - EPOCH_MS) / DAY_MS, at))
/** uuid[] from their text form */
export const uuids = (values: readonly string[]): Buffer => fixed(2950, 16, values, (out, v, at) => out.write(v.replaceAll('-', ''), at, 'hex'))
/** bytea[] of values of 16 bytes, from hex */
export const hashes = (values: readonly string[]): Buffer => fixed(17, 16, values, (out, v, at) => out.write(v, at, 'hex'))

/** text[]; null as `timestamps` */
export function texts(values: readonly (string | null)[]): Buffer | null {
  if (allNull(values)) return null
  let bytes = HEADER
  for (const v of values) bytes += 4 + (v === null ? 0 : Buffer.byteLength(v))
  const out = header(25, values.length, bytes)
  let at = HEADER
  for (const v of values) {
    const length = v === null ? -1 : out.write(v, at + 4)
    out.writeInt32BE(length, at)
    at += 4 + Math.max(0, length)
  }
  return out
}
