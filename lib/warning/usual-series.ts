import { fitPoisson } from './regression'

/** What a civil day is to a series: 调休 (a weekend that is worked) apart from other working days. */
export type SeriesDay = 'working' | 'weekend' | 'holiday' | 'exchanged'

/** The usual count of a day and the variance of its logarithm, as the fit knows them. */
export type UsualCount = { readonly mean: number; readonly variance: number }

/** The usual of a daily series on any day, by its place from the first day that was studied on. */
export type UsualSeries = (at: number, kind: SeriesDay) => UsualCount

const YEAR = 365.25
/** From so many years of study on, so many annual harmonics: fewer would take a season for a trend. */
const HARMONICS = [1, 2] as const
/** A kind of day that the study has more seldom is taken for a working day. */
const MIN_OF_KIND = 3
const KINDS = ['weekend', 'holiday', 'exchanged'] as const

/**
 * Fits what is usual of a daily series: log μ = a + kind of day + b·t + annual harmonics, as a quasi-Poisson regression. `kinds[i]` is what the day
 * of `counts[i]` is; the day studied first is 0. Harmonics: none below a year, one from a year, two from two years on. Null for a series without
 * any event, or where the fit does not converge. Source of the seasonal form: Serfling, *Methods for current statistical analysis of excess
 * pneumonia-influenza deaths*, 1963. About 5 ms for two years.
 */
export function fitUsual(counts: readonly number[], kinds: readonly SeriesDay[]): UsualSeries | null {
  if (!counts.some((y) => y > 0)) return null
  const harmonics = HARMONICS.filter((years) => counts.length >= Math.floor(years * YEAR))
  const known = KINDS.filter((kind) => kinds.slice(0, counts.length).filter((one) => one === kind).length >= MIN_OF_KIND)
  const rowOf = (at: number, kind: SeriesDay): number[] => [
    1,
    ...known.map((one) => (one === kind ? 1 : 0)),
    at / YEAR,
    ...harmonics.flatMap((n) => [Math.sin((2 * Math.PI * n * at) / YEAR), Math.cos((2 * Math.PI * n * at) / YEAR)]),
  ]
  const rows = counts.map((_, at) => rowOf(at, kinds[at] ?? 'working'))
  const columns = (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0))
  const fit = fitPoisson(counts, columns)
  if (!fit.converged) return null
  const scale = Math.max(1, fit.pearson || 1)
  return (at, kind) => {
    const point = fit.at(rowOf(at, kind))
    return {
      mean: Math.exp(point.eta),
      get variance() {
        return point.variance * scale
      },
    }
  }
}
