import * as z from 'zod/mini'
import { AlertStep } from './alert'
import { AlertState, EndedBy, Verdict } from './alert-record'
import { Colour } from './colour'
import { Comparison } from './judgement-claims'
import { EventState } from './life'
import { RuleRecord } from './rule-gates'
import { Usual } from './trends'

/** The name and version of the rules that a report is made by. */
export const JUDGEMENT_RULE = 'judgement/1'

/** A figure of a period: a count, a share of `denominator`, or a time in milliseconds. */
const FigureValue = z.object({ value: z.nullable(z.number()), numerator: z.nullable(z.int()), denominator: z.nullable(z.int()) })
export type FigureValue = z.infer<typeof FigureValue>
/** A figure of the period and of the one before, by its name in `GET /api/kpis`. */
export const FigureFact = z.object({
  name: z.string(),
  label: z.string(),
  unit: z.enum(['count', 'rate', 'time']),
  now: FigureValue,
  before: FigureValue,
})
export type FigureFact = z.infer<typeof FigureFact>

/** A count of a type or a place beside its usual. */
export const PartFact = z.extend(Comparison, { code: z.string(), name: z.string() })
export type PartFact = z.infer<typeof PartFact>

/** An alert as a report tells it: no names of people, no notes. */
export const AlertFact = z.object({
  id: z.string(),
  rule: z.string(),
  colour: Colour,
  headline: z.string(),
  state: AlertState,
  startedAt: z.string(),
  acknowledgedAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
  endedBy: z.nullable(EndedBy),
  verdict: z.nullable(Verdict),
  partial: z.boolean(),
  record: z.nullable(RuleRecord),
})
export type AlertFact = z.infer<typeof AlertFact>

/** An event as a report tells it: its number, type, place and state, and none of its words. */
export const EventFact = z.object({
  caseNumber: z.string(),
  type: z.string(),
  place: z.string(),
  state: EventState,
  occurredAt: z.string(),
  deadline: z.nullable(z.string()),
})
export type EventFact = z.infer<typeof EventFact>

/** A card that lives (督办). */
export const CardFact = z.extend(EventFact, { card: z.enum(['yellow', 'red']), replyBy: z.string(), repliedAt: z.nullable(z.string()) })
export type CardFact = z.infer<typeof CardFact>

/** What a report of a period is made of. */
export const PeriodFacts = z.object({
  figures: z.array(FigureFact),
  total: Comparison,
  /** types with the greatest difference from their usual first; null: the period lies before what is kept by type */
  types: z.nullable(z.array(PartFact)),
  /** sensitive types by street, where they are not told one by one */
  sensitive: z.array(PartFact),
  /**
   * types that creep upwards (缓升; judgement-creeping.ts), the strongest first: of the last 28 days, with what the season would have brought, and the first civil
   * day of the rise; null: not looked for, or there is too little of it
   */
  creeping: z._default(
    z.nullable(
      z.array(z.object({ code: z.string(), name: z.string(), count: z.int(), expected: z.number(), since: z.string(), statistic: z.number() })),
    ),
    null,
  ),
  /** the grids that the map shows, the greatest difference first */
  places: z.array(PartFact),
  /** by civil day, the oldest first; the last is the last of the period */
  days: z.array(z.object({ day: z.string(), count: z.int(), usual: z.nullable(Usual) })),
  alerts: z.object({
    /** those that began in the period by colour, and how many live now; `more`: there are more than were looked at */
    raised: z.record(Colour, z.int()),
    open: z.int(),
    more: z.boolean(),
    rows: z.array(AlertFact),
    /** living alerts of sensitive types that are told as a number of a street */
    hidden: z.array(z.object({ place: z.string(), count: z.int() })),
    /** what came late (补报) in the period, and how many alerts it would have raised; null: not of the whole county */
    late: z._default(z.nullable(z.object({ events: z.int(), alerts: z.int() })), null),
  }),
  /** `near`: open events whose deadline draws near (临期) */
  overdue: z.object({
    near: z._default(z.nullable(z.int()), null),
    ages: z.array(z.object({ fromDays: z.int(), toDays: z.nullable(z.int()), open: z.int() })),
    rows: z.array(EventFact),
  }),
  cards: z.object({ count: z.int(), rows: z.array(CardFact) }),
})
export type PeriodFacts = z.infer<typeof PeriodFacts>

/** What a report of an alert is made of. Steps hold no name and no note. */
export const SpecialFacts = z.object({
  alert: AlertFact,
  condition: z.string(),
  places: z.array(z.string()),
  observed: z.int(),
  /** of a rule of inference: what is usual there, and once in how many days so much comes by chance */
  usual: z._default(z.nullable(z.number()), null),
  recurrenceInterval: z._default(z.nullable(z.number()), null),
  holding: z.int(),
  events: z.array(EventFact),
  /** events of the alert that are not listed */
  more: z.int(),
  steps: z.array(z.pick(AlertStep, { at: true, step: true, role: true, colour: true, state: true })),
})
export type SpecialFacts = z.infer<typeof SpecialFacts>

/** All that a report tells, as it was at `revision` of the log. */
export const JudgementFacts = z.object({
  rule: z.literal(JUDGEMENT_RULE),
  logId: z.string(),
  revision: z.int(),
  /** time of receipt of the last change, RFC 3339 */
  asOf: z.nullable(z.string()),
  /** until when the events of all sources that matter were there (lag.ts), where one was late within the period */
  until: z.nullable(z.string()),
  period: z.nullable(PeriodFacts),
  special: z.nullable(SpecialFacts),
})
export type JudgementFacts = z.infer<typeof JudgementFacts>
