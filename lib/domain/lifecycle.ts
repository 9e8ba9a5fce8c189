import { isGivenTo, type Viewer } from './access'
import type { Calendar } from './calendar'
import { DAY_MS } from './clock'
import { deadline, elapsed, resumedDeadline } from './deadline'
import { EventAction } from './event-action'
import { isWithin } from './grid'
import { type Party, partyKey } from './life'
import type { ActionIn, LifeEvent, Limit, PlacedLife } from './life-event'
import { ACTIONS, type Relation, type Requirement } from './lifecycle-table'

/** Who acts: a person or a system, with the parties it acts for. */
export type Actor = Viewer

/** What a transition needs to know beside the event. `draw` (0 ≤ draw < 1) decides the spot check; `handling` is the limit of its type. */
export type Rules = {
  calendar: Calendar
  handling: Limit
  closing: Limit
  response: Limit
  spotCheckShare: number
  draw: number
  entryByHand: boolean
}

/** What holds until a county sets its own (our proposals): verified within 2 working days, first action within 2 working hours, 5 % 抽查. */
export const DEFAULT_RULES: Pick<Rules, 'closing' | 'response' | 'spotCheckShare' | 'entryByHand'> = {
  closing: { value: 2, clock: 'working_day' },
  response: { value: 2, clock: 'working_hour' },
  spotCheckShare: 0.05,
  entryByHand: true,
}

/** Why an action is not done: not the actor's to do, not from this state, or something missing or wrong in it. */
export type Refused = { ok: false; code: 'forbidden' | 'conflict' | 'invalid'; message: string }
export type Outcome<E> = { ok: true; event: E } | Refused

const refuse = (code: Refused['code'], message: string): Refused => ({ ok: false, code, message })

/** Does the actor act for this party? */
const actsFor = (actor: Actor, party: Party): boolean => isGivenTo(actor, { parties: [partyKey(party)] })

function stands(actor: Actor, event: PlacedLife, relation: Relation): boolean {
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
    case 'checker':
      return inArea && !event.handlers.includes(actor.id)
    case 'near':
      return inArea || own || parties.some((p) => actsFor(actor, p))
  }
}

/** Things that are done once: while they stand they are not offered again. */
const isDone = (event: LifeEvent, action: EventAction): boolean =>
  (action === 'take' && event.takenAt !== null) || (action === 'ask_extension' && event.extensionAsked)

/**
 * Why this actor may not do this now, or null. A role that never does it is refused before the state is looked at, the relation to the
 * event only where the state would allow it.
 */
function objection(actor: Actor, event: PlacedLife, action: EventAction, { entryByHand }: Pick<Rules, 'entryByHand'>): Refused | null {
  const { from, roles, relation, work } = ACTIONS[action]
  if (!roles.includes(actor.role)) return refuse('forbidden', `The role ${actor.role} does not ${action} events.`)
  if (work && !entryByHand) return refuse('forbidden', 'Entry by hand is switched off: events are handled in the system they come from.')
  if (!from.includes(event.state)) return refuse('conflict', `An event that is ${event.state} has no action ${action}.`)
  if (isDone(event, action)) return refuse('conflict', `The action ${action} was done already.`)
  if (stands(actor, event, relation)) return null
  if (relation === 'checker' && event.handlers.includes(actor.id)) return refuse('forbidden', 'Whoever handled an event does not verify it.')
  return refuse('forbidden', relation === 'lead' ? 'The event was not given to you.' : 'The event does not lie in your area.')
}

/**
 * THE predicate of actions: may this actor do this with the event now? By role, state and relation; that the actor may see the event
 * (access.ts `maySee`) is checked before. `transition` goes by it, and the interface offers what it allows.
 */
export function mayAct(actor: Actor, event: PlacedLife, action: EventAction, rules: Pick<Rules, 'entryByHand'>): boolean {
  return objection(actor, event, action, rules) === null
}

/** The actions to offer, in the order of the table. */
export function allowedActions(event: PlacedLife, actor: Actor, rules: Pick<Rules, 'entryByHand'>): EventAction[] {
  return EventAction.options.filter((action) => mayAct(actor, event, action, rules))
}

/** No deadline is given further ahead. */
const FURTHEST_MS = 10 * 366 * DAY_MS

/** What is missing or wrong in the words of an action, or null. */
function fault(requirement: Requirement, event: LifeEvent, input: ActionIn, now: number): string | null {
  const said = input.reason ?? input.note ?? input.answer
  switch (requirement) {
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
      if (input.deadline > now + FURTHEST_MS) return 'The new deadline lies more than ten years ahead.'
      return input.deadline > Math.max(now, event.deadline ?? now) ? null : 'The new deadline must lie ahead and after the one before it.'
    case 'opinion':
      return input.satisfied === undefined || input.solved === undefined ? 'satisfied and solved are required, each true or false.' : null
    case 'card':
      if (!input.card || !input.supervisor || !input.demandedReply || input.deadline === undefined)
        return 'card, supervisor (督办人), deadline and demandedReply are required.'
      return input.deadline > now && input.deadline <= now + FURTHEST_MS ? null : 'The deadline of the reply must lie ahead, at most ten years.'
  }
}

