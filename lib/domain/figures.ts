import * as z from 'zod/mini'
import { mayReadGrid, maySee, type Viewer, visibilityClass } from './access'
import { HOUR_MS } from './clock'

/** A share with both sides of its fraction; `value` is 0..1, null (shown as 「—」) when the denominator is empty. */
export const Ratio = z.object({ numerator: z.int(), denominator: z.int(), value: z.nullable(z.number()) })
export type Ratio = z.infer<typeof Ratio>

/** The name and version of the rule that makes the figures of `GET /api/kpis`. */
export const KPI_RULE = 'kpi/1'

/**
 * Figures of a period. `reported`, `handled` and `open` are about the events that occurred in it (handled: by now); `handledInPeriod`
 * counts what was handled in it, whenever it occurred. 办结率 = handled / reported.
 */
export const PeriodFigure = z.object({
  reported: z.int(),
  handled: z.int(),
  open: z.int(),
  handledInPeriod: z.int(),
  /** 办结率 */
  handledRate: Ratio,
})
export type PeriodFigure = z.infer<typeof PeriodFigure>

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
  total: PeriodFigure,
  /** the grids right below `within` (the highest in the scope when it names none) */
  children: z.array(z.extend(PeriodFigure, { grid: z.string() })),
})
export type Kpis = z.infer<typeof Kpis>

/** The fraction as it is shown. */
export function ratio(numerator: number, denominator: number): Ratio {
  return { numerator, denominator, value: denominator === 0 ? null : numerator / denominator }
}

/** The figures of a period from its three counts. */
export function periodFigure(reported: number, handled: number, handledInPeriod: number): PeriodFigure {
  return { reported, handled, open: reported - handled, handledInPeriod, handledRate: ratio(handled, reported) }
}

/**
 * The whole hours a period is counted by: both bounds go back to their hour, so that periods that touch never count twice; a `to`
 * inside the hour that is running (or later) takes in that hour whole, since nothing lies behind it.
 */
export function wholeHours(from: number | null, to: number | null, now: number): { from: number | null; to: number | null } {
  const floor = (ms: number) => Math.floor(ms / HOUR_MS) * HOUR_MS
  const end = to === null ? null : to > floor(now) ? Math.ceil(Math.max(to, now + 1) / HOUR_MS) * HOUR_MS : floor(to)
  return { from: from === null ? null : floor(from), to: end }
}

/**
 * Does an event count in the viewer's total? Those seen one by one do; a sensitive one also where its whole street lies in the scope,
 * because from a street upwards it shows only as a count. `street` is the level-1 grid above the event's grid ('' when there is none).
 */
export function countsInTotal(viewer: Viewer, event: { grid: string; street: string; sensitive: boolean }): boolean {
  return maySee(viewer, event) || (event.sensitive && mayReadGrid(viewer, event.grid) && mayReadGrid(viewer, event.street))
}

/** Does the figure of a grid of this level include sensitive events for this viewer? A street's (level 1) does for everybody. */
export function figureCountsSensitive(viewer: Viewer, level: number): boolean {
  return level === 1 || visibilityClass(viewer) === 'full'
}
