import { afterEach, expect, it } from 'vitest'
import { LANGUAGE_OF_REQUEST } from '@/lib/domain/language'
import { stateName } from './names'
import { leadsOf, partyName, placeName, shortPlace } from './words'

afterEach(() => Reflect.deleteProperty(globalThis, LANGUAGE_OF_REQUEST))

const names: Record<string, string> = {
  '1': '涅阳街道',
  '11': '工业路社区',
  '111': '工业路社区第03网格',
  '112': '2号院',
  '1111': '工业路社区第03-1网格',
}
const words = { pathOf: (grid: string) => Object.entries(names).flatMap(([code, name]) => (grid.startsWith(code) ? [{ code, name }] : [])) }

it('names a place by its community and what lies below, each word once', () => {
  expect(placeName('111', words)).toBe('工业路社区第03网格')
  expect(placeName('1111', words)).toBe('工业路社区第03-1网格')
  expect(placeName('112', words)).toBe('工业路社区 2号院')
  expect(placeName('11', words)).toBe('工业路社区')
  expect(placeName('1', words)).toBe('涅阳街道')
  expect(placeName('9', words)).toBe('')
})
it('names it in English, and shorter where there is little room', () => {
  Object.assign(globalThis, { [LANGUAGE_OF_REQUEST]: { getStore: () => 'en' } })
  const english: Record<string, string> = {
    '1': 'Nieyang Subdistrict',
    '11': 'Gongyelu Community',
    '111': 'Gongyelu Community, Grid 03',
    '112': 'Yard 2',
  }
  const spoken = { pathOf: (grid: string) => Object.entries(english).flatMap(([code, name]) => (grid.startsWith(code) ? [{ code, name }] : [])) }
  expect(placeName('111', spoken)).toBe('Gongyelu Community, Grid 03')
  expect(placeName('112', spoken)).toBe('Gongyelu Community, Yard 2')
  expect(['111', '112', '11'].map((grid) => shortPlace(grid, spoken))).toEqual(['Gongyelu, Grid 03', 'Gongyelu, Yard 2', 'Gongyelu Community'])
  expect(shortPlace('111', words)).toBe('工业路社区第03网格')
})
it('names whom an event was given to', () => {
  expect(partyName({ kind: 'department', id: '城管' }, words)).toBe('城管')
  expect(partyName({ kind: 'grid', id: '112' }, words)).toBe('2号院')
  expect(partyName({ kind: 'grid', id: '9' }, words)).toBe('9')
  expect(partyName({ kind: 'member', id: '7' }, words)).toBe('人员')
  const names = { 'member:7': '张*', 'team:t': '涅阳街道应急处置队' }
  expect(partyName({ kind: 'member', id: '7' }, words, names)).toBe('人员 张*')
  expect(partyName({ kind: 'team', id: 't' }, words, names)).toBe('涅阳街道应急处置队')
})
it('suggests the departments that the type names, the first one first', () => {
  expect(leadsOf({ lead: '应急/住建' })).toEqual(['应急', '住建'])
  expect(leadsOf(undefined)).toEqual([])
})
it('speaks of states as the county does', () => {
  expect([stateName('handling', { labels: 'plain' }), stateName('handling', { labels: 'digital' })]).toEqual(['办理中', '处置中'])
})
