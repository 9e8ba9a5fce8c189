import * as z from 'zod/mini'

/**
 * What a night found by a rule of inference, as a cluster (lib/warning/cluster-night.ts): leaves by code, of a cluster in the order of their distance from the centre, what each is expected
 * to have in the same order, and the civil days of its window, inclusive. `recurrenceInterval` is in nights. `told`: by an alert; else it
 * stayed in the shadow.
 */
export const NightFinding = z.object({
  stream: z.string(),
  types: z.array(z.string()),
  grids: z.array(z.string()),
  expectedByGrid: z.array(z.number()),
  from: z.string(),
  to: z.string(),
  observed: z.int(),
  expected: z.number(),
  p: z.number(),
  extrapolated: z.boolean(),
  recurrenceInterval: z.number(),
  /** of a hot spot its class (lib/warning/hot-spot-rules.ts) */
  pattern: z.optional(z.string()),
  told: z.boolean(),
})
export type NightFinding = z.infer<typeof NightFinding>

/**
 * What the scan of a night came to: of so many days, streams and events. `unplaced`: events that only a grid above the leaves knows, which no
 * scan of leaves sees.
 */
export const NightReport = z.object({
  days: z.int(),
  streams: z.int(),
  events: z.int(),
  unplaced: z.int(),
  findings: z.array(NightFinding),
  /** 数据不全: a source was missing, or, of silences, in maintenance, so nothing was looked for */
  incomplete: z.optional(z.boolean()),
  ms: z.number(),
})
export type NightReport = z.infer<typeof NightReport>
