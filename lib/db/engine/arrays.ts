import { DAY_MS } from '@/lib/domain/clock'

/**
 * PostgreSQL arrays in their binary form (`array_recv`), so that a batch of rows goes over as one parameter a column: nothing is
 * quoted in JS and nothing is parsed in SQL. pg sends a Buffer as a binary parameter; cast it in SQL ($1::int4[]). Each maker takes
 * rows and what to take of each, which spares an array in between.
 */
type Oid = 17 | 20 | 23 | 25 | 701 | 1082 | 1184 | 2950
const HEADER = 20
/** 2000-01-01T00Z, PostgreSQL's epoch. */
const EPOCH_MS = Date.UTC(2000, 0, 1)

type Value = number | null
type Of<T, V> = (row: T) => V

/** An array of one dimension, from index 1, that may hold nulls. */
function start(oid: Oid, length: number, bytes: number): { out: Buffer; view: DataView } {
  const out = Buffer.allocUnsafe(bytes)
  const view = new DataView(out.buffer, out.byteOffset, bytes)
  view.setInt32(0, 1)
  view.setInt32(4, 1)
  view.setInt32(8, oid)
  view.setInt32(12, length)
  view.setInt32(16, 1)
  return { out, view }
}

/** Values of 4 bytes. */
function narrow<T>(oid: Oid, rows: readonly T[], of: Of<T, Value>): Buffer {
  const { out, view } = start(oid, rows.length, HEADER + rows.length * 8)
  let at = HEADER
  for (const row of rows) {
    const value = of(row)
    view.setInt32(at, value === null ? -1 : 4)
    at += 4
    if (value === null) continue
    view.setInt32(at, value)
    at += 4
  }
  return out.subarray(0, at)
}

/** Values of 8 bytes. */
function wide<T>(oid: Oid, rows: readonly T[], of: Of<T, Value>, write: (view: DataView, at: number, value: number) => void): Buffer {
  const { out, view } = start(oid, rows.length, HEADER + rows.length * 12)
  let at = HEADER
  for (const row of rows) {
    const value = of(row)
    view.setInt32(at, value === null ? -1 : 8)
    at += 4
    if (value === null) continue
    write(view, at, value)
    at += 8
  }
  return out.subarray(0, at)
}

function writeInt64(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / 0x1_0000_0000))
  view.setInt32(at + 4, value | 0)
}

/** The value of each hexadecimal digit by its character code; −1 for others. */
const digits = new Int8Array(128).fill(-1)
for (const digit of '0123456789abcdefABCDEF') digits[digit.charCodeAt(0)] = Number.parseInt(digit, 16)

/** Values of 16 bytes, written as hexadecimal digits; anything else in the text (the dashes of a uuid) is passed over. */
function hex16<T>(oid: Oid, rows: readonly T[], of: Of<T, string>): Buffer {
  const { out, view } = start(oid, rows.length, HEADER + rows.length * 20)
  let at = HEADER
  for (const row of rows) {
    view.setInt32(at, 16)
    at += 4
    const text = of(row)
    let high = -1
    for (let i = 0; i < text.length; i++) {
      const digit = digits[text.charCodeAt(i)] ?? -1
      if (digit < 0) continue
      if (high < 0) high = digit
      else {
        out[at++] = (high << 4) | digit
        high = -1
      }
    }
  }
  return out
}

/** int4[] */
export function int4s<T>(rows: readonly T[], of: Of<T, Value>): Buffer {
  return narrow(23, rows, of)
}

/** int8[] of whole numbers within ±2^53 */
export function int8s<T>(rows: readonly T[], of: Of<T, Value>): Buffer {
  return wide(20, rows, of, writeInt64)
}

/** float8[] */
export function float8s<T>(rows: readonly T[], of: Of<T, Value>): Buffer {
  return wide(701, rows, of, writeFloat64)
}
const writeFloat64 = (view: DataView, at: number, value: number): void => view.setFloat64(at, value)

/** timestamptz[] from epoch milliseconds; null instead of an array when every value is null, which unnest fills up with nulls */
export function timestamps<T>(rows: readonly T[], of: Of<T, Value>): Buffer | null {
  return rows.every((row) => of(row) === null) ? null : wide(1184, rows, of, writeMicroseconds)
}
const writeMicroseconds = (view: DataView, at: number, ms: number): void => writeInt64(view, at, (ms - EPOCH_MS) * 1000)

/** date[] from days given as epoch milliseconds of their midnight in UTC */
export function dates<T>(rows: readonly T[], of: Of<T, number>): Buffer {
  return narrow(1082, rows, (row) => (of(row) - EPOCH_MS) / DAY_MS)
}

/** uuid[] from their text form, which must be one of a uuid */
export function uuids<T>(rows: readonly T[], of: Of<T, string>): Buffer {
  return hex16(2950, rows, of)
}

/** bytea[] of values of 16 bytes, from 32 hexadecimal digits */
export function hashes<T>(rows: readonly T[], of: Of<T, string>): Buffer {
  return hex16(17, rows, of)
}

/** text[]; null as `timestamps` */
export function texts<T>(rows: readonly T[], of: Of<T, string | null>): Buffer | null {
  let bytes = HEADER
  let given = false
  for (const row of rows) {
    const text = of(row)
    if (text !== null) given = true
    bytes += 4 + (text === null ? 0 : Buffer.byteLength(text))
  }
  if (!given) return null
  const { out, view } = start(25, rows.length, bytes)
  let at = HEADER
  for (const row of rows) {
    const text = of(row)
    const length = text === null ? -1 : out.write(text, at + 4)
    view.setInt32(at, length)
    at += 4 + Math.max(0, length)
  }
  return out
}
