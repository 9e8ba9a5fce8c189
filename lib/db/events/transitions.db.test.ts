import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Role, Viewer } from '@/lib/domain/access'
import { decodeChanges } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventAction } from '@/lib/domain/event-actions'
import { LIFE_FLAGS, type Party } from '@/lib/domain/life'
import { UNDO_MS } from '@/lib/domain/life-event'
import { Problem } from '@/lib/domain/problem'
import type { TransitionIn } from '@/lib/domain/transition'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { createToken } from '../accounts/tokens'
import { listAudit } from '../audit/audit'
import { pool } from '../engine/pool'
import { takeLease } from '../log/leases'
import { readHead, readLog } from '../log/log'
import { peopleId } from '../people/people-ids'
import { savePeople, saveTeams } from '../people/people-write'
import { getEvent, listEvents } from './event-list'
import { saveEvents } from './events'
import { readFacts } from './facts'
import { passDeadlines } from './lights'
import { transitionEvent } from './transitions'

const street = '411324001'
const dispatcher = viewer('dispatcher', street)
const supervisor = viewer('supervisor', street)
const other = viewer('dispatcher', '411324002')
const department: Viewer = { id: randomUUID(), name: '城管', role: 'handler', scope: { kind: 'department', department: '城管' } }
const lead = { kind: 'department', id: '城管' } as const

async function report(fields = {}, by: Viewer = viewer()): Promise<string> {
  const given = event(fields)
  expect(await saveEvents([given], { viewer: by, now: NOW })).toMatchObject({ accepted: 1 })
  return given.id
}

async function act(by: Viewer, id: string, action: EventAction, more: Partial<TransitionIn> = {}, now = NOW) {
  const { revision = 0 } = (await getEvent(by, id)) ?? {}
  return transitionEvent(by, id, { requestId: randomUUID(), expectedRevision: revision, action, ...more }, { now })
}

