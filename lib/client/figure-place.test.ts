import { describe, expect, it } from 'vitest'
import { FIGURES_START, type FigurePlace, ownDays, periodBounds, readFigurePlace, writeFigurePlace } from './figure-place'

const NOW = Date.parse('2026-11-24T14:32:07+08:00')
const bounds = (search: string) => periodBounds(readFigurePlace(search), NOW)

describe('the address of the figures', () => {
  it('says all that is shown, and is read as it was written', () => {
    const own = { within: '411324001', from: '2026-10-01', to: '2026-10-31', open: true }
    const place: FigurePlace = { ...FIGURES_START, ...own, period: 'custom', against: 'year', figure: 'overdueRate' }
    expect(readFigurePlace(writeFigurePlace(place))).toEqual(place)
    expect(writeFigurePlace(FIGURES_START)).toBe('?period=month')
    expect(readFigurePlace('')).toEqual(FIGURES_START)
  })
  it('takes nothing that it does not know', () => {
    expect(readFigurePlace('?tree=x&period=week&against=ever&fig=none&view=3&open=1&within=')).toEqual(FIGURES_START)
    expect(readFigurePlace('?period=custom&from=2026-10-01')).toEqual(FIGURES_START)
    expect(readFigurePlace('?period=custom&from=2026-10-02&to=2026-10-01')).toEqual(FIGURES_START)
    expect(readFigurePlace('?period=custom&from=2026-99-02&to=2026-99-03')).toEqual(FIGURES_START)
  })
})

describe('a period', () => {
  it('ends with the running hour, or with its last day', () => {
    expect(bounds('?period=month')).toEqual({ from: '2026-10-31T16:00:00.000Z', to: '2026-11-24T07:00:00.000Z' })
    expect(bounds('?period=all')).toEqual({ from: null, to: null })
    expect(bounds('?period=custom&from=2026-10-01&to=2026-10-31')).toEqual({ from: '2026-09-30T16:00:00.000Z', to: '2026-10-31T16:00:00.000Z' })
    expect(bounds('?period=custom&from=2026-11-01&to=2026-11-30')).toEqual({ from: '2026-10-31T16:00:00.000Z', to: '2026-11-24T07:00:00.000Z' })
  })
  it('of one’s own begins as the month before', () => {
    expect(ownDays(NOW)).toEqual({ from: '2026-10-01', to: '2026-10-31' })
    expect(ownDays(Date.parse('2026-01-01T00:00:00+08:00'))).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  })
})
