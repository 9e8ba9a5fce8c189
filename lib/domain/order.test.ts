import { expect, it } from 'vitest'
import { take } from './machine'
import { coarse } from './my-order'
import { OPEN_ORDER_STATES, type OrderActor, type OrderLife, type OrderState } from './order-life'
import { asksNext, ORDER_ACTIONS, ORDERS, type OrderAction, type OrderMachineKinds, type OrderWords } from './order-machine'
import { orderNumber, parseOrderNumber } from './order-number'
import { orderHolds } from './order-search'
import { answerMinutes } from './order-services'
import { suggestVolunteers, type Volunteer } from './order-suggestions'
import type { RoleName } from './roles'
import { namesOf } from './rows'
import { termsOf } from './search-text'

const NOW = Date.UTC(2026, 10, 24, 6, 30)
const MINUTE = 60_000
const RULES = { offerMinutes: [10, 15, 15], poolMinutes: 40 }
const [ZHANG, LI] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']

const life = (of: Partial<OrderLife> = {}): OrderLife => ({
  ...{
    id: 'order',
    state: 'requested',
    grid: '411324001101001',
    skill: 'care',
    resident: 'asker',
    nth: 0,
    pool: false,
    offeredTo: null,
    offeredAt: null,
  },
  ...{
    offerUntil: null,
    firstOfferedAt: null,
    answerBy: null,
    takenBy: null,
    takenAt: null,
    assigned: false,
    outAt: null,
    arrivedAt: null,
    servedAt: null,
  },
  ...{
    ratedAt: null,
    solved: null,
    satisfied: null,
    opinion: null,
    complaint: null,
    complainedAt: null,
    complaintAnswer: null,
    withdrawnAt: null,
    reason: null,
  },
  ...of,
})
const works = (role: RoleName, prefix = '411324001'): OrderActor => ({
  ...{ id: role, name: role, role, scope: { kind: 'grids', prefixes: [prefix] }, resident: null, person: null, skills: [], follows: null },
})
const resident = (of: Partial<OrderActor>): OrderActor => ({
  ...{ id: 'r', name: 'r', role: 'resident', scope: { kind: 'self' }, resident: null, person: null, skills: [], follows: null },
  ...of,
})
const dispatcher = works('dispatcher')
const asker = resident({ resident: 'asker' })
const zhang = resident({ resident: 'zhang', person: ZHANG, skills: ['care'] })
const act = (action: OrderAction, subject: OrderLife, actor: OrderActor, said: OrderWords = {}, now = NOW) => {
  const done = take<OrderMachineKinds>(ORDERS, action, { subject, said, actor, now, rules: RULES })
  return done.ok ? done.subject : done.code
}

it('goes from what is asked for to how it was', () => {
  const offered = act('offer', life(), dispatcher, { person: ZHANG })
  expect(offered).toMatchObject({ state: 'offered', nth: 1, offeredTo: ZHANG, offerUntil: NOW + 10 * MINUTE, answerBy: NOW + 40 * MINUTE })
  if (typeof offered === 'string') throw new Error(offered)
  const taken = act('take', offered, zhang, {}, NOW + MINUTE)
  expect(taken).toMatchObject({ state: 'taken', takenBy: ZHANG, takenAt: NOW + MINUTE, offeredTo: null, offerUntil: null, assigned: false })
  if (typeof taken === 'string') throw new Error(taken)
  const there = act('arrive', taken, zhang, {}, NOW + 20 * MINUTE)
  expect(there).toMatchObject({ state: 'taken', outAt: NOW + 20 * MINUTE, arrivedAt: NOW + 20 * MINUTE })
  const served = act('serve', taken, zhang)
  expect(served).toMatchObject({ state: 'served', servedAt: NOW })
  if (typeof served === 'string') throw new Error(served)
  expect(act('rate', served, asker, { solved: true })).toBe('invalid')
  expect(act('rate', served, asker, { solved: true, satisfied: false, note: '来晚了' })).toMatchObject({
    state: 'rated',
    satisfied: false,
    opinion: '来晚了',
  })
})

