import { afterEach, describe, expect, it, vi } from 'vitest'
import type { GridEvent } from '@/lib/domain/event'
import { type BulkProgress, doAction, fits, needsForm, nextAction, runBulk } from './actions'

const at = (state: GridEvent['state'], light: GridEvent['light'] = 'normal') => ({ state, light, status: 'open' as const })
const event = (number: number): GridEvent => ({
  ...at('awaiting_acceptance'),
  number,
  caseNumber: `20261124-0000${number}`,
  id: `00000000-0000-4000-8000-00000000000${number}`,
  revision: number,
  occurredAt: '2026-11-24T00:00:00Z',
  receivedAt: '2026-11-24T00:00:00Z',
  updatedAt: null,
  handledAt: null,
  deadline: null,
  type: '0501',
  urgency: 4,
  grid: '411324001',
  position: null,
  source: null,
})

describe('the next action of a row', () => {
  it('is that of the state, for those whose it is', () => {
    expect(nextAction(at('awaiting_acceptance'), 'dispatcher')).toBe('accept')
    expect(nextAction(at('awaiting_dispatch'), 'dispatcher')).toBe('dispatch')
    expect(nextAction(at('handling'), 'handler')).toBe('hand_in')
    expect(nextAction(at('awaiting_verification'), 'supervisor')).toBe('verify')
    expect(nextAction(at('suspended'), 'supervisor')).toBe('resume')
  })
  it('is a reminder only where time runs out', () => {
    expect(nextAction(at('handling'), 'dispatcher')).toBeNull()
    expect(nextAction(at('handling', 'overdue'), 'dispatcher')).toBe('remind')
    expect(nextAction(at('handling', 'overdue'), 'viewer')).toBeNull()
  })
  it('asks for words where the table wants some', () => {
    expect(needsForm('accept')).toBe(false)
    expect(needsForm('dispatch')).toBe(true)
    expect(fits('dispatch', at('handling'), 'dispatcher')).toBe(false)
  })
})

describe('several at once', () => {
  const rows = [1, 2, 3].map((n) => ({ event: event(n), said: {} }))
  const refusal = { ok: false as const, code: 'conflict', message: 'late', event: null }

  it('go one after the other, and name each that was refused', async () => {
    const asked: number[] = []
    const told: BulkProgress[] = []
    const send: typeof doAction = async ({ revision }, action) => {
      asked.push(revision)
      expect(action).toBe('accept')
      return refusal
    }
    const end = await runBulk(rows, 'accept', { tell: (p) => told.push(p), stopped: () => false, send })
    expect(asked).toEqual([1, 2, 3])
    expect(end).toMatchObject({ done: 0, all: 3, running: false })
    expect(end.refused.map((r) => [r.event.number, r.refusal.code])).toEqual([
      [1, 'conflict'],
      [2, 'conflict'],
      [3, 'conflict'],
    ])
    expect(told.map((p) => p.refused.length)).toEqual([0, 1, 2, 3])
  })
  it('stop between two when told to', async () => {
    let sent = 0
    const send: typeof doAction = async () => {
      sent++
      return refusal
    }
    expect(await runBulk(rows, 'accept', { tell: () => {}, stopped: () => sent === 2, send })).toMatchObject({ running: false })
    expect(sent).toBe(2)
  })
})

describe('what is sent', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
  })
  it('is one request as long as the event is as it was, so that what got no answer is done once', async () => {
    const ids: string[] = []
    vi.stubGlobal('fetch', async (_at: string, { body }: { body: string }) => {
      ids.push(JSON.parse(body).requestId)
      throw new TypeError('no network')
    })
    const rows = [1, 2].map((n) => ({ event: event(n), said: {} }))
    const run = () => runBulk(rows, 'remind', { tell: () => {}, stopped: () => false })
    expect((await run()).refused.map(({ refusal }) => refusal.code)).toEqual(['lost', 'lost'])
    await run()
    expect(new Set(ids).size).toBe(2)
    await doAction({ ...event(1), revision: 9 }, 'remind', {})
    await doAction({ ...event(1), revision: 9 }, 'remind', { note: '再催' })
    expect(new Set(ids).size).toBe(4)
  })
})
