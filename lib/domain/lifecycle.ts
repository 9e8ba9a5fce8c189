import * as z from 'zod/mini'
import { isGivenTo, type Viewer } from './access'
import { DAY_MS } from './clock'
import { deadline, elapsed, resumedDeadline } from './deadline'
import { ACTIONS, EventAction } from './event-actions'
import type { ClockEffect, EventKinds, Need, Relation, Rules } from './event-kinds'
import { isWithin } from './grid'
import { type EventState, type Party, partyKey } from './life'
import { ActionWords, type PlacedLife, UNDO_MS } from './life-event'
import { endOf, STAGE_LIMITS, type StageLimits, startStage } from './limit'
import { type ActionRow, carryOut, type Machine, objection, offered, type Refused, type Step, take } from './machine'

/** The rules that a county sets. */
export type LifecycleRules = Pick<Rules, 'closing' | 'response' | 'spotCheckShare' | 'entryByHand'> & StageLimits
/** What holds until a county sets its own (our proposals): verified within 2 working days, first action within 2 working hours, 5 % 抽查. */
export const DEFAULT_RULES: LifecycleRules = {
  ...STAGE_LIMITS,
  closing: { value: 2, clock: 'working_day' },
  response: { value: 2, clock: 'working_hour' },
  spotCheckShare: 0.05,
  entryByHand: true,
}

/** An action with what comes with it. */
export const ActionIn = z.extend(ActionWords, { action: EventAction })
export type ActionIn = z.infer<typeof ActionIn>

export type Outcome<E> = { ok: true; event: E } | Refused
type Lifecycle = EventKinds<EventAction, Viewer>
type EventStep = Step<Lifecycle>

/** Does the actor act for this party? */
const actsFor = (actor: Viewer, party: Party): boolean => isGivenTo(actor, { parties: [partyKey(party)] })

function stands(actor: Viewer, event: PlacedLife, relation: Relation): boolean {
  const { scope } = actor
  const parties = [...(event.lead ? [event.lead] : []), ...event.assisting]
  const inArea = scope.kind === 'grids' ? scope.prefixes.some((p) => isWithin(event.grid, p)) : isGivenTo(actor, { parties: parties.map(partyKey) })
  const own = event.reporter === actor.id
  switch (relation) {
    case 'area':
      return inArea
    case 'spot':
      return actor.role === 'reporter' ? own : scope.kind === 'grids' && inArea
    case 'lead':
      return event.lead !== null && actsFor(actor, event.lead)
    case 'answerable':
      return event.lead === null ? actor.role === 'dispatcher' && inArea : actor.role !== 'dispatcher' && actsFor(actor, event.lead)
    case 'checker':
      return inArea && !event.handlers.includes(actor.id)
    case 'near':
      return inArea || own || parties.some((p) => actsFor(actor, p))
  }
}

/** Why the actor does not stand to the event as the action asks, or null. */
function apart(actor: Viewer, event: PlacedLife, relation: Relation): string | null {
  if (stands(actor, event, relation)) return null
  if (relation === 'checker' && event.handlers.includes(actor.id)) return 'Whoever handled an event does not verify it.'
  return relation === 'lead' || (relation === 'answerable' && event.lead !== null)
    ? 'The event was not given to you.'
    : 'The event does not lie in your area.'
}

/** No deadline is given further ahead. */
const MAX_AHEAD_MS = 10 * 366 * DAY_MS

