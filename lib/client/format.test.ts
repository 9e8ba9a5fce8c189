import { describe, expect, test } from 'vitest'
import { formatCount, formatDate, formatRate, formatTick, formatTime, formatTotal } from './format'

describe('figures', () => {
  test('large numbers are cut to 万, not rounded up', () => {
    expect(formatTotal(638_000)).toEqual({ value: '63.8', unit: '万件' })
    expect(formatTotal(638_999)).toEqual({ value: '63.8', unit: '万件' })
    expect(formatTotal(99_999)).toEqual({ value: '99,999', unit: '件' })
    expect(formatTotal(0)).toEqual({ value: '0', unit: '件' })
  })
  test('a rate has two digits and needs a denominator', () => {
    expect(formatRate(636_022, 638_000)).toEqual({ value: '99.69', unit: '%' })
    expect(formatRate(99_999, 100_000).value).toBe('99.99') // rounds to 100.00, and is not all
    expect(formatRate(999_999, 1_000_000).value).toBe('99.99')
    expect(formatRate(5, 5).value).toBe('100.00')
    expect(formatRate(0, 0)).toEqual({ value: '—', unit: '' })
    expect(formatRate(57, 100).value).toBe('57.00')
  })
  test('a scale is short', () =>
    expect([0, 56.25, 3750, 15_000, 33_750, 60_000].map(formatTick)).toEqual(['0', '56', '3,750', '1.5万', '3.4万', '6万']))
  test('counts are grouped', () => expect(formatCount(1978)).toBe('1,978'))
})

describe('times', () => {
  const at = Date.parse('2026-11-24T06:32:09Z')
  test('are those of the county', () => {
    expect(formatTime(at)).toBe('14:32:09')
    expect(formatDate(at)).toBe('11月24日 周二')
    expect(formatDate(Date.parse('2026-11-24T17:00:00Z'))).toBe('11月25日 周三')
  })
  test('no time is a dash', () => expect(formatTime(null)).toBe('—'))
})
