import { describe, expect, test } from 'vitest'
import { placeCallout } from './callout-place'

const room = { left: 400, top: 100, right: 1400, bottom: 800 }
const asked = { room, width: 300, height: 200, kept: 10 }
const boxAt = (left: number, top: number, width: number, height: number) => ({
  grids: { left, top, right: left + width, bottom: top + height },
  at: { x: left + width / 2, y: top + height / 2 },
})

describe('a call-out', () => {
  test('stands above what it tells of, within its room', () => {
    expect(placeCallout({ ...asked, ...boxAt(600, 500, 100, 100) })).toEqual({ left: 650, top: 100 })
    expect(placeCallout({ ...asked, ...boxAt(200, 500, 100, 100) })).toEqual({ left: 400, top: 100 })
    expect(placeCallout({ ...asked, ...boxAt(1300, 500, 100, 100) })).toEqual({ left: 1100, top: 100 })
  })
  test('stands beside what it would hide, on the nearer side that has room', () => {
    expect(placeCallout({ ...asked, ...boxAt(600, 150, 100, 100) })).toEqual({ left: 710, top: 100 })
    expect(placeCallout({ ...asked, ...boxAt(1200, 150, 100, 100) })).toEqual({ left: 890, top: 100 })
  })
  test('stands below it where neither side has room', () => {
    expect(placeCallout({ ...asked, ...boxAt(500, 150, 700, 100) })).toEqual({ left: 850, top: 260 })
  })
  test('hides the least where all of it cannot be left in sight', () => {
    // at the left it hides 200 pixels across, at the right 250, at the middle 300
    expect(placeCallout({ ...asked, ...boxAt(500, 100, 850, 700) })).toEqual({ left: 400, top: 100 })
  })
  test('stays at the left of a room that is narrower than it', () => {
    expect(placeCallout({ ...asked, room: { ...room, right: 500 }, ...boxAt(450, 600, 100, 100) })).toEqual({ left: 400, top: 100 })
  })
})
