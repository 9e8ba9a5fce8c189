import { MIN_HOUSEHOLDS } from '@/lib/domain/binding'
import { type AllMeasured, type Measured, MIN_SAMPLE } from '@/lib/domain/figure-runs'
import { type KpiCounts, RATE_FIGURES } from '@/lib/domain/figure-terms'
import type { KpiWeights, Ratio } from '@/lib/domain/figures'
import { kpiFigure } from '@/lib/domain/kpi'
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
  const { score, handlingTime, reported, ...rates } = kpiFigure(counts, weights)
  const due = rates.handedInRate.denominator
  return {
    ...mapRows(RATE_FIGURES, (_, name) => measuredShare(rates[name])),
    score: { value: score.value, low: null, high: null, numerator: null, denominator: due, few: due < MIN_SAMPLE },
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

/** A count for every 1,000 households; none where there are so few that it would be one about a family. */
function perThousand(count: number | null, households: number, intervals: boolean): Measured {
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
