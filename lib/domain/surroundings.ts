import * as z from 'zod/mini'
import { GridCode } from './grid'
import { Bounds, Position } from './position'
import { Road } from './road'

/** Width by height of a small map of a place. */
export const MAP_ASPECT = 4 / 3
/** A place takes so much of the map at most, so that what lies around it is seen. */
const OWN_SHARE = 0.52
/** The same where a point of the place is chosen on it. */
export const CHOICE_SHARE = 0.86
/** A map shows no less than this. */
const MIN_METERS = 300
const METERS_OF_A_DEGREE = 111_195

/** What a map of a place shows: so much around its bounds that neighbours and streets are seen, as wide and high on the ground as the map; degrees. `share`: how much of it is the place. */
export function mapAround([west, south, east, north]: Bounds, share = OWN_SHARE): Bounds {
  const [x, y] = [(west + east) / 2, (south + north) / 2]
  const narrow = Math.max(0.01, Math.cos((y * Math.PI) / 180))
  const height = Math.max(MIN_METERS / METERS_OF_A_DEGREE, north - south, ((east - west) * narrow) / MAP_ASPECT) / share
  const width = (height * MAP_ASPECT) / narrow
  return [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
}

/** A grid on such a map; `names`: what it is called, a line each, from the community on: 幸福路社区, 第01网格. */
const GroundGrid = z.object({
  code: GridCode,
  /** one of those that were asked for */
  own: z.boolean(),
  names: z.object({ zh: z.array(z.string()), en: z.array(z.string()) }),
  coordinates: z.array(z.array(z.array(Position))),
})
export type GroundGrid = z.infer<typeof GroundGrid>

/** A street with its English name beside it. */
export const NamedRoad = z.extend(Road, { nameEn: z.string() })

/** The ground (周边) of a place: its grids, what lies around them, and the streets; `bounds`: what a map of it shows, degrees, WGS84. */
export const Surroundings = z.object({ bounds: Bounds, grids: z.array(GroundGrid), roads: z.array(NamedRoad) })
export type Surroundings = z.infer<typeof Surroundings>
