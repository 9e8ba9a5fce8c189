import type { Bounds, Position } from '@/lib/domain/position'
import { cumulative, makeRandom, normal, pick, type Random } from '@/lib/domain/random'

/** Kinds of places where more happens than elsewhere, how wide they are (standard deviation along and across, metres), and what happens. */
const KINDS = [
  { kind: 'market', count: 12, along: 70, across: 45, types: { '0502': 9, '0501': 5, '0405': 9, '0201': 8, '0603': 4, '0503': 1, '0101': 1 } },
  { kind: 'street', count: 14, along: 170, across: 14, types: { '0502': 8, '0503': 5, '0401': 2, '0603': 5, '0202': 7, '0302': 4, '0203': 2 } },
  { kind: 'school', count: 9, along: 55, across: 35, types: { '0602': 30, '0502': 3, '0202': 1, '0605': 4, '0405': 2 } },
  { kind: 'quarter', count: 16, along: 90, across: 60, types: { '0401': 9, '0504': 5, '0103': 9, '0101': 5, '0501': 3, '0205': 4, '0506': 3 } },
  { kind: 'hall', count: 4, along: 35, across: 25, types: { '0507': 9, '0406': 20, '0104': 8, '0505': 3, '0106': 6, '0105': 3 } },
  { kind: 'site', count: 6, along: 90, across: 70, types: { '0305': 20, '0104': 8, '0404': 4, '0403': 4, '0501': 1 } },
  { kind: 'water', count: 5, along: 190, across: 25, types: { '0604': 30, '0601': 3, '0501': 1 } },
] as const
/** Every type happens at every hot spot now and then. */
const ANYTHING = 0.5
/** The share of a type's events that happen at hot spots grows with how many there are for it, from the first figure up to the second. */
const HOT_SHARE = [0.18, 0.55] as const

/** A place where more happens than elsewhere (热点): a stretched bell around `center` in the leaf it lies in. */
export type Hotspot = { kind: string; center: Position; leaf: number; along: number; across: number; angle: number; weight: number }

/** What the places need of a county: leaf grids by index, and which one holds a position (null outside all). */
export type Ground = {
  readonly leaves: readonly { households: number; bounds: Bounds }[]
  locate(position: Position): number | null
}

/** Where the demonstration's events happen. Leaves and types are named by index. */
export type Places = {
  readonly hotspots: readonly Hotspot[]
  /** a position for an event of this type, weighted by households and hot spots */
  draw(random: Random, type: number): { position: Position; leaf: number }
  /** a uniform position within a leaf */
  within(random: Random, leaf: number): Position
  /** parts of 1 of the type's events, by leaf */
  shares(type: number): Float64Array
}

/** Coordinates are kept to 1e-6 degrees (11 cm), before they are tested, so that rounding carries none over a border. */
const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const METERS_A_DEGREE = 111_320

/** Fixes the hot spots of a county and the weights of its places. Deterministic by seed, leaves and types. */
export function makePlaces(ground: Ground, typeCodes: readonly string[], seed: string): Places {
  const { leaves } = ground
  const households = leaves.map((leaf) => (leaf.households > 0 ? leaf.households : 1))
  const homes = cumulative(households)

  const within = (random: Random, leaf: number): Position => {
    const [west, south, east, north] = leaves[leaf]?.bounds ?? [0, 0, 0, 0]
    let last: Position = [round((west + east) / 2), round((south + north) / 2)]
    for (let tries = 0; tries < 400; tries++) {
      last = [round(west + (east - west) * random.next()), round(south + (north - south) * random.next())]
      if (ground.locate(last) === leaf) break
    }
    return last
  }

  const hotspots: Hotspot[] = []
  const chance = makeRandom(seed, 'hotspots')
  for (const { kind, count, along, across } of KINDS) {
    for (let i = 0; i < count && leaves.length > 0; i++) {
      const leaf = pick(chance, homes)
      const weight = 1 / (1 + i) ** 0.7
      hotspots.push({ kind, center: within(chance, leaf), leaf, along, across, angle: chance.next() * Math.PI, weight })
    }
  }

  const around = (random: Random, spot: Hotspot): { position: Position; leaf: number } => {
    const [lon, lat] = spot.center
    for (let tries = 0; tries < 8; tries++) {
      const a = spot.along * normal(random)
      const b = spot.across * normal(random)
      const east = a * Math.cos(spot.angle) - b * Math.sin(spot.angle)
      const north = a * Math.sin(spot.angle) + b * Math.cos(spot.angle)
      const position: Position = [round(lon + east / (METERS_A_DEGREE * Math.cos((lat * Math.PI) / 180))), round(lat + north / METERS_A_DEGREE)]
      const leaf = ground.locate(position)
      if (leaf !== null) return { position, leaf }
    }
    return { position: spot.center, leaf: spot.leaf }
  }

  const affinity = (code: string) =>
    hotspots.map((spot) => {
      const types: Readonly<Record<string, number>> = KINDS.find((k) => k.kind === spot.kind)?.types ?? {}
      return spot.weight * (ANYTHING + (types[code] ?? 0))
    })
  const spotsOf = typeCodes.map((code) => cumulative(affinity(code)))
  const hotShare = typeCodes.map((code) => {
    const special = KINDS.some((k) => Object.hasOwn(k.types, code))
    return hotspots.length === 0 ? 0 : special ? HOT_SHARE[1] : HOT_SHARE[0]
  })

  // Where the bells reach over borders is counted by trying, once.
  const reach = hotspots.map((spot, i) => {
    const random = makeRandom(seed, 'reach', i)
    const found = new Map<number, number>()
    for (let n = 0; n < 400; n++) {
      const { leaf } = around(random, spot)
      found.set(leaf, (found.get(leaf) ?? 0) + 1 / 400)
    }
    return found
  })
  const shareOf = typeCodes.map((code, type) => {
    const hot = hotShare[type] ?? 0
    const total = homes[homes.length - 1] ?? 1
    const shares = Float64Array.from(households, (h) => ((1 - hot) * h) / total)
    const weights = affinity(code)
    const all = weights.reduce((a, b) => a + b, 0)
    weights.forEach((weight, i) => {
      for (const [leaf, part] of reach[i] ?? []) shares[leaf] = (shares[leaf] ?? 0) + (hot * weight * part) / all
    })
    return shares
  })

  return {
    hotspots,
    within,
    shares: (type) => shareOf[type] ?? new Float64Array(leaves.length),
    draw(random, type) {
      const spots = spotsOf[type]
      if (spots && random.next() < (hotShare[type] ?? 0)) {
        const spot = hotspots[pick(random, spots)]
        if (spot) return around(random, spot)
      }
      const leaf = pick(random, homes)
      return { position: within(random, leaf), leaf }
    },
  }
}
