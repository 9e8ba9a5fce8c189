import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { pool } from '@/lib/db/engine/pool'
import { readHead } from '@/lib/db/log/log'
import { Attachment } from '@/lib/domain/attachment'
import { AuditPage } from '@/lib/domain/audit'
import { GridEvent, SaveResult } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { Kpis } from '@/lib/domain/figures'
import { Settings } from '@/lib/domain/settings'
import { TransitionResult } from '@/lib/domain/transition'
import { Changes } from '@/lib/domain/wire'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { bombPng, plainPng } from '@/lib/testing/png'
import { startServer, type TestServer } from '@/lib/testing/server'
import { event } from '@/lib/testing/small-county'
import { connectSocket, type Subscriber } from '@/lib/testing/subscriber'

const Page = z.object({ events: z.array(GridEvent) })

describe.each(enginesOfThisFile())('the life of an event over HTTP (%s)', (engine) => {
  let server: TestServer
  let dispatcher: string
  let other: string
  let administrator: string
  let auditor: string
  let wall: Subscriber

  beforeAll(async () => {
    server = await startServer({ engine })
    dispatcher = await server.makeToken('dispatcher', '411324001')
    other = await server.makeToken('dispatcher', '411324002')
    administrator = await server.makeToken('administrator')
    auditor = await server.makeToken('auditor')
    wall = await connectSocket(server.url, { token: server.tokens.wall })
    await wall.subscribe({})
  })
  afterAll(async () => {
    wall?.close()
    expect(await server.stop()).toBe(0)
  })

  const report = async () => {
    const given = event({ occurredAt: new Date(Date.now() - 60_000).toISOString() })
    expect((await read(await server.post([given]), SaveResult)).accepted).toBe(1)
    return read(await server.fetch(`/api/events/${given.id}`, dispatcher), EventDetail)
  }
  const send = (token: string | null, id: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    server.fetch(`/api/events/${id}/transitions`, token, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const step = (action: string, revision: number, more = {}) => ({ requestId: randomUUID(), expectedRevision: revision, action, ...more })

  it('an action moves every read and every screen', async () => {
    const { id, revision, number, caseNumber, actions } = await report()
    expect(actions).toEqual(expect.arrayContaining(['accept', 'reject', 'void', 'remind']))
    const accepted = await read(await send(dispatcher, caseNumber, step('accept', revision)), TransitionResult)
    expect(accepted).toMatchObject({ event: { id, state: 'awaiting_dispatch', revision: accepted.revision } })
    const audit = await read(await server.fetch(`/api/audit?object=event:${id}`, auditor), AuditPage)
    expect(audit.rows.map((row) => [row.action, row.detail.action, row.address])).toEqual([
      ['event.transitioned', 'accept', expect.stringMatching(/127\.0\.0\.1|::1/)],
    ])
    const page = await read(await server.fetch('/api/events?state=awaiting_dispatch', dispatcher), Page)
    expect(page.events.map((e) => e.id)).toContain(id)
    await expect
      .poll(() => wall.frames.flatMap((f) => f.changes).find((c) => c.number === number && c.before)?.after?.life?.state)
      .toBe('awaiting_dispatch')
    const changes = await read(await server.fetch(`/api/changes?since=${accepted.revision - 1}`, dispatcher), Changes)
    expect('changes' in changes && changes.changes).toContainEqual(
      expect.objectContaining({ number, event: expect.objectContaining({ state: 'awaiting_dispatch' }) }),
    )
  })

  const auditOf = async (id: string) =>
    (await read(await server.fetch(`/api/audit?object=event:${id}`, auditor), AuditPage)).rows.map(({ action, result, actor, detail }) => [
      action,
      result,
      actor?.role,
      detail.action ?? detail.code,
    ])

  it('bad input is told apart, audited where it is somebody’s who may not, and changes nothing', async () => {
    const { id, revision } = await report()
    const before = await readHead()
    await expectProblem(await send(null, id, step('accept', revision)), 401, 'unauthenticated')
    await expectProblem(await send(dispatcher, id, step('explode', revision)), 400, 'invalid')
    await expectProblem(await send(dispatcher, id, { action: 'accept', expectedRevision: revision }), 400, 'invalid')
    await expectProblem(await send(dispatcher, id, step('accept', revision, { note: 'x'.repeat(50_000) })), 400, 'invalid')
    await expectProblem(await send(dispatcher, id, `{"note":"${'x'.repeat(200_000)}"}`), 413, 'too_large')
    await expectProblem(await send(dispatcher, id, '{'), 400, 'malformed')
    await expectProblem(await send(dispatcher, id, 'accept', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type')
    await expectProblem(await send(server.tokens.reporter, id, step('accept', revision)), 403, 'forbidden')
    await expectProblem(await send(other, id, step('accept', revision)), 404, 'not_found')
    await expectProblem(await send(dispatcher, randomUUID(), step('accept', revision)), 404, 'not_found')
    const stale = await expectProblem(await send(dispatcher, id, step('accept', revision + 1)), 409, 'conflict')
    expect(stale).toMatchObject({ event: { id, revision, state: 'awaiting_acceptance' } })
    expect(await read(await server.fetch(`/api/events/${id}`, dispatcher), EventDetail)).toMatchObject({ revision, timeline: [] })
    expect(await readHead()).toEqual(before)
    expect(await auditOf(id)).toEqual([['event.refused', 'refused', 'reporter', 'accept']])
  })

  it('photos are kept without what they told of their place, and shown to whoever sees the event but to no screen', async () => {
    const { id } = await report()
    const exif = { IFD0: { Copyright: '张三' }, IFD3: { GPSLatitude: '33/1 2/1 3/1', GPSLatitudeRef: 'N' } }
    const taken = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#884422' } })
      .withExif(exif)
      .jpeg()
      .toBuffer()
    const add = (token: string, body: Uint8Array, kind = 'report') =>
      server.fetch(`/api/events/${id}/attachments?kind=${kind}`, token, { method: 'POST', body: new Uint8Array(body) })
    const kept = await read(await add(dispatcher, taken), Attachment, 201)
    expect(kept).toMatchObject({ kind: 'report', width: 64, height: 48 })
    expect((await read(await add(dispatcher, taken), Attachment, 201)).id).toBe(kept.id)
    const shown = await server.fetch(`/api/attachments/${kept.id}`, dispatcher)
    // or it would stay in a browser that others use after the sign-out
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).exif).toBeUndefined()
    const List = z.object({ attachments: z.array(Attachment) })
    expect((await read(await server.fetch(`/api/events/${id}/attachments`, dispatcher), List)).attachments).toEqual([kept])
    expect((await read(await server.fetch(`/api/events/${id}/attachments`, server.tokens.wall), List)).attachments).toEqual([])
    for (const token of [other, server.tokens.wall]) await expectProblem(await server.fetch(`/api/attachments/${kept.id}`, token), 404, 'not_found')
    await expectProblem(await server.fetch('/api/attachments/..%2F..%2Fetc', dispatcher), 404, 'not_found')
    await expectProblem(await add(dispatcher, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 415, 'unsupported_media_type')
    await expectProblem(await add(dispatcher, Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(100)])), 400, 'invalid')
    await expectProblem(await add(dispatcher, Buffer.alloc(11 * 1024 * 1024, 0xff)), 413, 'too_large')
    await expectProblem(await add(other, taken), 404, 'not_found')
    await expectProblem(await add(administrator, taken), 403, 'forbidden')
  })

  it('a file that is no photo, or one made to be too much, is refused, audited and leaves neither a row nor a file', async () => {
    const { id, revision } = await report()
    const add = async (token: string, body: Uint8Array, type = 'image/png') =>
      server.fetch(`/api/events/${id}/attachments?kind=report`, token, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-type': type },
      })
    const photos = path.join(server.dataDir, 'photos')
    const kept = () => (existsSync(photos) ? readdirSync(photos, { recursive: true }).length : 0)
    const [files, head] = [kept(), await readHead()]
    const bomb = bombPng(30_000)
    expect(bomb.length).toBeLessThan(200_000)
    const png = await plainPng(8, 8, '#000')
    await expectProblem(await add(dispatcher, Buffer.alloc(11_000_000)), 413, 'too_large')
    await expectProblem(await add(dispatcher, bomb), 413, 'too_large')
    await expectProblem(await add(dispatcher, Buffer.from('%PDF-1.7 not a picture')), 415, 'unsupported_media_type')
    await expectProblem(await add(dispatcher, png.subarray(0, 50)), 400, 'invalid')
    await expectProblem(await add(administrator, png), 403, 'forbidden')
    await expectProblem(await add(other, png), 404, 'not_found')
    await expectProblem(await server.fetch(`/api/events/${id}/attachments?kind=selfie`, dispatcher, { method: 'POST', body: 'x' }), 400, 'invalid')
    expect(kept()).toBe(files)
    expect((await pool().query('SELECT 1 FROM attachments a JOIN events e USING (number) WHERE e.id = $1', [id])).rowCount).toBe(0)
    expect(await readHead()).toEqual(head)
    expect(await read(await server.fetch(`/api/events/${id}`, dispatcher), EventDetail)).toMatchObject({ revision })
    expect(await auditOf(id)).toEqual([
      ['attachment.refused', 'refused', 'administrator', 'forbidden'],
      ['attachment.refused', 'refused', 'dispatcher', 'invalid'],
      ['attachment.refused', 'refused', 'dispatcher', 'unsupported_media_type'],
      ['attachment.refused', 'refused', 'dispatcher', 'too_large'],
      ['attachment.refused', 'refused', 'dispatcher', 'too_large'],
    ])
  })

  it('an open event nearby of the same type is offered to whoever reports', async () => {
    const { id, position, type } = await report()
    const [lon = 0, lat = 0] = position ?? []
    const Near = z.object({ near: z.array(z.object({ event: GridEvent, meters: z.number() })) })
    const near = async (token: string, east: number) =>
      (await read(await server.fetch(`/api/events/near?type=${type}&lon=${lon + east}&lat=${lat}`, token), Near)).near
    expect((await near(server.tokens.reporter, 0.0001)).map((n) => n.event.id)).toContain(id)
    expect(await near(server.tokens.reporter, 0.01)).toEqual([])
    expect(await near(other, 0.0001)).toEqual([])
    await expectProblem(await server.fetch('/api/events/near?type=0101', dispatcher), 400, 'invalid')
  })

  it('settings are changed by an administrator of the county alone, and hold from then on', async () => {
    const put = (token: string, body: unknown) =>
      server.fetch('/api/settings', token, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    await expectProblem(await put(dispatcher, { lifecycle: { entryByHand: false } }), 403, 'forbidden')
    // they hold for the county, so an administrator of one street changes none of them
    const ofStreet = await server.makeToken('administrator', '411324001')
    await expectProblem(await put(ofStreet, { lifecycle: { entryByHand: false } }), 403, 'forbidden')
    await expectProblem(await put(administrator, { types: [{ code: '9999', limit: 1 }] }), 400, 'invalid')
    // a part that there is not is refused, and all beside it
    for (const unknown of [
      { digest: {} },
      { alertBudget: { perDay: 1 } },
      { lifecycle: { entry: true } },
      { types: [{ code: '0101', name: '别的' }] },
    ])
      await expectProblem(await put(administrator, { figures: { order: true }, ...unknown }), 400, 'invalid')
    await expectProblem(await put(administrator, { officeHours: [{ from: '12:00', to: '08:00' }] }), 400, 'invalid')
    const changed = await read(await put(administrator, { lifecycle: { labels: 'digital' }, types: [{ code: '0101', limit: 2 }] }), Settings)
    expect(changed).toMatchObject({ lifecycle: { labels: 'digital', entryByHand: true, spotCheckShare: 0.05 } })
    const { occurredAt, deadline } = await report()
    expect(Date.parse(deadline ?? '') - Date.parse(occurredAt)).toBeGreaterThan(24 * 3_600_000)
    // the dry run of retention may have come meanwhile
    const { retentionPlan: _plan, ...kept } = changed
    expect(await read(await server.fetch('/api/settings', server.tokens.wall), Settings)).toMatchObject(kept)
  })

  it('weights of 综合评价 make 100, hold from the next figure on, and are audited with what they were', async () => {
    const put = (token: string, kpiWeights: unknown) =>
      server.fetch('/api/settings', token, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ kpiWeights }) })
    const used = async () => (await read(await server.fetch('/api/kpis', server.tokens.wall), Kpis)).weights
    const { kpiWeights: shipped } = await read(await server.fetch('/api/settings', server.tokens.wall), Settings)
    expect(await used()).toEqual(shipped)
    const wanted = { handedIn: 10, handedInTime: 40, reworked: 25, overdue: 15, extended: 10 }
    await expectProblem(await put(dispatcher, wanted), 403, 'forbidden')
    for (const wrong of [{ ...wanted, handedIn: 11 }, { ...wanted, handedIn: -10, extended: 30 }, { ...wanted, handedIn: 10.5 }, { handedIn: 100 }])
      await expectProblem(await put(administrator, wrong), 400, 'invalid')
    expect(await used()).toEqual(shipped)
    expect((await read(await put(administrator, wanted), Settings)).kpiWeights).toEqual(wanted)
    expect(await used()).toEqual(wanted)
    const { rows } = await read(await server.fetch('/api/audit?object=setting:kpi-weights', auditor), AuditPage)
    expect(rows.map(({ action, result, detail }) => [action, result, detail])).toEqual([['setting.changed', 'done', { from: shipped, to: wanted }]])
  })
})
