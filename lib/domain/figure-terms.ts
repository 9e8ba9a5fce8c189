import * as z from 'zod/mini'
import type { Words } from './language'
import { counterOf, FIRST_CLASS, type LifeCounter } from './life-counts'
import { mapRows, namesOf } from './rows'

/** Counts by the whole hours of a period: events that occurred in them, those of them that are handled, and events handled in them. */
export const HOUR_COUNTS = ['reported', 'handled', 'handledInPeriod'] as const
export type HourCount = (typeof HOUR_COUNTS)[number]
/** Counts by civil days: those of lives, events that occurred, and events that were closed (of any handling time). */
export type DayCount = LifeCounter | 'reportedOnDays' | 'closed'
/** Of which days: those that the period touches, all before them, or those from today to its end. */
export type Days = 'inside' | 'before' | 'ahead'

/** A count that is added or taken away. */
export type FigureTerm = { sign: 1 | -1; count: HourCount; days: null } | { sign: 1 | -1; count: DayCount; days: Days }

/** A count of events: what it counts, in words, and by which terms. */
export type Count = Words & { terms: readonly FigureTerm[] }
/** A count that is a figure by itself; `label`: what the figure is called. */
type CountRow = Count & { label: Words }
/** A share. `formula`: the rule in words of the field. */
type RateRow = { label: Words; formula: string; numerator: Count; denominator: Count }

const hours = (count: HourCount, sign: 1 | -1 = 1): FigureTerm => ({ sign, count, days: null })
const add = (count: DayCount, days: Days = 'inside'): FigureTerm => ({ sign: 1, count, days })
const take = (count: DayCount, days: Days = 'inside'): FigureTerm => ({ sign: -1, count, days })
const words = (zh: string, en: string): Words => ({ zh, en })
const count = (zh: string, en: string, ...terms: FigureTerm[]): Count => ({ zh, en, terms })

/** What was missed and not made up before the period is carried over into it, and from it into the next. */
const carried = [add('missed', 'before'), take('madeUp', 'before')]
const due = count('应处置', 'due', add('due'), ...carried)
const closeDue = count('应结案', 'due for closing', add('closeDue'), add('closeMissed', 'before'), take('closeMadeUp', 'before'))
const onDays = count('发生', 'reported', add('reportedOnDays'))
const followedUp = count('已回访', 'followed up', add('followedUp'))

/** The counts that are figures by themselves. */
export const COUNT_FIGURES = {
  reported: { label: words('发生', 'Reported'), ...count('发生的事件', 'events reported', hours('reported')) },
  handled: { label: words('已办结', 'Handled'), ...count('其中已办结', 'handled of these', hours('handled')) },
  open: { label: words('未办结', 'Open'), ...count('尚未办结', 'not handled yet', hours('reported'), hours('handled', -1)) },
  handledInPeriod: {
    label: words('本期办结', 'Handled in the period'),
    ...count('本期办结的事件', 'events handled in the period', hours('handledInPeriod')),
  },
  acceptedLate: {
    label: words('受理超时', 'Accepted late'),
    ...count('受理超过时限，或超过时限仍未受理', 'accepted after the limit, or past it and waiting', add('acceptedLate')),
  },
  dispatchedLate: {
    label: words('派单超时', 'Dispatched late'),
    ...count('派单超过时限，或超过时限仍未派单', 'dispatched after the limit, or past it and waiting', add('dispatchedLate')),
  },
  openCards: {
    label: words('督办中', 'Under supervision'),
    ...count('黄牌、红牌尚未解除', 'with a yellow or red card that is not lifted', add('openCard')),
  },
  handlingTime: {
    label: words('办结用时', 'Time to close'),
    ...count('本期办结（不含不予受理）', 'closed in the period, without those rejected', add('closed')),
  },
} as const satisfies Readonly<Record<string, CountRow>>

/**
 * The shares, a row each: from it follow its place in `GET /api/kpis`, the lists behind both sides, what the pages call them, and the
 * recount. A term counts an event once or not at all, and so does the sum of a side's terms: an event stands behind it where the terms that
 * count it come to 1. `kpiFigure` (kpi.ts) adds up what boards have counted, and the list asks the same of each event, so the two cannot
 * disagree. 「本期」 are for 办结率 the whole hours of the period and for all others the whole civil days that it touches. 作废 counts nowhere;
 * 挂账 is open, but in no 应处置 and no 应结案.
 */
