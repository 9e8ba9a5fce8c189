import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AWAKE_MS, DeckFrames, POLL_MS } from './deck-frames'

/** A screen of fifty frames a second, which is exactly what timers can tell. */
const FRAME_MS = 20
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => setTimeout(() => callback(performance.now()), FRAME_MS))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => clearTimeout(id))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A loop as luma's, which asks for the next frame in each. `drawn` is called with the number of the frame. */
function loop(frames: DeckFrames, drawn: (count: number) => void = () => {}) {
  let [count, id] = [0, 0]
  const ask = () => {
    id = frames.requestAnimationFrame(() => {
      count += 1
      drawn(count)
      ask()
    })
  }
  ask()
  const since = (ms: number) => {
    const before = count
    vi.advanceTimersByTime(ms)
    return count - before
  }
  return { since, stop: () => frames.cancelAnimationFrame(id) }
}

it('looks seldom, and has every frame for a while after it was woken', () => {
  const frames = new DeckFrames()
  const { since } = loop(frames)
  expect(since(10 * POLL_MS)).toBe(10)
  frames.wake()
  expect(since(AWAKE_MS)).toBe(AWAKE_MS / FRAME_MS)
  expect(since(10 * POLL_MS)).toBeLessThan(12)
})

it('does not wait for the look that it slept until once it is woken', () => {
  const frames = new DeckFrames()
  const { since } = loop(frames)
  expect(since(POLL_MS / 2)).toBe(0)
  frames.wake()
  expect(since(FRAME_MS)).toBe(1)
})

it('stays awake as long as each frame has the map drawn', () => {
  const frames = new DeckFrames()
  const { since } = loop(frames, (count) => count < 200 && frames.wake())
  frames.wake()
  expect(since(200 * FRAME_MS)).toBe(200)
  since(AWAKE_MS)
  expect(since(10 * POLL_MS)).toBe(10)
})

it.each(['asleep', 'awake'])('holds no timer and no frame of a loop that was ended %s', (how) => {
  const frames = new DeckFrames()
  if (how === 'awake') frames.wake()
  const { since, stop } = loop(frames)
  since(3 * POLL_MS)
  expect(vi.getTimerCount()).toBe(1)
  stop()
  expect(vi.getTimerCount()).toBe(0)
  // as the map does that is drawn without deck
  frames.wake()
  expect(vi.getTimerCount()).toBe(0)
})

it('serves the loop of a new deck as it served the one before', () => {
  const frames = new DeckFrames()
  const old = loop(frames)
  old.since(POLL_MS / 2)
  old.stop()
  const anew = loop(frames)
  frames.wake()
  expect(anew.since(AWAKE_MS)).toBe(AWAKE_MS / FRAME_MS)
  expect(old.since(10 * POLL_MS)).toBe(0)
})
