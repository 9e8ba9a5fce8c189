import * as z from 'zod/mini'
import { CrewMember, CrewRole, names } from './duty-item'
import { PeriodKey } from './duty-period'
import { SaneInstant } from './sane-time'

/** Why somebody is proposed; each is a fact that can be looked up. `ago`: days since they went there; `with`: how many of those proposed went together the last time. */
export const CrewReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post') }),
  z.object({ kind: z.literal('unit'), name: z.string() }),
  z.object({ kind: z.literal('visited'), times: z.int() }),
  z.object({ kind: z.literal('load'), items: z.int(), days: z.int() }),
  z.object({ kind: z.literal('distance'), metres: z.int() }),
  z.object({ kind: z.literal('rotated') }),
])
export type CrewReason = z.infer<typeof CrewReason>

/** Asks whom to send, for the items of a period that are not done and lack somebody. */
export const PlanIn = z.object({
  template: z.uuid(),
  period: z.optional(PeriodKey),
  within: z.optional(z.string().check(z.maxLength(64))),
  items: z.optional(z.array(z.uuid()).check(z.maxLength(500))),
})
const Proposed = z.object({ role: CrewRole, person: z.uuid(), name: z.string(), reasons: z.array(CrewReason), chosen: z.boolean() })
/** Crews that are proposed: `chosen` those who agreed already; `lacks`: roles that nobody could be found for. */
export const DutyPlan = z.object({
  period: z.string(),
  items: z.array(
    z.object({
      id: z.uuid(),
      subject: z.object(names),
      grid: z.string(),
      scheduledFor: z.nullable(z.string()),
      revision: z.int(),
      crew: z.array(Proposed),
      lacks: z.array(CrewRole),
    }),
  ),
  more: z.int(),
})
export type DutyPlan = z.infer<typeof DutyPlan>

/** Accepts a plan as it was proposed or as somebody changed it: each item is assigned by itself, and what was refused is told. */
export const PlanAcceptIn = z.object({
  requestId: z.uuid(),
  items: z
    .array(
      z.object({
        id: z.uuid(),
        expectedRevision: z.int(),
        crew: z.array(CrewMember).check(z.minLength(1), z.maxLength(30)),
        scheduledFor: z._default(z.nullable(SaneInstant), null),
        proposed: z._default(z.array(CrewMember).check(z.maxLength(30)), []),
      }),
    )
    .check(z.minLength(1), z.maxLength(500)),
})
export type PlanAcceptIn = z.output<typeof PlanAcceptIn>
export const PlanAccepted = z.object({ assigned: z.int(), refused: z.array(z.object({ id: z.uuid(), code: z.string(), message: z.string() })) })
