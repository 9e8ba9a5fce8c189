import { randomBinomial, randomNormal, randomPoisson } from 'd3-random'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { v4 } from 'uuid'

/**
 * A seeded source of chance: the same seed gives the same numbers on every machine. Never for secrets.
 * `next` is uniform in [0, 1); `word` is a uniform unsigned 32-bit integer.
 */
export type Random = { next: () => number; word: () => number }

/** Mixes text or numbers into a 32-bit seed (murmur3's rounds), so that streams of near seeds have nothing in common. */
export function hashSeed(...parts: readonly (string | number)[]): number {
  let h = 0x9747b28c
  const mix = (word: number) => {
    let k = Math.imul(word, 0xcc9e2d51)
    k = (k << 15) | (k >>> 17)
    h ^= Math.imul(k, 0x1b873593)
    h = (h << 13) | (h >>> 19)
    h = (Math.imul(h, 5) + 0xe6546b64) | 0
  }
  for (const part of parts) {
    if (typeof part === 'number') {
      mix(part | 0)
      mix(Math.floor(part / 0x100000000) | 0)
    } else for (let i = 0; i < part.length; i++) mix(part.charCodeAt(i))
    mix(0x2f)
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** A generator (xoroshiro128+, Blackman and Vigna 2018) seeded by any words and numbers. */
export function makeRandom(...seed: readonly (string | number)[]): Random {
  const generator = xoroshiro128plusFromState(['a', 'b', 'c', 'd'].map((part) => hashSeed(part, ...seed)))
  const word = () => generator.next() >>> 0
  return { word, next: () => word() / 0x100000000 }
}

/** A standard normal number. */
export const normal = ({ next }: Random): number => randomNormal.source(next)()()

/** Successes in `n` trials of probability `p`. */
export const binomial = ({ next }: Random, n: number, p: number): number => randomBinomial.source(next)(n, p)()

/** A Poisson number. */
export const poisson = ({ next }: Random, mean: number): number => (mean > 0 ? randomPoisson.source(next)(mean)() : 0)

/** Running sums of weights, for `pick`. */
export function cumulative(weights: readonly number[]): Float64Array {
  const sums = new Float64Array(weights.length)
  let sum = 0
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i] ?? 0
    sums[i] = sum
  }
  return sums
}

/** An index with probability proportional to its weight, by running sums (binary search). */
export function pick(random: Random, sums: Float64Array): number {
  const target = random.next() * (sums[sums.length - 1] ?? 0)
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > target) high = middle
    else low = middle + 1
  }
  return low
}

/** Splits `total` whole units by weights, exactly: each share is within one unit of its exact value (running sums are rounded). */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sums = cumulative(weights)
  const all = sums[sums.length - 1] ?? 0
  let given = 0
  return weights.map((_, i) => {
    const upTo = all === 0 ? 0 : Math.round((total * (sums[i] ?? 0)) / all)
    const share = upTo - given
    given = upTo
    return share
  })
}

/** A uuid (version 4) from the next four words. */
export function uuid({ word }: Random): string {
  const bytes = new DataView(new ArrayBuffer(16))
  for (let at = 0; at < 16; at += 4) bytes.setUint32(at, word())
  return v4({ random: new Uint8Array(bytes.buffer) })
}
