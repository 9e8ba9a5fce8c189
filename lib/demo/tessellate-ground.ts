import type { Point } from './tessellate-mesh'

/**
 * What a place is like: where cells are small, where streets are straight, and which way they run. Metres east and north of the middle;
 * weights have no unit, only their proportions count.
 */
export type Ground = {
  /** weight of a square metre when communities (中) are cut */
  communityWeight(x: number, y: number): number
  /** weight of a square metre when blocks (小, 子) are cut */
  blockWeight(x: number, y: number): number
  /** 1 where borders are straight streets, 0 where they are streams and field tracks */
  urban(x: number, y: number): number
  /** direction of the streets, radians; they run along it and square to it */
  streets(x: number, y: number): number
}

/** A town with its centre in the middle that thins out over `radius` metres: the shape of weights that the demonstration county has. */
export function townGround(radius: number): Ground {
  const k = 1500 / radius
  const r = (x: number, y: number) => Math.hypot(x, y) * k
  const bell = (d: number, width: number) => Math.exp(-((d / width) ** 2))
  return {
    communityWeight: (x, y) => 0.6 + 7 * bell(r(x, y), 1500) + 1.9 * bell(r(x, y), 2900),
    blockWeight: (x, y) => 0.42 + 10 * bell(r(x, y), 1500) + 2.6 * bell(r(x, y), 3000),
    urban: (x, y) => Math.max(0, Math.min(1, 1 - (r(x, y) - 1500) / 1900)),
    // square to the compass in the old town, slowly turning outside
    streets: (x, y) => {
      const [u, v, d] = [x * k, y * k, r(x, y)]
      const away = Math.min(1, Math.max(0, (d - 900) / 2500))
      return -0.07 + 0.00005 * u * Math.min(1, d / 4000) + 0.35 * Math.sin(u / 3100 + 1.3) * Math.sin(v / 2700 - 0.4) * away
    },
  }
}

const SIDE = 192

/**
 * The ground of a cloud of points: cells are small where points are dense (by the density's power 0.7, smoothed, so that one busy
 * address does not swallow all cells), streets are straight in the densest part. `half` is half the side of the square it covers.
 */
export function groundOfPoints(points: readonly Point[], half: number): Ground {
  const size = (2 * half) / SIDE
  let raster = new Float64Array(SIDE * SIDE)
  const column = (v: number) => Math.floor((v + half) / size)
  for (const [x, y] of points) {
    const [c, r] = [column(x), column(y)]
    if (c >= 0 && c < SIDE && r >= 0 && r < SIDE) raster[r * SIDE + c] = (raster[r * SIDE + c] ?? 0) + 1
  }
  for (let pass = 0; pass < 3; pass++) raster = smooth(raster)
  let total = 0
  for (let i = 0; i < raster.length; i++) {
    raster[i] = (raster[i] ?? 0) ** 0.7
    total += raster[i] ?? 0
  }
  const mean = total / raster.length || 1
  const value = (x: number, y: number) => {
    const u = Math.max(0, Math.min(SIDE - 1.001, (x + half) / size - 0.5))
    const v = Math.max(0, Math.min(SIDE - 1.001, (y + half) / size - 0.5))
    const [c, r] = [Math.floor(u), Math.floor(v)]
    const [fu, fv] = [u - c, v - r]
    const get = (row: number, col: number) => (raster[row * SIDE + col] ?? 0) / mean
    return (get(r, c) * (1 - fu) + get(r, c + 1) * fu) * (1 - fv) + (get(r + 1, c) * (1 - fu) + get(r + 1, c + 1) * fu) * fv
  }
  const urbanFrom = 2
  return {
    communityWeight: (x, y) => 0.3 + Math.min(14, value(x, y)) * 0.8,
    blockWeight: (x, y) => 0.25 + Math.min(18, value(x, y)),
    urban: (x, y) => Math.max(0, Math.min(1, (value(x, y) - urbanFrom) / 3)),
    streets: (x, y) => 0.3 * Math.sin((x / half) * 4 + 1.3) * Math.sin((y / half) * 4 - 0.4),
  }
}

/** One box blur of 3 × 3. */
function smooth(from: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length)
  for (let r = 0; r < SIDE; r++) {
    for (let c = 0; c < SIDE; c++) {
      let sum = 0
      for (let i = Math.max(0, r - 1); i <= Math.min(SIDE - 1, r + 1); i++) {
        for (let j = Math.max(0, c - 1); j <= Math.min(SIDE - 1, c + 1); j++) sum += from[i * SIDE + j] ?? 0
      }
      to[r * SIDE + c] = sum / 9
    }
  }
  return to
}
