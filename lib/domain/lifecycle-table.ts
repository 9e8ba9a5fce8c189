import type { Role } from './access'
import type { EventAction } from './event-action'
import type { EventState } from './life'

/**
 * How an actor must stand to an event:
 * - `area`: it lies in the actor's grids, or was given to the actor's department;
 * - `spot`: a reporter's own report, or an event in the grids of an operator;
 * - `lead`: the actor acts for the one it was given to as lead (主办); those who assist (协办) see it and leave the acting to the lead;
 * - `checker`: as `area`, and never anybody who had a hand in handling it;
 * - `near`: as `area`, or given to the actor as lead or assisting, or the actor's own report.
 */
export type Relation = 'area' | 'spot' | 'lead' | 'checker' | 'near'

/** What must come with an action. `reason`, `note` and `answer` are words and may stand for each other; `pointer` is a reason or `duplicateOf`. */
export type Requirement = 'answer' | 'note' | 'reason' | 'pointer' | 'lead' | 'deadline' | 'opinion' | 'card'

/**
 * What an action does to the handling deadline: `starts` a limit anew from now; `stands` still from now (挂账, handed in); `resumes` with
 * the time that was left; `moves` to the deadline given; `keeps` it.
 */
export type ClockEffect = 'starts' | 'stands' | 'resumes' | 'moves' | 'keeps'

/** One row of the table. `work`: it is handling and so the first action of an event, left to the source where entry by hand is off. */
export type ActionRule = {
  from: readonly EventState[]
  /** null: the state stays */
  to: EventState | null
  roles: readonly Role[]
  relation: Relation
  requires: readonly Requirement[]
  clock: ClockEffect
  work: boolean
}

const open: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'suspended', 'awaiting_verification']
const rule = (from: readonly EventState[], to: EventState | null, roles: readonly Role[], more: Partial<ActionRule> = {}): ActionRule => ({
  from,
  to,
  roles,
  relation: 'area',
  requires: [],
  clock: 'keeps',
  work: true,
  ...more,
})

/** The table of the life cycle (事项处置闭环): from which states, to which, by which roles, with what, and what the clock does. */
export const ACTIONS: Readonly<Record<EventAction, ActionRule>> = {
  accept: rule(['awaiting_acceptance'], 'awaiting_dispatch', ['dispatcher']),
  reject: rule(['awaiting_acceptance'], 'rejected', ['dispatcher'], { requires: ['answer'] }),
  void: rule(['awaiting_acceptance'], 'void', ['dispatcher'], { requires: ['pointer'] }),
  handle_on_spot: rule(['awaiting_acceptance'], 'closed', ['reporter', 'operator'], { relation: 'spot' }),
  dispatch: rule(['awaiting_dispatch'], 'handling', ['dispatcher'], { requires: ['lead'], clock: 'starts' }),
  take: rule(['handling'], null, ['operator', 'handler'], { relation: 'lead' }),
  hand_in: rule(['handling'], 'awaiting_verification', ['operator', 'handler'], { relation: 'lead', requires: ['note'], clock: 'stands' }),
  return: rule(['handling'], 'awaiting_dispatch', ['operator', 'handler'], { relation: 'lead', requires: ['reason'] }),
  ask_extension: rule(['handling'], null, ['operator', 'handler'], { relation: 'lead', requires: ['reason'] }),
  grant_extension: rule(['handling'], null, ['supervisor'], { requires: ['deadline'], clock: 'moves' }),
  suspend: rule(['handling'], 'suspended', ['supervisor'], { requires: ['reason'], clock: 'stands' }),
  resume: rule(['suspended'], 'handling', ['supervisor'], { clock: 'resumes' }),
  verify: rule(['awaiting_verification'], 'closed', ['dispatcher', 'supervisor'], { relation: 'checker' }),
  send_back: rule(['awaiting_verification'], 'handling', ['dispatcher', 'supervisor'], {
    relation: 'checker',
    requires: ['reason'],
    clock: 'resumes',
  }),
  follow_up: rule(['closed'], null, ['dispatcher'], { requires: ['opinion'] }),
  reopen: rule(['closed', 'rejected', 'void'], 'awaiting_dispatch', ['supervisor'], { requires: ['reason'], clock: 'starts' }),
  remind: rule(open, null, ['reporter', 'operator', 'handler', 'dispatcher', 'supervisor'], { relation: 'near', work: false }),
  supervise: rule(open, null, ['supervisor'], { requires: ['card'], work: false }),
}
