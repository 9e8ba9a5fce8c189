import { normal, type Random } from '@/lib/domain/random'
import { distance, type Point } from './tessellate-mesh'

/** What a border is drawn as. */
export type LineStyle = 'street' | 'stream' | 'river'

/** Smooth noise over 0…1 that is 0 at both ends: octaves of value noise, each finer one weaker. */
export function pinnedNoise(random: Random, octaves: number): (t: number) => number {
  const layers = Array.from({ length: octaves }, (_, o) => Array.from({ length: 2 * 2 ** o + 3 }, () => normal(random) / 1.75 ** o))
  return (t) => {
    let sum = 0
    for (const [o, values] of layers.entries()) {
      const u = t * 2 * 2 ** o
      const i = Math.floor(u)
      const f = u - i
      const s = f * f * (3 - 2 * f)
      sum += (values[i] ?? 0) * (1 - s) + (values[i + 1] ?? 0) * s
    }
    return sum * Math.min(1, 3.2 * Math.sin(Math.PI * t))
  }
}

/**
 * The points between two ends of a border, without the ends: a street is straight with one or two slight bends, a stream or field track
 * swings, a river swings in more and finer bows. `stepAt` is the distance between points where the line passes, metres.
 */
export function drawLine(random: Random, from: Point, to: Point, style: LineStyle, urban: number, stepAt: (x: number, y: number) => number): Point[] {
  const length = distance(from, to)
  const [ux, uy] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
  const swing = pinnedNoise(random, style === 'river' ? 6 : style === 'stream' ? 4 : 2)
  const amplitude = length * (style === 'river' ? 0.03 : style === 'stream' ? 0.045 + 0.03 * random.next() : 0.015 * (1 - 0.75 * urban))
  const bends = style === 'street' ? Array.from({ length: random.next() < 0.55 ? 1 : 2 }, () => bendOf(random, length * (0.034 - 0.024 * urban))) : []
  const points: Point[] = []
  for (let t = 0; ; ) {
    const step = stepAt(from[0] + ux * length * t, from[1] + uy * length * t) / length
    t += step
    if (t > 1 - step * 0.6) break
    let off = swing(t) * amplitude
    for (const bend of bends) off += bend(t)
    points.push([from[0] + ux * length * t - uy * off, from[1] + uy * length * t + ux * off])
  }
  return points.length ? points : [[(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]]
}

function bendOf(random: Random, height: number): (t: number) => number {
  const where = 0.25 + 0.5 * random.next()
  const off = normal(random) * height
  return (t) => off * (t < where ? t / where : (1 - t) / (1 - where))
}
