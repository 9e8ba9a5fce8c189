import * as z from 'zod/mini'
import { Alert } from './alert'
import { Colour } from './colour'
import { Figures } from './wire'

/** 按当时所知, 按现在所知. */
export const Known = z.enum(['then', 'now'])
export type Known = z.infer<typeof Known>

/** An event as it was heard of: no words, and only where whoever asks may see it now too. */
const Heard = z.object({
  number: z.int(),
  /** code of the type, and of the grid, as they were known then */
  type: z.string(),
  grid: z.string(),
  urgency: z.int(),
  occurredAt: z.string(),
  /** when it became known */
  receivedAt: z.string(),
})
export type Heard = z.infer<typeof Heard>

/** What of the day up to a moment became known only later, in the seven days after it: counted in nothing of the moment. */
const Later = z.object({ reported: z.int(), corrected: z.int(), void: z.int() })

/**
 * What `GET /api/replay` answers: what was known at a moment. Figures as in the snapshot; `grids` are those of that day. `storedTo`: until when
 * the store of the replay is written: what became known in the seconds after it is not told yet. `writing`: it is being written (补建中), so what it says of the past is not
 * complete.
 */
export const Moment = z.object({
  at: z.string(),
  /** how the figures are known: as they were then, or as they are now, to the whole hour `countedTo` and without states and lights */
  known: Known,
  countedTo: z.string(),
  within: z.nullable(z.string()),
  /** the first moment that there is, and the last */
  from: z.nullable(z.string()),
  storedTo: z.string(),
  writing: z.boolean(),
  /** grids of then that are no longer */
  otherGrids: z.boolean(),
  figures: Figures,
  /** the last that became known, newest first */
  events: z.array(Heard),
  /** those that lived then, as they were */
  alerts: z.array(Alert),
  later: Later,
})
export type Moment = z.infer<typeof Moment>

/** What `GET /api/replay/days` answers, of all that is known now: how much there was on each civil day, and when there were alerts. */
export const ReplayDays = z.object({
  /** the first civil day; `reported` has one count a day from there to today */
  from: z.nullable(z.string()),
  reported: z.array(z.int()),
  alerts: z.array(z.object({ id: z.string(), colour: Colour, headline: z.string(), startedAt: z.string(), endedAt: z.nullable(z.string()) })),
  /** rises that are known to have been real (真实事件段) and are over, of places and types that are seen: code of the type or class */
  episodes: z.array(z.object({ type: z.string(), startsAt: z.string(), endsAt: z.string() })),
  /** of the day that was asked for: reported by civil hour, and on the same weekday of the week before */
  day: z.nullable(z.object({ day: z.string(), hours: z.array(z.int()), weekBefore: z.array(z.int()) })),
})
export type ReplayDays = z.infer<typeof ReplayDays>
