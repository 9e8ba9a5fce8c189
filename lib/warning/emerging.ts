import { judgeScores, sampleOf, scoreOf, type VARIANCES } from './getis-ord'
import { classify, type HotSpotClass, type Step } from './hot-spot-rules'
import { mannKendall } from './mann-kendall'
import type { SpatialWeights } from './spatial-weights'

/** `timeNeighbours` steps before each count as near it; `rate` is the false discovery rate over all steps of all places. */
export type EmergingOptions = { timeNeighbours: number; rate: number; variance: (typeof VARIANCES)[number] }

/** A place: its class, its steps in time order, how many of them are hot and cold, and the trend of its scores (z and two-sided p). */
export type EmergingPlace = HotSpotClass & { steps: Step[]; hot: number; cold: number; trend: { z: number; p: number } }

/**
 * Emerging hot spots: the space-time G* of each step of each place, among all steps of all places, and the class that each place's steps
 * make. `values[place][step]` has the same steps for all; the neighbours of a step are those of the place (itself among them) in this step
 * and in the `timeNeighbours` before it. A score that does not exist counts as 0. Sources: Ord and Getis 1995; Esri's Emerging Hot Spot
 * Analysis for the neighbours in time and the classes.
 */
export function emerging(
  values: readonly (readonly number[])[],
  weights: SpatialWeights,
  { timeNeighbours, rate, variance }: EmergingOptions,
): EmergingPlace[] {
  const all = values.flat()
  const sample = sampleOf(
    all.length,
    all.reduce((sum, x) => sum + x, 0),
    all.reduce((sum, x) => sum + x * x, 0),
    variance,
  )
  const scores = values.map((own, place) => {
    const links = weights[place] ?? []
    const weight = links.reduce((sum, link) => sum + link.weight, 0)
    const squared = links.reduce((sum, link) => sum + link.weight ** 2, 0)
    const sums = own.map((_, step) => links.reduce((sum, { to, weight: share }) => sum + share * (values[to]?.[step] ?? 0), 0))
    return own.map((_, step) => {
      const from = Math.max(0, step - timeNeighbours)
      const near = sums.slice(from, step + 1)
      return scoreOf(
        sample,
        near.reduce((sum, x) => sum + x, 0),
        weight * near.length,
        squared * near.length,
      )
    })
  })
  const judged = judgeScores(scores.flat(), 'two', rate)
  let at = 0
  return scores.map((own) => {
    const steps = own.map((score) => ({ score: score ?? 0, spot: judged[at++]?.spot ?? 'none' }))
    const count = (spot: Step['spot']) => steps.filter((step) => step.spot === spot).length
    const { z, p } = mannKendall(steps.map(({ score }) => score))
    return { ...classify(steps), steps, hot: count('hot'), cold: count('cold'), trend: { z, p } }
  })
}