it('is the asker’s, the one who is asked’s and the community’s to act on, each in their own', () => {
  const offered = life({ state: 'offered', offeredTo: ZHANG, nth: 1 })
  const taken = life({ state: 'taken', takenBy: ZHANG })
  const table: [OrderAction, OrderLife, OrderActor, OrderWords, string][] = [
    ['offer', life(), works('dispatcher', '411324002'), { person: ZHANG }, 'forbidden'],
    ['offer', life(), works('operator'), { person: ZHANG }, 'forbidden'],
    ['offer', life(), dispatcher, {}, 'invalid'],
    ['offer', taken, dispatcher, { person: LI }, 'conflict'],
    ['take', offered, resident({ person: LI, skills: ['care'] }), {}, 'forbidden'],
    ['take', offered, asker, {}, 'forbidden'],
    ['take', life({ ...offered, resident: 'zhang' }), zhang, {}, 'forbidden'],
    ['take', taken, zhang, {}, 'conflict'],
    ['take', life({ state: 'offered', pool: true }), resident({ person: LI, skills: ['repair'] }), {}, 'forbidden'],
    ['take', life({ state: 'offered', pool: true }), dispatcher, {}, 'forbidden'],
    ['decline', life({ state: 'offered', pool: true }), zhang, {}, 'conflict'],
    ['serve', taken, resident({ person: LI, skills: ['care'] }), {}, 'forbidden'],
    ['give_back', taken, zhang, {}, 'invalid'],
    ['reassign', taken, dispatcher, { person: LI }, 'invalid'],
    ['rate', life({ state: 'served', takenBy: ZHANG }), zhang, { solved: true, satisfied: true }, 'forbidden'],
    ['withdraw', life({ state: 'served' }), asker, {}, 'conflict'],
    ['withdraw', life(), resident({ resident: 'other' }), {}, 'forbidden'],
    ['assign', life({ state: 'lapsed' }), dispatcher, { person: LI }, 'forbidden'],
    ['assign', offered, works('supervisor'), { person: LI }, 'conflict'],
    ['pool', life({ state: 'offered', pool: true }), dispatcher, {}, 'conflict'],
    ['answer', taken, dispatcher, { note: '已处理' }, 'conflict'],
    ['complain', life({ state: 'rated', complaint: '没来' }), asker, { note: '还是没来' }, 'conflict'],
    ['lapse', offered, works('administrator', ''), {}, 'forbidden'],
    ['next', life({ state: 'lapsed' }), dispatcher, { person: ZHANG }, 'forbidden'],
  ]
  for (const [action, order, actor, said, code] of table)
    expect([action, actor.id, act(action, order, actor, said)]).toEqual([action, actor.id, code])
  // by the link of the order, and by telephone
  expect(act('withdraw', life({ resident: null }), resident({ follows: 'order' }))).toMatchObject({ state: 'withdrawn' })
  expect(act('take', offered, works('operator'))).toMatchObject({ state: 'taken', takenBy: ZHANG })
  expect(act('take', life({ state: 'offered', pool: true }), zhang)).toMatchObject({ state: 'taken', takenBy: ZHANG, pool: false })
  expect(act('assign', life({ state: 'lapsed', nth: 3 }), works('supervisor'), { person: LI })).toMatchObject({ state: 'taken', assigned: true })
})

it('offers the nth for as long as the catalogue says, and asks the next until its ladder ends', () => {
  const lapsed = (nth: number) => life({ state: 'lapsed', nth, firstOfferedAt: NOW, answerBy: NOW + 40 * MINUTE })
  const until = (nth: number) => act('offer', lapsed(nth), dispatcher, { person: LI }, NOW + 60 * MINUTE)
  expect([0, 1, 2, 3].map(until)).toMatchObject([10, 15, 15, 15].map((minutes) => ({ offerUntil: NOW + (60 + minutes) * MINUTE })))
  // how long there was to answer does not begin anew
  expect(until(1)).toMatchObject({ firstOfferedAt: NOW, answerBy: NOW + 40 * MINUTE })
  expect(act('pool', life(), dispatcher)).toMatchObject({ pool: true, nth: 0, offerUntil: NOW + 40 * MINUTE })
  expect([1, 2, 3].map((nth) => asksNext({ nth }, false, RULES))).toEqual([true, true, false])
  expect([asksNext({ nth: 1 }, true, RULES), answerMinutes(RULES)]).toEqual([false, 40])
})

it('is a table: each state is left and reached, and what ended is not acted on but to judge it', () => {
  const rows = namesOf(ORDER_ACTIONS).map((name) => ({ name, ...ORDER_ACTIONS[name] }))
  const to = new Set(rows.map((row) => row.to))
  const all: OrderState[] = [...OPEN_ORDER_STATES, 'rated', 'withdrawn']
  for (const state of all.filter((one) => one !== 'requested')) expect([state, to.has(state)]).toEqual([state, true])
  const from = (state: OrderState) => rows.filter((row) => row.from.some((one) => one === state)).map(({ name }) => name)
  expect([from('withdrawn'), from('rated')]).toEqual([[], ['complain', 'answer']])
  for (const state of OPEN_ORDER_STATES) expect([state, from(state).length > 0]).toEqual([state, true])
})

