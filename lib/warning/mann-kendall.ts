import { normalUpper } from './probability'

/**
 * Mann and Kendall's test for a trend in values in time order: `s` counts the pairs that rise less those that fall, `z` is its standard
 * score with the correction for continuity and for ties, `p` is two-sided. Values that are all the same, or fewer than two, have z 0 and
 * p 1. Costs n². Sources: Mann 1945; Kendall 1975.
 */
export function mannKendall(values: readonly number[]): { s: number; z: number; p: number } {
  const n = values.length
  let s = 0
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) s += Math.sign((values[j] ?? 0) - (values[i] ?? 0))
  const ties = new Map<number, number>()
  for (const value of values) ties.set(value, (ties.get(value) ?? 0) + 1)
  const spread = (count: number) => count * (count - 1) * (2 * count + 5)
  const variance = [...ties.values()].reduce((sum, count) => sum - spread(count), spread(n)) / 18
  const z = variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0
  return { s, z, p: Math.min(1, 2 * normalUpper(Math.abs(z))) }
}
