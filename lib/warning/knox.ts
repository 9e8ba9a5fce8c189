import { makeRandom } from '@/lib/domain/random'
import type { Coordinates, Point } from './distance'
import { isWithin, visitNear } from './neighbours'
import { poissonAtLeast } from './probability'

/** An event at a place and a time, in any unit. */
export type KnoxEvent = { place: Point; time: number }

/** Pairs are near at ≤ `space` (metres for degrees) and ≤ `time`; `replicates` permutations of the times, by `seed`. */
export type KnoxOptions = { space: number; time: number; coordinates: Coordinates; replicates: number; seed: number }

/** Counts of pairs, and three p values: P(X > observed) and P(X ≥ observed) of a Poisson X, and by permutation (null without). */
export type Knox = {
  pairs: number
  closeSpace: number
  closeTime: number
  observed: number
  expected: number
  pGreater: number
  pAtLeast: number
  pPermutation: number | null
}

/**
 * Knox's test of whether pairs near in space are near in time more often than both kinds of nearness would meet by chance. Expected is
 * closeSpace × closeTime / pairs; the permutation p is (1 + replicates with as many or more) / (1 + replicates), and is independent of the
 * order of the events. Costs the near pairs × replicates. Sources: Knox 1964; Kulldorff and Hjalmars 1999 for the permutation.
 */
export function knox(events: readonly KnoxEvent[], { space, time, coordinates, replicates, seed }: KnoxOptions): Knox {
  const sorted = [...events].sort((a, b) => a.time - b.time || a.place[0] - b.place[0] || a.place[1] - b.place[1])
  const near: number[] = []
  visitNear(
    sorted.map(({ place }) => place),
    space,
    coordinates,
    (a, b) => near.push(a, b),
  )
  const times = sorted.map((event) => event.time)
  const observed = bothNear(near, times, time)
  const pairs = Math.max(0, (events.length * (events.length - 1)) / 2)
  const closeSpace = near.length / 2
  const closeTime = pairsInTime(times, time)
  const expected = pairs === 0 ? 0 : (closeSpace * closeTime) / pairs
  const random = makeRandom('knox', seed)
  let asMany = 0
  for (let replicate = 0; replicate < replicates; replicate++) {
    shuffle(times, random.next)
    if (bothNear(near, times, time) >= observed) asMany++
  }
  return {
    pairs,
    closeSpace,
    closeTime,
    observed,
    expected,
    pGreater: poissonAtLeast(observed + 1, expected),
    pAtLeast: poissonAtLeast(observed, expected),
    pPermutation: replicates > 0 ? (1 + asMany) / (1 + replicates) : null,
  }
}

function bothNear(near: readonly number[], times: readonly number[], most: number): number {
  let count = 0
  for (let i = 0; i < near.length; i += 2) if (isWithin(Math.abs((times[near[i] ?? 0] ?? 0) - (times[near[i + 1] ?? 0] ?? 0)), most)) count++
  return count
}

/** Pairs of ascending times that are near. */
function pairsInTime(times: readonly number[], most: number): number {
  let count = 0
  let first = 0
  times.forEach((time, i) => {
    while (!isWithin(time - (times[first] ?? 0), most)) first++
    count += i - first
  })
  return count
}

/** Fisher and Yates. */
function shuffle(values: number[], next: () => number): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1))
    const moved = values[i] ?? 0
    values[i] = values[j] ?? 0
    values[j] = moved
  }
}
