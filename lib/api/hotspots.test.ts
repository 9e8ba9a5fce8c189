import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { hotspotWindow } from '@/lib/domain/hotspots'
import { isVoid } from '@/lib/domain/life'
import { makeBoard } from '@/lib/live/board'
import { changeSequences, finalFacts } from '@/lib/testing/change-sequences'
import { raggedCounty, raggedViewers } from '@/lib/testing/ragged-county'
import { leafHours } from './hotspots'

const now = Date.UTC(2026, 10, 24, 8, 20)
const { from, to } = hotspotWindow(now)
const { grids, typeById } = raggedCounty
const parents = new Set(grids.map((g) => g.parentCode))
const leaves = grids.filter((g) => !parents.has(g.code))
const inScope = (viewer: Viewer, code: string) =>
  (viewer.scope.kind === 'grids' ? viewer.scope.prefixes : [viewer.within ?? '']).some((p) => isWithin(code, p))
/** A department counts what was given to it, sensitive events too. */
const isTold = ({ scope }: Viewer, { life }: EventFacts) =>
  scope.kind === 'grids' || (scope.kind === 'department' && life?.parties.includes(`department:${scope.department}`))
const isFull = (viewer: Viewer) => viewer.scope.kind === 'department' || visibilityClass(viewer) === 'full'

const sequences = fc
  .constantFrom(20 * HOUR_MS, 10 * DAY_MS, 100 * DAY_MS)
  .chain((span) =>
    changeSequences(
      { grids: grids.map((g) => g.id), types: [1, 2, 3], times: [now - span, now], cells: { width: 3, height: 3 }, parties: ['department:城管'] },
      150,
    ),
  )

it('counts each leaf in sight as a filter over all events does, for every viewer', () => {
  fc.assert(
    fc.property(sequences, (changes) => {
      const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
      board.apply(changes, changes.length)
      const rows = [...finalFacts(changes).values()]
      for (const viewer of raggedViewers) {
        const got = leafHours(board, board.view(viewer), now)
        const seen = leaves.filter((g) => inScope(viewer, g.code)).sort((a, b) => (a.code < b.code ? -1 : 1))
        const count = (id: number, level: number, ago: number) =>
          rows.filter(
            (r) =>
              r.grid === id &&
              !isVoid(r.life) &&
              isTold(viewer, r) &&
              r.occurredAt >= from - ago &&
              r.occurredAt < to - ago &&
              (level === 1 || isFull(viewer) || !typeById.get(r.type)?.sensitive),
          ).length
        expect(got.grids).toEqual(
          seen.map(({ id, code, level }) => ({
            grid: code,
            level,
            count: count(id, level, 0),
            before: Array.from({ length: got.weeks }, (_, i) => count(id, level, (i + 1) * 7 * DAY_MS)),
          })),
        )
      }
    }),
    { numRuns: 40 },
  )
})

it('looks at no week that is still being written', () => {
  const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
  const facts = { revision: 0, grid: leaves[0]?.id ?? 0, type: 1, urgency: 4, handledAt: null, cellX: -1, cellY: -1 }
  const changes = Array.from({ length: 90 }, (_, ago) => ({
    ...{ revision: ago + 1, number: ago + 1, receivedAt: now, before: null },
    after: { ...facts, revision: ago + 1, occurredAt: now - ago * DAY_MS - HOUR_MS },
  }))
  board.apply(changes, changes.length)
  const [viewer] = raggedViewers
  if (!viewer) throw new Error('nobody looks')
  const weeks = (complete: number | null) => leafHours(board, board.view(viewer), now, complete).weeks
  expect(weeks(null)).toBeGreaterThan(10)
  expect(weeks(from - 3 * 7 * DAY_MS)).toBe(3)
  expect(weeks(from + HOUR_MS)).toBe(0)
})
