import { expect, it } from 'vitest'
import { FigureName } from '@/lib/domain/figure-terms'
import { behindPeriod, behindTitle, figureAddress, periodFrom, readBehind, setBehind } from './figures'

const now = Date.parse('2026-11-24T14:00:00+08:00')

it('the address of a list says the figure, its period and the place, and nothing else than what it means', () => {
  for (const figure of FigureName.options) {
    const behind = { figure, from: '2026-11-01T00:00:00Z', to: null, service: 'A-1' }
    expect(readBehind(new URL(figureAddress(behind, '411324001'), 'http://x').search)).toEqual(behind)
  }
  expect(figureAddress({ figure: 'open', from: null, to: null, service: null }, null)).toBe('/desk?figure=open')
  expect(readBehind('?list=open')).toBeNull()
  expect(readBehind('?figure=nonsense&from=2026-11-01T00:00:00Z')).toBeNull()
  expect(readBehind('?figure=open&from=yesterday&service=%3Cb%3E')).toEqual({ figure: 'open', from: null, to: null, service: null })
  const params = new URLSearchParams('grid=1&figure=open&from=x&service=y')
  setBehind(params, null)
  expect(params.toString()).toBe('grid=1')
})
it('a period begins on a day of the county', () => {
  expect(periodFrom('day', now)).toBe('2026-11-23T16:00:00.000Z')
  expect(periodFrom('month', now)).toBe('2026-10-31T16:00:00.000Z')
  expect(periodFrom('year', now)).toBe('2025-12-31T16:00:00.000Z')
  expect(periodFrom('days', now)).toBe('2026-10-25T16:00:00.000Z')
  expect(periodFrom('all', now)).toBeNull()
})
it('is told in words', () => {
  expect(behindTitle({ figure: 'handedInTimeRate.denominator' })).toBe('按期处置率 · 应处置')
  expect(behindPeriod({ from: periodFrom('month', now), to: null })).toBe('2026-11-01 至 现在')
  expect(behindPeriod({ from: null, to: null })).toBeNull()
})
