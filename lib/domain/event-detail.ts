import * as z from 'zod/mini'
import { EventWords, GridEvent } from './event'
import { EventAction } from './event-actions'
import { EventClockTold } from './event-clocks'
import { EventState, Party } from './life'
import { StageAction } from './stages'

/** A content an event has or had, in the order of receipt: when its sender says it changed, when we got it, whether it holds now. */
export const EventVersion = z.object({ updatedAt: z.nullable(z.string()), receivedAt: z.string(), holds: z.boolean() })
export type EventVersion = z.infer<typeof EventVersion>

/**
 * What a step of a timeline was: an action of the life cycle; `update`: another content from whoever reported it; `retention`: what was
 * taken away when its retention period had passed, which is no revision of its own.
 */
export const StepAction = z.enum([...EventAction.options, 'update', 'retention'])
export type StepAction = z.infer<typeof StepAction>

/** One step of an event, as its timeline shows it. Screens get no names and no words. */
export const EventStep = z.object({
  revision: z.int(),
  at: z.string(),
  action: StepAction,
  role: z.string(),
  actor: z.nullable(z.string()),
  from: EventState,
  to: EventState,
  deadlineBefore: z.nullable(z.string()),
  deadlineAfter: z.nullable(z.string()),
  note: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  /** what else came with it: lead and assisting of a dispatch, card and deadline of a 督办, `fields` that an update changed, … */
  detail: z.record(z.string(), z.unknown()),
})
export type EventStep = z.infer<typeof EventStep>

/** A card (督办) that lives, as it is told: until when a reply is due, and the reply that stands. Words for those who act on the event. */
export const SupervisionTold = z.object({
  card: z.enum(['yellow', 'red']),
  /** 督办人 */
  supervisor: z.string(),
  /** does the asker watch it? */
  mine: z.boolean(),
  deadline: z.string(),
  demandedReply: z.nullable(z.string()),
  at: z.string(),
  reply: z.nullable(z.object({ words: z.nullable(z.string()), at: z.string() })),
})
export type SupervisionTold = z.infer<typeof SupervisionTold>

/** A stage of its life that its source tells of (案卷履历). Screens get no parties, and words are for whoever reads those of the event. */
export const EventStage = z.object({
  action: StageAction,
  at: z.string(),
  receivedAt: z.nullable(z.string()),
  party: z.nullable(Party),
  assisting: z.array(Party),
  deadline: z.nullable(z.string()),
  satisfied: z.nullable(z.boolean()),
  solved: z.nullable(z.boolean()),
  card: z.nullable(z.enum(['yellow', 'red'])),
  words: z.nullable(z.string()),
})
export type EventStage = z.infer<typeof EventStage>

/** An event with its history, as `GET /api/events/{id}` shows it. `actions`: what the asker may do with it now. */
export const EventDetail = z.extend(GridEvent, {
  history: z.array(EventVersion),
  timeline: z.array(EventStep),
  /** what its source tells of its life, in order of time; what was done here is in `timeline` */
  stages: z.array(EventStage),
  actions: z.array(EventAction),
  /** 受理, 派单, 处置 and 全程, as far as they have begun */
  clocks: z._default(z.array(EventClockTold), []),
  rework: z.int(),
  /** an extension that is asked for: until when, and why, for those who read the words of the event */
  extensionWish: z.nullable(z.object({ until: z.nullable(z.string()), reason: z.nullable(z.string()), at: z.string() })),
  reminders: z.int(),
  spotCheck: z.boolean(),
  supervision: z.nullable(SupervisionTold),
  /** the deadlines that an extension offers: 1, 2 and 3 units of its clock later, from the present one or from now */
  extensionOffers: z.array(z.string()),
  followedUp: z.nullable(z.object({ satisfied: z.boolean(), solved: z.boolean() })),
  answer: z.nullable(z.string()),
  /** the event that this one is the same as (id) */
  duplicateOf: z.nullable(z.string()),
  /** which words are open to the asker, and until when */
  revealed: z.optional(z.array(EventWords)),
  until: z.optional(z.nullable(z.string())),
  /** what members (masked) and teams among the parties are called, by party key; departments and grids are known by themselves */
  partyNames: z.optional(z.record(z.string(), z.string())),
})
export type EventDetail = z.infer<typeof EventDetail>
