import { expect, it } from 'vitest'
import { nearestWatcher } from './feed-watchers'

it('has a card watched by the person of the street, and elsewhere by one of the county who has an account', () => {
  const watchers = [
    { id: 'asker', areas: [''] },
    { id: 'street', areas: ['411324001'] },
    { id: 'county', areas: [''] },
  ]
  expect(nearestWatcher(watchers, '411324001004001')).toBe('street')
  expect(nearestWatcher(watchers, '411324002001001')).toBe('county')
  expect(nearestWatcher(watchers.slice(0, 1), '411324002001001')).toBe('asker')
  expect(nearestWatcher([], '411324002001001')).toBe('')
})
