import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Budget } from './budget'

/** Work that ends when it is told to. */
function makeWork() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<string>((resolve) => ends.push(() => resolve(name)))
  }
  return { begun, work, end: () => ends.shift()?.() }
}

describe('a budget', () => {
  it('does a few pieces of work at once for each identity, and the others in order', async () => {
    const budget = new Budget({ atOnce: 2, waiting: 5 })
    const { begun, work, end } = makeWork()
    const all = ['a', 'b', 'c', 'd'].map((name) => budget.run('one', undefined, work(name)))
    const other = budget.run('other', undefined, work('other'))
    await nextTurn()
    expect(begun).toEqual(['a', 'b', 'other'])
    expect(budget.of('one')).toEqual({ running: 2, waiting: 2 })
    end()
    await nextTurn()
    expect(begun).toEqual(['a', 'b', 'other', 'c'])
    for (let i = 0; i < 4; i++) {
      end()
      await nextTurn()
    }
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd'])
    expect(await other).toBe('other')
    expect(budget.of('one')).toEqual({ running: 0, waiting: 0 })
  })

  it('refuses what there is no room for, and says when to come again', async () => {
    const budget = new Budget({ atOnce: 1, waiting: 1 })
    const { begun, work, end } = makeWork()
    const first = budget.run('one', undefined, work('first'))
    const second = budget.run('one', undefined, work('second'))
    await expect(budget.run('one', undefined, work('third'))).rejects.toMatchObject({ code: 'rate_limited', extra: { retryAfter: 1 } })
    end()
    await first
    await nextTurn()
    end()
    await second
    expect(begun).toEqual(['first', 'second'])
  })

  it('never begins what was given up while it waited, and keeps no place for it', async () => {
    const budget = new Budget({ atOnce: 1, waiting: 2 })
    const { begun, work, end } = makeWork()
    const first = budget.run('one', undefined, work('first'))
    const gone = new AbortController()
    const refused = expect(budget.run('one', gone.signal, work('gone'))).rejects.toMatchObject({ code: 'timed_out' })
    const last = budget.run('one', undefined, work('last'))
    gone.abort()
    await refused
    await expect(budget.run('one', gone.signal, work('late'))).rejects.toMatchObject({ code: 'timed_out' })
    expect(budget.of('one')).toEqual({ running: 1, waiting: 1 })
    end()
    await first
    await nextTurn()
    end()
    expect(await last).toBe('last')
    expect(begun).toEqual(['first', 'last'])
  })

  it('goes on after work that failed', async () => {
    const budget = new Budget({ atOnce: 1, waiting: 1 })
    const failing = budget.run('one', undefined, () => Promise.reject(new Error('no')))
    const next = budget.run('one', undefined, () => 'yes')
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('yes')
  })

  it('gives a place up once, whoever says so how often', async () => {
    const budget = new Budget({ atOnce: 1, waiting: 2 })
    const leave = await budget.enter('one', undefined)
    const next = [budget.enter('one', undefined), budget.enter('one', undefined)]
    leave()
    leave()
    await next[0]
    expect(budget.of('one')).toEqual({ running: 1, waiting: 1 })
  })
})
