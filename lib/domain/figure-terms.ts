import * as z from 'zod/mini'
import { counterOf, FIRST_CLASS, type LifeCounter } from './life-counts'

/** Every count of events that a figure is made of, as `GET /api/events?figure=` names it: of a share, its two sides. */
export const FigureName = z.enum([
  'reported',
  'handled',
  'open',
  'handledInPeriod',
  'handlingTime',
  'handledRate.numerator',
  'handledRate.denominator',
  'acceptedRate.numerator',
  'acceptedRate.denominator',
  'respondedRate.numerator',
  'respondedRate.denominator',
  'handedInRate.numerator',
  'handedInRate.denominator',
  'handedInTimeRate.numerator',
  'handedInTimeRate.denominator',
  'closedRate.numerator',
  'closedRate.denominator',
  'closedInTimeRate.numerator',
  'closedInTimeRate.denominator',
  'overdueRate.numerator',
  'overdueRate.denominator',
  'reworkedRate.numerator',
  'reworkedRate.denominator',
  'extendedRate.numerator',
  'extendedRate.denominator',
  'followedUpRate.numerator',
  'followedUpRate.denominator',
  'satisfiedRate.numerator',
  'satisfiedRate.denominator',
  'solvedRate.numerator',
  'solvedRate.denominator',
])
export type FigureName = z.infer<typeof FigureName>

/** Counts by the whole hours of a period: events that occurred in them, those of them that are handled, and events handled in them. */
export const HOUR_COUNTS = ['reported', 'handled', 'handledInPeriod'] as const
export type HourCount = (typeof HOUR_COUNTS)[number]
/** Counts by civil days: those of lives, events that occurred, and events that were closed (of any handling time). */
export type DayCount = LifeCounter | 'reportedOnDays' | 'closed'
/** Of which days: those that the period touches, all before them, or those from today to its end. */
export type Days = 'inside' | 'before' | 'ahead'

/** A count that is added or taken away. */
export type FigureTerm = { sign: 1 | -1; count: HourCount; days: null } | { sign: 1 | -1; count: DayCount; days: Days }

const hours = (count: HourCount, sign: 1 | -1 = 1): FigureTerm => ({ sign, count, days: null })
const add = (count: DayCount, days: Days = 'inside'): FigureTerm => ({ sign: 1, count, days })
const take = (count: DayCount, days: Days = 'inside'): FigureTerm => ({ sign: -1, count, days })

/** What was missed and not made up before the period is carried over into it, and from it into the next. */
const carried = [add('missed', 'before'), take('madeUp', 'before')]
const due = [add('due'), ...carried]
const closeDue = [add('closeDue'), add('closeMissed', 'before'), take('closeMadeUp', 'before')]
const onDays = [add('reportedOnDays')]

/**
 * How each of them is counted. A term counts an event once or not at all, and so does their sum: an event stands behind a figure where
 * the terms that count it come to 1. `kpiFigure` (kpi.ts) adds up what boards have counted, and the list behind a figure asks the same of
 * each event, so the two cannot disagree.
 */
export const FIGURE_TERMS: Readonly<Record<FigureName, readonly FigureTerm[]>> = {
  reported: [hours('reported')],
  handled: [hours('handled')],
  open: [hours('reported'), hours('handled', -1)],
  handledInPeriod: [hours('handledInPeriod')],
  handlingTime: [add('closed')],
  'handledRate.numerator': [hours('handled')],
  'handledRate.denominator': [hours('reported')],
  'acceptedRate.numerator': [...onDays, take('unaccepted')],
  'acceptedRate.denominator': onDays,
  'respondedRate.numerator': [add('responded')],
  'respondedRate.denominator': onDays,
  // due, less what is carried over out of the period
  'handedInRate.numerator': [add('due'), take('missed'), add('madeUp')],
  'handedInRate.denominator': due,
  'handedInTimeRate.numerator': [add('due'), take('late')],
  'handedInTimeRate.denominator': due,
  'closedRate.numerator': [add('closeDue'), take('closeMissed'), add('closeMadeUp')],
  'closedRate.denominator': closeDue,
  'closedInTimeRate.numerator': [add('closeDue'), take('closeLate')],
  'closedInTimeRate.denominator': closeDue,
  // days that are over are certain; from today on the light says which deadlines have passed
  'overdueRate.numerator': [...carried, add('late'), take('late', 'ahead'), add('overdue', 'ahead')],
  'overdueRate.denominator': due,
  'reworkedRate.numerator': [add('reworked')],
  'reworkedRate.denominator': [add('handedIn')],
  'extendedRate.numerator': [add('extended')],
  'extendedRate.denominator': due,
  'followedUpRate.numerator': [add('followedUp')],
  'followedUpRate.denominator': [add('closed')],
  'satisfiedRate.numerator': [add('satisfied')],
  'satisfiedRate.denominator': [add('followedUp')],
  'solvedRate.numerator': [add('solved')],
  'solvedRate.denominator': [add('followedUp')],
}

/** Counts by counter (life-counts.ts). */
export type Counters = ArrayLike<number>

/**
 * What a figure is made of: events that occurred in the hours of the period and how many were handled in them; and of lives the events
 * that occurred on its days, and the counters of its days, of all days before them, and of its days from today on.
 */
export type KpiCounts = Record<HourCount, number> & { reportedOnDays: number } & Record<Days, Counters>

/** One count of a figure, from what was counted. */
export function countFigure(name: FigureName, counts: KpiCounts): number {
  let sum = 0
  for (const term of FIGURE_TERMS[name]) sum += term.sign * (term.days === null ? counts[term.count] : countOn(term.count, term.days, counts))
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
