import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lookWhileOpen } from './look-while-open'
import { SPREAD_MS } from './refresher'

const page = Object.assign(new EventTarget(), { hidden: false })
const see = (isSeen: boolean) => {
  page.hidden = !isSeen
  page.dispatchEvent(new Event('visibilitychange'))
}
const browser = new EventTarget()
beforeEach(() => {
  vi.useFakeTimers()
  page.hidden = false
  vi.stubGlobal('document', page)
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser))
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('looks at once, every so often, when it is seen again and when a signal is back', () => {
  const look = vi.fn(async () => {})
  const end = lookWhileOpen(look, 5_000)
  expect(look).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(4_999)
  expect(look).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1 + SPREAD_MS)
  expect(look).toHaveBeenCalledTimes(2)
  see(false)
  vi.advanceTimersByTime(60_000)
  browser.dispatchEvent(new Event('online'))
  expect(look).toHaveBeenCalledTimes(2)
  see(true)
  expect(look).toHaveBeenCalledTimes(3)
  browser.dispatchEvent(new Event('online'))
  expect(look).toHaveBeenCalledTimes(4)
  end()
})

it('does not look any more once it has ended, and tells that in the middle of a look', () => {
  const told: boolean[] = []
  const look = vi.fn(async (isOver: () => boolean) => {
    told.push(isOver())
    await Promise.resolve()
    told.push(isOver())
  })
  const end = lookWhileOpen(look)
  end()
  return Promise.resolve().then(() => {
    expect(told).toEqual([false, true])
    vi.advanceTimersByTime(600_000)
    see(true)
    browser.dispatchEvent(new Event('online'))
    expect(look).toHaveBeenCalledTimes(1)
  })
})
