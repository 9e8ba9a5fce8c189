import { expect, it } from 'vitest'
import { cardKey, untold } from './told-cards'

it('tells of each reply once, and of a second reply to the same card again', () => {
  const [card, again, other] = [
    { number: 7, since: '2026-11-24T01:00:00Z' },
    { number: 7, since: '2026-11-24T02:00:00Z' },
    { number: 8, since: '2026-11-24T01:00:00Z' },
  ]
  const told = new Set([cardKey(card)])
  expect(untold([card, other], told)).toEqual([other])
  expect(untold([again, other], told)).toEqual([again, other])
})
