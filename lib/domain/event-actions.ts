import * as z from 'zod/mini'
import type { Calendar } from './calendar'
import type { Words } from './language'
import type { EventState } from './life'
import type { ActionWords, Limit, PlacedLife } from './life-event'
import type { ActionRow, Step } from './machine'
import type { RoleName } from './roles'
import { namesOf } from './rows'

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
export type Need = 'answer' | 'note' | 'reason' | 'pointer' | 'lead' | 'deadline' | 'opinion' | 'card'

/**
 * What an action does to the handling deadline: `starts` a limit anew from now; `stands` still from now (挂账, handed in); `resumes` with
 * the time that was left; `moves` to the deadline given; `keeps` it.
 */
export type ClockEffect = 'starts' | 'stands' | 'resumes' | 'moves' | 'keeps'

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
type Row = ActionRow<EventKinds>

const words = (zh: string, en: string): Words => ({ zh, en })
const row = (label: Words, rest: Pick<Row, 'from' | 'to' | 'roles'> & Partial<Row>): Row => ({
  label,
  relation: 'area',
  needs: [],
  clock: 'keeps',
  work: true,
  ...rest,
})

const open: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'suspended', 'awaiting_verification']
/** What was said, whatever it was called. */
const anyWords = ({ reason, note, answer }: ActionWords): string | null => reason ?? note ?? answer ?? null
/** Nobody has it. */
const nobody = (): Partial<PlacedLife> => ({ lead: null, assisting: [], dispatchedAt: null, takenAt: null, extensionAsked: false })
/** Everybody who had a hand in handling it, the actor with them. */
const handlersWith = ({ subject: { handlers }, actor: { id } }: Step<EventKinds>): string[] => (handlers.includes(id) ? handlers : [...handlers, id])

