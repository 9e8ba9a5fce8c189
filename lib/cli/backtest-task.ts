import * as z from 'zod/mini'
import { REPLAYED_RULES } from '@/lib/demo/replayed-history'
import { ZONE_KINDS } from '@/lib/warning/cluster-night'

/** What a process of the backtest is asked, once: to replay the histories of a seed by a rule. `end`: exclusive, epoch milliseconds. */
export const BacktestTask = z.object({
  rule: z.enum(REPLAYED_RULES),
  seed: z.int(),
  nights: z.int(),
  episodes: z.int(),
  total: z.int(),
  end: z.int(),
  zones: z.enum(ZONE_KINDS),
})
export type BacktestTask = z.infer<typeof BacktestTask>

const codes = z.array(z.string())
const ScannedHistory = z.object({
  basis: z.enum(['quiet', 'labels', 'injected', 'unjudged']),
  from: z.number(),
  to: z.number(),
  episodes: z.array(z.object({ types: codes, grids: codes, from: z.number(), to: z.number(), strength: z.number() })),
  nights: z.array(
    z.object({
      night: z.int(),
      p: z.array(z.number()),
      clusters: z.array(z.object({ stream: z.string(), types: codes, grids: codes, observed: z.int(), recurrenceInterval: z.number() })),
    }),
  ),
})

/** What it says: that so many nights more are done, or a whole history. */
export const BacktestSaid = z.union([z.object({ nights: z.int() }), z.object({ history: ScannedHistory })])

/** Nights between two words on how far it is. */
export const NIGHTS_A_WORD = 10
