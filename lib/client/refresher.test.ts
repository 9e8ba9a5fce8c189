import { expect, it } from 'vitest'
import { MIN_INTERVAL_MS, makeRefresher, SPREAD_MS } from './refresher'

/** A page whose clock is moved by hand; `reads`: when it read again. */
function page(random = 0.5) {
  let now = 0
  let hidden = false
  let timers: { at: number; run: () => void }[] = []
  const reads: number[] = []
  const refresher = makeRefresher(
    () => reads.push(now),
    () => hidden,
    {
      now: () => now,
      random: () => random,
      after: (ms, run) => {
        const timer = { at: now + ms, run }
        timers.push(timer)
        return () => {
          timers = timers.filter((t) => t !== timer)
        }
      },
    },
  )
  const go = (to: number) => {
    for (let next = timers.sort((a, b) => a.at - b.at)[0]; next && next.at <= to; next = timers.sort((a, b) => a.at - b.at)[0]) {
      now = next.at
      timers = timers.filter((t) => t !== next)
      next.run()
    }
    now = to
  }
  const hide = (is: boolean) => {
    hidden = is
    refresher.looked()
  }
  return { refresher, reads, go, hide }
}

it('reads at most once in five seconds however much changes, and after the last change once more', () => {
  const { refresher, reads, go } = page()
  for (let t = 0; t <= 60_000; t += 100) {
    go(t)
    if (t <= 30_000) refresher.changed()
  }
  expect(reads.length).toBeGreaterThan(4)
  for (const [i, at] of reads.entries()) expect(at - (reads[i - 1] ?? 0)).toBeGreaterThanOrEqual(MIN_INTERVAL_MS)
  expect(reads.at(-1)).toBeGreaterThan(30_000)
  expect(reads.at(-1)).toBeLessThan(30_000 + MIN_INTERVAL_MS + 2 * SPREAD_MS)
})
it('reads soon when the last time is long ago, and not all pages at the same moment', () => {
  const at = [0, 0.25, 0.75].map((random) => {
    const { refresher, reads, go } = page(random)
    go(60_000)
    refresher.changed()
    go(70_000)
    return reads
  })
  expect(at).toEqual([[60_000], [60_250], [60_750]])
})
it('reads nothing in a hidden tab, and once when it is seen again', () => {
  const { refresher, reads, go, hide } = page()
  go(60_000)
  hide(true)
  for (let t = 60_000; t < 600_000; t += 1_000) {
    go(t)
    refresher.changed()
  }
  expect(reads).toEqual([])
  hide(false)
  go(700_000)
  expect(reads).toHaveLength(1)
  // nothing has changed since
  hide(true)
  hide(false)
  go(800_000)
  expect(reads).toHaveLength(1)
})
it('reads nothing after its end', () => {
  const { refresher, reads, go } = page()
  refresher.changed()
  refresher.stop()
  go(60_000)
  expect(reads).toEqual([])
})
