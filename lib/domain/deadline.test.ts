import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { makeCalendar } from './calendar'
import { ClockKind } from './category'
import { DAY_MS, HOUR_MS } from './clock'
import { deadline, elapsed, instantBefore, resumedDeadline } from './deadline'
import { PUBLISHED_DAYS } from './holidays'

const calendar = makeCalendar({ days: PUBLISHED_DAYS })
const at = (local: string) => Date.parse(`${local.replace(' ', 'T')}:00+08:00`)

describe('limits by hand', () => {
  test.each<[string, number, ClockKind, string]>([
    ['2026-11-24 10:00', 4, 'urgent_hour', '2026-11-24 14:00'],
    ['2026-12-31 23:00', 2, 'urgent_hour', '2027-01-01 01:00'],
    ['2026-02-15 03:00', 3, 'calendar_day', '2026-02-18 03:00'],
    ['2026-11-24 10:00', 3, 'working_day', '2026-11-27 10:00'],
    ['2026-11-24 22:30', 1, 'working_day', '2026-11-25 22:30'], // at night, on a working day
    ['2026-11-27 17:00', 1, 'working_day', '2026-11-30 17:00'], // Friday to Monday
    ['2026-11-28 09:00', 1, 'working_day', '2026-12-01 00:00'], // Saturday: all of Monday
    ['2026-11-27 00:00', 1, 'working_day', '2026-11-28 00:00'], // all of Friday, not until Monday
    ['2026-02-13 10:00', 1, 'working_day', '2026-02-14 10:00'], // Friday to a worked Saturday
    ['2026-02-14 10:00', 1, 'working_day', '2026-02-24 10:00'], // over 春节
    ['2026-02-27 10:00', 2, 'working_day', '2026-03-02 10:00'], // a worked Saturday between
    ['2026-09-30 10:00', 3, 'working_day', '2026-10-10 10:00'], // over 国庆, ends on a worked Saturday
    ['2024-12-31 15:00', 1, 'working_day', '2025-01-02 15:00'], // over the year's end
    ['2025-12-31 15:00', 1, 'working_day', '2026-01-04 15:00'], // 元旦 and a worked Sunday
    ['2026-11-24 10:00', 4, 'working_hour', '2026-11-24 16:30'], // lunch stands still
    ['2026-11-24 17:00', 4, 'working_hour', '2026-11-25 11:00'],
    ['2026-11-24 20:00', 4, 'working_hour', '2026-11-25 12:00'], // at noon, not at half past two
    ['2026-11-24 13:00', 3.5, 'working_hour', '2026-11-24 18:00'],
    ['2026-11-28 09:00', 4, 'working_hour', '2026-11-30 12:00'],
    ['2025-12-31 17:30', 1, 'working_hour', '2026-01-04 08:30'],
    ['2026-11-24 10:00', 0.5, 'working_day', '2026-11-24 22:00'],
  ])('from %s, %f %s: %s', (start, limit, clock, end) => {
    expect(deadline(at(start), limit, clock, calendar)).toBe(at(end))
    expect(elapsed(at(start), at(end), clock, calendar)).toBeCloseTo(limit, 9)
  })

  it('follows the office hours that are set', () => {
    const summer = makeCalendar({
      days: PUBLISHED_DAYS,
      officeHours: [
        { from: '08:00', to: '12:00' },
        { from: '15:00', to: '18:30' },
      ],
    })
    expect(deadline(at('2026-11-24 11:00'), 2, 'working_hour', summer)).toBe(at('2026-11-24 16:00'))
  })

  it('ends with the calendar and never before it starts', () => {
    const end = at('2200-01-01 00:00')
    for (const clock of ['working_day', 'working_hour'] as const) {
      expect(deadline(at('2026-11-24 10:00'), 1e12, clock, calendar)).toBeLessThanOrEqual(end)
      expect(deadline(end + 10 * DAY_MS, 5, clock, calendar)).toBe(end + 10 * DAY_MS)
      expect(deadline(at('2026-11-28 10:00'), 0, clock, calendar)).toBe(at('2026-11-28 10:00'))
    }
  })
})

