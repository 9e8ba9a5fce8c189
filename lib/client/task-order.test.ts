import { expect, it } from 'vitest'
import { inOrder } from './task-order'

it('puts 特急 first, then what is longest overdue, then what has least time left, and last what has no deadline', () => {
  const tasks = [
    { number: 1, urgency: 4, deadline: null },
    { number: 2, urgency: 4, deadline: '2026-11-24T07:00:00Z' },
    { number: 3, urgency: 4, deadline: '2026-11-24T05:00:00Z' },
    { number: 4, urgency: 2, deadline: '2026-11-24T07:00:00Z' },
    { number: 5, urgency: 1, deadline: '2026-11-24T09:00:00Z' },
    { number: 6, urgency: 1, deadline: '2026-11-24T08:00:00Z' },
  ] as const
  expect(inOrder(tasks).map((t) => t.number)).toEqual([6, 5, 3, 2, 4, 1])
})
