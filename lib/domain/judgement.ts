import * as z from 'zod/mini'
import { mayReadGrid, type Viewer, visibilityClass } from './access'
import { DAY_MS, dayNumber, startOfDayNumber } from './clock'
import { mayReadJudgements } from './judgement-access'
import { JudgementDocument } from './judgement-document'
import { JudgementFacts } from './judgement-facts'
import { SaneDay } from './sane-time'

/** The kinds of judgement reports (研判报告): of a civil day (日报), of a week from Monday (周报), and of one alert (专报). */
export const JudgementKind = z.enum(['daily', 'weekly', 'special'])
export type JudgementKind = z.infer<typeof JudgementKind>
export type PeriodicKind = Exclude<JudgementKind, 'special'>

/** What each kind is called. */
export const JUDGEMENT_KINDS: Readonly<Record<JudgementKind, { zh: string; en: string }>> = {
  daily: { zh: '日报', en: 'Daily report' },
  weekly: { zh: '周报', en: 'Weekly report' },
  special: { zh: '专报', en: 'Special report' },
}

const RequestId = z.optional(z.uuid())

/**
 * What `POST /api/reports` takes. `within`: a grid code, by default the asker's own area where it is one; `day`: a civil day of the period,
 * by default of the last one that is over. The same requestId is one report, however often it is sent.
 */
export const JudgementIn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), requestId: RequestId, within: z.optional(z.string().check(z.regex(/^\d{0,24}$/))), day: z.optional(SaneDay) }),
  z.object({
    kind: z.literal('weekly'),
    requestId: RequestId,
    within: z.optional(z.string().check(z.regex(/^\d{0,24}$/))),
    day: z.optional(SaneDay),
  }),
  z.object({ kind: z.literal('special'), requestId: RequestId, alert: z.uuid() }),
])
export type JudgementIn = z.infer<typeof JudgementIn>

/** Whether sensitive types are told one by one in it (`full`), or as counts of a street (`plain`). */
export const JudgementSight = z.enum(['full', 'plain'])
export type JudgementSight = z.infer<typeof JudgementSight>

/** The columns that the reports can be sorted by. */
export const REPORT_SORTS = ['made', 'number', 'title', 'scope', 'period'] as const
export type ReportSort = (typeof REPORT_SORTS)[number]

/** A report as lists show it; times are RFC 3339, `from` and `to` null where it is of an alert. */
export const JudgementRow = z.object({
  id: z.string(),
  kind: JudgementKind,
  /** 研判日报〔2026〕第 12 号 */
  number: z.string(),
  title: z.string(),
  /** code of the grid that it is of; '' is the whole county */
  scope: z.string(),
  scopeName: z.string(),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  alert: z.nullable(z.string()),
  sees: JudgementSight,
  madeAt: z.string(),
  madeBy: z.string(),
  /** made by the schedule and not by a person */
  scheduled: z.boolean(),
  /** of the log at which it was made */
  revision: z.int(),
})
export type JudgementRow = z.infer<typeof JudgementRow>

/** What a report holds for good: the facts that it was made of, and the document that they were put into. */
export const JudgementContent = z.object({ facts: JudgementFacts, document: JudgementDocument })
export type JudgementContent = z.infer<typeof JudgementContent>

/** A report with all that stands in it. */
export const Judgement = z.extend(JudgementRow, { facts: JudgementFacts, document: JudgementDocument })
export type Judgement = z.infer<typeof Judgement>

/** A page of reports, the newest first. */
export const JudgementPage = z.object({ reports: z.array(JudgementRow), nextCursor: z.nullable(z.string()) })
export type JudgementPage = z.infer<typeof JudgementPage>

/** From ≤ t < to, epoch milliseconds, whole civil days. */
export type JudgementPeriod = { from: number; to: number }

const WEEK_DAYS = 7
/** Day 0 of the epoch was a Thursday; weeks begin on Monday. */
const mondayOf = (day: number): number => day - ((((day + 3) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS)

/** The period of a kind that holds an instant. */
export function periodAt(kind: PeriodicKind, at: number): JudgementPeriod {
  const day = dayNumber(at)
  const [first, days] = kind === 'daily' ? [day, 1] : [mondayOf(day), WEEK_DAYS]
  return { from: startOfDayNumber(first), to: startOfDayNumber(first + days) }
}

/** The last period of a kind that is over at `now`. */
export const lastPeriod = (kind: PeriodicKind, now: number): JudgementPeriod => periodAt(kind, periodAt(kind, now).from - 1)

/** The period right before, as long. */
export const periodBefore = ({ from, to }: JudgementPeriod): JudgementPeriod => ({ from: from - (to - from), to: from })

/** The same weekdays of so many weeks before, the latest first. */
export const weeksBefore = ({ from, to }: JudgementPeriod, weeks: number): JudgementPeriod[] =>
  Array.from({ length: weeks }, (_, i) => ({ from: from - (i + 1) * WEEK_DAYS * DAY_MS, to: to - (i + 1) * WEEK_DAYS * DAY_MS }))

/** The number that people say (编号), of a kind and the civil year in which it was made. */
export const judgementNumber = (kind: JudgementKind, year: number, serial: number): string =>
  `研判${JUDGEMENT_KINDS[kind].zh}〔${year}〕第 ${serial} 号`

/** THE predicate of visibility of reports: may this viewer read one that was made for this place and sight? Nobody learns more by it than by looking. */
export const mayReadJudgement = (viewer: Viewer, { scope, sees }: Pick<JudgementRow, 'scope' | 'sees'>): boolean =>
  mayReadJudgements(viewer) && mayReadGrid(viewer, scope) && (sees === 'plain' || visibilityClass(viewer) === 'full')

/**
 * Whoever looks for a report of a place: by the rights of the one who asks, but without what only they were given, so that all who may read
 * it would have seen the same.
 */
export function sightFor(viewer: Pick<Viewer, 'id' | 'name'>, sees: JudgementSight, scope: string): Viewer {
  return { id: viewer.id, name: viewer.name, role: sees === 'full' ? 'supervisor' : 'viewer', scope: { kind: 'grids', prefixes: [scope] } }
}
