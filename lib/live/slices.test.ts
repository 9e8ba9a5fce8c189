import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { nextSlice, Slices } from './slices'

describe('slices', () => {
  it('do one piece of work a turn of the event loop, in turns for those who wait', async () => {
    const done: string[] = []
    const work = async (key: string, name: string) => {
      await nextSlice(key)
      done.push(name)
    }
    const all = [...['a1', 'a2', 'a3'].map((name) => work('a', name)), work('b', 'b1')]
    const seen: string[] = []
    for (let turn = 0; turn < 4; turn++) {
      const before = done.length
      await nextTurn()
      expect(done.length - before).toBeLessThanOrEqual(1)
      seen.push(...done.slice(before))
    }
    await Promise.all(all)
    expect(done).toEqual(['a1', 'b1', 'a2', 'a3'])
    expect(seen.length).toBeGreaterThan(2)
  })

  it('leave some turns to others when they are long, since each lets one connection in', async () => {
    let [turns, isOver] = [0, false]
    const count = () => {
      turns++
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    let most = 0
    const work = async () => {
      await nextSlice('a')
      most = Math.max(most, turns)
      turns = 0
      for (const began = performance.now(); performance.now() - began < 20; );
      turns = 0
    }
    // where the machine does something else in between, that moment may be over after fewer turns
    for (let tries = 0; most < 16 && tries < 20; tries++) await Promise.all([work(), work()])
    isOver = true
    expect(most).toBeGreaterThanOrEqual(16)
  })

  it('leave no more than a moment to others who are long themselves', async () => {
    let isOver = false
    const busy = () => {
      for (const began = performance.now(); performance.now() - began < 6; );
      if (!isOver) setImmediate(busy)
    }
    setImmediate(busy)
    let turns = 0
    const count = () => {
      turns++
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const between: number[] = []
    const work = async () => {
      await nextSlice('a')
      between.push(turns)
      turns = 0
    }
    await Promise.all([work(), work(), work()])
    isOver = true
    expect(Math.max(...between)).toBeLessThan(16)
  })

  it('pass over those who have gone, so that who comes behind many of them need not wait for as many turns', async () => {
    const gone = new AbortController()
    const left = Promise.allSettled(Array.from({ length: 300 }, () => nextSlice('a', gone.signal)))
    let [turns, isOver] = [0, false]
    const count = () => {
      turns++
      if (!isOver) setImmediate(count)
    }
    setImmediate(count)
    const last = nextSlice('a')
    gone.abort()
    await last
    isOver = true
    expect(turns).toBeLessThan(300)
    for (const one of await left) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'timed_out' } })
  })

  it('let other work go between them', async () => {
    let turns = 0
    const count = () => {
      turns++
      if (turns < 100) setImmediate(count)
    }
    setImmediate(count)
    const slices = new Slices('a', undefined, 0)
    const squares = await slices.map([1, 2, 3, 4, 5, 6, 7], 2, (part) => part.map((n) => n * n))
    expect(squares).toEqual([[1, 4], [9, 16], [25, 36], [49]])
    expect(turns).toBeGreaterThanOrEqual(3)
  })

  it('end when whoever they are done for has gone', async () => {
    const gone = new AbortController()
    let parts = 0
    const work = new Slices('a', gone.signal, 0).map([1, 2, 3, 4], 1, () => {
      if (++parts === 2) gone.abort()
    })
    await expect(work).rejects.toMatchObject({ code: 'timed_out' })
    expect(parts).toBe(2)
  })
})
