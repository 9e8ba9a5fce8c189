import * as z from 'zod/mini'
import { mayReadGrid } from './access'
import { MINUTE_MS } from './clock'
import type { Words } from './language'
import type { ActionRow, Machine, Step } from './machine'
import type { OrderActor, OrderLife } from './order-life'
import type { RoleName } from './roles'
import { namesOf } from './rows'

/** What is said with an action. */
export const OrderWords = z.object({
  person: z.optional(z.uuid()),
  reason: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(500))),
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(1_000))),
  solved: z.optional(z.boolean()),
  satisfied: z.optional(z.boolean()),
})
export type OrderWords = z.infer<typeof OrderWords>

/** How long offers of its service stand, as its catalogue says now; minutes. */
export type OrderRules = { offerMinutes: readonly number[]; poolMinutes: number }

/**
 * How an actor must stand to an order: `area`: works in its grid; `asker`: asked for it, or works in its grid and speaks for them; `asked`: it was offered to
 * them, or stands before all who can and they can; or works there and says what they said on the telephone; `taker`: has taken it, or the same.
 */
type Relation = 'area' | 'asker' | 'asked' | 'taker'
/** What an action does to the time that an offer stands. */
type Clock = 'offers' | 'pools' | 'stops' | 'none'

export type OrderKinds = {
  Action: string
  Subject: OrderLife
  Said: OrderWords
  Rules: OrderRules
  Gate: object
  Actor: OrderActor
  Relation: Relation
  Need: 'person' | 'reason' | 'note' | 'rating'
  Clock: Clock
  More: {
    /** what the clock does, and nobody */
    readonly byClock?: true
  }
}
type Row = ActionRow<OrderKinds>

const words = (zh: string, en: string): Words => ({ zh, en })
const DESK: readonly RoleName[] = ['dispatcher', 'supervisor']
const CLERKS: readonly RoleName[] = ['operator', 'dispatcher', 'supervisor']
const WITH_RESIDENTS: readonly RoleName[] = [...CLERKS, 'resident']
const row = (label: Words, of: Pick<Row, 'from' | 'to'> & Partial<Row>): Row => ({
  label,
  roles: DESK,
  relation: 'area',
  needs: [],
  clock: 'none',
  ...of,
})

const nobody = (): Partial<OrderLife> => ({ offeredTo: null, pool: false })
const given = ({ said }: Step<OrderKinds>): string | null => said.person ?? null
/** Nobody comes any more. */
const left = (): Partial<OrderLife> => ({ ...nobody(), takenBy: null, takenAt: null, assigned: false, outAt: null, arrivedAt: null })

