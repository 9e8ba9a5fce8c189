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

it('lets a moment pass for the next statement of a reader before a transaction, where these are long', () => {
  const turns = new Turns<string, number>((work) => work > 100)
  const did = (work: number, from: number, now: number) => {
    expect(turns.next()?.work).toBe(work)
    turns.done(work, null, { from, now })
  }
  turns.add('a', 101)
  expect(turns.wait(0)).toBe(0) // none has been long yet
  did(101, 0, 200)
  turns.add('a', 102)
  expect(turns.wait(200)).toBe(0) // nobody reads
  turns.add('r', 1)
  expect(turns.wait(200)).toBe(0) // the statement can go
  did(1, 200, 201)
  expect(turns.wait(203)).toBe(8) // a twentieth of 200 ms after it
  expect(turns.wait(211)).toBe(0)
  did(102, 211, 2_211)
  turns.add('a', 103)
  turns.add('r', 2)
  did(2, 2_211, 2_212)
  expect(turns.wait(2_212)).toBe(20) // and no longer than that

  // whoever asks for ever does not keep it from its turn
  let waited = 0
  for (let now = 2_213; turns.wait(now) > 0; now += 10) {
    turns.add('r', 3)
    did(3, now, now + 1)
    waited++
  }
  expect(waited).toBe(31) // and one before
  did(103, 3_000, 3_001)
})

it('measures a transaction of several statements from its beginning to its end', () => {
  const turns = new Turns<string, number>((work) => work > 100)
  turns.done(101, 'a', { from: 1_000, now: 1_001 })
  turns.done(5, 'a', { from: 1_050, now: 1_090 })
  turns.done(6, null, { from: 1_095, now: 1_100 })
  turns.done(7, null, { from: 1_100, now: 1_101 })
  turns.add('a', 102)
  expect(turns.wait(1_101)).toBe(5)
})