/** What becomes of the limit, the deadline and the date of closing. */
function clockAfter(event: LifeEvent, input: ActionIn, now: number, { calendar, handling, closing }: Rules): Partial<LifeEvent> {
  const closeBy = (end: number) => deadline(end, closing.value, closing.clock, calendar)
  switch (ACTIONS[input.action].clock) {
    case 'starts': {
      const end = deadline(now, handling.value, handling.clock, calendar)
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
      const end = input.deadline
      if (end === undefined) return {}
      const { clock, value } = event.limit ?? handling
      const more = event.deadline === null ? 0 : elapsed(event.deadline, end, clock, calendar)
      return { limit: { clock, value: value + more }, deadline: end, closeBy: closeBy(end) }
    }
    case 'stands':
    case 'keeps':
      return {}
  }
}

/** What an action changes beside state and clock. */
function effect(event: LifeEvent, input: ActionIn, actor: Actor, now: number, rules: Rules): Partial<LifeEvent> {
  const said = input.reason ?? input.note ?? input.answer ?? null
  const handlers = event.handlers.includes(actor.id) ? event.handlers : [...event.handlers, actor.id]
  const nobody = { lead: null, assisting: [], dispatchedAt: null, takenAt: null, extensionAsked: false }
  switch (input.action) {
    case 'accept':
      return { acceptedAt: now }
    case 'reject':
      return { closedAt: now, answer: input.answer ?? said }
    case 'void':
      return { voidReason: said, duplicateOf: input.duplicateOf ?? null }
    case 'handle_on_spot':
      return { acceptedAt: now, closedAt: now, handledBy: actor.id, handlers, onSpot: true, spotCheck: rules.draw < rules.spotCheckShare }
    case 'dispatch':
      return { ...nobody, dispatchedAt: now, lead: input.lead ?? null, assisting: input.assisting ?? [] }
    case 'take':
      return { takenAt: now, handlers }
    case 'hand_in':
      return { handedInAt: now, takenAt: event.takenAt ?? now, handledBy: actor.id, handlers, extensionAsked: false }
    case 'return':
      return nobody
    case 'ask_extension':
      return { extensionAsked: true }
    case 'grant_extension':
      return { extensions: event.extensions + 1, extensionAsked: false }
    case 'suspend':
      return { suspendedAt: now }
    case 'resume':
      return { suspendedAt: null }
    case 'verify':
      return { closedAt: now }
    case 'send_back':
      return { handedInAt: null, handledBy: null, rework: event.rework + 1 }
    case 'follow_up':
      return { followedUp: { satisfied: input.satisfied === true, solved: input.solved === true } }
    case 'reopen': {
      const unsaid = { closedAt: null, handedInAt: null, handledBy: null, onSpot: false, spotCheck: false, followedUp: null, supervision: null }
      return { ...nobody, ...unsaid, answer: null, voidReason: null, duplicateOf: null, acceptedAt: event.acceptedAt ?? now }
    }
    case 'remind':
      return { reminders: event.reminders + 1 }
    case 'supervise': {
      const { card, supervisor, deadline: until, demandedReply } = input
      if (!card || !supervisor || !demandedReply || until === undefined) return {}
      return { supervision: { card, by: actor.id, supervisor, deadline: until, demandedReply, at: now } }
    }
  }
}

/**
 * One step of the life cycle: what an event becomes when an actor does something with it at `now` (epoch milliseconds), or why not.
 * Pure; the event given stays as it was. A limit starts with the dispatch (and again with a reopening), stands still while the event is
 * suspended or waits for verification, and goes on with what was left; a returned event keeps its deadline until it is dispatched again.
 */
export function transition<E extends PlacedLife>(event: E, input: ActionIn, actor: Actor, now: number, rules: Rules): Outcome<E> {
  const refused = objection(actor, event, input.action, rules)
  if (refused) return refused
  const { requires, to, work } = ACTIONS[input.action]
  for (const requirement of requires) {
    const message = fault(requirement, event, input, now)
    if (message !== null) return refuse('invalid', message)
  }
  const first = work && event.firstActionAt === null
  const { value, clock } = rules.response
  const response = first ? { firstActionAt: now, responded: now <= deadline(event.reportedAt, value, clock, rules.calendar) } : {}
  return {
    ok: true,
    event: {
      ...event,
      ...response,
      ...effect(event, input, actor, now, rules),
      ...clockAfter(event, input, now, rules),
      state: to ?? event.state,
    },
  }
}
