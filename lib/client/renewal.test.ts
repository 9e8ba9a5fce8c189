import { beforeEach, describe, expect, test } from 'vitest'
import { AGAIN_MS, MAX_WAIT_MS, QUIET_MS, Renewal, SPREAD_MS } from './renewal'

let now: number
let due: { at: number; run: () => void }[]
let noted: string | null
let renewed: number

const runtime = (chance = 0) => ({
  now: () => now,
  random: () => chance,
  after(ms: number, run: () => void) {
    const timer = { at: now + ms, run }
    due.push(timer)
    return () => {
      due = due.filter((t) => t !== timer)
    }
  },
  recall: () => noted,
  note: (text: string) => {
    noted = text
  },
})
const open = (own: string | null, chance = 0) => new Renewal(own, runtime(chance), () => renewed++)

/** Lets time pass; `each` is called at every step of a second. */
function pass(ms: number, each: () => void = () => {}): void {
  for (const end = now + ms; now < end; ) {
    now += 1_000
    each()
    for (const timer of due.filter((t) => t.at <= now)) {
      due = due.filter((t) => t !== timer)
      timer.run()
    }
  }
}

beforeEach(() => {
  now = 1_000_000
  due = []
  noted = null
  renewed = 0
})

describe('Renewal', () => {
  test('does nothing while the server is of the same build, or says none', () => {
    const page = open('a')
    page.heard('a')
    page.heard(undefined)
    open(null).heard('b')
    pass(MAX_WAIT_MS * 2)
    expect(renewed).toBe(0)
    expect(due).toEqual([])
  })

  test('renews once, when nothing has happened for a while', () => {
    const page = open('a')
    page.heard('b')
    pass(60_000, () => page.stir())
    expect(renewed).toBe(0)
    pass(QUIET_MS + 3_000)
    expect(renewed).toBe(1)
    page.heard('b')
    page.heard('c')
    pass(MAX_WAIT_MS * 2)
    expect(renewed).toBe(1)
  })

  test('waits no longer than ten minutes for a quiet moment', () => {
    const page = open('a')
    page.heard('b')
    pass(MAX_WAIT_MS - 5_000, () => page.stir())
    expect(renewed).toBe(0)
    pass(10_000, () => page.stir())
    expect(renewed).toBe(1)
  })

  test('comes later than others by chance', () => {
    open('a', 0.9).heard('b')
    pass(SPREAD_MS * 0.8)
    expect(renewed).toBe(0)
    pass(SPREAD_MS * 0.2)
    expect(renewed).toBe(1)
  })

  test('stays when the newer build was taken back before', () => {
    const page = open('a')
    page.heard('b')
    pass(5_000, () => page.stir())
    page.heard('a')
    pass(MAX_WAIT_MS)
    expect(renewed).toBe(0)
  })

  test('does not go round in circles when the page comes in the old build again', () => {
    open('a').heard('b')
    pass(QUIET_MS + 3_000)
    expect(renewed).toBe(1)
    const again = open('a')
    again.heard('b')
    pass(MAX_WAIT_MS)
    expect(renewed).toBe(1)
    // another build is another matter, and so is an hour later
    again.heard('c')
    pass(QUIET_MS + 3_000)
    expect(renewed).toBe(2)
    const later = open('a')
    pass(AGAIN_MS)
    later.heard('c')
    pass(QUIET_MS + 3_000)
    expect(renewed).toBe(3)
  })

  test('ends with the page', () => {
    const page = open('a')
    page.heard('b')
    page.stop()
    pass(MAX_WAIT_MS * 2)
    expect(renewed).toBe(0)
  })
})
