import { expect, it } from 'vitest'
import { packSections, unpackSections } from './sections'

it('packs sections of any length, in steps, and gives them back as they were', () => {
  const long = Int32Array.from({ length: 600_000 }, (_, i) => i * 7 - 1_000_000)
  const pieces = [Uint8Array.of(1, 2, 3), new Uint8Array(0), Uint8Array.from({ length: 1_000_001 }, (_, i) => i & 255)]
  const steps = packSections({ of: 'a test' }, { long, pieces, short: Uint16Array.of(65_535), none: new Float64Array(0) })
  let taken = 0
  let step = steps.next()
  for (; !step.done; step = steps.next()) taken++
  expect(taken).toBeGreaterThan(4)
  const { header, section } = unpackSections(step.value)
  expect(header).toEqual({ of: 'a test' })
  // at once: to compare a million items one by one takes seconds
  const holds = (one: Int32Array | Uint8Array, bytes: Uint8Array) => Buffer.from(one.buffer, one.byteOffset, one.byteLength).equals(bytes)
  expect(holds(section('long', 'i32'), new Uint8Array(long.buffer))).toBe(true)
  expect(holds(section('pieces', 'u8'), Buffer.concat(pieces))).toBe(true)
  expect([section('short', 'u16'), section('none', 'f64')]).toEqual([Uint16Array.of(65_535), new Float64Array(0)])
  expect(() => section('short', 'u8')).toThrow(RangeError)
  expect(() => unpackSections(step.value.slice(0, -8))).toThrow('the length is wrong')
})
