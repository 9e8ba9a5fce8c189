import { expect, it } from 'vitest'
import type { EventDetail, EventStep } from '@/lib/domain/event-detail'
import { hasMovedOn } from './overtaken'

const step = (revision: number): EventStep => ({
  revision,
  at: '2026-11-24T00:00:00Z',
  action: 'remind',
  role: 'dispatcher',
  actor: '甲',
  from: 'handling',
  to: 'handling',
  deadlineBefore: null,
  deadlineAfter: null,
  note: null,
  reason: null,
  detail: {},
})
const seen: EventDetail = {
  number: 1,
  caseNumber: '20261124-00001',
  id: '6f1c1b7e-0f0e-4c52-9c1f-000000000001',
  revision: 5,
  occurredAt: '2026-11-24T00:00:00Z',
  receivedAt: '2026-11-24T00:00:00Z',
  updatedAt: null,
  handledAt: null,
  status: 'open',
  state: 'handling',
  light: 'normal',
  deadline: '2026-11-25T00:00:00Z',
  type: '0101',
  urgency: 4,
  grid: '411324001',
  position: null,
  source: null,
  history: [],
  timeline: [step(5)],
  stages: [],
  actions: ['hand_in'],
  clocks: [],
  rework: 0,
  extensionWish: null,
  reminders: 0,
  spotCheck: false,
  supervision: null,
  extensionOffers: [],
  followedUp: null,
  answer: null,
  duplicateOf: null,
}

it('a light that changes with time moves nothing on; what somebody did, does', () => {
  expect(hasMovedOn(seen, seen)).toBe(false)
  expect(hasMovedOn(seen, { ...seen, revision: 6, light: 'near' })).toBe(false)
  expect(hasMovedOn(seen, { ...seen, revision: 6, timeline: [step(5), step(6)], reminders: 1 })).toBe(true)
  expect(hasMovedOn(seen, { ...seen, revision: 6, state: 'suspended' })).toBe(true)
  expect(hasMovedOn(seen, { ...seen, revision: 6, updatedAt: '2026-11-24T01:00:00Z' })).toBe(true)
  // an answer that was on its way before says nothing new
  expect(hasMovedOn(seen, { ...seen, revision: 4, timeline: [] })).toBe(false)
})