/** The table of orders (服务单), a row an action, in the order in which they are offered. */
export const ORDER_ACTIONS = {
  offer: row(words('派给', 'Offer'), {
    from: ['requested', 'offered', 'lapsed'],
    to: 'offered',
    needs: ['person'],
    clock: 'offers',
    effect: (step) => ({ ...nobody(), offeredTo: given(step) }),
  }),
  pool: row(words('发到抢单池', 'Let whoever can take it'), {
    from: ['requested', 'offered', 'lapsed'],
    to: 'offered',
    clock: 'pools',
    barred: ({ subject }) => (subject.pool && subject.state === 'offered' ? 'It stands before all who can already.' : null),
    effect: () => ({ offeredTo: null, pool: true }),
  }),
  assign: row(words('带班直派', 'Assign'), {
    from: ['offered', 'lapsed'],
    to: 'taken',
    roles: ['supervisor'],
    needs: ['person'],
    clock: 'stops',
    barred: ({ subject: { state, nth, pool } }) =>
      state === 'lapsed' || nth >= ASSIGNED_FROM || pool ? null : 'It is assigned when those who were asked first have not taken it.',
    effect: (step) => ({ ...nobody(), takenBy: given(step), takenAt: step.now, assigned: true }),
  }),
  take: row(words('接单', 'Take'), {
    from: ['offered'],
    to: 'taken',
    roles: WITH_RESIDENTS,
    relation: 'asked',
    clock: 'stops',
    effect: ({ subject, actor, now }) => ({ ...nobody(), takenBy: actor.person ?? subject.offeredTo, takenAt: now, assigned: false }),
  }),
  decline: row(words('不接', 'Decline'), {
    from: ['offered'],
    to: 'lapsed',
    roles: WITH_RESIDENTS,
    relation: 'asked',
    clock: 'stops',
    barred: ({ subject: { pool } }) => (pool ? 'It was offered to nobody by name.' : null),
    effect: nobody,
  }),
  lapse: row(words('过时没接', 'Lapsed'), { from: ['offered'], to: 'lapsed', roles: [], clock: 'stops', byClock: true, effect: nobody }),
  next: row(words('改推下一位', 'Offer to the next'), {
    from: ['lapsed'],
    to: 'offered',
    roles: [],
    needs: ['person'],
    clock: 'offers',
    byClock: true,
    effect: (step) => ({ ...nobody(), offeredTo: given(step) }),
  }),
  set_out: row(words('出门了', 'On the way'), {
    from: ['taken'],
    to: null,
    roles: WITH_RESIDENTS,
    relation: 'taker',
    barred: ({ subject: { outAt } }) => (outAt === null ? null : 'They are on the way already.'),
    effect: ({ now }) => ({ outAt: now }),
  }),
  arrive: row(words('到了', 'Arrived'), {
    from: ['taken'],
    to: null,
    roles: WITH_RESIDENTS,
    relation: 'taker',
    barred: ({ subject: { arrivedAt } }) => (arrivedAt === null ? null : 'They have arrived already.'),
    effect: ({ subject, now }) => ({ outAt: subject.outAt ?? now, arrivedAt: now }),
  }),
  serve: row(words('做完了', 'Done'), {
    from: ['taken'],
    to: 'served',
    roles: WITH_RESIDENTS,
    relation: 'taker',
    effect: ({ now }) => ({ servedAt: now }),
  }),
  give_back: row(words('去不了', 'Cannot come'), {
    from: ['taken'],
    to: 'lapsed',
    roles: WITH_RESIDENTS,
    relation: 'taker',
    needs: ['reason'],
    effect: left,
  }),
  reassign: row(words('换人', 'Offer to somebody else'), {
    from: ['taken'],
    to: 'offered',
    needs: ['person', 'reason'],
    clock: 'offers',
    effect: (step) => ({ ...left(), offeredTo: given(step) }),
  }),
  rate: row(words('评价', 'Rate'), {
    from: ['served'],
    to: 'rated',
    roles: WITH_RESIDENTS,
    relation: 'asker',
    needs: ['rating'],
    effect: ({ said, now }) => ({ ratedAt: now, solved: said.solved ?? null, satisfied: said.satisfied ?? null, opinion: said.note ?? null }),
  }),
  complain: row(words('投诉', 'Complain'), {
    from: ['taken', 'served', 'rated'],
    to: null,
    roles: WITH_RESIDENTS,
    relation: 'asker',
    needs: ['note'],
    barred: ({ subject: { complaint, complaintAnswer } }) =>
      complaint !== null && complaintAnswer === null ? 'A complaint waits for its answer.' : null,
    effect: ({ said, now }) => ({ complaint: said.note ?? null, complainedAt: now, complaintAnswer: null }),
  }),
  answer: row(words('答复投诉', 'Answer the complaint'), {
    from: ['taken', 'served', 'rated'],
    to: null,
    needs: ['note'],
    barred: ({ subject: { complaint, complaintAnswer } }) =>
      complaint === null || complaintAnswer !== null ? 'No complaint waits for an answer.' : null,
    effect: ({ said }) => ({ complaintAnswer: said.note ?? null }),
  }),
  withdraw: row(words('撤回', 'Withdraw'), {
    from: ['requested', 'offered', 'lapsed', 'taken'],
    to: 'withdrawn',
    roles: WITH_RESIDENTS,
    relation: 'asker',
    clock: 'stops',
    effect: ({ said, now }) => ({ ...nobody(), withdrawnAt: now, reason: said.reason ?? null }),
  }),
} as const satisfies Readonly<Record<string, Row>>
export const OrderAction = z.enum(namesOf(ORDER_ACTIONS))
export type OrderAction = z.infer<typeof OrderAction>

