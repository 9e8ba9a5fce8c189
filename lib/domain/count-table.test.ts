import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CountTable } from './count-table'

const part = fc.integer({ min: -3, max: 3 })
const additions = fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), part, part, part, part), { maxLength: 400 })

function listed(table: CountTable): [string, number][] {
  const found: [string, number][] = []
  table.forEach((count, ...key) => {
    found.push([key.slice(0, table.width).join(), count])
  })
  return found.sort()
}

describe('a count table', () => {
  it('counts as a map does, for every width of key', () => {
    fc.assert(
      fc.property(fc.constantFrom<(1 | 2 | 3 | 4)[]>(1, 2, 3, 4), additions, (width, rows) => {
        const table = new CountTable(width, 1)
        const naive = new Map<string, number>()
        for (const [delta, ...key] of rows) {
          const name = key.slice(0, width).join()
          naive.set(name, (naive.get(name) ?? 0) + delta)
          expect(table.add(delta, ...key)).toBe(naive.get(name))
        }
        const expected = [...naive].filter(([, n]) => n !== 0).sort()
        expect(listed(table)).toEqual(expected)
        expect(table.size).toBe(expected.length)
        for (const [name, n] of naive) {
          const [a = 0, b = 0, c = 0, d = 0] = name.split(',').map(Number)
          expect(table.get(a, b, c, d)).toBe(n)
        }
        const { keys, counts } = table.entries()
        expect(listed(CountTable.fromEntries(width, keys, counts))).toEqual(expected)
      }),
    )
  })

  it('does not grow when the same places are filled and emptied', () => {
    const table = new CountTable(2)
    for (let i = 0; i < 10_000; i++) {
      table.add(1, i, i % 7)
      table.add(-1, i, i % 7)
    }
    expect(table.size).toBe(0)
    expect(table.byteLength).toBeLessThan(4_000)
  })

  it('moves what it has outgrown a few slots a change, and says the same of it meanwhile', () => {
    const table = new CountTable(3)
    let sizes = 0
    let [before, since] = [table.byteLength, 0]
    for (let i = 0; i < 20_000; i++) {
      table.add(1, i, i % 11, i % 5)
      // half are gone again, some of them before they have been moved
      if (i % 2) table.add(-1, i >> 1, (i >> 1) % 11, (i >> 1) % 5)
      const { byteLength } = table
      if (byteLength > before) {
        sizes++
        since = i
        expect(table.entries().counts).toHaveLength(table.size)
        expect(table.get(i - 1, (i - 1) % 11, (i - 1) % 5)).toBe(1)
      }
      if (byteLength < before) expect(i - since).toBeGreaterThan(since / 64)
      before = byteLength
    }
    expect(sizes).toBeGreaterThan(5)
    expect(listed(table)).toEqual(
      Array.from({ length: 10_000 }, (_, i) => [[i + 10_000, (i + 10_000) % 11, (i + 10_000) % 5].join(), 1] as [string, number]).sort(),
    )
  })

  it('copies what it holds in steps, however much that is, also of what it has outgrown', () => {
    const table = new CountTable(3)
    // 131,072 slots are begun, and of the 65,536 before them some have yet to be moved
    for (let i = 0; i < 42_000; i++) table.add(1 + (i % 3), i, i % 11, i % 5)
    const steps = table.copyEntries()
    let taken = 0
    let step = steps.next()
    for (; !step.done; step = steps.next()) taken++
    expect(taken).toBe((131_072 + 65_536) / 16_384)
    expect(listed(CountTable.fromEntries(3, step.value.keys, step.value.counts))).toEqual(listed(table))
  })

  it('refuses arrays that do not fit together', () => {
    expect(() => CountTable.fromEntries(2, new Int32Array(3), new Int32Array(2))).toThrow(RangeError)
  })
})
