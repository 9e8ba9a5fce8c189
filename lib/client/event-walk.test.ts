import { expect, it } from 'vitest'
import { placeIn } from './event-walk'

it('an event stands in the list that it was opened from, with those before and after it', () => {
  const walk = { cases: ['A-3', 'A-1', 'A-2'], list: '/events?status=open' }
  expect(placeIn(walk, 'A-1')).toEqual({ previous: 'A-3', next: 'A-2', nth: 2, of: 3, list: '/events?status=open' })
  expect(placeIn(walk, 'A-3')).toMatchObject({ previous: null, next: 'A-1', nth: 1 })
  expect(placeIn(walk, 'A-2')).toMatchObject({ previous: 'A-1', next: null, nth: 3 })
  // by a link from elsewhere it stands in none
  expect(placeIn(walk, 'B-1')).toBeNull()
  expect(placeIn(null, 'A-1')).toBeNull()
})
