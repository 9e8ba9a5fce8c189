import { countFigure, countTerms, type FigureName, type KpiCounts, RATE_FIGURES, type RateName } from './figure-terms'
import { type KpiFigure, type KpiWeights, ratio } from './figures'
import { FIRST_CLASS, handlingQuantile } from './life-counts'
import { mapRows } from './rows'

/** What each figure that is no plain count is called, and the rule that makes it. */
export const KPI_RULES = {
  ...mapRows(RATE_FIGURES, ({ label, formula }) => ({ label: label.zh, formula })),
  handlingTime: { label: '办结用时', formula: '本期办结（不含不予受理）自发生至办结的中位数和 P90，按 √2 倍分组估计' },
  score: {
    label: '综合评价',
    formula: '处置率、按期处置率、1−返工率、1−超期率、1−延期率 按权重相加；分母为空的项不计，其余按比例；无应处置则无评价',
  },
}

/** Under which name a county keeps its own weights as a setting. */
export const KPI_WEIGHTS_SETTING = 'kpi-weights'
/** As shipped: those of one district. */
export const KPI_WEIGHTS: KpiWeights = { handedIn: 30, handedInTime: 20, reworked: 20, overdue: 20, extended: 10 }

/** Figures by the rules: each count as its terms say (figure-terms.ts). */
export function kpiFigure(counts: KpiCounts, weights: KpiWeights): KpiFigure {
  const of = (name: FigureName) => countFigure(name, counts)
  const rates = mapRows(RATE_FIGURES, ({ numerator, denominator }) =>
    ratio(countTerms(numerator.terms, counts), countTerms(denominator.terms, counts)),
  )
  const { inside } = counts
  const classes = Array.from({ length: inside.length - FIRST_CLASS }, (_, i) => inside[FIRST_CLASS + i] ?? 0)
  return {
    reported: of('reported'),
    handled: of('handled'),
    open: of('open'),
    handledInPeriod: of('handledInPeriod'),
    acceptedLate: of('acceptedLate'),
    dispatchedLate: of('dispatchedLate'),
    openCards: of('openCards'),
    ...rates,
    handlingTime: { count: of('handlingTime'), median: handlingQuantile(classes, 0.5), p90: handlingQuantile(classes, 0.9) },
    score: scoreOf(rates, weights),
  }
}

/** What 综合评价 is made of: shares by their weights, those that are bad as what is missing to one. */
export const SCORED = [
  { rate: 'handedInRate', weight: 'handedIn', good: true },
  { rate: 'handedInTimeRate', weight: 'handedInTime', good: true },
  { rate: 'reworkedRate', weight: 'reworked', good: false },
  { rate: 'overdueRate', weight: 'overdue', good: false },
  { rate: 'extendedRate', weight: 'extended', good: false },
] as const satisfies readonly { rate: RateName; weight: keyof KpiWeights; good: boolean }[]

function scoreOf(rates: Pick<KpiFigure, (typeof SCORED)[number]['rate']>, weights: KpiWeights): KpiFigure['score'] {
  if (rates.handedInRate.value === null) return { points: 0, of: 0, value: null }
  let [points, sum] = [0, 0]
  for (const { rate, weight, good } of SCORED) {
    const { value } = rates[rate]
    if (value === null) continue
    points += weights[weight] * (good ? value : 1 - value)
    sum += weights[weight]
  }
  return { points, of: sum, value: sum === 0 ? null : points / sum }
}
