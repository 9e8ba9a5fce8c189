import type { Random } from '@/lib/domain/random'
import { clear, cumulate, put, type Tally } from './scan-tally'

/** Fills a tally with one set of counts as they would be without clusters. */
export type Sampler = (tally: Tally, random: Random) => void

/** A whole number from 0 to n − 1 (the bias of at most n / 2³² is far below what any number of replicates shows). */
const below = (random: Random, n: number): number => Math.floor((random.word() / 0x100000000) * n)

/** The first `count` of `items` become a random choice of all of them, in random order (Fisher and Yates). */
function choose(items: Int32Array, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const j = i + below(random, items.length - i)
    const item = items[j] ?? 0
    items[j] = items[i] ?? 0
    items[i] = item
  }
}

/** One stratum of a permutation: the place of each case, and the columns of those that lie in windows (the others keep no column). */
export type PermutedStratum = { readonly places: Int32Array; readonly columns: Int32Array }

/** Space-time permutation: the times of a stratum's cases are shuffled among its places, so that all margins stay. Only cases in windows are drawn. */
export function permutationSampler(strata: readonly PermutedStratum[]): Sampler {
  return (tally, random) => {
    clear(tally)
    for (const { places, columns } of strata) {
      choose(places, columns.length, random)
      for (let i = 0; i < columns.length; i++) put(tally, places[i] ?? 0, columns[i] ?? 0, 1)
    }
    cumulate(tally)
  }
}

/** Bernoulli: which of the trials are cases is drawn anew; `trials[i]` is the cell (place · width + column, column 0 for none) of a trial. */
export function bernoulliSampler(trials: Int32Array, cases: number): Sampler {
  return (tally, random) => {
    clear(tally)
    choose(trials, cases, random)
    for (let i = 0; i < cases; i++) putCell(tally, trials[i] ?? 0)
    cumulate(tally)
  }
}

/** Poisson, given the number of cases: each falls into a cell with a probability in proportion to what is expected there. */
export function poissonSampler(expected: Float64Array, cases: number): Sampler {
  const pick = makeAlias(expected)
  return (tally, random) => {
    clear(tally)
    for (let i = 0; i < cases; i++) putCell(tally, pick(random))
    cumulate(tally)
  }
}

/**
 * Expectation-based Poisson: every cell is a Poisson number of its own. They are drawn together, exactly: as many arrivals as a Poisson process
 * has in a time as long as the sum of all, each shared out in proportion.
 */
export function baselineSampler(expected: Float64Array): Sampler {
  const pick = makeAlias(expected)
  const all = expected.reduce((sum, e) => sum + e, 0)
  return (tally, random) => {
    clear(tally)
    let at = -Math.log(1 - random.next())
    while (at < all) {
      putCell(tally, pick(random))
      at -= Math.log(1 - random.next())
    }
    cumulate(tally)
  }
}

function putCell(tally: Tally, cell: number): void {
  const column = cell % tally.width
  if (column > 0) put(tally, (cell - column) / tally.width, column, 1)
}

/** An index with a probability in proportion to its weight, at a fixed cost (the alias method; Walker 1977, Vose 1991). */
function makeAlias(weights: Float64Array): (random: Random) => number {
  const n = weights.length
  const mean = weights.reduce((sum, w) => sum + w, 0) / n
  const chance = new Float64Array(n).fill(1)
  const other = new Int32Array(n)
  const rest = weights.map((w) => (mean > 0 ? w / mean : 1))
  const poor: number[] = []
  const rich: number[] = []
  for (let i = 0; i < n; i++) ((rest[i] ?? 0) < 1 ? poor : rich).push(i)
  for (;;) {
    const small = poor.pop()
    const large = rich.pop()
    if (small === undefined || large === undefined) break
    chance[small] = rest[small] ?? 0
    other[small] = large
    const left = (rest[large] ?? 0) - (1 - (rest[small] ?? 0))
    rest[large] = left
    ;(left < 1 ? poor : rich).push(large)
  }
  return (random) => {
    const at = random.next() * n
    const i = Math.floor(at)
    return at - i < (chance[i] ?? 1) ? i : (other[i] ?? i)
  }
}
