import { expect, it } from 'vitest'
import type { AlertRecord } from './alert-record'
import { NO_LADDER } from './ladder'
import { spokenFor } from './push-news'

const NOW = Date.UTC(2026, 10, 24, 6)
const alert = (id: string, of: Partial<AlertRecord> = {}): AlertRecord => ({
  ...{ id, revision: 1, rule: { id: 'urgency', version: 1, kind: 'urgency', name: '特急' }, stream: '0402', types: ['0402'] },
  ...{ sensitive: false, colour: 'red', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
  ...{ members: [{ number: 1, grid: '411324001101001', status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
  ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
  ...of,
})
const overdue = { rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' } } as const

it('is a related alert, at least as grave, that was told before or is told with it', () => {
  const [red, orange] = [alert('red'), alert('orange', { ...overdue, colour: 'orange' })]
  expect([...spokenFor([orange], [red])]).toEqual(['orange'])
  expect([...spokenFor([red], [orange])]).toEqual([])
  expect([...spokenFor([orange, red], [])]).toEqual(['orange'])
  // elsewhere it is about something else, and so is another alert of one rule
  const there = alert('there', { ...overdue, colour: 'orange', members: [{ number: 2, grid: '411324002101001', status: 'holds' }] })
  expect([...spokenFor([there, alert('red2')], [red])]).toEqual([])
})
