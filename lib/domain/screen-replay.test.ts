import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS } from './clock'
import { ScreenState } from './screen'
import { hasCaughtUp, isLookingBack, LookBack, lookBack, playheadAt, REPLAY_IDLE_MS } from './screen-replay'

const NOW = Date.parse('2026-11-27T02:00:00Z')
const SOON = NOW + 300

describe('a wall that looks back', () => {
  it('begins a day ago where nothing else is said, stands still, and ends by itself', () => {
    const begun = lookBack(null, {}, SOON)
    expect(begun).toEqual({
      ...{ at: SOON - DAY_MS, since: SOON, until: SOON + REPLAY_IDLE_MS },
      ...{ playing: false, way: 1, speed: 60, compared: true, known: 'then' },
    })
    expect(playheadAt(begun, NOW + HOUR_MS)).toBe(begun.at)
    expect([null, begun].map((one) => isLookingBack(one, begun.until - 1))).toEqual([false, true])
    expect(isLookingBack(begun, begun.until)).toBe(false)
  })

  it('plays from where it stands when that begins to hold, either way, and goes on from there at another speed', () => {
    const at = NOW - DAY_MS
    const plays = lookBack(lookBack(null, { at }, SOON), { playing: true, speed: 10 }, SOON)
    // what is told ahead has not begun
    expect(playheadAt(plays, NOW)).toBe(at)
    expect(playheadAt(plays, SOON + 60_000)).toBe(at + 600_000)
    const faster = lookBack(plays, { speed: 1_000 }, SOON + 60_000)
    expect(faster).toMatchObject({ at: at + 600_000, since: SOON + 60_000, until: SOON + 60_000 + REPLAY_IDLE_MS })
    const back = lookBack(faster, { way: -1 }, SOON + 61_000)
    expect(playheadAt(back, SOON + 62_000)).toBe(at + 600_000)
    // of one that is over nothing is left
    expect(lookBack(back, {}, back.until)).toMatchObject({ at: back.until - DAY_MS, playing: false, way: 1, speed: 60 })
  })

  it('goes no further than now, where one that plays on has caught up with it', () => {
    expect(lookBack(null, { at: NOW + DAY_MS }, SOON).at).toBe(SOON)
    const plays = lookBack(null, { at: SOON - 59_000, playing: true, speed: 60 }, SOON)
    expect(hasCaughtUp(plays, SOON + 500)).toBe(false)
    expect(hasCaughtUp(plays, SOON + 1_000)).toBe(true)
    expect(playheadAt(plays, SOON + 5_000)).toBe(SOON + 5_000)
    expect(hasCaughtUp(lookBack(plays, { way: -1 }, SOON + 1_000), SOON + 1_000)).toBe(false)
  })

  it('takes no moment before 2000, and no speed of its own', () => {
    expect(LookBack.safeParse({ at: -1 }).success).toBe(false)
    expect(LookBack.safeParse({ speed: 5 }).success).toBe(false)
    expect(LookBack.parse({ at: NOW, way: -1 })).toEqual({ at: NOW, way: -1 })
  })

  it('is none where a screen was kept before there were any', () => {
    const kept = { showing: null, mutedUntil: null, touring: false, hand: null, called: {} }
    expect(ScreenState.parse(kept)).toEqual({ ...kept, replay: null })
  })
})
