import { EARTH_RADIUS_METERS } from '@/lib/domain/great-circle'
import { makeRandom } from '@/lib/domain/random'
import { type Coordinates, distance } from './distance'

/** Places by column, in the order of the file: x is the longitude where the coordinates are degrees. */
export type Places = { readonly x: Float64Array; readonly y: Float64Array }

/** Limits that do not depend on what is counted; each is inclusive. The radius is in the unit of `distance`; neighbours count the centre itself. */
export type ZoneLimits = { readonly maxRadius?: number | undefined; readonly maxNeighbours?: number | undefined }

/**
 * Zones in rows: `order[start[i]]` … `order[start[i + 1] - 1]` are the places of row i, its centre first; `radius` is how far the furthest of them
 * up to there lies from the centre. A zone is a beginning of such a row, so position p stands for the zone that ends with `order[p]`. Circles
 * (`makeZones`) are one row a place, in the order of the places: the others by distance and, where that is equal, by their own order.
 */
export type Zones = {
  readonly places: number
  readonly rows: number
  readonly start: Int32Array
  readonly order: Int32Array
  readonly radius: Float64Array
}

/** Room for rounding at a limit. */
const SLACK = 1e-9

/** A degree of latitude, metres. */
const DEGREE_METERS = (EARTH_RADIUS_METERS * Math.PI) / 180

/**
 * Sorts the neighbours of each place once, for any number of scans over the same places. Costs the square of the number of places in time and,
 * without limits, in memory (12 bytes a pair).
 */
export function makeZones({ x, y }: Places, coordinates: Coordinates, { maxRadius = Infinity, maxNeighbours = Infinity }: ZoneLimits = {}): Zones {
  const places = x.length
  const between = distance(coordinates)
  const points = Array.from(x, (value, i) => [value, y[i] ?? 0] as const)
  const start = new Int32Array(places + 1)
  const rows: Int32Array[] = []
  const distances: Float64Array[] = []
  const away = new Float64Array(places)
  // what lies further than this along one axis is not measured
  const [far, degrees] = [maxRadius * (1 + SLACK), coordinates === 'degrees']
  const reachX = degrees ? Infinity : far
  const reachY = degrees ? far / DEGREE_METERS : far
  for (let i = 0; i < places; i++) {
    const near: number[] = []
    const centre = points[i]
    for (let j = 0; j < places; j++) {
      if (Math.abs((x[i] ?? 0) - (x[j] ?? 0)) > reachX || Math.abs((y[i] ?? 0) - (y[j] ?? 0)) > reachY) continue
      const point = points[j]
      const d = j === i || !centre || !point ? -1 : between(centre, point)
      away[j] = d
      if (d <= maxRadius) near.push(j)
    }
    near.sort((a, b) => (away[a] ?? 0) - (away[b] ?? 0)) // stable: equal distances stay in the order of the file
    if (near.length > maxNeighbours) near.length = maxNeighbours
    rows.push(Int32Array.from(near))
    distances.push(Float64Array.from(near, (j) => Math.max(0, away[j] ?? 0)))
    start[i + 1] = (start[i] ?? 0) + near.length
  }
  const order = new Int32Array(start[places] ?? 0)
  const radius = new Float64Array(order.length)
  for (const [i, row] of rows.entries()) {
    order.set(row, start[i] ?? 0)
    radius.set(distances[i] ?? [], start[i] ?? 0)
  }
  return { places, rows: places, start, order, radius }
}

/**
 * Cuts each row before the first place with which the sum of weights exceeds a share of all weights; a centre that is too heavy by itself
 * keeps no zone.
 */
export function limitByShare(zones: Zones, weights: ArrayLike<number>, share: number): Zones {
  let all = 0
  for (let i = 0; i < zones.places; i++) all += weights[i] ?? 0
  const most = all * share * (1 + SLACK)
  const start = new Int32Array(zones.rows + 1)
  const kept: [from: number, to: number][] = []
  for (let i = 0; i < zones.rows; i++) {
    const from = zones.start[i] ?? 0
    const end = zones.start[i + 1] ?? 0
    let to = from
    for (let sum = 0; to < end; to++) {
      sum += weights[zones.order[to] ?? 0] ?? 0
      if (sum > most) break
    }
    kept.push([from, to])
    start[i + 1] = (start[i] ?? 0) + to - from
  }
  const order = new Int32Array(start[zones.rows] ?? 0)
  const radius = new Float64Array(order.length)
  for (const [i, [from, to]] of kept.entries()) {
    order.set(zones.order.subarray(from, to), start[i] ?? 0)
    radius.set(zones.radius.subarray(from, to), start[i] ?? 0)
  }
  return { places: zones.places, rows: zones.rows, start, order, radius }
}

/** Everything as one zone, for scans that look at time alone. */
export const wholeZone = (): Zones => ({ places: 1, rows: 1, start: Int32Array.of(0, 1), order: Int32Array.of(0), radius: Float64Array.of(0) })

/** Two words a place; the sets of places are told apart by the exclusive or of theirs. */
export type SetHash = { readonly high: Uint32Array; readonly low: Uint32Array }

/** Words for so many places, the same on every machine. */
export function hashPlaces(places: number): SetHash {
  const random = makeRandom('sets of places')
  const high = new Uint32Array(places)
  const low = new Uint32Array(places)
  for (let i = 0; i < places; i++) {
    high[i] = random.word()
    low[i] = random.word()
  }
  return { high, low }
}

/** How many different sets of places the zones are (by a hash of 53 bits). */
export function countZones({ places, rows, start, order }: Zones): number {
  const { high, low } = hashPlaces(places)
  let slots = 16
  while (slots < order.length * 2) slots *= 2
  const table = new Float64Array(slots) // 0 is free
  let distinct = 0
  for (let i = 0; i < rows; i++) {
    let a = 0
    let b = 0
    for (let p = start[i] ?? 0; p < (start[i + 1] ?? 0); p++) {
      a ^= high[order[p] ?? 0] ?? 0
      b ^= low[order[p] ?? 0] ?? 0
      const key = (a >>> 0) * 0x200000 + (b >>> 11) + 1
      let slot = b & (slots - 1)
      while (table[slot] !== 0 && table[slot] !== key) slot = (slot + 1) & (slots - 1)
      if (table[slot] === key) continue
      table[slot] = key
      distinct++
    }
  }
  return distinct
}
