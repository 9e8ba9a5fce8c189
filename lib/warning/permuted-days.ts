import type { DayKind } from '@/lib/domain/calendar'
import { makeRandom, type Random } from '@/lib/domain/random'
import type { KnownDays } from './known-nights'

/**
 * A county's own days in another order: in each type, whole days (all leaves together) change places at random with days of the same kind;
 * `kinds[day]` is what a day of the table is. What was known late stays with its day, and comes as many nights after it as it did. Deterministic
 * by the seed; the days given stay as they are.
 *
 * Such a history has no rise over several days any more that a scan could be right about, and is like the real one in what makes a scan wrong:
 * it keeps how much happens of a type in each leaf, the totals of the days of each kind, and how events of one day lie together, which a Poisson
 * number would not know. (Each leaf's days by themselves would break just that, and every busy day of the county.) So what a space-time
 * permutation finds in it, it found by chance. Two limits make false alerts look more frequent than they are: a rise of a single day stays one, and
 * days of a long and strong rise may fall close together again. Two make them look rarer: what types have in common in one place on one day is
 * taken apart, and so are slow changes that are a cluster to the scan and none to people (a new estate, another way of recording).
 */
export function permuteDays(known: KnownDays, kinds: readonly DayKind[], seed: string): KnownDays {
  const { days, types } = known
  const alike = [...new Set(kinds)].map((kind) => [...kinds.keys()].filter((day) => day < days && kinds[day] === kind))
  const places = types.map(({ code }) => placesOf(days, alike, makeRandom('permuted days', seed, code)))
  const placeOf = (type: number, day: number): number => places[type]?.[day] ?? day
  return {
    ...known,
    counts: known.counts.map((rows, type) => {
      const own = new Int32Array(rows.length)
      for (const [at, n] of rows.entries()) if (n > 0) own[at - (at % days) + placeOf(type, at % days)] = n
      return own
    }),
    later: known.later.map(({ type, at, night, n }) => {
      const by = placeOf(type, at % days) - (at % days)
      return { type, at: at + by, night: night + by, n }
    }),
  }
}

/** By day, the day whose place it takes: a permutation within each group (Fisher and Yates). */
function placesOf(days: number, groups: readonly (readonly number[])[], random: Random): Int32Array {
  const places = Int32Array.from({ length: days }, (_, day) => day)
  for (const group of groups) {
    const free = [...group]
    for (const [i, day] of group.entries()) {
      const j = i + Math.floor(random.next() * (group.length - i))
      places[day] = free[j] ?? day
      free[j] = free[i] ?? day
    }
  }
  return places
}