const fault = async (doing: Promise<unknown>) => {
  const error = await doing.then(
    () => null,
    (e: unknown) => e,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

const member = (name: string) => peopleId('person', 'test', name)

/** The small county with a department, members and teams of both streets, to whom events can be given. */
async function saveCounty(): Promise<void> {
  await saveSmallCounty()
  await createToken({ name: '城管', role: 'handler', scope: department.scope, expiresAt: null })
  const person = (externalId: string, grid: string) => ({
    ...{ externalId, name: externalId, phone: null, idNumber: null, employer: null },
    posts: [{ grid, kind: 'member' as const }],
  })
  await savePeople([person('m1', `${street}101001`), person('m2', `${street}102001`), person('foreign', '411324002101001')], { source: 'test' })
  const team = (id: string, grid: string) => ({ id, name: id, department: null, grid })
  await saveTeams([team('own', street), team('foreign', '411324002')])
}

describeEachEngine('transitions', () => {
  beforeAll(saveCounty)

  it('that are asked again are answered also when they took the event out of sight', async () => {
    const id = await report({ title: '占道' })
    await act(dispatcher, id, 'accept')
    await act(dispatcher, id, 'dispatch', { lead })
    const { revision = 0 } = (await getEvent(department, id)) ?? {}
    const input = { requestId: randomUUID(), expectedRevision: revision, action: 'return' as const, reason: '不属本部门' }
    const ask = (by: Viewer, more = {}) => transitionEvent(by, id, { ...input, ...more }, { now: NOW })
    const first = await ask(department)
    expect(await getEvent(department, id)).toBeNull()
    const again = await ask(department)
    expect(again).toMatchObject({ revision: first.revision, event: { id, state: 'awaiting_dispatch', title: '占道', actions: [] } })
    expect((await fault(ask({ ...department, id: randomUUID() }))).code).toBe('not_found')
    expect((await fault(ask(department, { reason: '另有原因' }))).code).toBe('conflict')
    expect((await fault(ask(department, { requestId: randomUUID() }))).code).toBe('not_found')
    await act(dispatcher, id, 'dispatch', { lead: { kind: 'grid', id: '411324001101' }, note: 'for others' })
    const later = await ask(department)
    expect(later.event).toMatchObject({ state: 'handling', timeline: [] })
    expect(JSON.stringify(later.event)).not.toMatch(/占道|for others/)
  })

  it('handle no event before it has happened, so that the log tells what the table holds', async () => {
    const occurredAt = new Date(NOW + 5 * 60_000).toISOString() // as a sender's clock may have it
    const id = await report({ occurredAt })
    const { revision } = await act(dispatcher, id, 'reject', { answer: '不属受理范围' })
    expect((await getEvent(dispatcher, id))?.handledAt).toBe(occurredAt)
    const [change] = (await readLog(revision - 1, 1)).flatMap((row) => decodeChanges(row.body)).filter((c) => c.revision === revision)
    expect(change?.after?.handledAt).toBe(Date.parse(occurredAt))
  })

  it('lead an event from its report to its end, each one a change in the log and a row that stays', async () => {
    const id = await report({ title: '占道' })
    const before = await readHead()
    expect(await getEvent(department, id)).toBeNull()
    const accepted = await act(dispatcher, id, 'accept')
    expect(accepted).toMatchObject({ revision: before.revision + 1, event: { state: 'awaiting_dispatch', status: 'open' } })
    const dispatched = await act(dispatcher, id, 'dispatch', { lead, assisting: [{ kind: 'grid', id: '411324001101' }] })
    expect(dispatched.event).toMatchObject({ state: 'handling', lead, assisting: [{ kind: 'grid', id: '411324001101' }] })
    // one working day from the dispatch
    expect(dispatched.event.deadline).toBe(new Date(NOW + DAY_MS).toISOString())
    expect((await getEvent(department, id))?.actions).toContain('hand_in')
    expect((await listEvents(department, { given: 'me' })).events.map((e) => e.id)).toContain(id)
    await act(department, id, 'take')
    const handed = await act(department, id, 'hand_in', { note: '已清理' }, NOW + HOUR_MS)
    expect(handed.event).toMatchObject({ state: 'awaiting_verification', handledAt: null })
    const closed = await act(supervisor, id, 'verify', {}, NOW + 2 * HOUR_MS)
    expect(closed.event).toMatchObject({ state: 'closed', status: 'handled', handledAt: new Date(NOW + 2 * HOUR_MS).toISOString() })
    expect(closed.event.timeline.map((s) => [s.action, s.from, s.to, s.actor])).toEqual([
      ['accept', 'awaiting_acceptance', 'awaiting_dispatch', 'dispatcher'],
      ['dispatch', 'awaiting_dispatch', 'handling', 'dispatcher'],
      ['take', 'handling', 'handling', '城管'],
      ['hand_in', 'handling', 'awaiting_verification', '城管'],
      ['verify', 'awaiting_verification', 'closed', 'supervisor'],
    ])

    const changes = (await readLog(before.revision, 100)).flatMap((row) => decodeChanges(row.body))
    expect(changes.map((c) => c.after?.life?.state)).toEqual(['awaiting_dispatch', 'handling', 'handling', 'awaiting_verification', 'closed'])
    for (const [i, { before: was }] of changes.entries()) if (i > 0) expect(was).toEqual(changes[i - 1]?.after)
    const last = changes.at(-1)?.after
    expect(last).toMatchObject({ handledAt: NOW + 2 * HOUR_MS, life: { acceptedAt: NOW, dispatchedAt: NOW, handedInAt: NOW + HOUR_MS } })
    // the row holds what the log tells
    expect((await readFacts((changes.at(-1)?.number ?? 0) - 1, 1))[0]?.after).toEqual(last)
    expect((last?.life?.flags ?? 0) & (LIFE_FLAGS.managed | LIFE_FLAGS.responded)).toBe(LIFE_FLAGS.managed | LIFE_FLAGS.responded)
    const audit = await listAudit({ object: { kind: 'event', id }, limit: 10 })
    expect(audit.map((row) => row.detail.action)).toEqual(['verify', 'hand_in', 'take', 'dispatch', 'accept'])
    await expect(pool().query('UPDATE transitions SET note = NULL')).rejects.toThrow()
    await expect(pool().query('DELETE FROM transitions')).rejects.toThrow()
  })

  it('are one however often the same request comes, and refuse what was decided on an old picture', async () => {
    const id = await report()
    const { revision = 0 } = (await getEvent(dispatcher, id)) ?? {}
    const request = { requestId: randomUUID(), expectedRevision: revision, action: 'accept' as const }
    const results = await Promise.all([1, 2, 3].map(() => transitionEvent(dispatcher, id, request, { now: NOW })))
    expect(new Set(results.map((r) => r.event.revision)).size).toBe(1)
    expect((await getEvent(dispatcher, id))?.timeline).toHaveLength(1)

    const stale = await fault(act(dispatcher, id, 'dispatch', { lead, expectedRevision: revision }))
    expect(stale).toMatchObject({ code: 'conflict', extra: { event: { id, state: 'awaiting_dispatch' } } })
    // whoever may not do it at all hears that first, and nothing of whether the event has changed
    for (const role of ['screen', 'viewer', 'auditor'] satisfies Role[]) {
      const refused = await fault(act(viewer(role, street), id, 'dispatch', { lead, expectedRevision: revision }))
      expect([refused.code, refused.extra]).toEqual(['forbidden', {}])
    }
    const reused = await fault(transitionEvent(dispatcher, id, { ...request, action: 'dispatch', lead }, { now: NOW }))
    expect(reused.code).toBe('conflict')

    const given = { requestId: randomUUID(), expectedRevision: results[0]?.revision ?? 0, action: 'dispatch' as const, lead }
    const ask = (more: object) => transitionEvent(dispatcher, id, { ...given, ...more }, { now: NOW })
    const { event } = await ask({})
    expect((await ask({ suggested: [lead], expectedRevision: 1 })).event).toMatchObject({ revision: event.revision, lead })
    for (const more of [{ lead: { kind: 'grid', id: '411324001101' } }, { note: '加急' }, { assisting: [lead] }])
      expect((await fault(ask(more))).code).toBe('conflict')
  })

  it('are refused to whoever may not: by role, by area, to the one who handled it, from another state', async () => {
    const id = await report()
    for (const role of ['screen', 'viewer', 'reporter', 'operator', 'administrator', 'auditor'] satisfies Role[])
      expect((await fault(act(viewer(role, street), id, 'accept'))).code).toBe('forbidden')
    expect((await fault(act(other, id, 'accept'))).code).toBe('not_found')
    expect((await fault(act(dispatcher, id, 'verify'))).code).toBe('conflict')
    expect((await fault(act(dispatcher, id, 'reject'))).code).toBe('invalid')
    const unknown = await fault(act(dispatcher, id, 'void', { duplicateOf: randomUUID() }))
    expect(unknown.code).toBe('invalid')
    expect((await getEvent(dispatcher, id))?.timeline).toEqual([])
    const refusals = await listAudit({ object: { kind: 'event', id }, action: 'event.refused', limit: 20 })
    expect(refusals.map((row) => row.actor?.role).sort()).toEqual(['administrator', 'auditor', 'operator', 'reporter', 'screen', 'viewer'])
  })

  it('give an event to nobody who is not there, or not in the area of whoever gives it, and change nothing then', async () => {
    const id = await report()
    await act(dispatcher, id, 'accept')
    const before = await readHead()
    const audit = async () => (await listAudit({ object: { kind: 'event', id }, limit: 50 })).length
    const rows = await audit()
    const strangers: Party[] = [
      { kind: 'department', id: '城管局' },
      { kind: 'grid', id: '411324009' },
      { kind: 'grid', id: '411324002' },
      { kind: 'grid', id: '411324' },
      { kind: 'team', id: '一队' },
      { kind: 'team', id: 'foreign' },
      { kind: 'member', id: '张三' },
      { kind: 'member', id: randomUUID() },
      { kind: 'member', id: member('foreign') },
    ]
    for (const party of strangers) {
      const refused = await fault(act(dispatcher, id, 'dispatch', { lead: party }))
      expect(refused).toMatchObject({ code: 'unknown_party', status: 422, extra: { party } })
      expect(refused.message).toContain(party.id)
      expect((await fault(act(dispatcher, id, 'dispatch', { lead, assisting: [party] }))).code).toBe('unknown_party')
      expect((await fault(act(dispatcher, id, 'remind', { lead: party }))).code).toBe('unknown_party')
    }
    expect(await readHead()).toEqual(before)
    expect(await getEvent(dispatcher, id)).toMatchObject({ state: 'awaiting_dispatch', lead: null, assisting: [] })
    expect(await audit()).toBe(rows)
    // a role that never does it is told so first
    expect((await fault(act(viewer('operator', street), id, 'dispatch', { lead: { kind: 'team', id: '一队' } }))).code).toBe('forbidden')
    const own: Party[] = [
      { kind: 'team', id: 'own' },
      { kind: 'member', id: member('m2') },
    ]
    const { event } = await act(dispatcher, id, 'dispatch', { lead, assisting: own })
    expect(event).toMatchObject({ state: 'handling', lead, assisting: own })
  })

  it('void an event as the same as another: it leaves the heat and the figures and stays in lists, and a supervisor brings it back', async () => {
    const [first, id] = [await report(), await report({ position: spot(1, 1) })]
    const { event: gone } = await act(dispatcher, id, 'void', { duplicateOf: first })
    expect(gone).toMatchObject({ status: 'void', state: 'void', duplicateOf: first })
    const { rows } = await pool().query('SELECT cell_x, handled_at FROM events WHERE id = $1', [id])
    expect(rows).toEqual([{ cell_x: -1, handled_at: null }])
    expect((await listEvents(dispatcher, { status: 'open' })).events.map((e) => e.id)).not.toContain(id)
    expect((await listEvents(dispatcher, { status: 'void' })).events.map((e) => e.id)).toContain(id)
    const { event: back } = await act(supervisor, id, 'reopen', { reason: '不是同一件' })
    expect(back).toMatchObject({ status: 'open', state: 'awaiting_dispatch', duplicateOf: null })
    expect((await pool().query('SELECT cell_x FROM events WHERE id = $1', [id])).rows[0].cell_x).toBeGreaterThanOrEqual(0)
  })

  it('hold against what the source says later, which still moves type and place', async () => {
    const given = event({ updatedAt: new Date(NOW - 60_000).toISOString() })
    await saveEvents([given], { viewer: viewer(), now: NOW })
    await act(dispatcher, given.id, 'accept')
    const later = { ...given, position: spot(2, 2), handledAt: new Date(NOW).toISOString(), updatedAt: new Date(NOW).toISOString() }
    expect(await saveEvents([later], { viewer: viewer(), now: NOW })).toMatchObject({ updated: 1 })
    expect(await getEvent(dispatcher, given.id)).toMatchObject({ state: 'awaiting_dispatch', status: 'open', handledAt: null, position: spot(2, 2) })
  })

  it('are followed by an occurrence that the source moves past the end, and the log and the record say the same', async () => {
    const given = event({ updatedAt: new Date(NOW - 60_000).toISOString() })
    await saveEvents([given], { viewer: viewer(), now: NOW })
    await act(dispatcher, given.id, 'reject', { answer: '不属受理范围' }, NOW - 30_000)
    const later = { ...given, occurredAt: new Date(NOW).toISOString(), updatedAt: new Date(NOW).toISOString() }
    const { revision } = await saveEvents([later], { viewer: viewer(), now: NOW })
    const [log] = await readLog(revision - 1, 10)
    const [change] = decodeChanges(log?.body ?? new Uint8Array())
    expect(change?.after).toMatchObject({ occurredAt: NOW, handledAt: NOW, life: { state: 'rejected' } })
    expect(await getEvent(dispatcher, given.id)).toMatchObject({ state: 'rejected', handledAt: new Date(NOW).toISOString() })
    const handled = await listEvents(dispatcher, { handledFrom: new Date(NOW).toISOString(), handledTo: new Date(NOW + 1).toISOString() })
    expect(handled.events.map((e) => e.id)).toContain(given.id)
  })

  it('show a sensitive event to whom it was given, and to nobody else of their class', async () => {
    const id = await report({ type: '0102' })
    const given = { ...viewer('operator', street), parties: [`member:${member('m1')}`] }
    const colleague = { ...viewer('operator', street), parties: [`member:${member('m2')}`] }
    expect(await getEvent(given, id)).toBeNull()
    await act(dispatcher, id, 'accept')
    await act(dispatcher, id, 'dispatch', { lead: { kind: 'member', id: member('m1') } })
    expect(await getEvent(given, id)).not.toBeNull()
    expect((await listEvents(given, { type: ['0102'] })).events.map((e) => e.id)).toEqual([id])
    expect(await getEvent(colleague, id)).toBeNull()
    expect(await getEvent(department, id)).toBeNull()

    // whoever looks after a grid acts for it, and somebody who only looks does not
    const near = await report({ type: '0102' })
    await act(dispatcher, near, 'accept')
    await act(dispatcher, near, 'dispatch', { lead: { kind: 'grid', id: '411324001101' } })
    const keeper = viewer('operator', '411324001101')
    expect((await getEvent(keeper, near))?.actions).toContain('hand_in')
    expect((await listEvents(keeper, { given: 'me' })).events.map((e) => e.id)).toContain(near)
    expect(await getEvent(viewer('operator', '411324001102'), near)).toBeNull()
    expect(await getEvent(viewer('viewer', '411324001101'), near)).toBeNull()
  })

  it('need no state for 催办 and 督办, after which the source still decides', async () => {
    const given = event({ updatedAt: new Date(NOW - 60_000).toISOString() })
    await saveEvents([given], { viewer: viewer(), now: NOW })
    await act(viewer('operator', street), given.id, 'remind')
    const card = { card: 'yellow' as const, supervisor: supervisor.id, demandedReply: '三日内', deadline: NOW + DAY_MS }
    const { event: urged } = await act(supervisor, given.id, 'supervise', card)
    expect(urged).toMatchObject({
      state: 'awaiting_acceptance',
      reminders: 1,
      supervision: { card: 'yellow', supervisor: supervisor.name, mine: true },
    })
    expect(await fault(act(supervisor, given.id, 'supervise', { ...card, supervisor: '张主任' }))).toMatchObject({ code: 'unknown_party' })
    const later = { ...given, handledAt: new Date(NOW).toISOString(), updatedAt: new Date(NOW).toISOString() }
    await saveEvents([later], { viewer: viewer(), now: NOW })
    expect(await getEvent(supervisor, given.id)).toMatchObject({ state: 'closed', reminders: 1, supervision: { card: 'yellow' } })
  })

  it('take an older revision where only a light or a reminder has come since', async () => {
    const id = await report()
    const { revision = 0 } = (await getEvent(dispatcher, id)) ?? {}
    await act(viewer('operator', street), id, 'remind')
    const { event: accepted } = await act(dispatcher, id, 'accept', { expectedRevision: revision })
    expect(accepted).toMatchObject({ state: 'awaiting_dispatch', reminders: 1 })
    expect(await fault(act(dispatcher, id, 'dispatch', { lead, expectedRevision: revision }))).toMatchObject({ code: 'conflict' })
    expect(await fault(act(dispatcher, id, 'dispatch', { lead, expectedRevision: accepted.revision + 9 }))).toMatchObject({ code: 'conflict' })
    const given = event({ updatedAt: new Date(NOW - 60_000).toISOString() })
    await saveEvents([given], { viewer: viewer(), now: NOW })
    const before = (await getEvent(dispatcher, given.id))?.revision
    await saveEvents([{ ...given, title: '又说', updatedAt: new Date(NOW).toISOString() }], { viewer: viewer(), now: NOW })
    expect(await fault(act(dispatcher, given.id, 'accept', { expectedRevision: before }))).toMatchObject({ code: 'conflict' })
  })

  it('can be taken back for a moment: a step of its own, and nothing is erased', async () => {
    const id = await report()
    const before = await getEvent(dispatcher, id)
    const { event: accepted } = await act(dispatcher, id, 'accept')
    expect(accepted.actions).toContain('undo')
    const { event: back } = await act(dispatcher, id, 'undo', {}, NOW + 9_000)
    expect(back).toMatchObject({ state: 'awaiting_acceptance', deadline: before?.deadline, light: before?.light })
    expect(back.timeline.map((s) => [s.action, s.from, s.to, s.detail])).toEqual([
      ['accept', 'awaiting_acceptance', 'awaiting_dispatch', {}],
      ['undo', 'awaiting_dispatch', 'awaiting_acceptance', { undone: 'accept' }],
    ])
    const audit = await listAudit({ object: { kind: 'event', id }, action: 'event.transitioned', limit: 10 })
    expect(audit.map((row) => row.detail)).toMatchObject([{ action: 'undo' }, { action: 'accept' }])
    await act(dispatcher, id, 'accept')
    expect(await fault(act(dispatcher, id, 'undo', {}, NOW + UNDO_MS + 1))).toMatchObject({ code: 'conflict' })
    // what its source has said since would be lost
    const told = event({ updatedAt: new Date(NOW - 60_000).toISOString() })
    await saveEvents([told], { viewer: viewer(), now: NOW })
    await act(dispatcher, told.id, 'accept')
    await saveEvents([{ ...told, handledAt: new Date(NOW).toISOString(), updatedAt: new Date(NOW).toISOString() }], { viewer: viewer(), now: NOW })
    expect(await fault(act(dispatcher, told.id, 'undo'))).toMatchObject({ code: 'conflict' })
    // whoever it was given to sees it no more
    await act(dispatcher, id, 'dispatch', { lead })
    expect(await getEvent(department, id)).not.toBeNull()
    await act(dispatcher, id, 'undo')
    expect(await getEvent(department, id)).toBeNull()
    expect(await getEvent(dispatcher, id)).toMatchObject({ state: 'awaiting_dispatch', lead: null })
  })

  it('correct type, urgency and place: the clocks, where it counts, who sees it; old and new are told', async () => {
    const id = await report({ position: spot(0, 0), urgency: 4 })
    const was = await getEvent(dispatcher, id)
    const plain = viewer('viewer', street)
    expect(await getEvent(plain, id)).not.toBeNull()
    const to = { type: '0102', urgency: 2 as const, position: spot(1, 0), reason: '现场核实' }
    const { event: now } = await act(dispatcher, id, 'correct', to)
    expect(now).toMatchObject({ type: '0102', urgency: 2, position: spot(1, 0), state: 'awaiting_acceptance' })
    expect(now.grid).not.toBe(was?.grid)
    expect(now.deadline).not.toBe(was?.deadline)
    expect(now.timeline.at(-1)).toMatchObject({
      action: 'correct',
      reason: '现场核实',
      detail: { before: { type: was?.type, urgency: 4, grid: was?.grid }, after: { type: '0102', urgency: 2, grid: now.grid } },
    })
    expect(await getEvent(plain, id)).toBeNull()
    const [log] = await readLog(now.revision - 1, 10)
    const [change] = decodeChanges(log?.body ?? new Uint8Array())
    expect(change?.before?.grid).not.toBe(change?.after?.grid)
    // whatever its source says of type, urgency and place later, and it may say something else
    const told = event({ position: spot(5, 3), type: '0101', urgency: 1 })
    await saveEvents([{ ...told, id, title: '又说', updatedAt: new Date(NOW).toISOString() }], { viewer: viewer(), now: NOW })
    expect(await getEvent(dispatcher, id)).toMatchObject({ title: '又说', type: '0102', urgency: 2, position: spot(1, 0), grid: now.grid })
    for (const nothing of [{ urgency: 2 as const }, { type: '9999' }, { grid: '9' }, { position: [0, 0] as [number, number] }])
      expect(await fault(act(dispatcher, id, 'correct', { ...nothing, reason: 'x' }))).toMatchObject({ code: 'invalid' })
  })

  describe('the passing of deadlines', () => {
    const holder = randomUUID()
    it('is a change in the log, once for 临期 and once for 超期, written under the lease', async () => {
      const id = await report({ occurredAt: new Date(NOW).toISOString() })
      const lease = await takeLease('deadlines', holder, 60_000)
      const fence = lease ?? { name: 'deadlines', token: 0 }
      while ((await passDeadlines(fence, NOW)) > 0);
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'normal' })
      const given = NOW + 60_000
      await act(dispatcher, id, 'accept', {}, given)
      await act(dispatcher, id, 'dispatch', { lead: { kind: 'department', id: '城管' } }, given)
      const due = given + DAY_MS
      while ((await passDeadlines(fence, given + 0.7 * DAY_MS)) > 0);
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'near', deadline: new Date(due).toISOString() })
      const before = await readHead()
      const known = await getEvent(dispatcher, id)
      while ((await passDeadlines(fence, due + 1)) > 0);
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'overdue' })
      expect((await listEvents(dispatcher, { light: ['overdue'] })).events.map((e) => e.id)).toContain(id)
      const lights = (await readLog(before.revision, 1_000)).flatMap((row) => decodeChanges(row.body))
      const own = lights.filter((c) => c.number === known?.number)
      expect(own.map((c) => [c.before?.life?.light, c.after?.life?.light])).toEqual([['near', 'overdue']])
      expect((own[0]?.after?.life?.flags ?? 0) & LIFE_FLAGS.pastDeadline).toBe(LIFE_FLAGS.pastDeadline)
      while ((await passDeadlines(fence, due + 9 * DAY_MS)) > 0);
      expect(await passDeadlines(fence, due + 10 * DAY_MS)).toBe(0)
      // whoever looked before the light turned acts on what they saw
      const { event } = await act(supervisor, id, 'suspend', { reason: '等材料', expectedRevision: known?.revision }, due + 10 * DAY_MS)
      expect(event.state).toBe('suspended')
    })

    it('runs for acceptance and dispatch too: late is said of who was late, and stays said', async () => {
      const id = await report({ occurredAt: new Date(NOW).toISOString() })
      const lease = await takeLease('deadlines', holder, 60_000)
      const fence = lease ?? { name: 'deadlines', token: 0 }
      const flags = async () => {
        const { rows } = await pool().query<{ flags: number }>('SELECT life_flags AS flags FROM events WHERE id = $1::uuid', [id])
        return (rows[0]?.flags ?? 0) & (LIFE_FLAGS.acceptedLate | LIFE_FLAGS.dispatchedLate | LIFE_FLAGS.pastDeadline)
      }
      // two working hours from 08:00
      while ((await passDeadlines(fence, NOW + 1.4 * HOUR_MS)) > 0);
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'near' })
      while ((await passDeadlines(fence, NOW + 2 * HOUR_MS + 1)) > 0);
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'overdue' })
      expect(await flags()).toBe(LIFE_FLAGS.acceptedLate)
      await act(dispatcher, id, 'accept', {}, NOW + 3 * HOUR_MS)
      expect(await getEvent(dispatcher, id)).toMatchObject({ light: 'normal' })
      expect(await flags()).toBe(LIFE_FLAGS.acceptedLate)
      const period = { from: new Date(NOW - DAY_MS).toISOString(), to: new Date(NOW + DAY_MS).toISOString() }
      const late = await listEvents(dispatcher, { figure: 'acceptedLate', ...period })
      expect(late.events.map((e) => e.id)).toContain(id)
      expect((await listEvents(dispatcher, { figure: 'dispatchedLate', ...period })).events.map((e) => e.id)).not.toContain(id)
    })

    it('is not written by one who lost the lease', async () => {
      await report({ occurredAt: new Date(NOW).toISOString() })
      expect((await fault(passDeadlines({ name: 'deadlines', token: 999 }, NOW + DAY_MS + 1))).code).toBe('conflict')
    })
  })
})
