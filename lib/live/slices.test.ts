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
    const between: number[] = []
    const work = async (ms: number) => {
      await nextSlice('a')
      between.push(turns)
      turns = 0
      for (const began = performance.now(); performance.now() - began < ms; );
    }
    await Promise.all([work(20), work(20), work(0)])
    isOver = true
    expect(Math.min(...between.slice(1))).toBeGreaterThanOrEqual(16)
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
