import * as z from 'zod/mini'
import { civilDate, DAY_MS, dayNumber, startOfDayNumber } from './clock'
import type { RuleRecord } from './rule-gates'
import {
  FactSettings,
  LapsedOrdersSettings,
  NearRepeatSettings,
  QuietSettings,
  RecurrenceSettings,
  ThresholdSettings,
  UnvisitedSettings,
} from './rule-settings'

/** What `POST /api/rules/{id}/preview` takes: settings that a rule of fact might have; whether they are of its kind is seen when they are tried. */
export const RulePreviewIn = z.object({
  settings: z.union([
    FactSettings,
    RecurrenceSettings,
    NearRepeatSettings,
    ThresholdSettings,
    UnvisitedSettings,
    LapsedOrdersSettings,
    QuietSettings,
  ]),
})
export type RulePreviewIn = z.infer<typeof RulePreviewIn>

/**
 * What a rule would have raised of what happened in [from, to): alerts in all and a day, of the day with most of them, and of each civil day that had any
 * (试一试). Alerts are merged and renewed as live ones, without anything that people do.
 */
export const PastAlerts = z.object({
  from: z.string(),
  to: z.string(),
  days: z.number(),
  alerts: z.int(),
  alertsPerDay: z.number(),
  mostOnADay: z.int(),
  byDay: z.array(z.object({ day: z.string(), alerts: z.int() })),
})
export type PastAlerts = z.infer<typeof PastAlerts>

/** `past` null: less than a day of it is known, or of a rule of inference; or, `unfinished`, it is still being written, and what is there of it is not the past. */
export const RulePreview = z.object({ past: z.nullable(PastAlerts), unfinished: z.boolean() })
export type RulePreview = z.infer<typeof RulePreview>

/** What is kept of it as the record of a rule. */
export const volumeOf = ({ alertsPerDay, days }: PastAlerts): RuleRecord => ({ kind: 'volume', basis: [], alertsPerDay, days })

/** Sums up when alerts would have been raised (epoch milliseconds, in any order), all of them in [from, to). */
export function pastAlerts(raised: readonly number[], from: number, to: number): PastAlerts {
  const counts = new Map<number, number>()
  for (const at of raised) counts.set(dayNumber(at), (counts.get(dayNumber(at)) ?? 0) + 1)
  const days = (to - from) / DAY_MS
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    days: Number(days.toFixed(2)),
    alerts: raised.length,
    alertsPerDay: Number((raised.length / days).toFixed(3)),
    mostOnADay: Math.max(0, ...counts.values()),
    byDay: [...counts].sort(([a], [b]) => a - b).map(([day, alerts]) => ({ day: civilDate(startOfDayNumber(day)), alerts })),
  }
}
