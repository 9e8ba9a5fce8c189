import { expect, it } from 'vitest'
import { type ActionRow, type Machine, offered, take } from './machine'

// An order that a volunteer takes: another noun than events, by the same steps.
type Order = { state: 'open' | 'taken' | 'done'; by: string | null; hours: number }
type OrderKinds = {
  Action: 'take' | 'finish' | 'give_back'
  Subject: Order
  Said: { hours?: number }
  Rules: { longest: number }
  Gate: { open: boolean }
  Actor: { id: string; role: 'operator' | 'viewer' }
  Relation: 'anybody' | 'taker'
  Need: 'hours'
  Clock: 'none'
  More: object
}
const row = (of: Pick<ActionRow<OrderKinds>, 'from' | 'to'> & Partial<ActionRow<OrderKinds>>): ActionRow<OrderKinds> => ({
  label: { zh: '', en: '' },
  roles: ['operator'],
  relation: 'taker',
  needs: [],
  clock: 'none',
  ...of,
})
const orders: Machine<OrderKinds> = {
  noun: 'order',
  rows: {
    take: row({ from: ['open'], to: 'taken', relation: 'anybody', effect: ({ actor }) => ({ by: actor.id }) }),
    finish: row({ from: ['taken'], to: 'done', needs: ['hours'], effect: ({ said }) => ({ hours: said.hours ?? 0 }) }),
    give_back: row({
      from: ['taken', 'done'],
      to: 'open',
      barred: ({ subject: { by } }) => (by === null ? 'Nobody has the order.' : null),
      effect: () => ({ by: null }),
    }),
  },
  closed: (_row, { open }) => (open ? null : 'The service is closed.'),
  apart: (actor, order, relation) => (relation === 'anybody' || order.by === actor.id ? null : 'The order was taken by somebody else.'),
  fault: (_need, { said, rules }) => (said.hours === undefined || said.hours > rules.longest ? 'hours are required.' : null),
  moved: () => ({}),
  always: () => ({}),
}
const open: Order = { state: 'open', by: null, hours: 0 }
const taken: Order = { state: 'taken', by: 'ann', hours: 0 }
const rules = { longest: 8, open: true }
const step = (action: OrderKinds['Action'], subject: Order, more: Partial<Parameters<typeof take<OrderKinds>>[2]> = {}) =>
  take(orders, action, { subject, said: {}, actor: { id: 'ann', role: 'operator' }, now: 0, rules, ...more })

it('goes from state to state by its rows, and leaves what it was given as it was', () => {
  expect(step('take', open)).toEqual({ ok: true, subject: taken })
  expect(step('finish', taken, { said: { hours: 2 } })).toEqual({ ok: true, subject: { state: 'done', by: 'ann', hours: 2 } })
  expect(step('give_back', taken)).toEqual({ ok: true, subject: open })
  expect([open, taken]).toEqual([
    { state: 'open', by: null, hours: 0 },
    { state: 'taken', by: 'ann', hours: 0 },
  ])
})
it('says why it does not: role, gate, state, what bars it, relation, and then what is missing', () => {
  const refusal = (...of: Parameters<typeof step>) => {
    const taken = step(...of)
    return taken.ok ? null : [taken.code, taken.message]
  }
  const bob = { id: 'bob', role: 'operator' } as const
  expect(refusal('take', taken, { actor: { id: 'ann', role: 'viewer' }, rules: { ...rules, open: false } })).toEqual([
    'forbidden',
    'The role viewer does not take orders.',
  ])
  expect(refusal('take', taken, { rules: { ...rules, open: false } })).toEqual(['forbidden', 'The service is closed.'])
  expect(refusal('take', taken, { actor: bob })).toEqual(['conflict', 'The order is taken: take is not possible.'])
  expect(refusal('give_back', { ...taken, by: null })).toEqual(['conflict', 'Nobody has the order.'])
  expect(refusal('finish', taken, { actor: bob })).toEqual(['forbidden', 'The order was taken by somebody else.'])
  expect(refusal('finish', taken, { said: { hours: 9 } })).toEqual(['invalid', 'hours are required.'])
})
it('offers what is possible, in the order of its rows', () => {
  const asked = { actor: { id: 'ann', role: 'operator' }, rules, now: 0 } as const
  expect(offered(orders, { ...asked, subject: taken })).toEqual(['finish', 'give_back'])
  expect(offered(orders, { ...asked, subject: taken, actor: { id: 'bob', role: 'operator' } })).toEqual([])
  expect(offered(orders, { ...asked, subject: open, rules: { open: false } })).toEqual([])
})
