import { expect, test } from 'vitest'
import { makeStore, paced } from './store'

/** A store under a clock that is moved by hand. */
function setUp() {
  let now = 10_300
  let due: { at: number; run: () => void }[] = []
  const store = makeStore({ figure: 0 })
  const shown = paced(store, {
    now: () => now,
    after(ms, run) {
      due.push({ at: now + ms, run })
      return () => {}
    },
  })
  const told: [number, number][] = []
  shown.subscribe(() => told.push([now, shown.get().figure]))
  const to = (at: number) => {
    now = at
    const ripe = due.filter((d) => d.at <= at)
    due = due.filter((d) => d.at > at)
    for (const { run } of ripe) run()
  }
  return { store, shown, told, to }
}

test('a store without a pace tells of every change at once', () => {
  const { store, told } = setUp()
  for (const figure of [1, 2, 3]) store.set({ figure })
  expect(told.map(([, figure]) => figure)).toEqual([1, 2, 3])
})

test('a calm store tells of the first change at once, and of what follows together, on the second of the clock', () => {
  const { store, shown, told, to } = setUp()
  shown.calm(1_000)
  store.set({ figure: 1 })
  store.set({ figure: 2 })
  to(10_900)
  store.set({ figure: 3 })
  expect(shown.get().figure).toBe(3)
  to(11_000)
  store.set({ figure: 4 })
  to(12_000)
  to(13_500)
  store.set({ figure: 5 })
  expect(told).toEqual([
    [10_300, 1],
    [11_000, 3],
    [12_000, 4],
    [13_500, 5],
  ])
})

test('a calm store waits for nothing when its clock was set back', () => {
  const { store, shown, told, to } = setUp()
  shown.calm(1_000)
  store.set({ figure: 1 })
  to(4_200)
  store.set({ figure: 2 })
  expect(told.at(-1)).toEqual([4_200, 2])
})

test('whoever no longer looks is not told', () => {
  const { store, shown } = setUp()
  let calls = 0
  shown.subscribe(() => calls++)()
  store.set({ figure: 1 })
  expect(calls).toBe(0)
})
