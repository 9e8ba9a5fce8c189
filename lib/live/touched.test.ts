import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { diffHead, diffRows, figuresView } from '@/lib/domain/figures-view'
import type { Touched } from '@/lib/domain/view'
import { changeSequences } from '@/lib/testing/change-sequences'
import { raggedCounty, raggedViewers, viewerOf } from '@/lib/testing/ragged-county'
import { makeBoard } from './board'
import { touchOf } from './touched'

const now = Date.UTC(2026, 10, 24, 8, 20)
const { grids, typeById } = raggedCounty
const ids = new Map(grids.map((g) => [g.code, g.id]))
const operator: Viewer = { ...viewerOf('operator', '411324001'), parties: ['member:1', 'team:2'] }
const near: Viewer = { ...viewerOf('handler', '411324001001001', '411324002'), parties: ['team:2'] }
const police: Viewer = { id: 'p', name: '公安', role: 'handler', scope: { kind: 'department', department: '公安' } }
const viewers = [...raggedViewers, operator, near, police]
const sequences = changeSequences({
  grids: grids.map((g) => g.id),
  types: [1, 2, 3],
  times: [now - DAY_MS, now],
  cells: { width: 3, height: 3 },
  parties: ['department:城管', 'department:公安', 'member:1', 'team:2'],
})

it('a change touches the figures that it moves, and of a grid and class of sensitivity that stay the same no others', () => {
  fc.assert(
    fc.property(sequences, fc.constantFrom(...viewers), (changes, viewer) => {
      const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
      const touch = touchOf(board, viewer)
      const read = () => figuresView(board.figures(viewer, now), null, (code) => ids.get(code))
      let before = read()
      for (const change of changes) {
        board.apply([change], change.revision)
        const touched: Touched = new Set()
        touch([change], now, touched)
        const after = read()
        const nothing: Touched = new Set()
        const moved = [...diffRows(before.rows, after.rows, nothing).ids, ...Object.keys(diffHead(before.head, after.head, nothing))]
        for (const key of moved) expect(touched).toContain(key)
        const sensitive = (facts: typeof change.after) => facts && typeById.get(facts.type)?.sensitive
        const stays = !change.before || !change.after
        if (stays || (change.before?.grid === change.after?.grid && sensitive(change.before) === sensitive(change.after)))
          expect([...touched].sort()).toEqual(moved.sort())
        before = after
      }
    }),
    { numRuns: 100, seed: 20261126 },
  )
})
