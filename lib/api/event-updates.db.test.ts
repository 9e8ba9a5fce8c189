import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createAccount } from '@/lib/db/accounts/accounts'
import { createToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import type { Role } from '@/lib/domain/access'
import { AuditPage } from '@/lib/domain/audit'
import { type EventIn, SaveResult } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { TransitionResult } from '@/lib/domain/transition'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { signIn } from '@/lib/testing/people'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent, spot } from '@/lib/testing/small-county'

const COMMUNITY = '411324001101'
const scope = { kind: 'grids' as const, prefixes: [''] }

describe.each(enginesOfThisFile())('who changes an event by sending it again (%s)', (engine) => {
  let server: TestServer
  let auditor: string
  let dispatcher: string
  type Person = { id: string; post(event: unknown): Promise<Response> }
  const people: Record<string, Person> = {}
  const person = (name: string) => people[name] ?? { id: '', post: () => Promise.reject(new Error(`nobody is called ${name}`)) }

  beforeAll(async () => {
    server = await startServer({ engine })
    auditor = await server.makeToken('auditor')
    dispatcher = await server.makeToken('dispatcher')
    const by = { actor: { id: 'test', name: 'test', role: null } }
    for (const [username, role] of [
      ['anna', 'reporter'],
      ['berta', 'reporter'],
      ['carla', 'dispatcher'],
    ] as const satisfies [string, Role][]) {
      const { account } = await createAccount(
        { username, name: username, role, scope: { kind: 'grids', prefixes: [COMMUNITY] }, password: 'Right-password-1' },
        by,
      )
      const cookie = await signIn(server, username, 'Right-password-1')
      people[username] = {
        id: account.id,
        post: (event) =>
          server.fetch('/api/events', null, {
            method: 'POST',
            body: JSON.stringify(event),
            headers: { 'content-type': 'application/json', origin: server.url, cookie },
          }),
      }
    }
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  const system = async (name: string, ...sources: string[]) => (await createToken({ name, role: 'reporter', scope, expiresAt: null, sources })).token
  const saved = async (answer: Promise<Response>) => read(await answer, SaveResult)
  /** The code that the only row of a request is refused with. */
  const refusal = async (answer: Promise<Response>) => {
    const { rejected } = z.partial(SaveResult).parse(await expectProblem(await answer, 422, 'nothing_accepted'))
    return rejected?.[0]?.code
  }
  const detail = async (id: string, token = dispatcher) => read(await server.fetch(`/api/events/${id}`, token), EventDetail)
  const audited = async (query: string) => {
    const { rows } = await read(await server.fetch(`/api/audit?limit=500&${query}`, auditor), AuditPage)
    const changes = rows.filter(({ action }) => action !== 'event.read')
    return changes.reverse().map(({ action, actor, result, detail }) => ({ action, actor: actor?.name, result, ...detail }))
  }
  const later = (event: EventIn, fields: Partial<EventIn>, ms = 0): EventIn => ({
    ...event,
    ...fields,
    updatedAt: new Date(Date.parse(event.occurredAt) + 1_000 + ms).toISOString(),
  })
  const report = () => newEvent({ title: '楼道堆物', description: '三楼', position: spot(0, 0) })

  it('a person their own report: as often as they like, with every step told and the old words kept', async () => {
    const first = report()
    expect(await saved(person('anna').post(first))).toMatchObject({ accepted: 1 })
    const change = later(first, { title: '楼道堆放杂物', type: '0501' })
    expect(await saved(person('anna').post(change))).toMatchObject({ updated: 1 })
    expect(await saved(person('anna').post(change))).toMatchObject({ duplicates: 1, updated: 0 })
    expect(await saved(person('anna').post(first))).toMatchObject({ duplicates: 1, updated: 0 })

    const { timeline, title, type, state } = await detail(first.id)
    expect({ title, type, state }).toEqual({ title: '楼道堆放杂物', type: '0501', state: 'awaiting_acceptance' })
    expect(timeline).toMatchObject([
      {
        action: 'update',
        actor: 'anna',
        role: 'reporter',
        from: 'awaiting_acceptance',
        to: 'awaiting_acceptance',
        detail: { fields: ['type', 'title'], before: { type: '0101', title: '楼道堆物' }, after: { type: '0501', title: '楼道堆放杂物' } },
      },
    ])
    // others are told which fields, and screens only that there was something
    expect((await detail(first.id, await server.makeToken('viewer'))).timeline).toMatchObject([
      { actor: 'anna', detail: { fields: ['type', 'title'] } },
    ])
    expect((await detail(first.id, server.tokens.wall)).timeline).toMatchObject([{ actor: null, detail: {} }])
    const { rows } = await pool().query('SELECT content FROM event_versions v JOIN events e USING (number) WHERE e.id = $1', [first.id])
    expect(rows).toMatchObject([
      { content: { title: '楼道堆物', description: '三楼', type: '0101', grid: '411324001101001', position: first.position } },
    ])
    expect(await audited(`object=event:${first.id}`)).toEqual([
      { action: 'event.reported', actor: 'anna', result: 'done' },
      { action: 'event.updated', actor: 'anna', result: 'done' },
    ])
  })

  it('not that of another, whatever their role, nor what a system sent', async () => {
    const first = report()
    await saved(person('anna').post(first))
    const sent = report()
    await saved(server.post(sent))
    for (const name of ['berta', 'carla'])
      for (const event of [first, sent]) expect(await refusal(person(name).post(later(event, { title: 'overwritten' })))).toBe('not_yours')
    expect(await refusal(server.post(later(first, { title: 'overwritten' })))).toBe('not_yours')
    for (const { id } of [first, sent]) expect(await detail(id)).toMatchObject({ title: '楼道堆物', timeline: [], state: 'awaiting_acceptance' })
    expect(await audited(`object=event:${first.id}`)).toEqual([
      { action: 'event.reported', actor: 'anna', result: 'done' },
      { action: 'event.refused', actor: 'berta', result: 'refused' },
      { action: 'event.refused', actor: 'carla', result: 'refused' },
    ])
  })

  it('only until it is accepted, and never to say that it is handled', async () => {
    const first = report()
    const handledAt = first.occurredAt
    expect(await refusal(person('anna').post({ ...first, handledAt }))).toBe('forbidden')
    await saved(person('anna').post({ ...first, handledAt: null }))
    expect(await refusal(person('anna').post(later(first, { handledAt })))).toBe('forbidden')
    expect((await detail(first.id)).state).toBe('awaiting_acceptance')

    const body = JSON.stringify({ requestId: randomUUID(), action: 'accept', expectedRevision: (await detail(first.id)).revision })
    const headers = { 'content-type': 'application/json' }
    await read(await server.fetch(`/api/events/${first.id}/transitions`, dispatcher, { method: 'POST', body, headers }), TransitionResult)
    expect(await refusal(person('anna').post(later(first, { title: 'too late' })))).toBe('forbidden')
    // what has arrived before is still a repeat, not a refusal
    expect(await saved(person('anna').post(first))).toMatchObject({ duplicates: 1 })
    expect(await detail(first.id)).toMatchObject({ title: '楼道堆物', timeline: [{ action: 'accept' }] })
  })

  it('a system what its own sources sent, with one row of the audit a request', async () => {
    const [own, other, renewed] = [await system('feed-a'), await system('feed-b'), await system('renewed', 'x', 'feed-a')]
    const events = [report(), report()]
    expect(await saved(server.post(events, own))).toMatchObject({ accepted: 2 })
    expect((await detail(events[0]?.id ?? '')).source).toBe('feed-a')
    const changes = events.map((event) => later(event, { title: 'by another' }))
    expect(await refusal(server.post(changes, other))).toBe('not_yours')
    expect(
      await refusal(
        server.post(
          changes.map((c) => ({ ...c, source: 'feed-a' })),
          other,
        ),
      ),
    ).toBe('forbidden')
    expect(await refusal(server.post(later(report(), { source: 'feed-b' }), own))).toBe('forbidden')

    const handled = events.map((event) => later(event, { handledAt: event.occurredAt, source: 'feed-a' }))
    expect(await saved(server.post([...handled, report()], renewed))).toMatchObject({ updated: 2, accepted: 1 })
    expect(await detail(events[1]?.id ?? '')).toMatchObject({
      state: 'closed',
      timeline: [{ action: 'update', actor: 'renewed', from: 'awaiting_acceptance', to: 'closed', detail: { fields: ['handledAt'] } }],
    })
    expect(await audited('actor=feed-a')).toEqual([])
    expect(await audited('actor=feed-b')).toEqual([])
    expect(await audited('actor=renewed')).toEqual([
      { action: 'event.updated', actor: 'renewed', result: 'done', events: events.map((event) => event.id) },
    ])
  })

  it('comes to the same in any order, and across a restart', async () => {
    const token = await system('shuffled')
    const first = report()
    const versions = [first, later(first, { title: '1' }, 1), later(first, { title: '2' }, 2), later(first, { title: '3' }, 3)]
    for (const i of [0, 3, 1]) await saved(server.post(versions[i], token))
    server = await server.restart()
    expect(await saved(server.post(versions[2], token))).toMatchObject({ updated: 1 })
    expect(await saved(server.post(versions, token))).toMatchObject({ duplicates: 4 })
    const { title, timeline } = await detail(first.id)
    expect(title).toBe('3')
    // what came too late changed nothing, and is kept
    expect(timeline).toMatchObject([{ action: 'update', detail: { fields: ['title'] } }])
    const { rows } = await pool().query(
      `SELECT content->>'title' AS title, v.revision IS NOT NULL AS changed FROM event_versions v JOIN events e USING (number) WHERE e.id = $1 ORDER BY 1`,
      [first.id],
    )
    expect(rows).toEqual([
      { title: '1', changed: false },
      { title: '2', changed: false },
      { title: '楼道堆物', changed: true },
    ])
  })
})
