import * as z from 'zod/mini'
import { mayReadGrid, maySee, type Seen, type Viewer, visibilityClass } from './access'
import { civilDate, dayNumber, HOUR_MS, startOfDayNumber } from './clock'
import { RATE_FIGURES } from './figure-terms'
import { EventState } from './life'
import { mapRows } from './rows'
import { CompleteFrom } from './trends'

/** A share with both sides of its fraction; `value` is 0..1, null (shown as 「—」) when the denominator is empty. */
export const Ratio = z.object({ numerator: z.int(), denominator: z.int(), value: z.nullable(z.number()) })
export type Ratio = z.infer<typeof Ratio>

/** The fraction as it is shown. */
export function ratio(numerator: number, denominator: number): Ratio {
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator }
}

/** The name and version of the rules that make the figures of `GET /api/kpis`. */
export const KPI_RULE = 'kpi/2'

/** 综合评价 by weights: what each part counts for. */
export const KpiWeights = z.object({ handedIn: z.int(), handedInTime: z.int(), reworked: z.int(), overdue: z.int(), extended: z.int() }).check(
  z.refine((w) => Object.values(w).every((n) => n >= 0 && n <= 1_000) && Object.values(w).some((n) => n > 0), {
    error: 'weights are 0 to 1000, not all 0',
  }),
)
export type KpiWeights = z.infer<typeof KpiWeights>

/**
 * Figures of a period. `reported`, `handled` and `open` are about the events that occurred in its hours (handled: by now);
 * `handledInPeriod` counts what was handled in them, whenever it occurred. All rates as RATE_FIGURES say.
 */
export const KpiFigure = z.object({
  reported: z.int(),
  handled: z.int(),
  open: z.int(),
  handledInPeriod: z.int(),
  /** of those that occurred on its days: 受理超时, 派单超时, 督办 not lifted */
  acceptedLate: z.int(),
  dispatchedLate: z.int(),
  openCards: z.int(),
  ...mapRows(RATE_FIGURES, () => Ratio),
  /** milliseconds; null of none. See life-counts.ts `handlingQuantile` for how true they are */
  handlingTime: z.object({ count: z.int(), median: z.nullable(z.number()), p90: z.nullable(z.number()) }),
  /** `points` of the weights `of` that apply; `value` is points / of */
  score: z.object({ points: z.number(), of: z.int(), value: z.nullable(z.number()) }),
})
export type KpiFigure = z.infer<typeof KpiFigure>

/** How many wait in a stage now, and the one that has done so longest, of those that the viewer sees one by one. */
export const FunnelStage = z.object({
  state: EventState,
  count: z.int(),
  oldest: z.nullable(z.object({ number: z.int(), since: z.string() })),
})
export type FunnelStage = z.infer<typeof FunnelStage>

/** What `GET /api/kpis` answers. `from` and `to` are the bounds used, whole hours, from ≤ t < to; null is unbounded. */
export const Kpis = z.object({
  rule: z.literal(KPI_RULE),
  logId: z.string(),
  revision: z.int(),
  /** time of receipt of the last change, RFC 3339 */
  asOf: z.nullable(z.string()),
  within: z.nullable(z.string()),
  from: z.nullable(z.string()),
  to: z.nullable(z.string()),
  completeFrom: CompleteFrom,
  /** the civil days that figures of lives are counted by, first and last; null is unbounded */
  days: z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()) }),
  weights: KpiWeights,
  total: KpiFigure,
  /** the grids right below `within` (the highest in the scope when it names none) */
  children: z.array(z.extend(KpiFigure, { grid: z.string() })),
  /**
   * along the service tree: the nodes right below. A grid that is linked with two nodes counts in both, and once in `total` and above
   * them; only events that the viewer sees one by one
   */
  nodes: z.optional(z.array(z.extend(KpiFigure, { node: z.string(), name: z.string(), nameEn: z.string(), level: z.int(), children: z.int() }))),
  /** along the service tree: the node that `within` names, and all above it, the outermost first */
  path: z.optional(z.array(z.object({ node: z.string(), name: z.string(), nameEn: z.string() }))),
  /** along the service tree: events reported in the period in grids that no node is linked with; null within a node */
  unplaced: z.optional(z.nullable(z.int())),
  /** the open events of now by stage, whatever the period */
  funnel: z.optional(z.array(FunnelStage)),
})
export type Kpis = z.infer<typeof Kpis>

/**
 * The whole hours a period is counted by: both bounds go back to their hour, so that periods that touch never count twice; a `to`
 * inside the hour that is running (or later) takes in that hour whole, since nothing lies behind it.
 */
export function wholeHours(from: number | null, to: number | null, now: number): { from: number | null; to: number | null } {
  const floor = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS
  const end = to === null ? null : to > floor(now) ? Math.ceil(Math.max(to, now + 1) / HOUR_MS) * HOUR_MS : floor(to)
  return { from: from === null ? null : floor(from), to: end }
}

/** The civil days (by number) that a period of whole hours touches, first ≤ day < end; null is unbounded. */
export function touchedDays({ from, to }: { from: number | null; to: number | null }): { first: number | null; end: number | null } {
  const first = from === null ? null : dayNumber(from)
  const end = to === null ? null : from !== null && to <= from ? first : dayNumber(to - 1) + 1
  return { first, end }
}

/** The days as an answer names them: the first and the last. */
export function daysOut({ first, end }: { first: number | null; end: number | null }): Kpis['days'] {
  const date = (day: number) => civilDate(startOfDayNumber(day))
  return { from: first === null ? null : date(first), to: end === null ? null : date(end - 1) }
}

/**
 * Does an event count in the viewer's total? Those seen one by one do; a sensitive one also where its whole street lies in the scope,
 * because from a street upwards it shows only as a count. `street` is the level-1 grid above the event's grid ('' when there is none).
 */
export function countsInTotal(viewer: Viewer, event: Seen & { street: string }): boolean {
  return maySee(viewer, event) || (event.sensitive && mayReadGrid(viewer, event.grid) && mayReadGrid(viewer, event.street))
}

/** Does the figure of a grid of this level include sensitive events for this viewer? A street's (level 1) does for everybody. */
export function figureCountsSensitive(viewer: Viewer, level: number): boolean {
  return level === 1 || visibilityClass(viewer) === 'full'
}
