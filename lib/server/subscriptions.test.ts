import { expect, it } from 'vitest'
import { MAX_SUBSCRIPTIONS, Subscriptions } from './subscriptions'

const { each, flood } = MAX_SUBSCRIPTIONS

it('a socket makes so many subscriptions in ten seconds, and is a flood beyond a hundred', () => {
  const subscriptions = new Subscriptions()
  const counted = Array.from({ length: flood + 1 }, () => subscriptions.count(1_000))
  expect(counted).toEqual([...Array(each).fill('fine'), ...Array(flood - each).fill('too many'), 'flood'])
  expect(subscriptions.count(10_900)).toBe('flood')
  expect(subscriptions.count(11_001)).toBe('fine')
})

it('the newest subscription gives up the one under way, and the end of the socket gives up any', () => {
  const subscriptions = new Subscriptions()
  const [first, second] = [subscriptions.begin(), subscriptions.begin()]
  expect([first.aborted, second.aborted]).toEqual([true, false])
  expect(first.reason).toMatchObject({ code: 'superseded' })
  subscriptions.end()
  expect(second.reason).toMatchObject({ code: 'timed_out' })
})
