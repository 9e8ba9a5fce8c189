import * as z from 'zod/mini'
import type { EventKinds } from './event-kinds'
import type { Words } from './language'
import { EVENT_STATES, type EventState } from './life'
import { type ActionWords, answeredInTime, LifeEvent, type PlacedLife, type Supervision } from './life-event'
import type { ActionRow, Step } from './machine'
import { namesOf } from './rows'

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
const anyState = EVENT_STATES
const withoutCard = (supervision: Supervision | null): string | null => (supervision === null ? 'There is no card on the event.' : null)
/** What was said, whatever it was called. */
const anyWords = ({ reason, note, answer }: ActionWords): string | null => reason ?? note ?? answer ?? null
/** Nobody has it. */
const nobody = (): Partial<PlacedLife> => ({ lead: null, assisting: [], dispatchedAt: null, takenAt: null, extensionWish: null })
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
    undoable: true,
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
    undoable: true,
    effect: ({ said, now }) => ({ ...nobody(), dispatchedAt: now, lead: said.lead ?? null, assisting: said.assisting ?? [] }),
  }),
  take: row(words('签收', 'Take'), {
    from: ['handling'],
    to: null,
    roles: ['operator', 'handler'],
    relation: 'lead',
    barred: ({ subject: { takenAt } }) => (takenAt === null ? null : 'It was taken already.'),
    effect: (step) => ({ takenAt: step.now, handlers: handlersWith(step) }),
  }),
  hand_in: row(words('反馈结果', 'Hand in'), {
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
      ...{ handlers: handlersWith(step), extensionWish: null },
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
    needs: ['reason', 'deadline'],
    barred: ({ subject: { extensionWish } }) => (extensionWish === null ? null : 'An extension was asked for already.'),
    effect: ({ said, actor, now }) => ({ extensionWish: { until: said.deadline ?? null, reason: anyWords(said) ?? '', by: actor.id, at: now } }),
  }),
  grant_extension: row(words('延期', 'Grant an extension'), {
    from: ['handling'],
    to: null,
    roles: ['supervisor'],
    needs: ['deadline'],
    clock: 'moves',
    effect: ({ subject }) => ({ extensions: subject.extensions + 1, extensionWish: null }),
  }),
  refuse_extension: row(words('不同意延期', 'Refuse the extension'), {
    from: ['handling'],
    to: null,
    roles: ['supervisor'],
    needs: ['reason'],
    barred: ({ subject: { extensionWish } }) => (extensionWish === null ? 'No extension is asked for.' : null),
    effect: () => ({ extensionWish: null }),
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
    undoable: true,
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
  reopen: row(words('重启', 'Reopen'), {
    digital: words('重新立案', 'Reopen'),
    from: ['closed', 'rejected', 'void'],
    to: 'awaiting_dispatch',
    roles: ['supervisor'],
    needs: ['reason'],
    clock: 'begins',
    effect: ({ subject, now }) => ({
      ...nobody(),
      ...{ closedAt: null, handedInAt: null, handledBy: null, onSpot: false, spotCheck: false, followedUp: null },
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
    // a card in the place of another, a red one for a yellow one, is the same matter
    effect: ({ subject: { supervision, cards }, said: { card, supervisor, deadline, demandedReply }, actor, now, rules: { watcher } }) =>
      card && supervisor && demandedReply && deadline !== undefined
        ? {
            supervision: {
              ...{ card, by: actor.id, supervisor: watcher?.name ?? supervisor, watcher: watcher?.id ?? null },
              ...{ deadline, demandedReply, at: now, reply: null },
            },
            cards: supervision === null ? cards + 1 : cards,
          }
        : {},
  }),
  reply: row(words('回复督办', 'Reply to the card'), {
    from: anyState,
    to: null,
    roles: ['operator', 'handler', 'dispatcher'],
    relation: 'answerable',
    needs: ['note'],
    work: false,
    barred: ({ subject: { supervision } }) => withoutCard(supervision) ?? (supervision?.reply ? 'The card was replied to.' : null),
    effect: ({ subject: { supervision }, said, actor, now }) =>
      supervision === null ? {} : { supervision: { ...supervision, reply: { words: anyWords(said) ?? '', by: actor.id, at: now } } },
  }),
  refuse_reply: row(words('退回回复', 'Refuse the reply'), {
    from: anyState,
    to: null,
    roles: ['supervisor'],
    needs: ['reason'],
    work: false,
    barred: ({ subject: { supervision } }) => withoutCard(supervision) ?? (supervision?.reply ? null : 'The card was not replied to.'),
    effect: ({ subject: { supervision } }) => (supervision === null ? {} : { supervision: { ...supervision, reply: null } }),
  }),
  lift: row(words('解除督办', 'Lift the card'), {
    from: anyState,
    to: null,
    roles: ['supervisor'],
    needs: ['reason'],
    work: false,
    barred: ({ subject: { supervision } }) => withoutCard(supervision),
    effect: ({ subject: { supervision, cardsInTime }, now }) =>
      supervision === null ? {} : { supervision: null, cardsInTime: cardsInTime + (answeredInTime(supervision, now) ? 1 : 0) },
  }),
  correct: row(words('更正', 'Correct'), {
    from: open,
    to: null,
    roles: ['dispatcher', 'supervisor'],
    needs: ['correction', 'reason'],
    clock: 'recounts',
    barred: ({ subject: { lead }, actor }) =>
      lead !== null && actor.role === 'dispatcher' ? 'Once it is dispatched, a supervisor corrects it.' : null,
    effect: () => ({ corrected: true }),
  }),
  undo: row(words('撤销', 'Undo'), {
    from: anyState,
    to: null,
    roles: ['dispatcher', 'supervisor'],
    barred: ({ subject: { undo }, actor, now }) =>
      undo === null || undo.by !== actor.id
        ? 'There is nothing of yours to take back.'
        : now > undo.until
          ? 'It can be taken back for a moment only.'
          : null,
    // what was before is the record of a life, and comes through its schema like one
    effect: ({ subject }) => LifeEvent.parse({ ...subject, ...subject.undo?.before, undo: null }),
  }),
} as const satisfies Readonly<Record<string, Row>>

/** What can be done with an event, in the order in which it is offered. */
export const EventAction = z.enum(namesOf(ACTIONS))
export type EventAction = z.infer<typeof EventAction>

/** What an action is called, by plain words or those of 数字城管. */
export const actionLabel = ({ label, digital = label }: Pick<Row, 'label' | 'digital'>, labels: 'plain' | 'digital'): Words =>
  labels === 'digital' ? digital : label
