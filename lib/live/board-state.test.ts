import { expect, it } from 'vitest'
import type { EventChange } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { sourceLife } from '@/lib/domain/life'
import { allSteps } from '@/lib/testing/all-steps'
import { raggedCounty, raggedViewers } from '@/lib/testing/ragged-county'
import { type Board, makeBoard } from './board'
import { copyBoard, packBoard, restoreBoard } from './board-state'

const now = Date.UTC(2026, 10, 24, 8)

/** Some hundred thousand events on four days, so that days are dense and some hours outgrow a byte. */
function busyChanges(): EventChange[] {
  const ids = raggedCounty.grids.map((g) => g.id)
  return Array.from({ length: 40_000 }, (_, i) => {
    const occurredAt = i % 3 === 0 ? now : now - ((i * 7_919) % (4 * DAY_MS))
    const after = {
      revision: i + 1,
      grid: ids[i % 7 ? i % ids.length : 0] ?? 7,
      type: 1 + (i % 3),
      urgency: 4,
      occurredAt,
      handledAt: i % 5 ? occurredAt + (i % 9) * 3_600_000 : null,
      cellX: i % 40,
      cellY: i % 31,
    }
    return { revision: i + 1, number: i + 1, receivedAt: occurredAt, before: null, after }
  })
}

const shown = (board: Board) =>
  raggedViewers.map((viewer) => [
    board.figures(viewer, now),
    board.sums(viewer),
    board.cells(viewer, { window: '7d', at: now, types: null, ahead: true })?.count.length,
    board.cells(viewer, { window: 'all', at: now, types: null, ahead: true })?.count.length,
    viewer.scope.kind === 'grids' && !viewer.scope.prefixes.includes('9') ? board.kpis(viewer, { from: now - 2 * DAY_MS, to: now }, now) : null,
  ])

it('a busy board comes back as it was, and what is applied to it afterwards does not change the checkpoint', async () => {
  const changes = busyChanges()
  const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
  board.apply(changes.slice(0, 39_000), 39_000)
  const before = shown(board)
  const packing = packBoard(allSteps(copyBoard(board))) // goes on in the background while the board moves
  board.apply(changes.slice(39_000), 40_000)
  const restored = await restoreBoard(await packing, raggedCounty, 'log')
  expect(restored.revision).toBe(39_000)
  expect(shown(restored)).toEqual(before)
  restored.apply(changes.slice(39_000), 40_000)
  expect(shown(restored)).toEqual(shown(board))
})

/** A board of so many sensitive events, each given to a department and to a member. */
function givenBoard(count: number): Board {
  const sensitive = [...raggedCounty.typeById.values()].find((type) => type.sensitive)
  const [grid] = raggedCounty.grids
  const given: EventChange[] = Array.from({ length: count }, (_, i) => {
    const life = { ...sourceLife(null), parties: [`department:${i % 3}`, 'member:1'] }
    const place = { grid: grid?.id ?? 0, cellX: 1, cellY: 1 }
    const after = { ...place, revision: i + 1, type: sensitive?.id ?? 0, urgency: 4, occurredAt: now, handledAt: null, life }
    return { revision: i + 1, number: i + 1, receivedAt: now, before: null, after }
  })
  const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
  board.apply(given, given.length)
  return board
}
const held = (board: Board) => [...board.given.of(['member:1', 'department:1'])].sort(([a], [b]) => a - b)

it('brings back each sensitive event that was given to somebody, however many', async () => {
  const board = givenBoard(4_500)
  const restored = await restoreBoard(await packBoard(allSteps(copyBoard(board))), raggedCounty, 'log')
  expect(held(board)).toHaveLength(4_500)
  expect(held(restored)).toEqual(held(board))
})

it('brings them back from a checkpoint of before they came in blocks', async () => {
  const board = givenBoard(30)
  const copy = Buffer.from(allSteps(copyBoard(board)))
  const at = copy.indexOf('givenBlocks')
  expect(at).toBeGreaterThan(0)
  // a name that nobody reads, of the same length
  copy.write('givenNobody', at)
  expect(held(await restoreBoard(await packBoard(copy), raggedCounty, 'log'))).toEqual(held(board))
})
