import * as z from 'zod/mini'

/**
 * How many events a civil day will have, and between which numbers with 80 %; `ahead`: how many days after the last one that it was made from.
 * `method`: `season` is the usual of season and kind of day at the level of the last weeks, `same_days` the mean of the last 8 days of that kind, which
 * is used unless the other one beat it. `record`, of the last `days` days foretold the same way: `gain` is how much better the Poisson log score of
 * `season` was a day (nats; null: it could not be fitted) with its standard `error`, `covered` the share of days that their interval held.
 */
export const DayForecast = z.object({
  day: z.string(),
  ahead: z.int(),
  kind: z.enum(['working', 'weekend', 'holiday', 'exchanged']),
  expected: z.number(),
  low: z.int(),
  high: z.int(),
  method: z.enum(['season', 'same_days']),
  record: z.object({ days: z.int(), gain: z.nullable(z.number()), error: z.nullable(z.number()), covered: z.number() }),
})
export type DayForecast = z.infer<typeof DayForecast>

/** The forecast of an area; no days: its history is too short, or the night has not been counted yet. */
export const Forecast = z.object({ within: z.nullable(z.string()), days: z.array(DayForecast) })
export type Forecast = z.infer<typeof Forecast>
