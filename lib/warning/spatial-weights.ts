import type { Coordinates, Point } from './distance'
import { visitNear } from './neighbours'

/** For each place its neighbours, itself among them where it counts: their places in the list and their weights (above 0). */
export type SpatialWeights = readonly (readonly { to: number; weight: number }[])[]

/** Weight 1 for every place at most `radius` away (metres for degrees), and for the place itself with `self`. */
export function weightsWithin(places: readonly Point[], radius: number, coordinates: Coordinates, self: boolean): SpatialWeights {
  const weights = places.map((_, i) => (self ? [{ to: i, weight: 1 }] : []))
  visitNear(places, radius, coordinates, (a, b) => {
    weights[a]?.push({ to: b, weight: 1 })
    weights[b]?.push({ to: a, weight: 1 })
  })
  return weights
}

/** Weights as they are given, each direction for itself. A place has weight 1 for itself with `self` unless it is given, and none without. */
export function weightsGiven(size: number, links: readonly { from: number; to: number; weight: number }[], self: boolean): SpatialWeights {
  const weights: { to: number; weight: number }[][] = Array.from({ length: size }, () => [])
  for (const { from, to, weight } of links) if (self || from !== to) weights[from]?.push({ to, weight })
  weights.forEach((own, i) => {
    if (self && !own.some(({ to }) => to === i)) own.unshift({ to: i, weight: 1 })
  })
  return weights
}
