import { expect, it } from 'vitest'
import { Turns } from './turns'

const drain = (turns: Turns<string, number>) => {
  const order: string[] = []
  for (let next = turns.next(); next; next = turns.next()) order.push(`${next.key}${next.work}`)
  return order
}

it('lets connections take turns, each in its own order', () => {
  const turns = new Turns<string, number>()
  for (const n of [1, 2, 3]) turns.add('a', n)
  turns.add('b', 1)
  turns.add('c', 1)
  turns.add('b', 2)
  expect(drain(turns)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3'])
})

it('gives the holder of a transaction every turn until it ends', () => {
  const turns = new Turns<string, number>()
  turns.add('a', 1)
  turns.add('b', 1)
  turns.hold('b')
  expect(turns.idle).toBe(false)
  turns.add('b', 2)
  expect(drain(turns)).toEqual(['b1', 'b2'])
  turns.hold(null)
  expect(drain(turns)).toEqual(['a1'])
  expect(turns.idle).toBe(true)
})

it('forgets what a connection wanted that is gone', () => {
  const turns = new Turns<string, number>()
  turns.add('a', 1)
  turns.add('b', 1)
  turns.drop('a')
  expect(turns.waits('a')).toBe(false)
  expect(drain(turns)).toEqual(['b1'])
})

it('lets statements go before transactions, and a transaction wait for no more than some', () => {
  const turns = new Turns<string, number>((work) => work > 100)
  for (const key of ['a', 'b']) turns.add(key, 101)
  for (const key of ['c', 'd']) turns.add(key, 1)
  expect(drain(turns)).toEqual(['c1', 'd1', 'a101', 'b101'])

  turns.add('a', 101)
  for (let n = 1; n <= 100; n++) turns.add('c', n)
  const order = drain(turns)
  expect(order.indexOf('a101')).toBe(32)
  expect(order).toHaveLength(101)
})
