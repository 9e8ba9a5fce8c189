import { expect, it } from 'vitest'
import { decodeColumns, encodeColumns } from './columns'

/** A column of every type that there is. */
const COLUMNS = {
  const: [7, 7, 7],
  seq: [4, 5, 6],
  u8: [-3, 0, 250],
  u16: [1_000, -40_000, 20_000],
  u32: [-2_000_000_000, 0, 2_000_000_000],
  f64: [-(2 ** 52), 0, 2 ** 52],
  whole: Float64Array.of(0.1, -5e300, 3),
  single: Float32Array.of(0.5, -1.25, 1024),
  empty: [],
}
const read = (bytes: Uint8Array) => decodeColumns(bytes).columns

it('reads back a column of every type, wherever in a buffer the bytes begin', () => {
  const bytes = encodeColumns({ of: 'test' }, COLUMNS)
  for (const at of [0, 1, 3, 8]) {
    const buffer = new Uint8Array(bytes.length + at + 5)
    buffer.set(bytes, at)
    for (const part of [buffer.subarray(at, at + bytes.length), Buffer.from(buffer.buffer, at, bytes.length)]) {
      expect(decodeColumns(part).fields).toEqual({ of: 'test' })
      for (const [name, values] of Object.entries(COLUMNS)) expect([name, ...(read(part)[name] ?? [])]).toEqual([name, ...values])
    }
  }
})

it('refuses what is cut', () => {
  const bytes = encodeColumns({}, { u16: COLUMNS.u16, whole: COLUMNS.whole })
  for (const length of [0, 3, 20, bytes.length - 8]) expect(() => read(bytes.subarray(0, length)), `${length} bytes`).toThrow()
})