/** What is missing or wrong in the words of an action, or null. */
function fault(need: Need, { subject: event, said: input, now }: EventStep): string | null {
  const said = input.reason ?? input.note ?? input.answer
  switch (need) {
    case 'answer':
      return said ? null : 'An answer to the reporter is required.'
    case 'note':
      return said ? null : 'A note of the result is required.'
    case 'reason':
      return said ? null : 'A reason is required.'
    case 'pointer':
      return said || input.duplicateOf ? null : 'A reason, or the event it is a duplicate of, is required.'
    case 'lead': {
      if (!input.lead) return 'A lead (主办) is required.'
      const keys = [input.lead, ...(input.assisting ?? [])].map(partyKey)
      return new Set(keys).size === keys.length ? null : 'Nobody can be given an event twice.'
    }
    case 'deadline':
      if (input.deadline === undefined) return 'A new deadline is required.'
      if (input.deadline > now + MAX_AHEAD_MS) return 'The new deadline lies more than ten years ahead.'
      return input.deadline > Math.max(now, event.deadline ?? now) ? null : 'The new deadline must lie ahead and after the one before it.'
    case 'opinion':
      return input.satisfied === undefined || input.solved === undefined ? 'satisfied and solved are required, each true or false.' : null
    case 'correction':
      return input.type === undefined && input.urgency === undefined && input.grid === undefined && input.position === undefined
        ? 'What is corrected is required: type, urgency, grid or position.'
        : null
    case 'card':
      if (!input.card || !input.supervisor || !input.demandedReply || input.deadline === undefined)
        return 'card, supervisor (督办人), deadline and demandedReply are required.'
      return input.deadline > now && input.deadline <= now + MAX_AHEAD_MS ? null : 'The deadline of the reply must lie ahead, at most ten years.'
  }
}

/** What becomes of the limit, the deadline and the date of closing. */
function moved(effect: ClockEffect, { subject: event, said, now, rules }: EventStep): Partial<PlacedLife> {
  const { calendar, handling, closing, dispatching } = rules
  const closeBy = (end: number) => endOf(end, closing, calendar)
  switch (effect) {
    case 'starts':
    case 'begins': {
      const end = endOf(effect === 'starts' ? now : endOf(now, dispatching, calendar), handling, calendar)
      return { limit: handling, deadline: end, closeBy: closeBy(end) }
    }
    case 'resumes': {
      const stoppedAt = event.suspendedAt ?? event.handedInAt
      if (event.deadline === null || event.limit === null || stoppedAt === null) return {}
      const end = resumedDeadline(event.deadline, stoppedAt, now, event.limit.clock, calendar)
      // rework is no reason to close later; a suspension is
      return { deadline: end, closeBy: event.suspendedAt === null ? event.closeBy : closeBy(end) }
    }
    case 'moves': {
      const end = said.deadline
      if (end === undefined) return {}
      const { clock, value } = event.limit ?? handling
      const more = event.deadline === null ? 0 : elapsed(event.deadline, end, clock, calendar)
      return { limit: { clock, value: value + more }, deadline: end, closeBy: closeBy(end) }
    }
    case 'recounts':
      return recounted(event, rules)
    case 'stands':
    case 'keeps':
      return {}
  }
}

/**
 * The clocks of a corrected event, begun where they began. From the dispatch on, what extensions and suspensions have added is added again;
 * before it, the whole is the limits one after the other from the report, or from the reopening.
 */
function recounted(event: PlacedLife, { calendar, closing, handling: before, ...rules }: Rules): Partial<PlacedLife> {
  const { acceptance, dispatching, handling } = rules.corrected ?? { ...rules, handling: before }
  if (event.dispatchedAt === null) {
    const { stageClock, state, closeBy, reportedAt } = event
    const waiting = stageClock && startStage(stageClock.from, state === 'awaiting_acceptance' ? acceptance : dispatching, calendar)
    const accepted = closeBy === null ? endOf(reportedAt, acceptance, calendar) : (stageClock?.from ?? reportedAt)
    const from = stageClock === null && closeBy === null ? reportedAt : endOf(accepted, dispatching, calendar)
    return { stageClock: waiting, limit: handling, deadline: endOf(from, handling, calendar) }
  }
  const [was, is] = [endOf(event.dispatchedAt, before, calendar), endOf(event.dispatchedAt, handling, calendar)]
  const end = is + Math.max(0, (event.deadline ?? was) - was)
  const { clock, value } = handling
  return { limit: { clock, value: value + elapsed(is, end, clock, calendar) }, deadline: end, closeBy: endOf(end, closing, calendar) }
}

