import { expect, it } from 'vitest'
import { shippedCalendar } from './atlas'
import { HOUR_MS } from './clock'
import { lightOf } from './lights'

const calendar = shippedCalendar()
const start = Date.UTC(2026, 10, 24)
const event = {
  state: 'handling' as const,
  deadline: start + 10 * HOUR_MS,
  limit: { value: 10, clock: 'urgent_hour' as const },
  suspendedAt: null,
  handedInAt: null,
}
const at = (hours: number, fields = {}) => lightOf({ ...event, ...fields }, start + hours * HOUR_MS, calendar)

it('turns near at 70 % of the limit and overdue right after the deadline, and says when', () => {
  expect(at(0)).toEqual({ light: 'normal', nextLightAt: start + 7 * HOUR_MS })
  expect(at(7)).toEqual({ light: 'near', nextLightAt: event.deadline + 1 })
  expect(at(10)).toMatchObject({ light: 'near' })
  expect(lightOf(event, event.deadline + 1, calendar)).toEqual({ light: 'overdue', nextLightAt: null })
})

it('stands while the clock stands, and is normal once nothing is due', () => {
  expect(at(99, { state: 'suspended', suspendedAt: start + 8 * HOUR_MS })).toEqual({ light: 'near', nextLightAt: null })
  expect(at(99, { state: 'awaiting_verification', handedInAt: start + HOUR_MS })).toEqual({ light: 'normal', nextLightAt: null })
  for (const state of ['closed', 'rejected', 'void'] as const) expect(at(99, { state })).toEqual({ light: 'normal', nextLightAt: null })
  expect(at(99, { deadline: null, limit: null })).toEqual({ light: 'normal', nextLightAt: null })
})
