import { makeRandom } from '@/lib/domain/random'
import type { Estimate } from './intervals'

/** The p-values of all streams of quiet nights, a row a night in the order of the nights; rows of one block hang together. */
export type QuietBlock = readonly (readonly number[])[]

/** The share of p-values below each of some levels. */
export type Calibration = Estimate & { readonly level: number; readonly values: number }

const DRAWS = 1000

/**
 * Is p as rare as it says where nothing happens? Nights that follow each other share most of their days, and streams share events, so the intervals
 * are those of a block bootstrap (Künsch 1989): whole blocks are drawn with replacement, 1,000 times, and the middle 95 % of the shares taken.
 * Deterministic.
 */
export function calibrationOf(blocks: readonly QuietBlock[], levels: readonly number[]): Calibration[] {
  return levels.map((level) => {
    const sums = blocks.map((block) => {
      const values = block.flat()
      return { values: values.length, below: values.filter((p) => p < level).length }
    })
    const random = makeRandom('calibration')
    const drawn = Float64Array.from({ length: DRAWS }, () => {
      let [below, values] = [0, 0]
      for (let i = 0; i < sums.length; i++) {
        const one = sums[Math.floor(random.next() * sums.length)]
        below += one?.below ?? 0
        values += one?.values ?? 0
      }
      return values > 0 ? below / values : 0
    }).sort()
    const values = sums.reduce((sum, one) => sum + one.values, 0)
    const below = sums.reduce((sum, one) => sum + one.below, 0)
    return {
      level,
      values,
      value: values > 0 ? below / values : 0,
      low: drawn[Math.floor(0.025 * DRAWS)] ?? 0,
      high: drawn[Math.ceil(0.975 * DRAWS) - 1] ?? 0,
    }
  })
}

/** Nights in blocks of so many; a last one that is shorter stands by itself. */
export const blocksOf = <T>(nights: readonly T[], length: number): T[][] =>
  Array.from({ length: Math.ceil(nights.length / length) }, (_, i) => nights.slice(i * length, (i + 1) * length))
