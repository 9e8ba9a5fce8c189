import { type Problem, productMeasures, sumMeasures } from './scan-problem'
import { baselineSampler, bernoulliSampler, permutationSampler, poissonSampler, type Sampler } from './scan-replicates'
import { baselineStatistic, bernoulliStatistic, poissonStatistic, type ScanModel, type Statistic } from './scan-statistic'
import type { Windows } from './scan-windows'
import type { Zones } from './scan-zones'

/** What was counted, each a row of `units` values a place (place · units + unit). */
export type ScanCases = {
  readonly units: number
  readonly counts: Int32Array
  /** permutation: the same cases by stratum, which sum up to `counts`; without them all are one stratum */
  readonly strata?: readonly Int32Array[] | undefined
  /** poisson: in proportion to what is expected; ebp: what is expected */
  readonly expected?: Float64Array | undefined
  /** bernoulli: cases and controls together */
  readonly trials?: Int32Array | undefined
}

/** What a model makes of the cases: the measure of each zone and window, its ratio, and how to draw counts without clusters. */
type Prepared = Pick<Problem, 'key' | 'measures'> & { readonly statistic: Statistic; readonly sampler: Sampler }

/** Prepares a scan of these zones and windows. Throws RangeError where the model lacks what it needs. */
export function prepare(model: ScanModel, zones: Zones, windows: Windows, cases: ScanCases): Prepared {
  const { counts, units, expected, trials, strata } = cases
  const all = counts.reduce((sum, n) => sum + n, 0)
  const width = windows.columns + 1
  if (model === 'permutation') return permutation(zones, windows, units, all, strata ?? [counts])
  if (model === 'bernoulli') {
    if (!trials) throw new RangeError('The Bernoulli model needs trials.')
    const cells = byColumn(trials, units, windows, (n) => new Int32Array(n))
    const drawn = new Int32Array(trials.reduce((sum, n) => sum + n, 0))
    let at = 0
    for (const [cell, n] of cells.entries()) {
      drawn.fill(cell, at, at + n)
      at += n
    }
    return {
      ...sumMeasures(zones, width, cumulated(cells, width)),
      statistic: bernoulliStatistic(all, drawn.length),
      sampler: bernoulliSampler(drawn, all),
    }
  }
  if (!expected) throw new RangeError('The Poisson models need what is expected.')
  const sum = expected.reduce((total, e) => total + e, 0)
  const scale = model === 'ebp' || sum === 0 ? 1 : all / sum
  const cells = byColumn(
    expected.map((e) => e * scale),
    units,
    windows,
    (n) => new Float64Array(n),
  )
  const measures = sumMeasures(zones, width, cumulated(cells, width))
  if (model === 'poisson') return { ...measures, statistic: poissonStatistic(all, 1), sampler: poissonSampler(cells, all) }
  for (let cell = 0; cell < cells.length; cell += width) cells[cell] = 0 // what lies in no window changes nothing
  return { ...measures, statistic: baselineStatistic(), sampler: baselineSampler(cells) }
}

function permutation(zones: Zones, windows: Windows, units: number, all: number, strata: readonly Int32Array[]): Prepared {
  const width = windows.columns + 1
  const margins = strata.map((counts) => marginsOf(counts, units, windows))
  const sampler = permutationSampler(strata.map((counts) => casesOf(counts, units, windows)))
  const [only] = margins
  if (only && margins.length === 1) return { ...productMeasures(zones, only.byPlace, only.byColumn), statistic: poissonStatistic(all, all), sampler }
  const measures = new Float64Array((zones.places || 0) * width)
  for (const { byPlace, byColumn: inColumn, total } of margins) {
    if (total === 0) continue
    for (let place = 0; place < zones.places; place++)
      for (let k = 1; k < width; k++)
        measures[place * width + k] = (measures[place * width + k] ?? 0) + ((byPlace[place] ?? 0) * (inColumn[k] ?? 0)) / total
  }
  return { ...sumMeasures(zones, width, measures), statistic: poissonStatistic(all, 1), sampler }
}

/** Cases by place and, cumulated, by column. */
function marginsOf(counts: Int32Array, units: number, windows: Windows): { byPlace: Int32Array; byColumn: Int32Array; total: number } {
  const byPlace = new Int32Array(counts.length / units)
  const inColumn = new Int32Array(windows.columns + 1)
  let total = 0
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i] ?? 0
    if (n === 0) continue
    const unit = i % units
    const place = (i - unit) / units
    const column = windows.column[unit] ?? 0
    total += n
    byPlace[place] = (byPlace[place] ?? 0) + n
    if (column > 0) inColumn[column] = (inColumn[column] ?? 0) + n
  }
  for (let k = 2; k < inColumn.length; k++) inColumn[k] = (inColumn[k] ?? 0) + (inColumn[k - 1] ?? 0)
  return { byPlace, byColumn: inColumn, total }
}

/** Each case by its place, and the columns of those that have one. */
function casesOf(counts: Int32Array, units: number, windows: Windows): { places: Int32Array; columns: Int32Array } {
  const places: number[] = []
  const columns: number[] = []
  for (let i = 0; i < counts.length; i++) {
    const unit = i % units
    const column = windows.column[unit] ?? 0
    for (let n = counts[i] ?? 0; n > 0; n--) {
      places.push((i - unit) / units)
      if (column > 0) columns.push(column)
    }
  }
  return { places: Int32Array.from(places), columns: Int32Array.from(columns) }
}

/** Values by place and column (column 0: in no window) instead of by place and unit. */
function byColumn<T extends Int32Array | Float64Array>(values: T, units: number, { columns, column }: Windows, make: (length: number) => T): T {
  const width = columns + 1
  const cells = make((values.length / units) * width)
  for (let i = 0; i < values.length; i++) {
    const unit = i % units
    const cell = ((i - unit) / units) * width + (column[unit] ?? 0)
    cells[cell] = (cells[cell] ?? 0) + (values[i] ?? 0)
  }
  return cells
}

/** The same cumulated over the columns from 1 on, with 0 before them. */
function cumulated(cells: Int32Array | Float64Array, width: number): Float64Array {
  const sums = new Float64Array(cells.length)
  for (let cell = 0; cell < cells.length; cell++) if (cell % width > 0) sums[cell] = (sums[cell - 1] ?? 0) + (cells[cell] ?? 0)
  return sums
}
