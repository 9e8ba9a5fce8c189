import { describe, expect, it } from 'vitest'
import { againstPeriod } from './against'

const at = (text: string) => Date.parse(`${text}+08:00`)
const of = (from: string, to: string, against: 'previous' | 'year') => {
  const period = againstPeriod({ from: at(from), to: at(to) }, against)
  return [period.from, period.to].map((ms) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16))
}

describe('a period to compare with', () => {
  it('is of a month so far the same part of the month before', () => {
    expect(of('2026-11-01T00:00', '2026-11-24T15:00', 'previous')).toEqual(['2026-10-01T00:00', '2026-10-24T15:00'])
    expect(of('2026-03-01T00:00', '2026-03-31T15:00', 'previous')).toEqual(['2026-02-01T00:00', '2026-02-28T15:00'])
  })
  it('is of a whole month the whole month before, however long', () => {
    expect(of('2026-03-01T00:00', '2026-04-01T00:00', 'previous')).toEqual(['2026-02-01T00:00', '2026-03-01T00:00'])
    expect(of('2026-01-01T00:00', '2026-02-01T00:00', 'previous')).toEqual(['2025-12-01T00:00', '2026-01-01T00:00'])
  })
  it('is of days as many days right before, and of a year so far the year before', () => {
    expect(of('2026-11-24T00:00', '2026-11-24T15:00', 'previous')).toEqual(['2026-11-23T00:00', '2026-11-23T15:00'])
    expect(of('2026-10-26T00:00', '2026-11-25T00:00', 'previous')).toEqual(['2026-09-26T00:00', '2026-10-26T00:00'])
    expect(of('2026-01-01T00:00', '2026-11-24T15:00', 'previous')).toEqual(['2025-01-01T00:00', '2025-11-24T15:00'])
  })
  it('is of a year before the same days', () => {
    expect(of('2026-11-01T00:00', '2026-11-24T15:00', 'year')).toEqual(['2025-11-01T00:00', '2025-11-24T15:00'])
    expect(of('2028-02-01T00:00', '2028-03-01T00:00', 'year')).toEqual(['2027-02-01T00:00', '2027-03-01T00:00'])
  })
})
