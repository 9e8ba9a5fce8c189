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
 * What is asked of the record of a rule of inference before it may tell anybody: enough days and episodes, most of these found, and few
 * false alerts. Fewer days (`ownDays`) are enough where episodes were added to the county's own history, which then must be many (`injected`).
 */
export const RecordGates = z.object({
  days: z.int().check(z.gte(90), z.lte(3_660)),
  ownDays: z.int().check(z.gte(90), z.lte(3_660)),
  episodes: z.int().check(z.gte(1), z.lte(1_000)),
  injected: z.int().check(z.gte(20), z.lte(10_000)),
  detection: z.number().check(z.gt(0), z.lte(1)),
  falsePer100Days: z.number().check(z.gt(0), z.lte(100)),
})
export type RecordGates = z.infer<typeof RecordGates>

/** What is shipped. */
export const RECORD_GATES: RecordGates = { days: 365, ownDays: 180, episodes: 10, injected: 100, detection: 0.6, falsePer100Days: 3 }

/** One gate: what is asked of a record, what it has (null: no record says), and whether that is enough. */
export const Gate = z.object({
  gate: z.enum(['days', 'episodes', 'detection', 'falsePer100Days']),
  asked: z.number(),
  reached: z.nullable(z.number()),
  passed: z.boolean(),
})
export type Gate = z.infer<typeof Gate>

const isPassed = (gate: Gate['gate'], asked: number, reached: number | undefined): boolean =>
  reached !== undefined && (gate === 'falsePer100Days' ? reached <= asked : reached >= asked)

/** What a record has for each gate; of one that is no record of a rule of inference nothing. */
const reachedBy = (record: RuleRecord | null): Partial<Record<Gate['gate'], number>> => (record?.kind === 'statistical' ? record : {})

/** The gates for a record of a rule of inference, the four of them in order. */
export function gatesOf(record: RuleRecord | null, asked: RecordGates): Gate[] {
  const basis = record?.kind === 'statistical' ? record.basis : []
  const isOwn = basis.includes('injected') && basis.includes('permuted')
  const least: Record<Gate['gate'], number> = {
    days: isOwn ? asked.ownDays : asked.days,
    episodes: basis.includes('injected') ? asked.injected : asked.episodes,
    detection: asked.detection,
    falsePer100Days: asked.falsePer100Days,
  }
  return gatesAgain(
    Gate.shape.gate.options.map((gate) => ({ gate, asked: least[gate], reached: null, passed: false })),
    record,
  )
}

/** The same gates for a record of the same basis: what they ask stays. */
export function gatesAgain(gates: readonly Gate[], record: RuleRecord | null): Gate[] {
  const known = reachedBy(record)
  return gates.map(({ gate, asked }) => ({ gate, asked, reached: known[gate] ?? null, passed: isPassed(gate, asked, known[gate]) }))
}

export const mayBePublished = (record: RuleRecord | null, asked: RecordGates): boolean => gatesOf(record, asked).every(({ passed }) => passed)