export const RATE_FIGURES = {
  handledRate: {
    label: words('办结率', 'Handled'),
    formula: '已办结（含自处置和已答复的不予受理）÷ 本期发生',
    numerator: count('已办结', 'handled', hours('handled')),
    denominator: count('发生', 'reported', hours('reported')),
  },
  acceptedRate: {
    label: words('受理率', 'Accepted'),
    formula: '已受理 ÷ 本期发生',
    numerator: count('已受理', 'accepted', add('reportedOnDays'), take('unaccepted')),
    denominator: onDays,
  },
  respondedRate: {
    label: words('响应率', 'Responded in time'),
    formula: '在响应时限内首次处理 ÷ 本期发生',
    numerator: count('时限内首次处理', 'first action within the limit', add('responded')),
    denominator: onDays,
  },
  handedInRate: {
    label: words('处置率', 'Handed in'),
    formula: '应处置中至本期末已反馈 ÷ 应处置（处置期限在本期，加上期结转未反馈的）',
    // due, less what is carried over out of the period
    numerator: count('已反馈', 'handed in', add('due'), take('missed'), add('madeUp')),
    denominator: due,
  },
  handedInTimeRate: {
    label: words('按期处置率', 'Handed in on time'),
    formula: '期限前反馈 ÷ 应处置',
    numerator: count('期限前反馈', 'handed in before the deadline', add('due'), take('late')),
    denominator: due,
  },
  closedRate: {
    label: words('结案率', 'Closed'),
    formula: '应结案中至本期末已办结 ÷ 应结案（结案期限在本期，加上期结转未办结的）',
    numerator: count('已结案', 'closed', add('closeDue'), take('closeMissed'), add('closeMadeUp')),
    denominator: closeDue,
  },
  closedInTimeRate: {
    label: words('按期结案率', 'Closed on time'),
    formula: '期限前办结 ÷ 应结案',
    numerator: count('期限前结案', 'closed before the deadline', add('closeDue'), take('closeLate')),
    denominator: closeDue,
  },
  overdueRate: {
    label: words('超期率', 'Overdue'),
    formula: '（超期反馈 + 已超期未反馈，含上期结转）÷ 应处置',
    // days that are over are certain; from today on the light says which deadlines have passed
    numerator: count(
      '超期反馈和超期未反馈',
      'handed in late, or overdue and open',
      ...carried,
      add('late'),
      take('late', 'ahead'),
      add('overdue', 'ahead'),
    ),
    denominator: due,
  },
  reworkedRate: {
    label: words('返工率', 'Reworked'),
    formula: '有过返工 ÷ 本期反馈',
    numerator: count('有过返工', 'reworked', add('reworked')),
    denominator: count('本期反馈', 'handed in', add('handedIn')),
  },
  extendedRate: {
    label: words('延期率', 'Extended'),
    formula: '期限在本期且有过延期 ÷ 应处置',
    numerator: count('有过延期', 'extended', add('extended')),
    denominator: due,
  },
  cardReplyRate: {
    label: words('督办按期回复率', 'Cards answered in time'),
    formula: '每次督办都按期回复的事件 ÷ 本期发生并被督办的事件',
    numerator: count('按期回复', 'answered in time', add('cardsInTime')),
    denominator: count('被督办', 'supervised', add('carded')),
  },
  followedUpRate: {
    label: words('回访率', 'Followed up'),
    formula: '已回访 ÷ 本期办结（不含不予受理）',
    numerator: followedUp,
    denominator: count('本期办结', 'closed', add('closed')),
  },
  satisfiedRate: {
    label: words('满意率', 'Satisfied'),
    formula: '满意 ÷ 本期办结并已回访',
    numerator: count('满意', 'satisfied', add('satisfied')),
    denominator: followedUp,
  },
  solvedRate: {
    label: words('解决率', 'Solved'),
    formula: '报事人认为已解决 ÷ 本期办结并已回访',
    numerator: count('已解决', 'solved', add('solved')),
    denominator: followedUp,
  },
} as const satisfies Readonly<Record<string, RateRow>>

/** The counts that ask somebody to act, in the order in which they are shown. */
export const WATCHED_COUNTS = ['acceptedLate', 'dispatchedLate', 'openCards'] as const satisfies readonly (keyof typeof COUNT_FIGURES)[]

export const RATE_NAMES = namesOf(RATE_FIGURES)
export type RateName = keyof typeof RATE_FIGURES
type CountName = keyof typeof COUNT_FIGURES

const sides = RATE_NAMES.flatMap((name) => [`${name}.numerator` as const, `${name}.denominator` as const])
/** Every count of events that a figure is made of, as `GET /api/events?figure=` names it: of a share, its two sides. */
export const FigureName = z.enum([...namesOf(COUNT_FIGURES), ...sides])
export type FigureName = z.infer<typeof FigureName>

const isCount = (name: string): name is CountName => Object.hasOwn(COUNT_FIGURES, name)
const isRate = (name: string): name is RateName => Object.hasOwn(RATE_FIGURES, name)

/** What a figure is called, and the count of it that `figure` names. Throws RangeError for a name that no row has. */
export function figureOf(figure: FigureName): { label: Words; count: Count } {
  const [name = '', side] = figure.split('.')
  if (isCount(name)) return { label: COUNT_FIGURES[name].label, count: COUNT_FIGURES[name] }
  if (!isRate(name)) throw new RangeError(`no figure is called ${figure}`)
  const rate = RATE_FIGURES[name]
  return { label: rate.label, count: side === 'numerator' ? rate.numerator : rate.denominator }
}

/** The terms of each count, by its name. */
export const FIGURE_TERMS: Readonly<Record<FigureName, readonly FigureTerm[]>> = mapRows(FigureName.def.entries, (name) => figureOf(name).count.terms)

/** Counts by counter (life-counts.ts). */
export type Counters = ArrayLike<number>

/**
 * What a figure is made of: events that occurred in the hours of the period and how many were handled in them; and of lives the events
 * that occurred on its days, and the counters of its days, of all days before them, and of its days from today on.
 */
export type KpiCounts = Record<HourCount, number> & { reportedOnDays: number } & Record<Days, Counters>

/** One count of a figure, from what was counted. */
export function countFigure(name: FigureName, counts: KpiCounts): number {
  return countTerms(FIGURE_TERMS[name], counts)
}

/** The sum of terms, from what was counted. */
export function countTerms(terms: readonly FigureTerm[], counts: KpiCounts): number {
  let sum = 0
  for (const term of terms) sum += term.sign * (term.days === null ? counts[term.count] : countOn(term.count, term.days, counts))
  return sum
}

function countOn(count: DayCount, days: Days, counts: KpiCounts): number {
  if (count === 'reportedOnDays') return counts.reportedOnDays
  const counters = counts[days]
  if (count !== 'closed') return counters[counterOf(count)] ?? 0
  let sum = 0
  for (let i = FIRST_CLASS; i < counters.length; i++) sum += counters[i] ?? 0
  return sum
}
