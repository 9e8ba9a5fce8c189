import * as z from 'zod/mini'
import { civilDate } from './clock'
import type { FigureName, RateName } from './figure-terms'
import { KPI_RULE, KpiWeights } from './figures'
import { mapRows, namesOf } from './rows'
import { CompleteFrom, quantile } from './trends'

/** The name and version of the rules by which `GET /api/figures` compares. */
export const FIGURES_RULE = 'figures/1'
/** Complete months that a run shows; the running one follows them. */
export const RUN_MONTHS = 12
/** What is usual is read from so many months before those that are shown, and from fewer than `MIN_USUAL_MONTHS` nothing is said. */
export const USUAL_MONTHS = 24
export const MIN_USUAL_MONTHS = 12
/** Shares and times of fewer events than this are 样本少: shown without a number, and never in an order. */
export const MIN_SAMPLE = 30
/** Days of the hour-by-week picture at most: the newest thirteen weeks of the period. */
export const WEEK_DAYS = 91

/**
 * What is compared: shares, 综合评价, handling times, and counts for every 1,000 households. `better`: which way is good; null: neither. `list`: which figure's
 * list stands behind the number of events that it rests on. `ripens`, always: it goes by what became of events by now, so that those of late have had less time
 * than earlier ones, and it is held against nothing before; month: what is late may be made up until the period ends, so that a month that runs is not held
 * against whole ones.
 */
type Row = { kind: 'rate' | 'score' | 'time' | 'count'; better: 'high' | 'low' | null; list: FigureName | null; ripens?: 'always' | 'month' }
const rate = (name: RateName, better: 'high' | 'low'): Row => ({ kind: 'rate', better, list: `${name}.denominator` })

/** The figures of a page of figures in the order in which they stand there. */
export const COMPARED_FIGURES = {
  score: { kind: 'score', better: 'high', list: 'handedInRate.denominator', ripens: 'month' },
  handledRate: { ...rate('handledRate', 'high'), ripens: 'always' },
  acceptedRate: { ...rate('acceptedRate', 'high'), ripens: 'always' },
  respondedRate: rate('respondedRate', 'high'),
  handedInRate: { ...rate('handedInRate', 'high'), ripens: 'month' },
  handedInTimeRate: rate('handedInTimeRate', 'high'),
  closedRate: { ...rate('closedRate', 'high'), ripens: 'month' },
  closedInTimeRate: rate('closedInTimeRate', 'high'),
  overdueRate: rate('overdueRate', 'low'),
  reworkedRate: rate('reworkedRate', 'low'),
  extendedRate: rate('extendedRate', 'low'),
  followedUpRate: { ...rate('followedUpRate', 'high'), ripens: 'always' },
  satisfiedRate: rate('satisfiedRate', 'high'),
  solvedRate: rate('solvedRate', 'high'),
  cardReplyRate: rate('cardReplyRate', 'high'),
  handlingTime: { kind: 'time', better: 'low', list: 'handlingTime' },
  suspended: { kind: 'count', better: 'low', list: null },
  reported: { kind: 'count', better: null, list: 'reported' },
} as const satisfies Readonly<Record<string, Row>>
export const COMPARED_NAMES = namesOf(COMPARED_FIGURES)
export const ComparedName = z.enum(COMPARED_NAMES)
export type ComparedName = z.infer<typeof ComparedName>
/** The row of a figure. */
export const comparedRow = (name: ComparedName): Row => COMPARED_FIGURES[name]

/**
 * A figure of a place. `value`: of a share and of 综合评价 0..1, of handling times the median in milliseconds, of a count that for every 1,000 households
 * (null below three of them); null where the denominator is empty. `low`, `high`: the interval that holds it with 95 %, null where there is none.
 * `denominator`: what the numerator is of, or how many events it rests on; of a count the households. `few`: 样本少. `p90` of handling
 * times alone.
 */
export const Measured = z.object({
  value: z.nullable(z.number()),
  low: z.nullable(z.number()),
  high: z.nullable(z.number()),
  numerator: z.nullable(z.number()),
  denominator: z.int(),
  few: z.boolean(),
  p90: z.optional(z.nullable(z.number())),
})
export type Measured = z.infer<typeof Measured>
const AllMeasured = z.object(mapRows(COMPARED_FIGURES, () => Measured))
export type AllMeasured = z.infer<typeof AllMeasured>

