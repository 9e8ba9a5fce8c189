import { describe, expect, it } from 'vitest'
import { DAY_MS } from './clock'
import { lagOf } from './lag'

/** Nothing from 22:00 to 6:00, ten an hour by day. */
const usual = Array.from({ length: 24 }, (_, hour) => (hour >= 6 && hour < 22 ? 10 : 0))
const at = (time: string) => Date.parse(`2026-11-24T${time}:00+08:00`)
const one = (lastOccurredAt: number, now: number, hours: readonly number[] | null = usual) => lagOf([{ lastOccurredAt, looked: 50 }], hours, now)

describe('a source', () => {
  it('is late when much should have come since its newest event', () => {
    expect(one(at('08:15'), at('14:30'))).toEqual({ late: [true], until: at('08:15') })
    expect(one(at('13:25'), at('14:30'))).toEqual({ late: [true], until: at('13:25') })
  })
  it('is late over midnight and for days', () => {
    expect(one(at('20:00') - DAY_MS, at('07:00')).late).toEqual([true])
    expect(one(at('07:00') - 3 * DAY_MS, at('07:00'))).toEqual({ late: [true], until: at('07:00') - 3 * DAY_MS })
  })
  it('is not late within the hour, nor when little comes at that time of the day', () => {
    expect(one(at('13:31'), at('14:30'))).toEqual({ late: [false], until: null })
    expect(one(at('21:59') - DAY_MS, at('06:30')).late).toEqual([false])
    expect(one(at('21:59') - DAY_MS, at('07:00')).late).toEqual([true])
    expect(one(at('00:10'), at('06:40')).late).toEqual([false])
  })
  it('is not late where nothing is usual yet', () => expect(one(at('00:10'), at('14:30'), null)).toEqual({ late: [false], until: null }))
  it('that seldom says anything is not late for that, and a small one holds nothing up', () => {
    const now = at('16:00')
    const fresh = { lastOccurredAt: now - 60_000, looked: 95 }
    expect(lagOf([fresh, { lastOccurredAt: at('10:00'), looked: 1 }], usual, now)).toEqual({ late: [false, false], until: null })
    expect(lagOf([fresh, { lastOccurredAt: now - 3 * DAY_MS, looked: 5 }], usual, now)).toEqual({ late: [false, true], until: null })
    expect(lagOf([fresh, { lastOccurredAt: at('08:00'), looked: 95 }], usual, now)).toEqual({ late: [false, true], until: at('08:00') })
    expect(lagOf([], usual, now)).toEqual({ late: [], until: null })
  })
  it('counts cut hours by their part', () => {
    expect(one(at('21:45') - DAY_MS, at('06:32')).late).toEqual([false])
    expect(one(at('21:45') - DAY_MS, at('06:34')).late).toEqual([true])
  })
})
