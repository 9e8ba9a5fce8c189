import { makeRandom, type Random } from '@/lib/domain/random'
import { distance } from './distance'
import type { Places, Zones } from './scan-zones'

/** How many connected rows begin at each place, and how many places each has at most. */
export type ConnectedLimits = { readonly rowsEach: number; readonly most: number }

/**
 * By place, the places next to it by the graph of Gabriel and Sokal (*A new statistical approach to geographic variation analysis*, 1969): two are
 * next to each other when no third lies within the circle of which they are the ends of a diameter. Needs no outlines. Only places of a common
 * circle of `circles` can be; who lies in the way lies in that circle too, so nothing else is looked at.
 */
export function gabrielNeighbours(circles: Zones, { x, y }: Places): number[][] {
  const between = distance('degrees')
  const squared = (a: number, b: number) => between([x[a] ?? 0, y[a] ?? 0], [x[b] ?? 0, y[b] ?? 0]) ** 2
  const found = Array.from({ length: circles.places }, () => new Set<number>())
  for (let i = 0; i < circles.rows; i++) {
    const [own = i, ...around] = circles.order.subarray(circles.start[i], circles.start[i + 1])
    for (const [nearer, other] of around.entries()) {
      const across = squared(own, other)
      if (around.slice(0, nearer).some((third) => squared(own, third) + squared(third, other) < across)) continue
      found[own]?.add(other)
      found[other]?.add(own)
    }
  }
  return found.map((near) => [...near].sort((a, b) => a - b))
}

/**
 * The circles, and behind them connected zones: what happens along a road or a river lies in no circle. From each place a few rows grow from
 * neighbour to neighbour (`gabrielNeighbours`), each next place drawn from all that are next to the row so far. There are far too many connected sets to
 * look at all (Duczmal and Assunção, *A simulated annealing strategy for the detection of arbitrarily shaped spatial clusters*, 2004), so these are a
 * sample, the same for the same places. Which zones are looked at changes no p: the replicates are held against the same ones.
 */
export function withConnected(circles: Zones, places: Places, limits: ConnectedLimits): Zones {
  const neighbours = gabrielNeighbours(circles, places)
  const between = distance('degrees')
  const point = (place: number) => [places.x[place] ?? 0, places.y[place] ?? 0] as const
  const grown = neighbours.flatMap((_, place) => {
    const random = makeRandom('connected zones', place)
    return Array.from({ length: limits.rowsEach }, () => grow(place, neighbours, limits.most, random)).filter(({ length }) => length > 1)
  })
  const order = Int32Array.from([...circles.order, ...grown.flat()])
  const start = new Int32Array(circles.rows + grown.length + 1)
  start.set(circles.start)
  const radius = new Float64Array(order.length)
  radius.set(circles.radius)
  for (const [i, row] of grown.entries()) {
    const from = start[circles.rows + i] ?? 0
    let furthest = 0
    for (const [j, place] of row.entries()) {
      furthest = Math.max(furthest, j === 0 ? 0 : between(point(row[0] ?? place), point(place)))
      radius[from + j] = furthest
    }
    start[circles.rows + i + 1] = from + row.length
  }
  return { places: circles.places, rows: circles.rows + grown.length, start, order, radius }
}

/** A place, and places of which each is next to one before it. */
function grow(place: number, neighbours: readonly (readonly number[])[], most: number, random: Random): number[] {
  const row = [place]
  while (row.length < most) {
    const next = [...new Set(row.flatMap((one) => neighbours[one] ?? []))].filter((one) => !row.includes(one)).sort((a, b) => a - b)
    const chosen = next[Math.floor(random.next() * next.length)]
    if (chosen === undefined) break
    row.push(chosen)
  }
  return row
}
