import { describe, expect, it } from 'vitest'
import { applyFigures, decodeRows, diffHead, diffRows, encodeRows, figuresView, hashFigures, type KpisMessage } from './figures-view'
import { stepOfView, type ViewHead } from './view'
import type { Figures } from './wire'

const codes = ['11', '1101', '1102', '12']
const idOf = (code: string) => codes.indexOf(code) + 1 || undefined
const codeOf = (id: number) => codes[id - 1]
const figures = (more: Partial<Figures> = {}): Figures => ({
  total: { reported: 400, handled: 300, open: 100, near: 5, overdue: 7 },
  states: [{ state: 'handling', count: 100 }],
  today: { reported: 3, handled: 2 },
  classes: [{ code: '01', today: 3 }],
  grids: codes.map((grid, i) => ({ grid, reported: 100 + i, handled: 70_000 * i, open: 100 + i - 70_000 * i, today: i, ...(i && { overdue: i }) })),
  ...more,
})
const place: ViewHead = { logId: 'log', revision: 9, at: 0 }
const whole = (of: Figures): KpisMessage => {
  const { head, rows } = figuresView(of, null, idOf)
  return { ...place, ...head, rows }
}

describe('figures as rows', () => {
  it('come back from bytes and from a whole message as they were', () => {
    const { rows } = figuresView(figures(), null, idOf)
    expect(decodeRows(encodeRows(rows))).toEqual(rows)
    expect(encodeRows({ ids: new Uint32Array(), counts: new Uint32Array() }).byteLength).toBe(0)
    expect(decodeRows(new Uint8Array()).ids).toHaveLength(0)
    expect(applyFigures(null, whole(figures()), codeOf)).toEqual(figures())
    expect(() => decodeRows(Uint8Array.of(9, 0, 0, 0, 1))).toThrow()
  })

  it('of a difference are those that are others, and those that were touched', () => {
    const [before, after] = [figuresView(figures(), null, idOf), figuresView(figures(), null, idOf)]
    after.rows.counts[4 * 1 + 2] = 99
    expect([...diffRows(before.rows, after.rows, new Set()).ids]).toEqual([2])
    expect(diffRows(before.rows, after.rows, new Set(['total', 4, 7]))).toEqual({
      ids: Uint32Array.of(2, 4),
      counts: Uint32Array.of(101, 70_000, 99, 1, 103, 210_000, 3, 3),
    })
    const today = { reported: 4, handled: 2 }
    expect(diffHead(before.head, { ...before.head, today }, new Set(['states', 2]))).toEqual({ today, states: before.head.states })
  })

  it('that changed take the place of what was there, and leave the others as they are', () => {
    const old = figures()
    const rows = { ids: Uint32Array.of(2), counts: Uint32Array.of(5, 4, 3, 0) }
    const next = applyFigures(old, { ...place, since: 8, today: { reported: 9, handled: 9 }, rows }, codeOf)
    const changed = { grid: '1101', reported: 5, handled: 4, open: 1, today: 3 }
    expect(next).toEqual({ ...old, today: { reported: 9, handled: 9 }, grids: old.grids.map((g) => (g.grid === '1101' ? changed : g)) })
    expect(next?.grids[0]).toBe(old.grids[0])
  })

  it('that do not fit change nothing: of an unknown grid, of one that is not shown, on no figures, whole without totals', () => {
    const rows = (id: number) => ({ ids: Uint32Array.of(id), counts: new Uint32Array(4) })
    expect(applyFigures(figures(), { ...place, since: 8, rows: rows(5) }, codeOf)).toBeNull()
    expect(applyFigures(figures({ grids: [] }), { ...place, since: 8, rows: rows(1) }, codeOf)).toBeNull()
    expect(applyFigures(null, { ...place, since: 8, rows: rows(1) }, codeOf)).toBeNull()
    expect(applyFigures(null, { ...place, rows: rows(1) }, codeOf)).toBeNull()
  })

  it('hash alike in any order, and otherwise when any number is another one', () => {
    const hash = (of: Figures) => hashFigures(figuresView(of, null, idOf))
    const own = hash(figures())
    expect(hash(figures({ grids: [...figures().grids].reverse() }))).toBe(own)
    expect(Number.isInteger(own) && own >= 0 && own < 2 ** 32).toBe(true)
    const [first, ...others] = figures().grids
    if (!first) throw new Error('no grids')
    const forged = [
      figures({ grids: others }),
      ...(['reported', 'handled', 'today', 'overdue'] as const).map((name) => figures({ grids: [{ ...first, [name]: 42 }, ...others] })),
      // the counts of two grids in each other's place
      figures({ grids: figures().grids.map((g, i, all) => ({ ...(all[3 - i] ?? g), grid: g.grid })) }),
      figures({ total: { ...figures().total, near: 6 } }),
      figures({ today: { reported: 2, handled: 3 } }),
      figures({ states: [{ state: 'suspended', count: 100 }] }),
      figures({ classes: [{ code: '10', today: 3 }] }),
    ].map(hash)
    expect(new Set([own, hashFigures(figuresView(figures(), 0.5, idOf)), ...forged]).size).toBe(forged.length + 2)
  })
})

it('a message of a view is taken from anywhere between its ends, a whole one from its revision on', () => {
  const steps = (since: number | undefined, revision: number) => [7, 8, 9, 10, 11].map((own) => stepOfView(own, { since, revision }))
  expect(steps(8, 10)).toEqual(['gap', 'take', 'take', 'known', 'known'])
  expect(steps(undefined, 10)).toEqual(['take', 'take', 'take', 'take', 'known'])
})
