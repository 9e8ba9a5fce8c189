import type { Grid } from '@/lib/domain/grid'
import { holdsGrid, holdsType, type Scope } from '@/lib/domain/rule-scope'
import type { DayCounts } from './cluster-night'
import type { KnownDays } from './known-nights'
import type { KnownEpisode } from './matching'

/** Does a scope hold everything? */
const isWhole = ({ types = [], grids = [] }: Scope): boolean => types.length === 0 && grids.length === 0

/** The leaves of a scope, in their order: those that a scan of it is of. */
export const leavesWithin = <G extends Pick<Grid, 'code'>>(leaves: readonly G[], scope: Scope): readonly G[] =>
  isWhole(scope) ? leaves : leaves.filter(({ code }) => holdsGrid(scope, code))

/** What of counted days lies in a scope: where each kept row and leaf stands now, by where it stood. */
function kept(
  { types }: DayCounts,
  codes: readonly string[],
  scope: Scope,
): { types: ReadonlyMap<number, number>; leaves: ReadonlyMap<number, number> } {
  const indexed = (all: readonly number[]) => new Map(all.map((from, to) => [from, to]))
  return {
    types: indexed([...types.keys()].filter((i) => holdsType(scope, types[i]?.code ?? ''))),
    leaves: indexed([...codes.keys()].filter((i) => holdsGrid(scope, codes[i] ?? ''))),
  }
}

/**
 * Days as a rule of a scope counts them: its leaves and types alone, in their order, as if the county had no others, so that whatever is said to be rare is
 * so among these. `codes` are those of the leaves. Of everything they are what they were.
 */
export function daysWithin(counted: DayCounts, codes: readonly string[], scope: Scope): DayCounts {
  if (isWhole(scope)) return counted
  const { days } = counted
  const own = kept(counted, codes, scope)
  const leaves = [...own.leaves.keys()]
  const counts = [...own.types.keys()].map((type) => {
    const rows = new Int32Array(leaves.length * days)
    for (const [to, from] of leaves.entries()) rows.set(counted.counts[type]?.subarray(from * days, (from + 1) * days) ?? [], to * days)
    return rows
  })
  return { days, leaves: leaves.length, types: [...own.types.keys()].flatMap((type) => counted.types[type] ?? []), counts }
}

/** Days as they were known night by night, as a rule of a scope counts them (`daysWithin`). */
export function knownWithin(known: KnownDays, codes: readonly string[], scope: Scope): KnownDays {
  if (isWhole(scope)) return known
  const { days, first } = known
  const own = kept(known, codes, scope)
  const later = known.later.flatMap((one) => {
    const [type, leaf] = [own.types.get(one.type), own.leaves.get(Math.floor(one.at / days))]
    return type === undefined || leaf === undefined ? [] : [{ ...one, type, at: leaf * days + (one.at % days) }]
  })
  return { ...daysWithin(known, codes, scope), first, later }
}

/** What of episodes that are known lies in a scope; those of which nothing does are none of its. */
export function episodesWithin(episodes: readonly KnownEpisode[], scope: Scope): KnownEpisode[] {
  return episodes.flatMap((episode) => {
    const types = episode.types.filter((type) => holdsType(scope, type))
    const grids = episode.grids.filter((grid) => holdsGrid(scope, grid))
    return types.length === 0 || grids.length === 0 ? [] : [{ ...episode, types, grids }]
  })
}
