import type { Calendar } from './calendar'
import type { Words } from './language'
import type { ActionWords, Limit, PlacedLife } from './life-event'
import type { RoleName } from './roles'

/**
 * How an actor must stand to an event:
 * - `area`: it lies in the actor's grids, or was given to the actor's department;
 * - `spot`: a reporter's own report, or an event in the grids of an operator;
 * - `lead`: the actor acts for the one it was given to as lead (主办); those who assist (协办) see it and leave the acting to the lead;
 * - `checker`: as `area`, and never anybody who had a hand in handling it;
 * - `answerable`: acts for the lead; of an event that nobody was given, as `area` and a dispatcher;
 * - `near`: as `area`, or given to the actor as lead or assisting, or the actor's own report.
 */
export type Relation = 'area' | 'spot' | 'lead' | 'checker' | 'answerable' | 'near'

/** What must come with an action. `reason`, `note` and `answer` are words and may stand for each other; `pointer` is a reason or `duplicateOf`. */
export type Need = 'answer' | 'note' | 'reason' | 'pointer' | 'lead' | 'deadline' | 'opinion' | 'card' | 'correction'

/**
 * What an action does to the handling deadline: `starts` its limit anew from now; `begins` with the limit of dispatch before it; `stands` still from now (挂账, handed in); `resumes` with
 * the time that was left; `moves` to the deadline given; `recounts` by the corrected type and urgency; `keeps` it.
 */
export type ClockEffect = 'starts' | 'begins' | 'stands' | 'resumes' | 'moves' | 'recounts' | 'keeps'

/** What a transition needs to know beside the event. `draw` (0 ≤ draw < 1) decides the spot check; `handling` is the limit of its type. */
export type Rules = {
  calendar: Calendar
  /** how long acceptance and dispatch may take, for the urgency of the event */
  acceptance: Limit
  dispatching: Limit
  handling: Limit
  /** the same as a correction makes them */
  corrected?: { acceptance: Limit; dispatching: Limit; handling: Limit }
  closing: Limit
  response: Limit
  spotCheckShare: number
  draw: number
  /** the account that watches a card, of those that may */
  watcher?: { id: string; name: string }
  entryByHand: boolean
}

/** What rows of events have beside those of any machine. */
type More = {
  /** it is handling and so the first action of an event, left to the source where entry by hand is off */
  readonly work: boolean
  /** what it is called by the words of 数字城管, where they differ */
  readonly digital?: Words
  /** a list offers it as the one next step */
  readonly next?: true
  /** can be done with several events at once */
  readonly bulk?: true
  /** can be taken back (撤销) for a moment, by whoever did it, as long as nothing has followed */
  readonly undoable?: true
  /** photos of the result may come with it */
  readonly photos?: true
}

/** What the machine of events is about. */
export type EventKinds<Action extends string = string, Actor extends { id: string; role: RoleName } = { id: string; role: RoleName }> = {
  Action: Action
  Subject: PlacedLife
  Said: ActionWords
  Rules: Rules
  Gate: Pick<Rules, 'entryByHand'>
  Actor: Actor
  Relation: Relation
  Need: Need
  Clock: ClockEffect
  More: More
}