/** The first action of an event, and whether it came within the limit of response (响应). */
function response({ subject: event, now, rules: { response, calendar } }: EventStep): Partial<PlacedLife> {
  if (event.firstActionAt !== null) return {}
  // what its source did in time (case-history.ts) stays so
  return { firstActionAt: now, responded: event.responded || now <= deadline(event.reportedAt, response.value, response.clock, calendar) }
}

/** The clock of the stage that an action leads to, and whether the stage that it ends took too long. */
function staged({ to }: { to: EventState | null }, { subject: { state, stageClock }, now, rules }: EventStep): Partial<PlacedLife> {
  if (to === null) return {}
  const late = stageClock !== null && now > stageClock.by
  return {
    stageClock: to === 'awaiting_dispatch' ? startStage(now, rules.dispatching, rules.calendar) : null,
    ...(late && state === 'awaiting_acceptance' && { acceptedLate: true }),
    ...(late && state === 'awaiting_dispatch' && { dispatchedLate: true }),
  }
}

const byHandOff = 'Entry by hand is switched off: events are handled in the system they come from.'
/** The life cycle of events. */
const lifecycle: Machine<Lifecycle> = {
  noun: 'event',
  rows: ACTIONS,
  closed: ({ work }, { entryByHand }) => (work && !entryByHand ? byHandOff : null),
  apart,
  fault,
  moved,
  always: (row, step) => ({ ...staged(row, step), ...(row.work && response(step)) }),
}

/**
 * THE predicate of actions: may this actor do this with the event now? By role, state and relation; that the actor may see the event
 * (access.ts `maySee`) is checked before. `transition` goes by it, and the interface offers what it allows.
 */
export function mayAct(actor: Viewer, event: PlacedLife, action: EventAction, rules: Pick<Rules, 'entryByHand'>, now: number): boolean {
  return objection(lifecycle, action, { actor, subject: event, rules, now }) === null
}

/** The actions to offer, in the order of the table. */
export function allowedActions(event: PlacedLife, actor: Viewer, rules: Pick<Rules, 'entryByHand'>, now: number): EventAction[] {
  return offered(lifecycle, { actor, subject: event, rules, now })
}

/**
 * One step of the life cycle: what an event becomes when an actor does something with it at `now` (epoch milliseconds), or why not.
 * Pure; the event given stays as it was. A limit starts with the dispatch (and again with a reopening), stands still while the event is
 * suspended or waits for verification, and goes on with what was left; a returned event keeps its deadline until it is dispatched again.
 */
export function transition<E extends PlacedLife>(event: E, { action, ...said }: ActionIn, actor: Viewer, now: number, rules: Rules): Outcome<E> {
  const taken = take(lifecycle, action, { subject: event, said, actor, now, rules })
  if (!taken.ok) return taken
  const after = { ...event, ...taken.subject }
  // what nothing has followed can be taken back: a reminder is nothing that follows
  const { undoable = false, work } = lifecycle.rows[action]
  const undo = undoable ? { action, by: actor.id, until: now + UNDO_MS, before: difference(event, after) } : work ? null : event.undo
  return { ok: true, event: { ...after, undo } }
}

/** What a life was in all that an action changed. */
function difference(before: PlacedLife, after: PlacedLife): Record<string, unknown> {
  const is = new Map<string, unknown>(Object.entries(after))
  return Object.fromEntries(Object.entries(before).filter(([name, value]) => name !== 'undo' && !Object.is(value, is.get(name))))
}

/** Makes of the event of a step what it becomes by a row of the table that was followed elsewhere: nobody is asked whether they may. */
export const follow = (row: ActionRow<Lifecycle>, step: EventStep): void => carryOut(lifecycle, row, step, step.subject)
