import { beforeEach, describe, expect, test } from 'vitest'
import { latticeFor } from '@/lib/domain/lattice'
import { Heat, type HeatPicture } from './heat'
import type { FromHeat, ToHeat } from './heat-messages'

// The border is the worker's port and the fetch of the counts; both are held by the test.

const lattice = latticeFor([112.2, 33, 112.22, 33.01])
let posted: ToHeat[]
let answer: (message: FromHeat) => void
let asked: { resolve(cells: ArrayBuffer): void; reject(error: Error): void }[]
let timers: { ms: number; run: () => void }[]
let shown: HeatPicture[]
let heat: Heat

const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve()
}
const batch = (since: number) => ({ since, revision: since + 1, changes: [] })
const kinds = () => posted.map((m) => m.kind)
const picture = (request: number, image = { width: 1, height: 1, closed: false, close() {} }): FromHeat => ({
  kind: 'picture',
  request,
  image,
  bounds: [0, 0, 1, 1],
  window: '24h',
  near: false,
  revision: 1,
  events: 1,
  points: new Float32Array(),
  bright: new Set(),
  shades: new Map(),
})

beforeEach(() => {
  posted = []
  asked = []
  timers = []
  shown = []
  heat = new Heat(
    (listen) => {
      answer = listen
      return { post: (message) => posted.push(message), close: () => {} }
    },
    () => new Promise((resolve, reject) => asked.push({ resolve, reject })),
    (p) => shown.push(p),
    {
      now: () => 5,
      after: (ms, run) => {
        const timer = { ms, run }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
    },
  )
})

describe('the heat of a window', () => {
  test('keeps what arrives while the counts are on their way, and hands it on after them', async () => {
    heat.load('24h', lattice)
    heat.batch(batch(3))
    heat.batch(batch(4))
    heat.tick(1)
    expect(kinds()).toEqual([])
    asked[0]?.resolve(new ArrayBuffer(8))
    await settle()
    heat.batch(batch(5))
    expect(kinds()).toEqual(['load', 'batch', 'batch', 'batch'])
  })
  test('asks anew when the clock of the server was set back, and goes on from there', async () => {
    heat.load('24h', lattice)
    asked[0]?.resolve(new ArrayBuffer(8))
    await settle()
    heat.tick(100_000)
    heat.tick(99_000)
    heat.tick(10)
    heat.tick(11)
    expect(kinds()).toEqual(['load', 'time', 'time'])
    asked[1]?.resolve(new ArrayBuffer(8))
    await settle()
    heat.tick(1_000)
    expect(kinds()).toEqual(['load', 'time', 'time', 'load', 'time'])
    expect(asked).toHaveLength(2)
  })
  test('drops the answer to an older question', async () => {
    heat.load('24h', lattice)
    heat.load('7d', lattice)
    asked[0]?.resolve(new ArrayBuffer(8))
    await settle()
    expect(kinds()).toEqual([])
    asked[1]?.resolve(new ArrayBuffer(8))
    await settle()
    expect(posted).toMatchObject([{ kind: 'load', request: 2, window: '7d' }])
    let closed = 0
    answer(picture(1, { width: 1, height: 1, closed: false, close: () => closed++ }))
    expect([shown.length, closed]).toEqual([0, 1])
    answer(picture(2))
    expect(shown.length).toBe(1)
  })
  test('asks again when something is missing, later and later while it stays so', async () => {
    heat.load('24h', lattice)
    for (let i = 0; i < 3; i++) {
      asked.at(-1)?.resolve(new ArrayBuffer(8))
      await settle()
      answer({ kind: 'gap', request: i + 1 })
      heat.batch(batch(9))
      timers.shift()?.run()
    }
    expect(asked.length).toBe(4)
    asked.at(-1)?.reject(new Error('gone'))
    await settle()
    expect(timers.length).toBe(1)
  })
  test('a picture that was replaced is let go a little later', async () => {
    heat.load('24h', lattice)
    asked[0]?.resolve(new ArrayBuffer(8))
    await settle()
    let closed = 0
    const image = () => ({ width: 1, height: 1, closed: false, close: () => closed++ })
    answer(picture(1, image()))
    answer(picture(1, image()))
    expect([closed, timers.length]).toEqual([0, 1])
    timers[0]?.run()
    expect(closed).toBe(1)
  })
})
