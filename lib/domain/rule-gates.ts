import * as z from 'zod/mini'

/**
 * What is known of how a rule does. Rules of fact have a volume record, their alerts a day over `days`; precision (0..1) and what follows it
 * are of rules of inference. `basis`: labels, injected, permuted or verdicts.
 */
export const RuleRecord = z.object({
  kind: z.enum(['volume', 'statistical']),
  basis: z.array(z.string()),
  precision: z.optional(z.number()),
  detection: z.optional(z.number()),
  medianDelayDays: z.optional(z.number()),
  falsePer100Days: z.optional(z.number()),
  alertsPerDay: z.number(),
  episodes: z.optional(z.int()),
  days: z.number(),
})
export type RuleRecord = z.infer<typeof RuleRecord>

/**
 * The gates that the record of a rule of inference passes before it may tell anybody: enough days and episodes, most of these found, and few
 * false alerts. Fewer days are enough where episodes were added to the county's own history, which then must be many.
 */
const RECORD_GATES = { days: 365, ownDays: 180, episodes: 10, injected: 100, detection: 0.6, falsePer100Days: 3 } as const

/** One gate: what is asked of a record, what it has (null: no record says), and whether that is enough. */
export const Gate = z.object({
  gate: z.enum(['days', 'episodes', 'detection', 'falsePer100Days']),
  asked: z.number(),
  reached: z.nullable(z.number()),
  passed: z.boolean(),
})
export type Gate = z.infer<typeof Gate>

/** The gates for a record of a rule of inference, the four of them in order. */
export function gatesOf(record: RuleRecord | null): Gate[] {
  const known = record?.kind === 'statistical' ? record : null
  const basis = known?.basis ?? []
  const isOwn = basis.includes('injected') && basis.includes('permuted')
  const least = (gate: Gate['gate'], asked: number, reached: number | undefined): Gate => {
    const passed = reached !== undefined && (gate === 'falsePer100Days' ? reached <= asked : reached >= asked)
    return { gate, asked, reached: reached ?? null, passed }
  }
  return [
    least('days', isOwn ? RECORD_GATES.ownDays : RECORD_GATES.days, known?.days),
    least('episodes', basis.includes('injected') ? RECORD_GATES.injected : RECORD_GATES.episodes, known?.episodes),
    least('detection', RECORD_GATES.detection, known?.detection),
    least('falsePer100Days', RECORD_GATES.falsePer100Days, known?.falsePer100Days),
  ]
}

export const mayBePublished = (record: RuleRecord | null): boolean => gatesOf(record).every(({ passed }) => passed)
