import type { ClusterSettings } from '@/lib/domain/rule-settings'
import type { ClusterStream, DayCounts } from './cluster-night'
import { poissonStatistic } from './scan-statistic'
import type { Zones } from './scan-zones'

/** Of one type, cases by leaf in all, and by leaf and everywhere in the last 1 … `columns` days (cumulated, a row of columns + 1 values a leaf). */
type Margins = { readonly total: number; readonly byLeaf: Float64Array; readonly recent: Int32Array; readonly everywhere: Int32Array }

/** What the scans of one night have in common: the margins of every type. Made once a night, for `greatestRatio`. */
export type NightMargins = { readonly leaves: number; readonly columns: number; readonly types: readonly Margins[] }

/** Counts of exactly the days that are studied. About 4 ms for 257 leaves, 365 days and 34 types. */
export function nightMargins({ counts, leaves, days }: DayCounts, { maxWindowDays }: Pick<ClusterSettings, 'maxWindowDays'>): NightMargins {
  const columns = Math.min(days, maxWindowDays)
  const width = columns + 1
  const types = counts.map((rows): Margins => {
    const byLeaf = new Float64Array(leaves)
    const recent = new Int32Array(leaves * width)
    const everywhere = new Int32Array(width)
    let total = 0
    for (let leaf = 0; leaf < leaves; leaf++) {
      let sum = 0
      for (let at = leaf * days; at < (leaf + 1) * days; at++) sum += rows[at] ?? 0
      byLeaf[leaf] = sum
      total += sum
      for (let k = 1; k < width; k++) {
        const n = (recent[leaf * width + k - 1] ?? 0) + (rows[(leaf + 1) * days - k] ?? 0)
        recent[leaf * width + k] = n
        everywhere[k] = (everywhere[k] ?? 0) + n
      }
    }
    return { total, byLeaf, recent, everywhere }
  })
  return { leaves, columns, types }
}

/**
 * The log-likelihood ratio of the most likely cluster of a stream, as `scan` finds it by `clusterScan`, without its replicates and without naming it: to
 * tell at a fraction of the cost whether a night is worth the scan. 0 where nothing is above what is expected. About 0.2 ms.
 */
export function greatestRatio(
  zones: Zones,
  { leaves, columns, types }: NightMargins,
  { types: own }: ClusterStream,
  { minCases }: Pick<ClusterSettings, 'minCases'>,
): number {
  const width = columns + 1
  const counted = new Int32Array(leaves * width)
  const expected = new Float64Array(leaves * width)
  let all = 0
  for (const type of own) {
    const margins = types[type]
    if (!margins || margins.total === 0) continue
    const { total, byLeaf, recent, everywhere } = margins
    all += total
    for (let leaf = 0; leaf < leaves; leaf++) {
      const share = (byLeaf[leaf] ?? 0) / total
      if (share === 0) continue
      for (let at = leaf * width + 1, k = 1; k < width; k++, at++) {
        counted[at] = (counted[at] ?? 0) + (recent[at] ?? 0)
        expected[at] = (expected[at] ?? 0) + share * (everywhere[k] ?? 0)
      }
    }
  }
  const { high } = poissonStatistic(all, 1)
  const c = new Int32Array(width)
  const e = new Float64Array(width)
  let best = 0
  for (let row = 0; row < zones.rows; row++) {
    c.fill(0)
    e.fill(0)
    for (let p = zones.start[row] ?? 0; p < (zones.start[row + 1] ?? 0); p++) {
      const at = (zones.order[p] ?? 0) * width
      for (let k = 1; k < width; k++) {
        const cases = (c[k] ?? 0) + (counted[at + k] ?? 0)
        const usual = (e[k] ?? 0) + (expected[at + k] ?? 0)
        c[k] = cases
        e[k] = usual
        const above = cases - usual
        // c·ln(c/e) − (c − e) ≤ (c − e)²/2e and (C − c)·ln((C − c)/(C − e)) + (c − e) ≤ (c − e)²/(C − e): no logarithm where that is too little
        if (above <= 0 || cases < minCases || above * above * (0.5 / usual + 1 / (all - usual)) <= best) continue
        best = Math.max(best, high(cases, usual))
      }
    }
  }
  return best
}
