import * as z from 'zod/mini'
import { RuleRecord } from './rule-gates'

/** What a rule would have done at a threshold (recurrence interval, days): shares found with their 95 % interval, and how much it would have said. */
export const BacktestPoint = z.object({
  interval: z.number(),
  detection: z.nullable(z.number()),
  low: z.nullable(z.number()),
  high: z.nullable(z.number()),
  falsePer100Days: z.number(),
  alertsPerYear: z.number(),
})
export type BacktestPoint = z.infer<typeof BacktestPoint>

/**
 * What a rule would have said of the past (历史检验): `from` and `to` are civil days, `to` exclusive; times are RFC 3339. `episodes` are what happened
 * and whether it was found, `alarms` what was said and whether there was something to it (`hit` null: nobody knows). `curve` has the shipped
 * threshold among its points. `seed`: of what was drawn; `source`: the command that it was made with, null: made here, of the county's own history.
 */
export const Backtest = z.object({
  madeAt: z.string(),
  source: z.nullable(z.string()),
  seed: z.nullable(z.string()),
  from: z.string(),
  to: z.string(),
  record: RuleRecord,
  curve: z.array(BacktestPoint),
  episodes: z.array(z.object({ from: z.string(), to: z.string(), found: z.boolean() })),
  alarms: z.array(z.object({ at: z.string(), hit: z.nullable(z.boolean()) })),
})
export type Backtest = z.infer<typeof Backtest>

/** What `POST /api/rules/{id}/backtest` takes: civil days, `to` exclusive; without them the last year. */
export const BacktestIn = z.object({ from: z.optional(z.iso.date()), to: z.optional(z.iso.date()) })
export type BacktestIn = z.infer<typeof BacktestIn>

/** The last backtest of a rule, and one that is being made: `done` of `total` nights (0: it has not begun), or why it could not be. */
export const BacktestState = z.object({
  backtest: z.nullable(Backtest),
  running: z.nullable(z.object({ done: z.int(), total: z.int(), fault: z.nullable(z.string()) })),
})
export type BacktestState = z.infer<typeof BacktestState>
