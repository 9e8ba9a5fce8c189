import { describe, expect, test } from 'vitest'
import type { BoardState } from '@/lib/domain/apply'
import { type LiveState, startState } from './board'
import { STALE_MS, truthOf } from './truth'

const board: BoardState = { logId: 'a', revision: 10, asOf: 0, at: 0, grids: new Map(), recent: [], pulses: [] }
const live: LiveState = { ...startState, board, link: 'socket', syncing: false, head: 10, heardAt: 1_000 }
const at = (state: Partial<LiveState>, now = 1_000) => truthOf({ ...live, ...state }, now)

describe('the state of truth', () => {
  test('is live only when all that was heard of is shown, over a link that stands', () => {
    expect(at({})).toEqual({ state: 'live', behind: 0, seconds: 0, drained: false })
    expect(at({ link: 'polling' }).state).toBe('live')
    expect(at({ head: 15 })).toMatchObject({ state: 'catching', behind: 5 })
    expect(at({ syncing: true }).state).toBe('catching')
    expect(at({ link: 'connecting' }).state).toBe('catching')
  })
  test('grows old after fifteen seconds without a word, whatever is being fetched', () => {
    expect(at({}, 1_000 + STALE_MS - 1)).toMatchObject({ state: 'live', seconds: 14, drained: false })
    expect(at({ syncing: true, head: 12 }, 1_000 + STALE_MS)).toMatchObject({ state: 'stale', seconds: 15, drained: true })
  })
  test('is offline as soon as the link is known to be down, and drains when it is old', () => {
    expect(at({ link: 'down' })).toMatchObject({ state: 'offline', drained: false })
    expect(at({ link: 'down' }, 1_000 + STALE_MS)).toMatchObject({ state: 'offline', drained: true })
  })
  test('before anything was shown it is connecting, or offline', () => {
    expect(truthOf(startState, 5_000)).toEqual({ state: 'connecting', behind: 0, seconds: 0, drained: false })
    expect(truthOf({ ...startState, link: 'down' }, 5_000)).toMatchObject({ state: 'offline', drained: true })
  })
  test('a clock that was set back makes nothing younger than now', () => expect(at({}, 0).seconds).toBe(0))
})
