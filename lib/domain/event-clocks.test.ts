import { describe, expect, it } from 'vitest'
import { makeCalendar } from './calendar'
import { HOUR_MS } from './clock'
import { clocksOf } from './event-clocks'
import { PUBLISHED_DAYS } from './holidays'
import { type LifeEvent, newLife } from './life-event'
import { firstClocks, firstLimits, STAGE_LIMITS, stageLimits } from './limit'

const at = (local: string) => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)
const calendar = makeCalendar({ days: PUBLISHED_DAYS })
const TYPE = { limit: 5, clock: 'working_day' } as const
/** reported in the evening of a Monday, when offices are closed: 2 working hours to accept it end at 10:00 */
const REPORTED = at('2026-11-23 20:00')
const { stageClock, deadline } = firstClocks(REPORTED, firstLimits(TYPE, 4, { ...STAGE_LIMITS, entryByHand: true }), calendar)
const fresh = newLife({ reportedAt: REPORTED, reporter: null, handledAt: null, limit: { value: 5, clock: 'working_day' }, deadline, stageClock })
const limits = stageLimits(STAGE_LIMITS, 4)
const clocks = (life: Partial<LifeEvent>, now: string, waitsSince: string | null = null) =>
  clocksOf({ ...fresh, ...life }, { now: at(now), limits, calendar, waitsSince: waitsSince === null ? null : at(waitsSince) })
const hours = (used: number | null | undefined) => (used == null ? used : Math.round(used * 100) / 100)

const dispatched: Partial<LifeEvent> = {
  state: 'handling',
  stageClock: null,
  acceptedAt: at('2026-11-24 09:00'),
  dispatchedAt: at('2026-11-24 15:30'),
  dispatchedLate: true,
  deadline: at('2026-12-01 15:30'),
  closeBy: at('2026-12-03 15:30'),
}

describe('the clocks of an event', () => {
  it('run in the hours in which they run: a night at the office is not used', () => {
    const [acceptance, whole] = clocks({}, '2026-11-24 09:00')
    expect([acceptance?.stage, hours(acceptance?.used), acceptance?.late, acceptance?.to]).toEqual(['acceptance', 1, false, null])
    expect(acceptance?.by).toBe(at('2026-11-24 10:00'))
    expect([whole?.stage, whole?.from]).toEqual(['whole', REPORTED])
    expect(clocks({}, '2026-11-24 11:30')[0]).toMatchObject({ late: true, used: 3.5 })
  })

  it('tell of a stage that is over how much it took, and whether that was too much', () => {
    const [acceptance, dispatching, handling] = clocks(dispatched, '2026-11-26 15:30')
    expect([hours(acceptance?.used), acceptance?.late, acceptance?.limit?.value]).toEqual([1, false, 2])
    // 9:00 to 12:00, and an hour from 14:30
    expect([dispatching?.stage, hours(dispatching?.used), dispatching?.late]).toEqual(['dispatching', 4, true])
    expect([handling?.stage, handling?.to, handling?.by, hours(handling?.used), handling?.late]).toEqual([
      'handling',
      null,
      at('2026-12-01 15:30'),
      2,
      false,
    ])
  })

  it('tell no limit of a stage that another one held for', () => {
    const [, dispatching] = clocks({ ...dispatched, dispatchedLate: false }, '2026-11-26 15:30')
    expect(dispatching).toMatchObject({ late: false, limit: null, used: null, by: null, to: dispatched.dispatchedAt })
  })

  it('begin with the last time that it came to wait for its dispatch', () => {
    const [, dispatching] = clocks({ ...dispatched, dispatchedLate: false }, '2026-11-26 15:30', '2026-11-24 15:00')
    expect([dispatching?.from, hours(dispatching?.used)]).toEqual([at('2026-11-24 15:00'), 0.5])
  })

  it('stand while it is suspended, and count no day that they stood', () => {
    const suspended = clocks({ ...dispatched, state: 'suspended', suspendedAt: at('2026-11-25 15:30') }, '2026-11-30 15:30')[2]
    expect(suspended).toMatchObject({ stands: true, late: false, used: 1 })
    // resumed on Monday: what was left then is left again
    const resumed = clocks({ ...dispatched, deadline: at('2026-12-04 15:30') }, '2026-11-30 16:30')[2]
    expect(Math.round((resumed?.used ?? 0) * 24)).toBe(25)
  })

  it('end with the handing in and the closing, late or not', () => {
    const handedInAt = at('2026-12-02 15:30')
    const clockedOff = clocks({ ...dispatched, state: 'closed', handedInAt, closedAt: handedInAt + HOUR_MS }, '2026-12-30 10:00')
    expect(clockedOff.map(({ stage, late }) => [stage, late])).toEqual([
      ['acceptance', false],
      ['dispatching', true],
      ['handling', true],
      ['whole', false],
    ])
    expect(clockedOff.map(({ to }) => to)).toEqual([dispatched.acceptedAt, dispatched.dispatchedAt, handedInAt, handedInAt + HOUR_MS])
    expect(hours(clockedOff[2]?.used)).toBe(6)
  })

  it('tell of what was closed elsewhere nothing but the whole', () => {
    expect(clocks({ state: 'closed', stageClock: null, closedAt: REPORTED + HOUR_MS }, '2026-11-30 10:00').map(({ stage }) => stage)).toEqual([
      'whole',
    ])
  })
})