it('has a number that people say', () => {
  expect([orderNumber('2026-11-24', 36), orderNumber('2026-11-24', 12_345)]).toEqual(['F20261124-0036', 'F20261124-12345'])
  expect(['F20261124-0036', ' f20261124-0036', '20261124-00123', 'F20261324-0001', 'F2026-1'].map(parseOrderNumber)).toEqual([
    { day: '2026-11-24', sequence: 36 },
    { day: '2026-11-24', sequence: 36 },
    { day: '2026-11-24', sequence: 123 },
    null,
    null,
  ])
})

it('suggests by skill, distance, load, practice and acquaintance, says each, and answers the same to the same', () => {
  const volunteer = (person: string, of: Partial<Volunteer>): Volunteer => ({
    ...{
      person,
      name: person,
      unit: 'u',
      unitName: '橙队',
      skill: 'care',
      own: true,
      metres: 1_000,
      from: 'person',
      load: 2,
      inHand: 0,
      times: 5,
      lastAt: null,
    },
    ...of,
  })
  const found = [
    volunteer('c', { metres: 350, times: 2, load: 0 }),
    volunteer('a', { metres: 620, times: 14, load: 1 }),
    volunteer('b', { metres: 1_100, times: 31, load: 3, lastAt: NOW }),
    volunteer('d', { metres: 5_000 }),
    volunteer('e', { metres: 300, inHand: 2, load: 6 }),
  ]
  const suggested = suggestVolunteers(found)
  expect(suggested.map(({ volunteer: { person } }) => person)).toEqual(['a', 'c', 'b'])
  expect(suggestVolunteers(found.toReversed())).toEqual(suggested)
  expect(suggested.map(({ traits }) => traits)).toEqual([
    ['near', 'practised', 'free'],
    ['nearest', 'new', 'free'],
    ['familiar', 'practised', 'loaded'],
  ])
  expect(suggested[2]?.reasons).toEqual([
    { kind: 'skill', skill: 'care', own: true },
    { kind: 'times', times: 31 },
    { kind: 'distance', metres: 1_100, from: 'person' },
    { kind: 'load', orders: 3, days: 14 },
    { kind: 'household', at: '2026-11-24T06:30:00.000Z' },
  ])
  // each fact alone decides between two who are otherwise alike
  const beats = (better: Partial<Volunteer>, worse: Partial<Volunteer>) =>
    suggestVolunteers([volunteer('x', worse), volunteer('y', better)], 1).map(({ volunteer: { person } }) => person)
  expect(beats({ metres: 900 }, {})).toEqual(['y'])
  expect(beats({ load: 1 }, {})).toEqual(['y'])
  expect(beats({ times: 6 }, {})).toEqual(['y'])
  expect(beats({ lastAt: 1 }, {})).toEqual(['y'])
  expect(beats({}, { inHand: 1 })).toEqual(['y'])
  expect(beats({}, { own: false })).toEqual(['y'])
  expect(suggestVolunteers([])).toEqual([])
})

it.each([
  ['F20261124-0036', true],
  ['f20261124-0036', true],
  ['20261124-0036', true],
  ['1124-0036', true],
  ['0036', true],
  ['F20261124', true],
  ['20261124-00', true],
  // too little of a number says nothing: the year, two digits
  ['2026', false],
  ['36', false],
  ['0037', false],
  ['维修 同心', true],
  ['repairs', true],
  ['水龙头 维修', true],
  ['水龙头 陪诊', false],
  ['138****5678', true],
  // what is masked is not found by its digits, nor is whoever asked by name, telephone or address
  ['13812345678', false],
  ['1234', false],
  ['吴桂兰', false],
  ['3号楼', false],
])('finds an order by %s: %s', (q, found) => {
  const order = {
    ...{ day: '2026-11-24', sequence: 36, grid: '411324001101001', serviceName: '水电维修', serviceNameEn: 'Water and power repairs' },
    ...{ words: '水龙头漏水，打１３８１２３４５６７８', name: '吴桂兰', phone: '15412340258', address: '同心花园3号楼' },
  }
  const terms = termsOf(q).map((term) => ({ term, places: '同心社区'.includes(term) ? ['411324001101'] : [] }))
  expect(orderHolds(terms, order)).toBe(found)
})

it('keeps of where a phone was what says no door, the same however often it is rounded', () => {
  expect(coarse([112.2300449, 33.0451])).toEqual([112.23, 33.045])
  expect(coarse(coarse([112.23149, 33.04551]))).toEqual(coarse([112.23149, 33.04551]))
})
