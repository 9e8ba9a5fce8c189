import * as z from 'zod/mini'
import { Urgency } from './category'
import type { EventFacts } from './change'
import type { Words } from './language'
import { sourceLife } from './life'

/** The colours of a warning (风险预警四色), the gravest first. */
export const Colour = z.enum(['red', 'orange', 'yellow', 'blue'])
export type Colour = z.infer<typeof Colour>

/** What each colour is called: its Roman numeral (in letters, which every font has) stands beside it everywhere, since colour alone tells too few. */
export const COLOURS: Readonly<Record<Colour, { numeral: 'I' | 'II' | 'III' | 'IV'; words: Words }>> = {
  red: { numeral: 'I', words: { zh: '红', en: 'Red' } },
  orange: { numeral: 'II', words: { zh: '橙', en: 'Orange' } },
  yellow: { numeral: 'III', words: { zh: '黄', en: 'Yellow' } },
  blue: { numeral: 'IV', words: { zh: '蓝', en: 'Blue' } },
}

/** Is the first colour graver than the second? */
export const isGraver = (a: Colour, b: Colour): boolean => Colour.options.indexOf(a) < Colour.options.indexOf(b)

/** The kinds of rules there are. Both are rules of fact: they claim only what is counted. */
export const RuleKind = z.enum(['urgency', 'overdue'])
export type RuleKind = z.infer<typeof RuleKind>

/** What a rule is set to. */
export const RuleSettings = z.object({
  /** the colour of an alert by the urgency of an event; urgencies that are not named raise none */
  colours: z.array(z.object({ urgency: Urgency, colour: Colour })).check(z.minLength(1), z.maxLength(4)),
  /** an alert ends when its condition has been gone for so long */
  clearMinutes: z.int().check(z.gte(1), z.lte(10_080)),
  /** what the system got to know of later than this after it came to be raises none, and is counted as 补报 */
  lateHours: z.int().check(z.gte(1), z.lte(8_760)),
})
export type RuleSettings = z.infer<typeof RuleSettings>

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

/** A rule as an alert names it. */
export const RuleRef = z.object({ id: z.string(), version: z.int(), kind: RuleKind, name: z.string() })
export type RuleRef = z.infer<typeof RuleRef>

/** A rule (预警规则) in the version that holds. `beginsAt`: epoch milliseconds; what fell due before it is the past. Null: it has not begun. */
export type Rule = RuleRef & { enabled: boolean; settings: RuleSettings; record: RuleRecord | null; beginsAt: number | null }

/** What `PUT /api/rules` takes: of each rule that changes, what is to be otherwise. */
export const RulesIn = z.object({
  rules: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1), z.maxLength(32)),
        name: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(100))),
        enabled: z.optional(z.boolean()),
        settings: z.optional(RuleSettings),
      }),
    )
    .check(z.minLength(1), z.maxLength(100)),
})
export type RulesIn = z.infer<typeof RulesIn>

/** What came late (补报), by civil day of receipt: so many events, and so many alerts that they would have led to. */
export const LateDay = z.object({ day: z.string(), events: z.int(), alerts: z.int() })
export type LateDay = z.infer<typeof LateDay>

/** A rule as `GET /api/rules` shows it; `record` null: 尚无历史. */
export const RuleOut = z.extend(RuleRef, {
  enabled: z.boolean(),
  settings: RuleSettings,
  record: z.nullable(RuleRecord),
  beginsAt: z.nullable(z.string()),
})
export const Rules = z.object({ rules: z.array(RuleOut), late: z.array(LateDay) })
export type Rules = z.infer<typeof Rules>

/** The colour that a rule gives an event of this urgency; null: none. */
export const colourFor = ({ settings }: Pick<Rule, 'settings'>, urgency: number): Colour | null =>
  settings.colours.find((row) => row.urgency === urgency)?.colour ?? null

/** The part of an event that a rule of fact looks at. */
export type Ruled = Pick<EventFacts, 'urgency' | 'handledAt' | 'life'>

/**
 * THE condition of a rule of fact: does an event meet it as it stands? 特急: of such an urgency and open. Overdue (超期): of such an urgency, and
 * a clock that runs for it has run out; one that waits for verification, or is suspended, has a clock that stands.
 */
export function meets(rule: Pick<Rule, 'kind' | 'settings'>, event: Ruled): boolean {
  if (colourFor(rule, event.urgency) === null) return false
  const { state, light } = event.life ?? sourceLife(event.handledAt)
  switch (rule.kind) {
    case 'urgency':
      return state !== 'closed' && state !== 'rejected' && state !== 'void'
    case 'overdue':
      return light === 'overdue' && (state === 'awaiting_acceptance' || state === 'awaiting_dispatch' || state === 'handling')
  }
}