const Bounds = {
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  days: z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) }),
}
const Values = z.object(mapRows(COMPARED_FIGURES, () => z.nullable(z.number())))

/** A grid among those that are compared: `beside` the place or it itself, or right `below` it. */
const ComparedArea = z.object({
  grid: z.string(),
  level: z.int(),
  group: z.enum(['beside', 'below']),
  figures: AllMeasured,
  /** the values of the period that is compared with */
  before: z.nullable(Values),
  /** its place in the order of its group, where the county shows that: only where its interval meets no other one */
  places: z.nullable(Values),
})
export type ComparedArea = z.infer<typeof ComparedArea>

/** A figure month by month, as `Measured` says; null where nothing is known. The running month up to yesterday, since what is due today may still be done. `usual`: P10 and P90 of the 24 months before. */
const Run = z.object({
  values: z.array(z.nullable(z.number())),
  numerators: z.array(z.nullable(z.number())),
  denominators: z.array(z.int()),
  /** of handling times alone */
  p90: z.optional(z.array(z.nullable(z.number()))),
  usual: z.nullable(z.object({ low: z.number(), high: z.number() })),
})
export type Run = z.infer<typeof Run>

/** What `GET /api/figures` answers. Totals and areas are of one revision; hours may be a moment newer, and months up to a minute older. */
export const FigureRuns = z.object({
  rule: z.literal(FIGURES_RULE),
  kpiRule: z.literal(KPI_RULE),
  logId: z.string(),
  revision: z.int(),
  /** time of receipt of the last change, RFC 3339 */
  asOf: z.nullable(z.string()),
  /** the server's clock */
  at: z.string(),
  within: z.nullable(z.string()),
  ...Bounds,
  completeFrom: CompleteFrom,
  weights: KpiWeights,
  total: AllMeasured,
  /** the same of the period that is compared with; null of none */
  against: z.nullable(z.object({ ...Bounds, total: AllMeasured })),
  /** YYYY-MM, oldest first; the last is not over, and counts up to yesterday */
  months: z.array(z.string()),
  /** how many of the months before are known, for `usual` */
  usualMonths: z.int(),
  /**
   * how many were suspended (挂账) is told of the end of each month and of yesterday, as it was known then; null for a department, and while the past is being written.
   * Every other run is as it is known now.
   */
  runs: z.object(mapRows(COMPARED_FIGURES, () => z.nullable(Run))),
  /** empty for a department, whose events lie anywhere */
  areas: z.array(ComparedArea),
  /** events reported by weekday (Monday first) and civil hour on the newest days of the period, and how many days of each weekday these are */
  week: z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()), days: z.array(z.int()), counts: z.array(z.array(z.int())) }),
})
export type FigureRuns = z.infer<typeof FigureRuns>

/** The first instant of the civil month (Asia/Shanghai) that lies so many months before that of `ms`. */
export function startOfMonth(ms: number, before = 0): number {
  const [year = 0, month = 1] = civilDate(ms).split('-').map(Number)
  const months = year * 12 + (month - 1) - before
  const name = `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}`
  return Date.parse(`${name}-01T00:00:00+08:00`)
}

/** P10 and P90 of what the months before held; null of fewer than twelve that are known. */
export function usualBand(values: readonly (number | null)[]): { low: number; high: number } | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  return known.length < MIN_USUAL_MONTHS ? null : { low: quantile(known, 0.1), high: quantile(known, 0.9) }
}

/**
 * The place of each of some areas in the order of a figure, the best first: null for one whose interval meets that of another, that has none, or that
 * rests on too little. The places are those among all that are compared, so between two that have one there may be others that have none.
 */
export function placesOf(rows: readonly Pick<Measured, 'low' | 'high' | 'value' | 'few'>[], better: 'high' | 'low' | null): (number | null)[] {
  const ordered = (row: Pick<Measured, 'low' | 'high' | 'value' | 'few'>) =>
    row.low === null || row.high === null || row.value === null || row.few ? null : { low: row.low, high: row.high, value: row.value }
  const known = rows.map(ordered)
  return known.map((own, i) => {
    if (own === null || better === null) return null
    const others = known.filter((other, k) => other !== null && k !== i)
    if (others.length === 0 || others.some((other) => other !== null && other.low <= own.high && own.low <= other.high)) return null
    return 1 + others.filter((other) => other !== null && (better === 'high' ? other.value > own.value : other.value < own.value)).length
  })
}
