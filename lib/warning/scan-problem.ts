import type { Direction, Statistic } from './scan-statistic'
import type { Windows } from './scan-windows'
import type { Zones } from './scan-zones'

/** LLRs nearer than this are equal: the same ratio comes out differently by the order in which it was summed. */
export const LLR_SLACK = 1e-9

/**
 * A scan, ready to be run over any counts: `key[p]` names the row of `measures` that zone p has, and a row holds the measure of the zone in the
 * columns 1 … k, cumulated, at k (columns + 1 values, the first 0). Keys of one row rise with the zone where zones share rows.
 */
export type Problem = {
  readonly zones: Zones
  readonly windows: Windows
  readonly statistic: Statistic
  readonly direction: Direction
  /** cases that a cluster of more than expected must hold */
  readonly minCases: number
  readonly key: Int32Array
  readonly measures: Float64Array
}

/** The measure of zone p in window w. */
export function measureOf({ key, measures, windows }: Problem, p: number, w: number): number {
  const row = (key[p] ?? 0) * (windows.columns + 1)
  return (measures[row + (windows.hi[w] ?? 0)] ?? 0) - (measures[row + (windows.lo[w] ?? 0)] ?? 0)
}

/** Rows of measures by zone, of what each place has in each column (`places` rows of columns + 1 values, cumulated). */
export function sumMeasures({ rows, start, order }: Zones, width: number, byPlace: Float64Array): Pick<Problem, 'key' | 'measures'> {
  const measures = new Float64Array(order.length * width)
  for (let i = 0; i < rows; i++) {
    const from = start[i] ?? 0
    for (let p = from; p < (start[i + 1] ?? 0); p++) {
      const [row, before, place] = [p * width, (p - 1) * width, (order[p] ?? 0) * width]
      for (let k = 1; k < width; k++) measures[row + k] = (p > from ? (measures[before + k] ?? 0) : 0) + (byPlace[place + k] ?? 0)
    }
  }
  return { key: Int32Array.from({ length: order.length }, (_, p) => p), measures }
}

/**
 * The same where the measure is a product: the whole number that the zone has, times that of the window (cumulated by column). Zones with equal
 * numbers share a row, so that the rows stay few and exact.
 */
export function productMeasures({ rows, start, order }: Zones, byPlace: Int32Array, byColumn: Int32Array): Pick<Problem, 'key' | 'measures'> {
  const width = byColumn.length
  const key = new Int32Array(order.length)
  let most = 0
  for (let i = 0; i < rows; i++) {
    for (let p = start[i] ?? 0, sum = 0; p < (start[i + 1] ?? 0); p++) {
      sum += byPlace[order[p] ?? 0] ?? 0
      key[p] = sum
    }
    most = Math.max(most, key[(start[i + 1] ?? 1) - 1] ?? 0)
  }
  const measures = new Float64Array((most + 1) * width)
  for (let z = 0; z <= most; z++) for (let k = 1; k < width; k++) measures[z * width + k] = z * (byColumn[k] ?? 0)
  return { key, measures }
}
