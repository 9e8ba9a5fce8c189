import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { View } from './camera'
import { Flight } from './flight'
import { groundOf } from './ground'

const [WIDTH, HEIGHT] = [800, 600]
/** The body, and a small part of it in its south-west. */
const BODY: [number, number][] = [
  [112, 33],
  [113, 33],
  [113, 34],
  [112, 34],
]
const PART: [number, number][] = BODY.map(([x, y]) => [112 + (x - 112) / 100, 33 + (y - 33) / 100])

/** A map without pitch whose pixels are degrees times a power of two; it tells where it is. */
function flatMap(size = { clientWidth: WIDTH, clientHeight: HEIGHT }) {
  let at: View = { center: [112.5, 33.5], zoom: 0, pitch: 0, bearing: 0 }
  const scale = () => (512 / 360) * 2 ** at.zoom
  const eased: View[] = []
  const map = {
    getContainer: () => size as HTMLElement,
    getCenter: () => ({ lng: at.center[0], lat: at.center[1] }),
    getZoom: () => at.zoom,
    getPitch: () => at.pitch,
    jumpTo(view: View) {
      at = view
    },
    easeTo: (view: View) => void eased.push(view),
    project: ([x, y]: [number, number]) => ({
      x: size.clientWidth / 2 + (x - at.center[0]) * scale(),
      y: size.clientHeight / 2 - (y - at.center[1]) * scale(),
    }),
    unproject: ([x, y]: [number, number]) => ({
      lng: at.center[0] + (x - size.clientWidth / 2) / scale(),
      lat: at.center[1] - (y - size.clientHeight / 2) / scale(),
    }),
  }
  /** where an outline is seen, CSS pixels */
  const seen = (ring: [number, number][]) => {
    const points = ring.map(map.project)
    const [xs, ys] = [points.map((p) => p.x), points.map((p) => p.y)]
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
  }
  return { map, size, eased, seen, zoom: () => at.zoom }
}

describe('a flight', () => {
  const moved = vi.fn()
  beforeEach(() => moved.mockClear())
  afterEach(() => vi.unstubAllGlobals())
  const open = (flat: ReturnType<typeof flatMap>, calm = true) => {
    const placing = (width: number, height: number) => ({ frame: { left: 100, top: 50, right: width - 100, bottom: height - 50 }, unit: 1 })
    return new Flight({ map: flat.map, placing, ground: groundOf('WGS84'), calm, rings: () => [BODY], moved })
  }
  const near = (box: ReturnType<ReturnType<typeof flatMap>['seen']>, wanted: object) =>
    expect(Object.fromEntries(Object.entries(box).map(([side, at]) => [side, Math.round(at)]))).toMatchObject(wanted)

  it('home fills the frame with all of the body, and does so again where the frame is another one', () => {
    const flat = flatMap()
    const flight = open(flat)
    expect(flight.homeZoom).toBeNull()
    flight.goHome()
    near(flat.seen(BODY), { left: 150, right: 650, top: 50, bottom: 550 })
    expect(flight.homeZoom).toBe(flat.zoom())
    flat.size.clientHeight = 500
    flight.settle()
    near(flat.seen(BODY), { top: 50, bottom: 450 })
    expect(moved).toHaveBeenCalledTimes(2)
  })

  it('to a part comes four times as near as home at most, and settles there', () => {
    const flat = flatMap()
    const flight = open(flat)
    flight.fly([[PART]], { ms: 0 })
    expect(flat.zoom()).toBeCloseTo((flight.homeZoom ?? 0) + 2, 6)
    const { left, right } = flat.seen(PART)
    expect((left + right) / 2).toBeCloseTo(WIDTH / 2, 3)
    flight.settle()
    expect(flat.zoom()).toBeCloseTo((flight.homeZoom ?? 0) + 2, 6)
    flight.fly(null, { ms: 0 })
    expect(flat.zoom()).toBe(flight.homeZoom)
  })

  it('leaves the side that something else takes, also when it settles', () => {
    const flat = flatMap()
    const flight = open(flat)
    flight.fly(null, { ms: 0, right: 300 })
    near(flat.seen(BODY), { left: 100, right: 400 })
    flight.settle()
    near(flat.seen(BODY), { left: 100, right: 400 })
  })

  it('does not take back what a hand has moved', () => {
    const flat = flatMap()
    const flight = open(flat)
    flight.goHome()
    flight.letGo()
    flat.map.jumpTo({ center: [0, 0], zoom: 5, pitch: 0, bearing: 0 })
    flight.settle()
    expect(flat.map.getCenter()).toEqual({ lng: 0, lat: 0 })
  })

  it('takes its time from where it was, unless the machine draws in software or asks for less motion', () => {
    for (const [calm, less, isFlown] of [
      [false, false, true],
      [true, false, false],
      [false, true, false],
    ] as const) {
      vi.stubGlobal('matchMedia', () => ({ matches: less }))
      const flat = flatMap()
      const flight = open(flat, calm)
      flight.goHome()
      flight.fly([[PART]], { ms: 600 })
      expect([calm, less, flat.eased.length === 1]).toEqual([calm, less, isFlown])
      expect(flat.zoom()).toBeCloseTo((flight.homeZoom ?? 0) + (isFlown ? 0 : 2), 6)
    }
  })

  it('waits until there is room', () => {
    const flat = flatMap({ clientWidth: 0, clientHeight: 0 })
    const flight = open(flat)
    flight.goHome()
    flight.fly([[PART]], { ms: 0 })
    expect([flight.homeZoom, moved.mock.calls.length]).toEqual([null, 0])
  })
})
