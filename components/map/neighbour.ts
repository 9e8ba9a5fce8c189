import type { GridShape } from '@/lib/client/grids'
import type { Level } from './stage'

type Point = { x: number; y: number }
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const
export type Way = keyof typeof WAYS

export const isWay = (key: string): key is Way => Object.hasOwn(WAYS, key)
/** A step of a way, in pixels of the screen. */
export const stepOf = (way: Way, pixels: number): Point => ({ x: WAYS[way][0] * pixels, y: WAYS[way][1] * pixels })

/** The grids that are drawn at a level, as the filter of the map says it (style.ts): a leaf stands in for what it is not divided into. */
export const drawnAt = (grids: readonly GridShape[], level: Level): GridShape[] => grids.filter((grid) => grid.level <= level && grid.until >= level)

/** Less than this ahead is beside. */
const MIN_AHEAD_PX = 1
/** What lies aside counts so many times as far as what lies ahead. */
const ASIDE = 2

/** Of places on the screen the next one on a way, or, without a way, the nearest; null: there is none. */
export function nextPlace<P extends Point>(from: Point, places: readonly P[], way: Way | null): P | null {
  let found: P | null = null
  let least = Number.POSITIVE_INFINITY
  for (const place of places) {
    const [dx, dy] = [place.x - from.x, place.y - from.y]
    const [ahead, aside] =
      way === null ? [Math.abs(dx), Math.abs(dy)] : [dx * WAYS[way][0] + dy * WAYS[way][1], dx * WAYS[way][1] + dy * WAYS[way][0]]
    if (way !== null && ahead < MIN_AHEAD_PX) continue
    const cost = ahead + (way === null ? 1 : ASIDE) * Math.abs(aside)
    if (cost < least) {
      least = cost
      found = place
    }
  }
  return found
}
