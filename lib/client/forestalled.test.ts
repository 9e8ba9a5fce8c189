import { expect, it } from 'vitest'
import type { EventStep } from '@/lib/domain/event-detail'
import { forestalledBy } from './forestalled'

const step = (revision: number, actor: string | null, action: EventStep['action'] = 'accept'): EventStep => ({
  ...{ revision, actor, action, at: '2026-11-24T00:00:00Z', role: 'dispatcher', from: 'awaiting_acceptance', to: 'awaiting_dispatch' },
  ...{ deadlineBefore: null, deadlineAfter: null, note: null, reason: null, detail: {} },
})
/** An event that was seen at revision 5, with what its timeline tells since. */
const refused = (timeline: EventStep[] | null) => ({ event: { revision: 5 }, refusal: { event: timeline && { timeline } } })

it('says who moved events on since they were seen, by the last step of each, the most first', () => {
  const found = forestalledBy([
    refused([step(4, '王五'), step(6, '李四')]),
    refused([step(6, '王五'), step(7, '张三', 'dispatch')]),
    refused([step(7, '张三', 'dispatch')]),
  ])
  expect(found).toEqual([
    { actor: '张三', action: 'dispatch', count: 2 },
    { actor: '李四', action: 'accept', count: 1 },
  ])
})

it('names nobody where nothing happened since, nobody is told, or no event came with the refusal', () => {
  expect(forestalledBy([refused([step(5, '王五')]), refused([step(6, null)]), refused(null)])).toEqual([])
})
