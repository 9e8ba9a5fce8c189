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

/** A generator (sfc32, Chris Doty-Humphrey, PractRand) seeded by any words and numbers. */
export function makeRandom(...seed: readonly (string | number)[]): Random {
  let a = hashSeed('a', ...seed)
  let b = hashSeed('b', ...seed)
  let c = hashSeed('c', ...seed)
  let d = 1
  const word = () => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    c |= 0
    return t >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  return { word, next: () => word() / 0x100000000 }
}

/** A standard normal number (Box and Muller 1958; one of the pair is thrown away to keep streams simple). */
export function normal(random: Random): number {
  const u = 1 - random.next()
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * random.next())
}

/** Successes in `n` trials of probability `p`: exact for small n·p, the rounded normal otherwise. */
export function binomial(random: Random, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0
  if (p >= 1) return n
  if (p > 0.5) return n - binomial(random, n, 1 - p)
  if (n * p > 30) return Math.max(0, Math.min(n, Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal(random))))
  // Waiting times between successes are geometric, so the cost is that of the successes and not of the trials.
  const log = Math.log1p(-p)
  let successes = 0
  for (let at = 0; ; successes++) {
    at += 1 + Math.floor(Math.log(1 - random.next()) / log)
    if (at > n) return successes
  }
}

/** A Poisson number: exact for a small mean, the rounded normal otherwise. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  let count = -1
  for (let sum = 0; sum < mean; count++) sum -= Math.log(1 - random.next())
  return count
}

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

const hex = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
const byte = (word: number, shift: number) => hex[(word >>> shift) & 0xff] ?? '00'

/** A uuid (version 8: by rule of its own, RFC 9562) from the next four words. */
export function uuid(random: Random): string {
  const a = random.word()
  const b = (random.word() & 0xffff0fff) | 0x8000
  const c = (random.word() & 0x3fffffff) | 0x80000000
  const d = random.word()
  return (
    byte(a, 24) +
    byte(a, 16) +
    byte(a, 8) +
    byte(a, 0) +
    '-' +
    byte(b, 24) +
    byte(b, 16) +
    '-' +
    byte(b, 8) +
    byte(b, 0) +
    '-' +
    byte(c, 24) +
    byte(c, 16) +
    '-' +
    byte(c, 8) +
    byte(c, 0) +
    byte(d, 24) +
    byte(d, 16) +
    byte(d, 8) +
    byte(d, 0)
  )
}
