import { expect, it } from 'vitest'
import { ratio } from '@/lib/domain/figures'
import { asksForCoverage, coverageShades, writeCoverage } from './coverage'

it('shades a grid by its share bound, and one without a figure not at all', () => {
  const shades = coverageShades([
    { code: 'none', bound: ratio(0, 40) },
    { code: 'half', bound: ratio(20, 40) },
    { code: 'all', bound: ratio(40, 40) },
    { code: 'hidden', bound: null },
    { code: 'empty', bound: ratio(0, 0) },
  ])
  expect([...shades.keys()]).toEqual(['none', 'half', 'all'])
  expect(shades.get('none')).toBeGreaterThan(0)
  expect(shades.get('half')).toBeCloseTo(((shades.get('none') ?? 0) + 1) / 2)
  expect(shades.get('all')).toBe(1)
})
it('is told in the address beside what else it says', () => {
  const search = writeCoverage(true, '?grid=1&list=open')
  expect(search).toBe('?grid=1&list=open&layer=coverage')
  expect(asksForCoverage(search)).toBe(true)
  expect(writeCoverage(false, search)).toBe('?grid=1&list=open')
  expect([asksForCoverage('?layer=other'), writeCoverage(false, '?layer=coverage')]).toEqual([false, ''])
})
