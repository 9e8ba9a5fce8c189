import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cell, suppressedCells } from './suppression'

/** A tree: each node below one of those before it, with a value of its own that mostly is in the leaves. */
const trees = fc
  .array(fc.record({ up: fc.nat(), own: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 400 })), holds: fc.boolean() }), {
    minLength: 1,
    maxLength: 24,
  })
  .map((nodes) => {
    const parents = nodes.map(({ up }, i) => (i === 0 ? -1 : up % i))
    const values = nodes.map(({ own, holds }, i) => (parents.includes(i) && !holds ? 0 : own))
    const owns = [...values]
    for (let i = nodes.length - 1; i > 0; i--) values[parents[i] ?? 0] = (values[parents[i] ?? 0] ?? 0) + (values[i] ?? 0)
    // the root has no code, as where all of a county is one
    const code = (i: number) => (i === 0 ? '' : `n${i}`)
    const cells = nodes.map((_, i): Cell => ({ code: code(i), parent: i === 0 ? null : code(parents[i] ?? 0), value: values[i] ?? 0 }))
    return { cells, owns }
  })

/**
 * The values that follow from those shown, by linear algebra: what is unknown are the nodes' own values (zero is known of a parent that
 * holds nothing itself), and each shown cell is the sum of those at and below it.
 */
function derivable({ cells, owns }: { cells: readonly Cell[]; owns: readonly number[] }, hidden: ReadonlySet<string>): string[] {
  const parents = new Set(cells.map((c) => c.parent))
  const unknown = cells.flatMap(({ code }, i) => (parents.has(code) && owns[i] === 0 ? [] : [code]))
  const byCode = new Map(cells.map((c) => [c.code, c]))
  const isBelow = (code: string, top: string): boolean => {
    for (let at: string | null = code; at !== null; at = byCode.get(at)?.parent ?? null) if (at === top) return true
    return false
  }
  const rowOf = (top: string) => unknown.map((code) => (isBelow(code, top) ? 1 : 0))
  const basis: number[][] = []
  const reduce = (row: number[]) => {
    let rest = [...row]
    for (const known of basis) {
      const lead = known.findIndex((n) => Math.abs(n) > 1e-9)
      const factor = (rest[lead] ?? 0) / (known[lead] ?? 1)
      rest = rest.map((n, i) => n - factor * (known[i] ?? 0))
    }
    return rest
  }
  const isZero = (row: number[]) => row.every((n) => Math.abs(n) < 1e-9)
  for (const { code } of cells) {
    if (hidden.has(code)) continue
    const rest = reduce(rowOf(code))
    if (!isZero(rest)) basis.push(rest)
  }
  // what a parent holds itself is never shown, and may be small
  const rests = cells.flatMap(({ code }, i) => (parents.has(code) && (owns[i] === 1 || owns[i] === 2) ? [code] : []))
  return [
    ...[...hidden].filter((code) => isZero(reduce(rowOf(code)))),
    ...rests.filter((code) => isZero(reduce(unknown.map((own) => (own === code ? 1 : 0))))).map((code) => `of ${code} itself`),
  ]
}

describe('what is suppressed', () => {
  it('cannot be had by subtraction, whatever the tree', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const hidden = suppressedCells(tree.cells, 3)
        for (const { code, value } of tree.cells) if (value < 3) expect(hidden.has(code)).toBe(true)
        expect(derivable(tree, hidden)).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
  it('is found by the test where only the small ones are left out', () => {
    const cells: Cell[] = [
      { code: 'all', parent: null, value: 12 },
      { code: 'a', parent: 'all', value: 2 },
      { code: 'b', parent: 'all', value: 10 },
    ]
    expect(derivable({ cells, owns: [0, 2, 10] }, new Set(['a']))).toEqual(['a'])
  })
  it('is as little as it can be where nothing is small', () => {
    const cells: Cell[] = [{ code: 'all', parent: null, value: 20 }, ...[3, 5, 12].map((value, i) => ({ code: `c${i}`, parent: 'all', value }))]
    expect(suppressedCells(cells, 3)).toEqual(new Set())
    const small = cells.map((cell) => (cell.code === 'c0' ? { ...cell, value: 2 } : cell.code === 'all' ? { ...cell, value: 19 } : cell))
    expect(suppressedCells(small, 3)).toEqual(new Set(['c0', 'c1']))
  })
  it('takes the parent where there is no other, and something in what it takes', () => {
    const only: Cell[] = [
      { code: 'all', parent: null, value: 32 },
      { code: 'a', parent: 'all', value: 2 },
      { code: 'b', parent: 'all', value: 30 },
      { code: 'b1', parent: 'b', value: 10 },
      { code: 'b2', parent: 'b', value: 20 },
    ]
    expect(suppressedCells(only, 3)).toEqual(new Set(['a', 'b', 'b1']))
  })
})
