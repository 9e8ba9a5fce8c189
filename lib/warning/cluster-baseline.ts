import { apportion } from '@/lib/domain/random'
import type { ClusterSettings } from '@/lib/domain/rule-settings'
import type { DayCounts } from './cluster-night'

/** A cluster that somebody has confirmed (属实): types by code, leaves and days by index in the counts, days inclusive. */
export type ConfirmedCluster = { readonly types: readonly string[]; readonly leaves: readonly number[]; readonly from: number; readonly to: number }

/**
 * The counts without confirmed clusters: what happened in one is not what is usual there, and kept in it would hide the next. In each type the
 * cells of its leaves and days are replaced by what the other cells say of them, in whole numbers: (the leaf's events on other days) × (the
 * day's events elsewhere) / (events on other days elsewhere), which is what independence of leaf and day expects of a table with a hole (Goodman,
 * *The analysis of cross-classified data*, 1968). Never by more than there was. Days that a window can still hold stay as they are: what goes on
 * is still to be found. One after the other in the order given; counts without any come back as they are.
 */
export function withoutConfirmed(
  counts: DayCounts,
  confirmed: readonly ConfirmedCluster[],
  settings: Pick<ClusterSettings, 'maxWindowDays'>,
): DayCounts {
  const last = counts.days - settings.maxWindowDays - 1
  const past = confirmed.flatMap((one) =>
    one.from <= last && one.to >= 0 && one.leaves.length > 0 ? [{ ...one, from: Math.max(0, one.from), to: Math.min(one.to, last) }] : [],
  )
  if (past.length === 0) return counts
  return {
    ...counts,
    counts: counts.counts.map((rows, type) => {
      const own = past.filter(({ types }) => types.includes(counts.types[type]?.code ?? ''))
      if (own.length === 0) return rows
      const kept = rows.slice()
      for (const one of own) replace(kept, counts.days, one)
      return kept
    }),
  }
}

/** Replaces the cells of one cluster by what independence expects of them, if that is less. */
function replace(rows: Int32Array, days: number, { leaves, from, to }: ConfirmedCluster): void {
  const inside = new Set(leaves)
  const byDay = new Float64Array(to - from + 1)
  const byLeaf = new Float64Array(leaves.length)
  let elsewhere = 0
  for (let at = 0; at < rows.length; at++) {
    const day = at % days
    const leaf = (at - day) / days
    const during = day >= from && day <= to
    if (during && !inside.has(leaf)) byDay[day - from] = (byDay[day - from] ?? 0) + (rows[at] ?? 0)
    if (!during && !inside.has(leaf)) elsewhere += rows[at] ?? 0
  }
  if (elsewhere === 0) return
  for (const [i, leaf] of leaves.entries())
    for (let day = 0; day < days; day++) if (day < from || day > to) byLeaf[i] = (byLeaf[i] ?? 0) + (rows[leaf * days + day] ?? 0)
  const expected = leaves.flatMap((_, i) => Array.from(byDay, (n) => (n * (byLeaf[i] ?? 0)) / elsewhere))
  const cells = leaves.flatMap((leaf) => Array.from(byDay, (_, i) => leaf * days + from + i))
  const observed = cells.reduce((sum, at) => sum + (rows[at] ?? 0), 0)
  const usual = Math.round(expected.reduce((sum, e) => sum + e, 0))
  if (usual >= observed) return
  for (const [i, n] of apportion(usual, expected).entries()) rows[cells[i] ?? 0] = n
}
