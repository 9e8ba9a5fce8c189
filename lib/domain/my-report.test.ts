import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from './clock'
import type { EventState } from './life'
import { newLife, type PlacedLife } from './life-event'
import { type Reported, toldReport } from './my-report'

/** 09:00 in the county. */
const now = Date.parse('2026-11-24T01:00:00Z')
const at = (days: number) => now - days * DAY_MS
const iso = (days: number) => new Date(at(days)).toISOString()
const life = (state: EventState, more: Partial<PlacedLife> = {}): PlacedLife => ({
  ...newLife({ reportedAt: at(8), reporter: null, handledAt: null, limit: null, deadline: null, stageClock: null }),
  grid: '411324001101001',
  state,
  ...more,
})
const told = (more: Partial<Reported>) =>
  toldReport({ state: 'taken_over', sentAt: at(8), answer: null, solved: null, solvedAt: null, life: null, ...more }, now)
const limit = { value: 1, clock: 'calendar_day' } as const

describe('a resident’s report', () => {
  it('is received, and nobody has read it', () =>
    expect(told({ state: 'submitted' })).toMatchObject({ step: 'received', now: 'unread', times: { received: iso(8), assigned: null }, lateDays: 0 }))

  it('ends with the answer of the community where it was refused, as what was sent or as an event', () => {
    expect(told({ state: 'refused', answer: '请找物业' })).toMatchObject({ step: 'ended', now: 'refused', answer: '请找物业' })
    expect(told({ life: life('rejected', { answer: '不在本县' }) })).toMatchObject({ step: 'ended', now: 'refused', answer: '不在本县' })
    expect(told({ life: life('void', { voidReason: '重复' }) })).toMatchObject({ step: 'ended', now: 'dropped', answer: null })
  })

  it.each([
    ['awaiting_acceptance', {}, 'received', 'arranging'],
    ['awaiting_dispatch', {}, 'received', 'arranging'],
    ['handling', { dispatchedAt: at(7) }, 'assigned', 'assigned'],
    ['handling', { dispatchedAt: at(7), takenAt: at(6) }, 'working', 'working'],
    ['suspended', { dispatchedAt: at(7), takenAt: at(6) }, 'working', 'paused'],
    ['awaiting_verification', { dispatchedAt: at(7), takenAt: at(6) }, 'working', 'checking'],
    ['closed', { closedAt: at(1) }, 'done', 'done'],
  ] as const)('of an event that is %s %j is told as %s, %s', (state, more, step, nowWhat) => {
    const report = told({ life: life(state, more) })
    expect([report.step, report.now]).toEqual([step, nowWhat])
  })

  it('says when each step was', () =>
    expect(told({ life: life('closed', { dispatchedAt: at(7), takenAt: at(6), closedAt: at(1) }) }).times).toEqual({
      received: iso(8),
      assigned: iso(7),
      working: iso(6),
      done: iso(1),
    }))

  it('is late by days of the calendar, from the first minute on, while somebody is to do something', () => {
    const late = (deadline: number, state: EventState = 'handling') => told({ life: life(state, { deadline }) }).lateDays
    expect([late(now), late(now - 60_000), late(at(1)), late(now - 10 * HOUR_MS), late(at(3))]).toEqual([0, 1, 1, 1, 3])
    expect([late(at(3), 'suspended'), late(at(3), 'awaiting_verification'), late(at(3), 'closed')]).toEqual([0, 0, 0])
  })

  it('is late where nobody has read or sent anybody in time', () => {
    const stageClock = { from: at(4), by: at(2), limit }
    expect(told({ life: life('awaiting_dispatch', { stageClock }) }).lateDays).toBe(2)
    expect(told({ life: life('handling', { stageClock, deadline: now + DAY_MS }) }).lateDays).toBe(0)
  })

  it('says that somebody asked for haste', () => expect(told({ life: life('handling', { reminders: 1 }) }).urged).toBe(true))

  it('is asked about once for each end', () => {
    const closed = life('closed', { closedAt: at(2) })
    expect(told({ life: closed }).solved).toBeNull()
    expect(told({ life: closed, solved: false, solvedAt: at(1) }).solved).toBe(false)
    expect(told({ life: closed, solved: false, solvedAt: at(3) }).solved).toBeNull()
    expect(told({ life: life('handling'), solved: false, solvedAt: at(1) }).solved).toBeNull()
  })
})
