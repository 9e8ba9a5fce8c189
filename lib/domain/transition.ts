import * as z from 'zod/mini'
import { EventDetail } from './event-detail'
import { Party } from './life'
import { Limit } from './life-event'
import { ActionIn, DEFAULT_RULES } from './lifecycle'

/**
 * What `POST /api/events/{id}/transitions` takes: an action, the event's last revision as the sender knows it, and a name for this request. `suggested`: of a
 * dispatch, whom the sender was suggested, the best first; kept with the transition, so that it can be judged later what became of suggestions.
 */
export const TransitionIn = z.extend(ActionIn, {
  requestId: z.uuid(),
  expectedRevision: z.int().check(z.gte(1)),
  suggested: z.optional(z.array(Party).check(z.maxLength(10))),
})
export type TransitionIn = z.infer<typeof TransitionIn>

/** What it answers. */
export const TransitionResult = z.object({ event: EventDetail, logId: z.string(), revision: z.int() })
export type TransitionResult = z.infer<typeof TransitionResult>

/** Which words name the stages: plain ones, or those of 数字城管 (立案, 派遣, 处置, 核查, 结案). */
export const LabelSet = z.enum(['plain', 'digital'])
export type LabelSet = z.infer<typeof LabelSet>

/** What a county sets of the life cycle; kept as the setting `lifecycle`. */
export const LifecycleSetting = z.object({
  /** how long acceptance and dispatch may take; `urgentStage`: either of an event that is 特急 or 紧急 */
  acceptance: z._default(Limit, DEFAULT_RULES.acceptance),
  dispatching: z._default(Limit, DEFAULT_RULES.dispatching),
  urgentStage: z._default(Limit, DEFAULT_RULES.urgentStage),
  closing: z._default(Limit, DEFAULT_RULES.closing),
  response: z._default(Limit, DEFAULT_RULES.response),
  spotCheckShare: z._default(z.number().check(z.gte(0), z.lte(1)), DEFAULT_RULES.spotCheckShare),
  entryByHand: z._default(z.boolean(), DEFAULT_RULES.entryByHand),
  labels: z._default(LabelSet, 'plain'),
})
export type LifecycleSetting = z.infer<typeof LifecycleSetting>
