/**
 * What a detector says about one unit of time. `at` is its place in the series (from 0), `expected` the usual, `upper` the bound above which
 * it alarms (null: none could be found), `statistic` the method's own measure (null: infinite), `p` the probability of a count that high.
 * What a method has not is left out.
 */
export type SeriesRow = {
  at: number
  observed: number
  expected?: number | null
  upper?: number | null
  statistic?: number | null
  p?: number
  dispersion?: number
  trend?: boolean
  alarm: boolean
}
