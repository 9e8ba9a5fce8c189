import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { readCursor } from '../events/list-order'
import { cursorTo, placeIn } from './cursor'
import { keyset, type SortColumns } from './keyset'

const ID = '00000000-0000-4000-8000-000000000001'
const KEYS: SortColumns<'came' | 'load' | 'name'> = {
  came: { sql: 'o.created_at', as: 'instant', always: true },
  load: { sql: 'o.load', as: 'float8' },
  name: { sql: 'o.name', as: 'text' },
}
const written = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')
const AT = Date.UTC(2026, 10, 28)

it('reads back what a cursor was made of, and takes nothing else for one', () => {
  const Place = z.tuple([z.string(), z.int()])
  expect(placeIn(cursorTo(['新', 7]), Place)).toEqual(['新', 7])
  const bad = ['', 'x', '%', cursorTo(['新']), cursorTo(null), Buffer.from('["新", 7').toString('base64url')]
  for (const cursor of bad) expect(() => placeIn(cursor, Place), cursor).toThrow(expect.objectContaining({ code: 'invalid' }))
  expect(() => placeIn(cursorTo(['新', 7]), Place, ([of]) => of === '旧')).toThrow(expect.objectContaining({ code: 'invalid' }))
})

// instants that PostgreSQL has none of (4713 BC and before), and any that RFC 3339 cannot write
describe('a cursor is of a place that a row can have', () => {
  it.each([
    ['came', AT, true],
    ['came', -62_167_219_200_000, true],
    ['came', 253_402_300_799_999, true],
    ['came', -62_167_219_200_001, false],
    ['came', -2.2e14, false],
    ['came', 8.64e15, false],
    ['came', '2026', false],
    ['load', -2.2e14, true],
    ['load', 9e15, false],
    ['load', null, true],
    ['name', '王', true],
    ['name', 'a\0', false],
    ['name', 7, false],
  ] as const)('of %s at %j: %s', (order, value, is) => {
    const read = () => keyset(order, ['came', 'load', 'name'], KEYS, 'o.id').behind(written([order, value, ID]), () => '$1')
    if (is) expect(read()).toMatch(/o\./)
    else expect(read).toThrow(expect.objectContaining({ code: 'invalid' }))
  })

  it.each([
    ['newest', [AT / 1000], true],
    ['newest', [-2.2e11], false],
    ['newest', [1e15], false],
    ['oldest', [-2.2e11], false],
    ['oldest', [1e15], false],
    ['deadline', [-2.2e11], false],
    ['deadline', [1e15], true],
    ['deadline', [9e14], false],
    ['urgent', [0, 1, -AT / 1000], true],
    ['urgent', [0, 1, 1e15], true],
    ['urgent', [0, 1, 1e16], false],
    ['urgent', [0, 1], false],
    ['state', [3], true],
  ] as const)('of events by %s at %j: %s', (order, keys, is) => {
    const read = () => readCursor(written([order, { keys, number: 1 }]), order)
    if (is) expect(read()).toEqual({ keys, number: 1 })
    else expect(read).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})