const clocks = fc.constantFrom(...ClockKind.options)
const instants = fc.integer({ min: at('2023-06-01 00:00'), max: at('2028-03-01 00:00') })
/** whole minutes up to forty units, in units */
const limits = fc.integer({ min: 1, max: 40 * 1440 })
const toUnits = (minutes: number, clock: ClockKind) => minutes / (clock === 'working_day' || clock === 'calendar_day' ? 1440 : 60)

/** Does the clock run in the millisecond after `ms`? Written apart from the index: by the kind of day and the time of day alone. */
function runs(ms: number, clock: ClockKind): boolean {
  if (clock === 'urgent_hour' || clock === 'calendar_day') return true
  if (calendar.kindOf(ms) !== 'working') return false
  if (clock === 'working_day') return true
  const minute = Math.floor(((ms + 8 * HOUR_MS) % DAY_MS) / 60_000)
  return (minute >= 480 && minute < 720) || (minute >= 870 && minute < 1080)
}

describe('deadline and elapsed', () => {
  it('agree with a walk minute by minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2023-12-20 00:00') / 60_000, max: at('2026-12-20 00:00') / 60_000 }),
        fc.integer({ min: 1, max: 1200 }),
        clocks,
        (m, limit, clock) => {
          const start = m * 60_000
          let now = start
          for (let left = limit; left > 0; now += 60_000) if (runs(now, clock)) left--
          expect(deadline(start, toUnits(limit, clock), clock, calendar)).toBe(now)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are inverse: a limit runs for exactly the limit', () => {
    fc.assert(
      fc.property(instants, limits, clocks, (start, minutes, clock) => {
        const limit = toUnits(minutes, clock)
        expect(elapsed(start, deadline(start, limit, clock, calendar), clock, calendar)).toBeCloseTo(limit, 9)
      }),
    )
  })

  it('are inverse the other way: what ran leads back to the instant, or to the moment the clock stopped before it', () => {
    fc.assert(
      fc.property(instants, instants, clocks, (a, b, clock) => {
        const [from, to] = a < b ? [a, b] : [b, a]
        const end = deadline(from, elapsed(from, to, clock, calendar), clock, calendar)
        expect(end).toBeLessThanOrEqual(to)
        expect(elapsed(end, to, clock, calendar)).toBe(0)
        if (runs(to - 1, clock)) expect(end).toBe(to)
      }),
    )
  })

  it('are ordered and add up', () => {
    fc.assert(
      fc.property(instants, instants, limits, limits, clocks, (a, b, first, second, clock) => {
        const [early, late] = a < b ? [a, b] : [b, a]
        const [x, y] = [toUnits(first, clock), toUnits(second, clock)]
        expect(deadline(early, x, clock, calendar)).toBeLessThanOrEqual(deadline(late, x, clock, calendar))
        expect(deadline(deadline(early, x, clock, calendar), y, clock, calendar)).toBe(
          deadline(early, toUnits(first + second, clock), clock, calendar),
        )
        expect(elapsed(early, late, clock, calendar) + elapsed(late, early, clock, calendar)).toBe(0)
      }),
    )
  })

  it('survive standing still: the working time before and after a suspension is the limit', () => {
    fc.assert(
      fc.property(
        instants,
        limits,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 60 * DAY_MS }),
        clocks,
        (start, minutes, part, pause, clock) => {
          const limit = toUnits(minutes, clock)
          const end = deadline(start, limit, clock, calendar)
          const stopped = Math.floor(start + (end - start) * part)
          const moved = resumedDeadline(end, stopped, stopped + pause, clock, calendar)
          expect(moved).toBeGreaterThanOrEqual(end < stopped + pause && end <= stopped ? end : Math.min(end, stopped + pause))
          const ran = elapsed(start, stopped, clock, calendar) + elapsed(stopped + pause, moved, clock, calendar)
          if (stopped < end) expect(ran).toBeCloseTo(limit, 6)
          else expect(moved).toBe(end)
        },
      ),
    )
  })

  it('warn while the given part is left', () => {
    fc.assert(
      fc.property(instants, limits, clocks, (start, minutes, clock) => {
        const limit = toUnits(minutes, clock)
        const end = deadline(start, limit, clock, calendar)
        const early = instantBefore(end, limit * 0.3, clock, calendar)
        expect(early).toBeLessThan(end)
        expect(elapsed(early, end, clock, calendar)).toBeCloseTo(limit * 0.3, 6)
      }),
    )
  })
})
