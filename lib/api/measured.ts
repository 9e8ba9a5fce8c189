import { MIN_HOUSEHOLDS } from '@/lib/domain/binding'
import { type AllMeasured, type Measured, MIN_SAMPLE } from '@/lib/domain/figure-runs'
import { type KpiCounts, RATE_FIGURES } from '@/lib/domain/figure-terms'
import type { KpiFigure, KpiWeights, Ratio } from '@/lib/domain/figures'
import { kpiFigure, SCORED } from '@/lib/domain/kpi'
import { FIRST_CLASS, handlingQuantile } from '@/lib/domain/life-counts'
import { mapRows } from '@/lib/domain/rows'
import { rateOf, shareOf } from '@/lib/warning/intervals'

/** What is told of a place: its counts in a period, how many are suspended now (null: not known), and its households. */
export type Place = { counts: KpiCounts; suspended: number | null; households: number }

/** Digits of an interval on the wire. */
const round = (value: number) => Number(value.toPrecision(6))

/**
 * Every compared figure of a place with its interval. That of a count costs a quarter of a millisecond, so `counts: false` leaves them out.
 */
export function measure({ counts, suspended, households }: Place, weights: KpiWeights, { intervals = true } = {}): AllMeasured {
  const { score, ...rates } = kpiFigure(counts, weights)
  const { handlingTime, reported } = rates
  const due = rates.handedInRate.denominator
  return {
    ...mapRows(RATE_FIGURES, (_, name) => measuredShare(rates[name])),
    score: { value: score.value, ...scoreInterval(rates, weights, score.value), numerator: null, denominator: due, few: due < MIN_SAMPLE },
    handlingTime: {
      value: handlingTime.median,
      ...medianInterval(classesOf(counts)),
      numerator: null,
      denominator: handlingTime.count,
      few: handlingTime.count < MIN_SAMPLE,
      p90: handlingTime.p90,
    },
    suspended: perThousand(suspended, households, intervals),
    reported: perThousand(reported, households, intervals),
  }
}

function measuredShare({ numerator, denominator, value }: Ratio): Measured {
  const share = shareOf(numerator, denominator)
  return { value, low: share && round(share.low), high: share && round(share.high), numerator, denominator, few: denominator < MIN_SAMPLE }
}

type ScoredRates = Pick<KpiFigure, (typeof SCORED)[number]['rate']>

/**
 * The interval of 综合评价. It is a weighted mean of shares that stand on the same events, so nothing is assumed of how they hang together: each of its m parts
 * has Wilson's interval with 1 − 0.05/m, so that with 95 % all of them hold at once (Bonferroni), and the mean of their ends holds then too. Wider than it
 * need be, never narrower.
 */
export function scoreInterval(rates: ScoredRates, weights: KpiWeights, value: number | null): { low: number | null; high: number | null } {
  const parts = SCORED.flatMap(({ rate, weight, good }) =>
    weights[weight] > 0 && rates[rate].denominator > 0 ? [{ of: rates[rate], weight: weights[weight], good }] : [],
  )
  const sum = parts.reduce((all, { weight }) => all + weight, 0)
  if (value === null || sum === 0) return { low: null, high: null }
  let [low, high] = [0, 0]
  for (const { of, weight, good } of parts) {
    const share = shareOf(good ? of.numerator : of.denominator - of.numerator, of.denominator, 1 - ERROR / parts.length)
    low += (weight * (share?.low ?? 0)) / sum
    high += (weight * (share?.high ?? 1)) / sum
  }
  return { low: round(low), high: round(high) }
}
/** What of 95 % is missing to all. */
const ERROR = 0.05

/** A count for every 1,000 households; none where there are so few that it would be one about a family. */
export function perThousand(count: number | null, households: number, intervals: boolean): Measured {
  const rate = count !== null && intervals && households >= MIN_HOUSEHOLDS ? rateOf(count, households / 1_000) : null
  return {
    value: count === null || households < MIN_HOUSEHOLDS ? null : (1_000 * count) / households,
    low: rate && round(rate.low),
    high: rate && round(rate.high),
    numerator: count,
    denominator: households,
    few: households < MIN_HOUSEHOLDS,
  }
}

/** The classes of handling time among the counters of a place. */
function classesOf({ inside }: KpiCounts): number[] {
  return Array.from({ length: Math.max(0, inside.length - FIRST_CLASS) }, (_, i) => inside[FIRST_CLASS + i] ?? 0)
}

/** The times between which the median lies with 95 %: those of the ranks that Wilson's interval of one half gives. */
function medianInterval(classes: readonly number[]): { low: number | null; high: number | null } {
  const count = classes.reduce((sum, n) => sum + n, 0)
  const half = shareOf(count / 2, count)
  return { low: half && handlingQuantile(classes, half.low), high: half && handlingQuantile(classes, half.high) }
}
