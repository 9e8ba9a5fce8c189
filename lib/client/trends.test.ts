import { describe, expect, test } from 'vitest'
import type { Figures } from '@/lib/domain/wire'
import { type LiveState, startState } from './board'
import { makeStore } from './store'
import { followTrends } from './trends'

const figures = (reported: number): Figures => ({
  total: { reported, handled: 0, open: reported },
  today: { reported, handled: 0 },
  grids: [],
})
const board = { logId: 'a', revision: 1, asOf: null, at: 0, grids: new Map(), recent: [], pulses: [] }

/** A clock that a test moves, and a server that answers what it is told. */
function setUp() {
  const live = makeStore<LiveState>({ ...startState })
  let now = 0
  const timers: { at: number; run: () => void }[] = []
  const taken: number[] = []
  let asked = 0
  let broken = false
  let hidden = false
  const stop = followTrends(
    live,
    async () => {
      asked++
      if (broken) throw new Error('down')
      return asked
    },
    (answer) => taken.push(answer),
    {
      now: () => now,
      random: () => 0,
      after(ms, run) {
        const timer = { at: now + ms, run }
        timers.push(timer)
        return () => timers.splice(timers.indexOf(timer), 1)
      },
    },
    () => hidden,
  )
  return {
    live,
    taken,
    stop,
    asked: () => asked,
    breakDown: (is: boolean) => {
      broken = is
    },
    hide: (is: boolean) => {
      hidden = is
    },
    async pass(ms: number) {
      for (const end = now + ms; now < end; now += 500) {
        for (const timer of timers.filter((t) => t.at <= now)) {
          timers.splice(timers.indexOf(timer), 1)
          timer.run()
        }
        await Promise.resolve()
        await new Promise((done) => setImmediate(done))
      }
    },
  }
}

describe('trends', () => {
  test('are read once there is a board, then when figures move, at most every five seconds', async () => {
    const page = setUp()
    await page.pass(3_000)
    expect(page.asked()).toBe(0)
    page.live.set({ board, figures: figures(1) })
    await page.pass(3_000)
    expect(page.taken).toEqual([1])
    for (let i = 2; i < 40; i++) {
      page.live.set({ figures: figures(i) })
      await page.pass(500)
    }
    expect(page.asked()).toBeGreaterThanOrEqual(4)
    expect(page.asked()).toBeLessThanOrEqual(6)
    page.stop()
  })

  test('are read once a minute when nothing moves, and not any more after the end', async () => {
    const page = setUp()
    page.live.set({ board, figures: figures(1) })
    await page.pass(125_000)
    expect(page.asked()).toBe(3)
    page.stop()
    await page.pass(125_000)
    expect(page.asked()).toBe(3)
  })

  test('wait in a hidden tab until it is seen', async () => {
    const page = setUp()
    page.live.set({ board, figures: figures(1) })
    page.hide(true)
    await page.pass(125_000)
    expect(page.asked()).toBe(0)
    page.hide(false)
    await page.pass(2_000)
    expect(page.taken).toEqual([1])
    page.stop()
  })

  test('that cannot be read are asked for again soon, and what there was stays', async () => {
    const page = setUp()
    page.live.set({ board, figures: figures(1) })
    await page.pass(3_000)
    page.breakDown(true)
    page.live.set({ figures: figures(2) })
    await page.pass(13_000)
    expect(page.taken).toEqual([1])
    expect(page.asked()).toBeGreaterThanOrEqual(3)
    page.breakDown(false)
    await page.pass(7_000)
    expect(page.taken).toHaveLength(2)
    page.stop()
  })
})
