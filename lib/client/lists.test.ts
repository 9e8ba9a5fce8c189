import { describe, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { sourceLife } from '@/lib/domain/life'
import type { Behind } from './figures'
import { countOf, firstList, ListName, listsFor, mayHold, orderOf, queryBehind, queryOf, readPlace, writePlace } from './lists'

const person = (role: Viewer['role']): Viewer => ({ id: role, name: role, role, scope: { kind: 'grids', prefixes: ['411324001'] } })
const now = Date.UTC(2026, 10, 24)
const facts: EventFacts = { revision: 1, grid: 1, type: 1, urgency: 4, occurredAt: now - 1_000, handledAt: null, cellX: 1, cellY: 1 }
const at = { within: null, now, limit: 50 }

describe('the address of a list', () => {
  it('says the list and the open event, and keeps what the map says', () => {
    const search = writePlace({ list: 'overdue', behind: null, event: '20261124-00001' }, '?grid=411324001&window=7d')
    expect(readPlace(search, person('dispatcher'))).toEqual({ list: 'overdue', behind: null, event: '20261124-00001' })
    expect(search).toContain('grid=411324001&window=7d')
    expect(writePlace({ list: 'open', behind: null, event: null }, search)).not.toContain('event')
  })
  it('says the figure that the list stands behind, and leaves it again', () => {
    const behind: Behind = { figure: 'overdueRate.numerator', from: '2026-11-01T00:00:00Z', to: null, service: null }
    const search = writePlace({ list: 'open', behind, event: null }, '?grid=411324001&list=near')
    expect(search).toBe('?grid=411324001&figure=overdueRate.numerator&from=2026-11-01T00%3A00%3A00Z')
    expect(readPlace(search, person('supervisor'))).toEqual({ list: 'open', behind, event: null })
    expect(writePlace({ list: 'near', behind: null, event: null }, search)).toBe('?grid=411324001&list=near')
    expect(queryBehind(behind, { within: '411324001', limit: 50, cursor: 'c' }).toString()).toBe(
      'limit=50&within=411324001&cursor=c&figure=overdueRate.numerator&from=2026-11-01T00%3A00%3A00Z',
    )
  })
  it('opens the list of the person’s work where it names none, or one that is not theirs', () => {
    expect(readPlace('', person('dispatcher')).list).toBe('awaiting_acceptance')
    expect(readPlace('?list=mine', person('supervisor')).list).toBe('open')
    expect(readPlace('?list=nonsense&event=<b>', person('handler'))).toEqual({ list: 'mine', behind: null, event: null })
    for (const role of ['viewer', 'reporter', 'operator', 'auditor'] as const) expect(listsFor(person(role))).toContain(firstList(person(role)))
  })
})

describe('a list', () => {
  it('asks for what its name says', () => {
    const asked = (list: ListName) => Object.fromEntries(queryOf(list, at))
    expect(asked('handling')).toEqual({ limit: '50', status: 'open', state: 'handling', order: 'urgent' })
    expect(asked('near')).toEqual({ limit: '50', status: 'open', light: 'near', order: 'deadline' })
    expect(asked('mine')).toEqual({ limit: '50', status: 'open', given: 'me', order: 'urgent' })
    expect(asked('closed')).toEqual({ limit: '50', state: 'closed' })
    expect(asked('day')).toEqual({ limit: '50', from: '2026-11-23T00:00:00.000Z' })
    expect(queryOf('open', { ...at, within: '411324001', cursor: 'c' }).toString()).toBe(
      'limit=50&within=411324001&cursor=c&status=open&order=urgent',
    )
  })
  it('of work begins with what is most urgent, of one light with the oldest deadline, and of all else with the newest', () => {
    const others: Partial<Record<ListName, string>> = { near: 'deadline', overdue: 'deadline', day: 'newest', closed: 'newest' }
    for (const list of ListName.options) expect([list, orderOf(list)]).toEqual([list, others[list] ?? 'urgent'])
  })
  it('knows which changes concern it', () => {
    const dispatched: EventFacts = { ...facts, life: { ...sourceLife(null), state: 'handling', light: 'near' } }
    expect(mayHold('handling', dispatched, now)).toBe(true)
    expect(mayHold('awaiting_dispatch', dispatched, now)).toBe(false)
    expect(mayHold('near', dispatched, now)).toBe(true)
    expect(mayHold('overdue', dispatched, now)).toBe(false)
    expect(mayHold('open', { ...facts, handledAt: now }, now)).toBe(false)
    // by polling no life is told: then any list by state may hold it
    expect(ListName.options.every((list) => mayHold(list, facts, now))).toBe(true)
    expect(ListName.options.some((list) => mayHold(list, null, now))).toBe(false)
  })
  it('is counted by the figures only where they count what it shows', () => {
    const figures = {
      total: { reported: 9, handled: 4, open: 5, near: 2, overdue: 1 },
      states: [{ state: 'handling' as const, count: 3 }],
      today: { reported: 1, handled: 1 },
      grids: [],
    }
    expect(countOf('open', figures, person('dispatcher'))).toBe(5)
    expect(countOf('overdue', figures, person('dispatcher'))).toBe(1)
    expect(countOf('suspended', figures, person('supervisor'))).toBe(0)
    expect(countOf('day', figures, person('dispatcher'))).toBeNull()
    expect(countOf('open', figures, person('operator'))).toBeNull()
  })
})
