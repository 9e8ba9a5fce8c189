import { describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import type { OrderAction } from '@/lib/domain/order-machine'
import { countFindings } from './compare'
import { compareJobs, compareServices } from './compare-services'
import { ServicesModel } from './services-model'
import type { StoredServices } from './services-truth'

/** A Friday; the week's items begin on Mondays, the last of them within seven days of it. */
const NOW = Date.parse('2026-11-27T12:00:00+08:00')
const MONDAY = Date.parse('2026-11-16T00:00:00+08:00')
const SLOT = '2026-12-01T01:00:00.000Z'
const GRIDS = ['411324001101001', '411324001102001']

/** An order that was pooled, taken by one of two, and served; a slot of two seats with one cancelled booking; a duty of three weeks with a visit and a finding. */
function agreeing(): { model: ServicesModel; stored: StoredServices } {
  const model = new ServicesModel()
  model.asked({ id: 'o1', asker: null, number: 'F20261127-0001', over: false })
  const steps: [string, OrderAction, string | null][] = [
    ['r1', 'pool', null],
    ['r2', 'take', 'p1'],
    ['r3', 'serve', null],
  ]
  for (const [request, action, person] of steps) model.stepped(request, { order: 'o1', action, person })
  model.ran({ what: 'order o1', asked: 2, most: 1, won: 1, at: { order: 'o1', revision: 2 } })
  for (const id of ['b1', 'b2', 'b3']) model.booked({ id, slot: SLOT, resident: id, cancelled: false })
  model.cancelled('b1')
  model.ran({ what: 'slot', asked: 3, most: 2, won: 2 })
  model.began({ id: 'd1', grids: GRIDS, begins: '2026-11-18' })
  const weeks = [0, 7, 14].map((days) => MONDAY + days * DAY_MS)
  const items = weeks.flatMap((startsAt, i) =>
    GRIDS.map((subject) => ({ id: `i${i}${subject}`, duty: 'd1', subject, period: `w${i}`, startsAt, state: 'planned' })),
  )
  const visited = items.map((item, i) => (i === 0 ? { ...item, state: 'done' } : item))
  const item = visited[0]?.id ?? ''
  model.visited('v1', { item, action: 'do', event: false })
  model.visited('f1', { item, action: 'find', event: true })
  const stored: StoredServices = {
    orders: [{ id: 'o1', day: '2026-11-27', sequence: 1, state: 'served', revision: 4, takenBy: 'p1' }],
    orderSteps: [{ order: 'o1', requestId: null, action: 'request' }, ...steps.map(([requestId, action]) => ({ order: 'o1', requestId, action }))],
    offers: [{ order: 'o1', made: 1, standing: 0, taken: 1, lapsed: 0 }],
    days: [{ day: '2026-11-27', last: 1 }],
    late: 0,
    slots: [{ id: 's1', startsAt: SLOT, capacity: 2, booked: 2 }],
    bookings: ['b1', 'b2', 'b3'].map((id) => ({ id, slot: 's1', resident: id, state: id === 'b1' ? 'cancelled' : 'booked' })),
    items: visited,
    periods: weeks.map((_, i) => ({ duty: 'd1', period: `w${i}`, items: 2 })),
    dutySteps: [
      { requestId: 'v1', item, action: 'do' },
      { requestId: 'f1', item, action: 'find' },
    ],
    findings: [{ id: 'f1', item, event: 'f1', events: 1 }],
    audited: new Map(
      Object.entries({
        'order.made': 1,
        'order.changed': 3,
        'booking.made': 3,
        'booking.changed': 1,
        'duty.acted': 2,
        'duty.made': 3,
        'duty.saved': 1,
      }),
    ),
  }
  return { model, stored }
}

/** What differs when the tables say something else. */
function found(change: (stored: StoredServices, model: ServicesModel) => Partial<StoredServices>): string[] {
  const { model, stored } = agreeing()
  const now = { ...stored, ...change(stored, model) }
  return [...compareServices(model.kept, now), ...compareJobs(model.kept, now, NOW)].map(({ kind, what }) => `${kind}: ${what}`)
}
const says = (...lines: string[]) => lines.map((line) => expect.stringContaining(line))

describe('services in the tables', () => {
  it('agree with what was acknowledged', () => {
    expect(found(() => ({}))).toEqual([])
  })
  it('an order that is missing was lost, with its steps and its number', () => {
    const gone = found(() => ({ orders: [], orderSteps: [], offers: [] }))
    expect(gone).toEqual(expect.arrayContaining(says('lost: order o1', 'lost: step of an order r2')))
    expect(found(({ orders }) => ({ orders: orders.map((order) => ({ ...order, sequence: 2 })) }))).toEqual(
      says('lost: 1 numbers of 2026-11-27 up to 2', 'lost: order o1 was called F20261127-0001'),
    )
  })
  it('a number that stands twice was doubled', () => {
    const twice = found(({ orders, orderSteps }, model) => {
      model.asked({ id: 'o2', asker: null, number: null, over: false })
      const other = orders.map((order) => ({ ...order, id: 'o2', state: 'requested', revision: 1, takenBy: null }))
      return { orders: [...orders, ...other], orderSteps: [...orderSteps, { order: 'o2', requestId: null, action: 'request' }] }
    })
    expect(twice).toEqual(expect.arrayContaining(says('doubled: numbers of 2026-11-27 stand twice')))
  })
  it('a take that was refused and is there, or that another one has, is told', () => {
    const more = found(({ orderSteps }) => ({ orderSteps: [...orderSteps, { order: 'o1', requestId: 'r9', action: 'take' }] }))
    expect(more).toEqual(expect.arrayContaining(says('doubled: step of an order r9', 'doubled: order o1 was served when it came to take')))
    expect(found(({ orders }) => ({ orders: orders.map((order) => ({ ...order, takenBy: 'p2' })) }))).toEqual(says('lost: order o1 is with p2'))
  })
  it('the clock may let an offer lapse before anybody took it, and does nothing else', () => {
    const lapsed = (action: string) =>
      found(({ orders, orderSteps, offers, audited }, model) => {
        model.kept.orderSteps.delete('r2')
        model.kept.orderSteps.delete('r3')
        model.kept.races[0] = { what: 'order o1', asked: 2, most: 1, won: 0, at: { order: 'o1', revision: 2 } }
        return {
          orders: orders.map((order) => ({ ...order, state: action === 'lapse' ? 'lapsed' : 'taken', revision: 3, takenBy: null })),
          orderSteps: [...orderSteps.slice(0, 2), { order: 'o1', requestId: null, action }],
          offers: offers.map((offer) => ({ ...offer, taken: action === 'take' ? 1 : 0, lapsed: action === 'lapse' ? 1 : 0 })),
          audited: new Map(audited).set('order.changed', 1),
        }
      })
    expect(lapsed('lapse')).toEqual([])
    expect(lapsed('take')).toEqual(says('doubled: take of order o1 is by the clock', 'lost: order o1: 0 of 2'))
  })
  it('two who were both told that they have it, or none, are told', () => {
    const raced = (won: number) =>
      found((_, { kept }) => {
        kept.races = [{ what: 'order o1', asked: 2, most: 1, won, at: { order: 'o1', revision: 2 } }]
        return {}
      })
    expect(raced(2)).toEqual(says('doubled: order o1: 2 of 2'))
    expect(raced(0)).toEqual(says('lost: order o1: 0 of 2'))
  })
  it('a slot with more bookings than seats was oversold', () => {
    const over = found(({ bookings, slots }, { kept }) => {
      const cancelled = kept.bookings.get('b1')
      if (cancelled) cancelled.cancelled = false
      return { bookings: bookings.map((booking) => ({ ...booking, state: 'booked' })), slots: slots.map((slot) => ({ ...slot, booked: 3 })) }
    })
    expect(over).toEqual(expect.arrayContaining(says(`doubled: 3 hold a seat at ${SLOT}, where there are 2`)))
  })
  it('a booking that is missing, not cancelled, or not counted is told', () => {
    expect(found(({ bookings }) => ({ bookings: bookings.slice(0, 2) }))).toEqual(expect.arrayContaining(says('lost: booking b3')))
    expect(found(({ bookings }) => ({ bookings: bookings.map((one) => ({ ...one, state: 'booked' })) }))).toEqual(
      expect.arrayContaining(says('lost: booking b1 must be cancelled', 'doubled: 3 hold a seat')),
    )
    expect(found(({ slots }) => ({ slots: slots.map((slot) => ({ ...slot, booked: 1 })) }))).toEqual(says(`lost: seats: ${SLOT} is 1 and must be 2`))
  })
  it('a visit or a finding that is missing was lost, one without its event too', () => {
    expect(found(({ dutySteps }) => ({ dutySteps: dutySteps.slice(1) }))).toEqual(expect.arrayContaining(says('lost: step of a duty v1')))
    expect(found(() => ({ findings: [] }))).toEqual(says('lost: finding f1'))
    for (const [events, kind] of [
      [0, 'lost: finding f1 has no event'],
      [2, 'doubled: finding f1 became 2 events'],
    ] as const)
      expect(found(({ findings }) => ({ findings: findings.map((one) => ({ ...one, events })) }))).toEqual(says(kind))
  })
  it('an item that is missing was lost, one that is there twice or before its time was doubled', () => {
    const rest = found(({ items, periods }) => ({
      items: items.slice(0, 5),
      periods: periods.map((one, i) => (i === 2 ? { ...one, items: 1 } : one)),
    }))
    expect(rest).toEqual(says('lost: duty d1 has no item of 411324001102001 in the week of 2026-11-29T16:00'))
    const [twice, early] = [0, 21].map((days) =>
      found(({ items, periods, audited }) => ({
        items: [...items, ...items.slice(4).map((item) => ({ ...item, id: `x${item.id}`, period: 'w3', startsAt: MONDAY + (14 + days) * DAY_MS }))],
        periods: [...periods, { duty: 'd1', period: 'w3', items: 2 }],
        audited: new Map(audited).set('duty.made', 4),
      })),
    )
    expect(twice).toEqual(says('doubled: duty d1 has 4 items of 2 grids in one week'))
    expect(early).toEqual(says('doubled: duty d1 has 2 items in the week of 2026-12-20'))
  })
  it('an offer that stands although its time is over, and what the audit does not tell, are told', () => {
    expect(found(() => ({ late: 2 }))).toEqual(says('lost: offers stand'))
    expect(found(({ audited }) => ({ audited: new Map(audited).set('order.changed', 2) }))).toEqual(says('lost: audit: order.changed is 2'))
  })
  it('a restore takes back what came after the backup', () => {
    const { model, stored } = agreeing()
    const saved = model.save()
    model.asked({ id: 'o2', asker: null, number: null, over: false })
    model.cancelled('b2')
    expect(countFindings(compareServices(model.kept, stored)).lost).toBeGreaterThan(1)
    model.restore(saved)
    expect(compareServices(model.kept, stored)).toEqual([])
  })
})