/** From so many on that it was offered to, the leader need not wait for the last of them. */
const ASSIGNED_FROM = 3

const worksThere = (actor: OrderActor, { grid }: OrderLife): boolean => mayReadGrid(actor, grid)
const APART: Record<Relation, (actor: OrderActor, order: OrderLife) => boolean> = {
  area: (actor, order) => actor.role !== 'resident' && worksThere(actor, order),
  asker: (actor, order) =>
    actor.role === 'resident'
      ? (actor.resident !== null && actor.resident === order.resident) || actor.follows === order.id
      : worksThere(actor, order),
  // nobody speaks for all who can, and nobody takes what they asked for themselves
  asked: (actor, order) =>
    actor.role === 'resident'
      ? actor.person !== null &&
        (order.pool ? actor.skills.includes(order.skill) : actor.person === order.offeredTo) &&
        (order.resident === null || actor.resident !== order.resident)
      : !order.pool && worksThere(actor, order),
  taker: (actor, order) => (actor.role === 'resident' ? actor.person !== null && actor.person === order.takenBy : worksThere(actor, order)),
}

/** How long the nth offer stands (from 1), minutes: behind the last of the catalogue as long as that. */
export const offerMinutesOf = ({ offerMinutes }: OrderRules, nth: number): number => offerMinutes[Math.min(nth, offerMinutes.length) - 1] ?? 1

function clock(kind: Clock, { subject, rules, now }: Step<OrderKinds>): Partial<OrderLife> {
  if (kind === 'none') return {}
  if (kind === 'stops') return { offeredAt: null, offerUntil: null }
  const all = rules.offerMinutes.reduce((sum, one) => sum + one, 0)
  const first = { firstOfferedAt: subject.firstOfferedAt ?? now, answerBy: subject.answerBy ?? now + all * MINUTE_MS }
  if (kind === 'pools') return { ...first, offeredAt: now, offerUntil: now + rules.poolMinutes * MINUTE_MS }
  const nth = subject.nth + 1
  return { ...first, nth, offeredAt: now, offerUntil: now + offerMinutesOf(rules, nth) * MINUTE_MS }
}

function fault(need: OrderKinds['Need'], { said }: Step<OrderKinds>): string | null {
  switch (need) {
    case 'person':
      return said.person ? null : 'Say whom it is given to.'
    case 'reason':
      return said.reason ? null : 'Say why.'
    case 'note':
      return said.note ? null : 'Say it in words.'
    case 'rating':
      return said.solved !== undefined && said.satisfied !== undefined ? null : 'Say whether it is solved, and whether one is satisfied.'
  }
}

/** 服务单: from what is asked for to how it was. */
export const ORDERS: Machine<OrderKinds & { Action: OrderAction }> = {
  noun: 'order',
  rows: ORDER_ACTIONS,
  closed: () => null,
  apart: (actor, order, relation) => (APART[relation](actor, order) ? null : 'It is not yours to do.'),
  fault,
  moved: clock,
  always: () => ({}),
}
export type OrderMachineKinds = OrderKinds & { Action: OrderAction }

/** What the clock does with an offer that nobody took: asks the next where there is one and the ladder has not ended; else it waits for the leader. */
export const asksNext = ({ nth }: Pick<OrderLife, 'nth'>, wasPool: boolean, { offerMinutes }: OrderRules): boolean =>
  !wasPool && nth < offerMinutes.length
