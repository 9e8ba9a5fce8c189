import { expect, it } from 'vitest'
import { MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import { OPEN_ORDER_STATES } from '@/lib/domain/order-life'
import type { OrderService } from '@/lib/domain/order-services'
import { planOrders } from './order-plan'

const NOW = Date.UTC(2026, 10, 24, 6, 30)
const service = (code: string, skill: OrderService['skill']): OrderService => ({
  ...{ code, name: code, nameEn: code, skill, minutes: 60, offerMinutes: [10, 15, 15], poolMinutes: 40, on: true },
})
const ground = {
  volunteers: Array.from({ length: 20 }, (_, i) => ({ person: `p${i}`, skills: ['care' as const, 'repair' as const], lon: 112.2, lat: 33 })),
  households: Array.from({ length: 50 }, (_, i) => ({
    id: `h${i}`,
    name: '吴桂兰',
    phone: null,
    address: '3号楼',
    grid: '411324001101001',
    lon: 112.2,
    lat: 33,
  })),
  services: [service('hospital', 'care'), service('repair', 'repair')],
  now: NOW,
}

it('plans the same two weeks for the same moment, in all states, with nothing that has not happened yet', () => {
  const plan = planOrders(ground)
  expect(planOrders(ground)).toEqual(plan)
  const { orders, offers, steps } = plan
  expect(orders.length).toBeGreaterThan(250)
  for (const state of [...OPEN_ORDER_STATES.filter((one) => one !== 'lapsed'), 'rated', 'withdrawn'])
    expect([state, orders.some((order) => order.state === state)]).toEqual([state, true])
  for (const order of orders) {
    const times = [order.createdAt, order.firstOfferedAt, order.takenAt, order.outAt, order.servedAt, order.ratedAt].filter((at) => at !== null)
    expect(times.every((at) => at <= NOW)).toBe(true)
    expect([order.state, order.offerUntil !== null && order.offerUntil > NOW]).toEqual([order.state, order.state === 'offered'])
    expect(order.takenBy !== null).toBe(['taken', 'served', 'rated'].includes(order.state) || (order.state === 'withdrawn' && order.takenBy !== null))
  }
  expect(offers.filter(({ outcome }) => outcome === null)).toHaveLength(orders.filter(({ state }) => state === 'offered').length)
  expect(steps.every(({ at }) => at <= NOW)).toBe(true)
  // numbers of a day without a gap, in the order in which they came
  const today = orders.filter(({ day }) => day === '2026-11-24')
  expect(today.map(({ sequence }) => sequence)).toEqual(today.map((_, i) => i + 1))
})

it('has some that wait and some that are offered at any hour, also soon after midnight', () => {
  const midnight = startOfDay(NOW)
  for (const minutes of [1, 5, 61, 12 * 60, 24 * 60 - 1]) {
    const now = midnight + minutes * MINUTE_MS
    const { orders, steps } = planOrders({ ...ground, now })
    for (const state of ['requested', 'offered'])
      expect([minutes, state, orders.some((order) => order.state === state)]).toEqual([minutes, state, true])
    expect(steps.every(({ at, order }) => at <= now && at >= (orders.find(({ id }) => id === order)?.createdAt ?? now))).toBe(true)
  }
})
