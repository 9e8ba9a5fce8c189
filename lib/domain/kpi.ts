import { countFigure, type FigureName, type KpiCounts } from './figure-terms'
import { type KpiFigure, type KpiWeights, type Ratio, ratio } from './figures'
import { FIRST_CLASS, handlingQuantile } from './life-counts'

/**
 * The rules by the name of the figure: what it is called, and how it is made. 「本期」 are for 办结率 the whole hours of the period and for
 * all others the whole civil days that it touches. 作废 counts nowhere; 挂账 is open, but in no 应处置 and no 应结案. `kpiFigure` does
 * what they say.
 */
export const KPI_RULES = {
  handledRate: { label: '办结率', formula: '已办结（含自处置和已答复的不予受理）÷ 本期发生' },
  acceptedRate: { label: '受理率', formula: '已受理 ÷ 本期发生' },
  respondedRate: { label: '响应率', formula: '在响应时限内首次处理 ÷ 本期发生' },
  handedInRate: { label: '处置率', formula: '应处置中至本期末已反馈 ÷ 应处置（处置期限在本期，加上期结转未反馈的）' },
  handedInTimeRate: { label: '按期处置率', formula: '期限前反馈 ÷ 应处置' },
  closedRate: { label: '结案率', formula: '应结案中至本期末已办结 ÷ 应结案（结案期限在本期，加上期结转未办结的）' },
  closedInTimeRate: { label: '按期结案率', formula: '期限前办结 ÷ 应结案' },
  overdueRate: { label: '超期率', formula: '（超期反馈 + 已超期未反馈，含上期结转）÷ 应处置' },
  reworkedRate: { label: '返工率', formula: '有过返工 ÷ 本期反馈' },
  extendedRate: { label: '延期率', formula: '期限在本期且有过延期 ÷ 应处置' },
  followedUpRate: { label: '回访率', formula: '已回访 ÷ 本期办结（不含不予受理）' },
  satisfiedRate: { label: '满意率', formula: '满意 ÷ 本期办结并已回访' },
  solvedRate: { label: '解决率', formula: '报事人认为已解决 ÷ 本期办结并已回访' },
  handlingTime: { label: '办结用时', formula: '本期办结（不含不予受理）自发生至办结的中位数和 P90，按 √2 倍分组估计' },
  score: {
    label: '综合评价',
    formula: '处置率、按期处置率、1−返工率、1−超期率、1−延期率 按权重相加；分母为空的项不计，其余按比例；无应处置则无评价',
  },
} as const

/** Under which name a county keeps its own weights as a setting. */
export const KPI_WEIGHTS_SETTING = 'kpi-weights'
/** As shipped: those of one district. */
export const KPI_WEIGHTS: KpiWeights = { handedIn: 30, handedInTime: 20, reworked: 20, overdue: 20, extended: 10 }

/** Figures by the rules: each count as its terms say (figure-terms.ts). */
export function kpiFigure(counts: KpiCounts, weights: KpiWeights): KpiFigure {
  const of = (name: FigureName) => countFigure(name, counts)
  const rates = {
    handedInRate: ratio(of('handedInRate.numerator'), of('handedInRate.denominator')),
    handedInTimeRate: ratio(of('handedInTimeRate.numerator'), of('handedInTimeRate.denominator')),
    overdueRate: ratio(of('overdueRate.numerator'), of('overdueRate.denominator')),
    reworkedRate: ratio(of('reworkedRate.numerator'), of('reworkedRate.denominator')),
    extendedRate: ratio(of('extendedRate.numerator'), of('extendedRate.denominator')),
  }
  const { inside } = counts
  const classes = Array.from({ length: inside.length - FIRST_CLASS }, (_, i) => inside[FIRST_CLASS + i] ?? 0)
  return {
    reported: of('reported'),
    handled: of('handled'),
    open: of('open'),
    handledInPeriod: of('handledInPeriod'),
    handledRate: ratio(of('handledRate.numerator'), of('handledRate.denominator')),
    acceptedRate: ratio(of('acceptedRate.numerator'), of('acceptedRate.denominator')),
    respondedRate: ratio(of('respondedRate.numerator'), of('respondedRate.denominator')),
    ...rates,
    closedRate: ratio(of('closedRate.numerator'), of('closedRate.denominator')),
    closedInTimeRate: ratio(of('closedInTimeRate.numerator'), of('closedInTimeRate.denominator')),
    followedUpRate: ratio(of('followedUpRate.numerator'), of('followedUpRate.denominator')),
    satisfiedRate: ratio(of('satisfiedRate.numerator'), of('satisfiedRate.denominator')),
    solvedRate: ratio(of('solvedRate.numerator'), of('solvedRate.denominator')),
    handlingTime: { count: of('handlingTime'), median: handlingQuantile(classes, 0.5), p90: handlingQuantile(classes, 0.9) },
    score: scoreOf(rates, weights),
  }
}

type ScoredRates = Pick<KpiFigure, 'handedInRate' | 'handedInTimeRate' | 'overdueRate' | 'reworkedRate' | 'extendedRate'>

function scoreOf(rates: ScoredRates, weights: KpiWeights): KpiFigure['score'] {
  if (rates.handedInRate.value === null) return { points: 0, of: 0, value: null }
  const missing = ({ value }: Ratio) => (value === null ? null : 1 - value)
  const parts: [weight: number, value: number | null][] = [
    [weights.handedIn, rates.handedInRate.value],
    [weights.handedInTime, rates.handedInTimeRate.value],
    [weights.reworked, missing(rates.reworkedRate)],
    [weights.overdue, missing(rates.overdueRate)],
    [weights.extended, missing(rates.extendedRate)],
  ]
  let [points, sum] = [0, 0]
  for (const [weight, value] of parts) {
    if (value === null) continue
    points += weight * value
    sum += weight
  }
  return { points, of: sum, value: sum === 0 ? null : points / sum }
}
