import { type KpiFigure, type KpiWeights, type Ratio, ratio } from './figures'
import { counterOf, FIRST_CLASS, handlingQuantile, type LifeCounter } from './life-counts'

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

/** Counts by counter (life-counts.ts). */
type Counters = ArrayLike<number>

/**
 * What a figure is made of: events that occurred in the hours of the period and how many were handled in them; and of lives the events
 * that occurred on its days, and the counters of its days, of all days before them, and of the days from today to its end.
 */
export type KpiCounts = {
  reported: number
  handled: number
  handledInPeriod: number
  reportedOnDays: number
  inside: Counters
  before: Counters
  ahead: Counters
}

/** Figures by the rules. */
export function kpiFigure(counts: KpiCounts, weights: KpiWeights): KpiFigure {
  const { reported, handled, handledInPeriod, reportedOnDays, inside, before, ahead } = counts
  const of = (name: LifeCounter, counters: Counters = inside) => counters[counterOf(name)] ?? 0
  // What was missed and not made up before the period is carried over into it, and from it into the next.
  const carried = of('missed', before) - of('madeUp', before)
  const due = of('due') + carried
  const handedIn = due - (carried + of('missed') - of('madeUp'))
  const carriedClosing = of('closeMissed', before) - of('closeMadeUp', before)
  const closeDue = of('closeDue') + carriedClosing
  // Days that are over are certain; today the light says which deadlines have passed.
  const overdue = carried + of('late') - of('late', ahead) + of('overdue', ahead)
  const classes = Array.from({ length: inside.length - FIRST_CLASS }, (_, i) => inside[FIRST_CLASS + i] ?? 0)
  const closed = classes.reduce((sum, n) => sum + n, 0)
  const rates = {
    handedInRate: ratio(handedIn, due),
    handedInTimeRate: ratio(of('due') - of('late'), due),
    overdueRate: ratio(overdue, due),
    reworkedRate: ratio(of('reworked'), of('handedIn')),
    extendedRate: ratio(of('extended'), due),
  }
  return {
    reported,
    handled,
    open: reported - handled,
    handledInPeriod,
    handledRate: ratio(handled, reported),
    acceptedRate: ratio(reportedOnDays - of('unaccepted'), reportedOnDays),
    respondedRate: ratio(of('responded'), reportedOnDays),
    ...rates,
    closedRate: ratio(of('closeDue') - of('closeMissed') + of('closeMadeUp'), closeDue),
    closedInTimeRate: ratio(of('closeDue') - of('closeLate'), closeDue),
    followedUpRate: ratio(of('followedUp'), closed),
    satisfiedRate: ratio(of('satisfied'), of('followedUp')),
    solvedRate: ratio(of('solved'), of('followedUp')),
    handlingTime: { count: closed, median: handlingQuantile(classes, 0.5), p90: handlingQuantile(classes, 0.9) },
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
