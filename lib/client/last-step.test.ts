import { expect, it } from 'vitest'
import { lastStep } from './last-step'

const words = { labels: 'plain' } as const
const occurredAt = '2026-10-24T10:18:00Z'
const at = '2026-10-24T10:20:00Z'

it('tells the last step, with who did it where that is told', () => {
  const event = { state: 'handling', occurredAt, handledAt: null } as const
  expect(lastStep({ ...event, step: { action: 'take', at, actor: null } }, words)).toEqual({ what: '签收', at })
  expect(lastStep({ ...event, step: { action: 'dispatch', at, actor: '涅阳派单' } }, words)).toEqual({ what: '派单 涅阳派单', at })
})

it('without one says that an event was reported only where nothing else has become of it', () => {
  expect(lastStep({ state: 'awaiting_acceptance', occurredAt, handledAt: null, step: null }, words)).toEqual({ what: '上报', at: occurredAt })
  expect(lastStep({ state: 'closed', occurredAt, handledAt: at, step: null }, words)).toEqual({ what: '已办结', at })
  expect(lastStep({ state: 'handling', occurredAt, handledAt: null, step: null }, words)).toBeNull()
})
