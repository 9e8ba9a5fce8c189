import { COUNTY_CODE } from '@/lib/demo/communities'
import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { type GridNode, leavesOf } from '@/lib/domain/grid'
import { latticeFor } from '@/lib/domain/lattice'
import { EVENT_STATES, LIGHTS, type Life, sourceLife } from '@/lib/domain/life'
import { makeRandom } from '@/lib/domain/random'
import { type Board, makeBoard } from '@/lib/live/board'

/** So many of the deepest leaves that share as little above them as the tree lets them: other streets first, then other communities. */
export function leavesApart({ atlas: { grids } }: Board, count: number): GridNode[] {
  const deepest = leavesOf(grids).sort((a, b) => b.level - a.level || a.id - b.id)
  const found: GridNode[] = []
  for (const level of [1, 2, 3, 4]) {
    const above = grids.filter((g) => g.level === level).map((g) => g.code)
    const taken = new Set(found.map((leaf) => above.find((code) => leaf.code.startsWith(code))))
    for (const leaf of deepest) {
      const code = above.find((c) => leaf.code.startsWith(c))
      if (found.length === count || !code || taken.has(code) || found.includes(leaf)) continue
      taken.add(code)
      found.push(leaf)
    }
  }
  return found
}

let made: ReturnType<typeof countyGrids> | undefined

/**
 * A board on the tree of the demonstration county (345 grids), `times` side by side, that counts `events` of the last thirty days, some
 * handled and some of today. What `report` answers is an event of `now` in a grid, as the next change.
 */
export function countedBoard(times: number, events: number, now: number): { board: Board; report(grid: GridNode): EventChange } {
  made ??= countyGrids()
  const county = made
  const grids: GridNode[] = Array.from({ length: times }, (_, n) => {
    const within = (code: string) => `${Number(COUNTY_CODE) + n}${code.slice(COUNTY_CODE.length)}`
    return county.map(({ geometry: _shape, ...grid }, i) => ({
      ...grid,
      id: n * county.length + i + 1,
      code: within(grid.code),
      parentCode: within(grid.parentCode),
      demo: true,
    }))
  }).flat()
  const types = EVENT_TYPES.map((type, i) => ({ ...type, id: i + 1 }))
  const atlas = { version: 1, grids, typeById: new Map(types.map((t) => [t.id, t])), lattice: latticeFor([112.2, 33, 112.3, 33.1]) }
  const board = makeBoard(atlas, { logId: '0b6f0a9e-3c53-4a35-9d0c-6c1f1c7b8d11', revision: 0 }, now)
  const random = makeRandom('counted board')
  const below = (n: number) => Math.floor(random.next() * n)
  const leaves = leavesOf(grids)

  let revision = 0
  const change = (grid: GridNode | undefined, occurredAt: number, life?: Life): EventChange => {
    revision++
    const handledAt = life?.state === 'closed' || life?.state === 'rejected' ? occurredAt + 60_000 : null
    const type = 1 + below(types.length)
    const after: EventFacts = { revision, grid: grid?.id ?? 0, type, urgency: 4, occurredAt, handledAt, cellX: -1, cellY: -1 }
    return { revision, number: revision, receivedAt: occurredAt, before: null, after: life ? { ...after, life } : after }
  }
  const past = Array.from({ length: events }, () => {
    const state = random.next() < 0.9 ? 'closed' : EVENT_STATES[below(5)]
    const light = LIGHTS[below(3)] ?? 'normal'
    const life: Life = { ...sourceLife(null), state: state ?? 'closed', light }
    return change(leaves[below(leaves.length)], now - Math.floor(random.next() * 30 * DAY_MS), life)
  })
  board.apply(past, revision)
  return { board, report: (grid) => change(grid, now) }
}