/** The table of the life cycle (事项处置闭环), a row an action, in the order in which they are offered. */
export const ACTIONS = {
  accept: row(words('受理', 'Accept'), {
    digital: words('立案', 'File'),
    from: ['awaiting_acceptance'],
    to: 'awaiting_dispatch',
    roles: ['dispatcher'],
    next: true,
    bulk: true,
    effect: ({ now }) => ({ acceptedAt: now }),
  }),
  reject: row(words('不予受理', 'Reject'), {
    digital: words('不予立案', 'Do not file'),
    from: ['awaiting_acceptance'],
    to: 'rejected',
    roles: ['dispatcher'],
    needs: ['answer'],
    effect: ({ said, now }) => ({ closedAt: now, answer: said.answer ?? anyWords(said) }),
  }),
  void: row(words('作废', 'Void'), {
    from: ['awaiting_acceptance'],
    to: 'void',
    roles: ['dispatcher'],
    needs: ['pointer'],
    effect: ({ said }) => ({ voidReason: anyWords(said), duplicateOf: said.duplicateOf ?? null }),
  }),
  handle_on_spot: row(words('自处置', 'Handle on the spot'), {
    from: ['awaiting_acceptance'],
    to: 'closed',
    roles: ['reporter', 'operator'],
    relation: 'spot',
    effect: (step) => ({
      ...{ acceptedAt: step.now, closedAt: step.now, handledBy: step.actor.id, handlers: handlersWith(step), onSpot: true },
      spotCheck: step.rules.draw < step.rules.spotCheckShare,
    }),
  }),
  dispatch: row(words('派单', 'Dispatch'), {
    digital: words('派遣', 'Dispatch'),
    from: ['awaiting_dispatch'],
    to: 'handling',
    roles: ['dispatcher'],
    needs: ['lead'],
    clock: 'starts',
    next: true,
    bulk: true,
    effect: ({ said, now }) => ({ ...nobody(), dispatchedAt: now, lead: said.lead ?? null, assisting: said.assisting ?? [] }),
  }),
  take: row(words('签收', 'Take'), {
    from: ['handling'],
    to: null,
    roles: ['operator', 'handler'],
    relation: 'lead',
    done: ({ takenAt }) => takenAt !== null,
    effect: (step) => ({ takenAt: step.now, handlers: handlersWith(step) }),
  }),
  hand_in: row(words('反馈', 'Hand in'), {
    digital: words('处置反馈', 'Hand in'),
    from: ['handling'],
    to: 'awaiting_verification',
    roles: ['operator', 'handler'],
    relation: 'lead',
    needs: ['note'],
    clock: 'stands',
    next: true,
    photos: true,
    effect: (step) => ({
      ...{ handedInAt: step.now, takenAt: step.subject.takenAt ?? step.now, handledBy: step.actor.id },
      ...{ handlers: handlersWith(step), extensionAsked: false },
    }),
  }),
  return: row(words('退回', 'Return'), {
    from: ['handling'],
    to: 'awaiting_dispatch',
    roles: ['operator', 'handler'],
    relation: 'lead',
    needs: ['reason'],
    effect: nobody,
  }),
  ask_extension: row(words('申请延期', 'Ask for an extension'), {
    from: ['handling'],
    to: null,
    roles: ['operator', 'handler'],
    relation: 'lead',
    needs: ['reason'],
    done: ({ extensionAsked }) => extensionAsked,
    effect: () => ({ extensionAsked: true }),
  }),
  grant_extension: row(words('延期', 'Grant an extension'), {
    from: ['handling'],
    to: null,
    roles: ['supervisor'],
    needs: ['deadline'],
    clock: 'moves',
    effect: ({ subject }) => ({ extensions: subject.extensions + 1, extensionAsked: false }),
  }),
  suspend: row(words('挂账', 'Suspend'), {
    from: ['handling'],
    to: 'suspended',
    roles: ['supervisor'],
    needs: ['reason'],
    clock: 'stands',
    effect: ({ now }) => ({ suspendedAt: now }),
  }),
  resume: row(words('恢复办理', 'Resume'), {
    digital: words('恢复处置', 'Resume'),
    from: ['suspended'],
    to: 'handling',
    roles: ['supervisor'],
    clock: 'resumes',
    next: true,
    effect: () => ({ suspendedAt: null }),
  }),
  verify: row(words('核实结案', 'Verify and close'), {
    digital: words('核查结案', 'Verify and close'),
    from: ['awaiting_verification'],
    to: 'closed',
    roles: ['dispatcher', 'supervisor'],
    relation: 'checker',
    next: true,
    bulk: true,
    effect: ({ now }) => ({ closedAt: now }),
  }),
  send_back: row(words('返工', 'Send back'), {
    from: ['awaiting_verification'],
    to: 'handling',
    roles: ['dispatcher', 'supervisor'],
    relation: 'checker',
    needs: ['reason'],
    clock: 'resumes',
    effect: ({ subject }) => ({ handedInAt: null, handledBy: null, rework: subject.rework + 1 }),
  }),
  follow_up: row(words('回访', 'Follow up'), {
    from: ['closed'],
    to: null,
    roles: ['dispatcher'],
    needs: ['opinion'],
    effect: ({ said }) => ({ followedUp: { satisfied: said.satisfied === true, solved: said.solved === true } }),
  }),
  reopen: row(words('重新办理', 'Reopen'), {
    from: ['closed', 'rejected', 'void'],
    to: 'awaiting_dispatch',
    roles: ['supervisor'],
    needs: ['reason'],
    clock: 'starts',
    effect: ({ subject, now }) => ({
      ...nobody(),
      ...{ closedAt: null, handedInAt: null, handledBy: null, onSpot: false, spotCheck: false, followedUp: null, supervision: null },
      ...{ answer: null, voidReason: null, duplicateOf: null, acceptedAt: subject.acceptedAt ?? now },
    }),
  }),
  remind: row(words('催办', 'Remind'), {
    from: open,
    to: null,
    roles: ['reporter', 'operator', 'handler', 'dispatcher', 'supervisor'],
    relation: 'near',
    work: false,
    next: true,
    bulk: true,
    effect: ({ subject }) => ({ reminders: subject.reminders + 1 }),
  }),
  supervise: row(words('督办', 'Supervise'), {
    from: open,
    to: null,
    roles: ['supervisor'],
    needs: ['card'],
    work: false,
    effect: ({ said: { card, supervisor, deadline, demandedReply }, actor, now }) =>
      card && supervisor && demandedReply && deadline !== undefined
        ? { supervision: { card, by: actor.id, supervisor, deadline, demandedReply, at: now } }
        : {},
  }),
} as const satisfies Readonly<Record<string, Row>>

/** What can be done with an event, in the order in which it is offered. */
export const EventAction = z.enum(namesOf(ACTIONS))
export type EventAction = z.infer<typeof EventAction>

/** What an action is called, by plain words or those of 数字城管. */
export const actionLabel = ({ label, digital = label }: Pick<Row, 'label' | 'digital'>, labels: 'plain' | 'digital'): Words =>
  labels === 'digital' ? digital : label
