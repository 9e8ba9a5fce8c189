import http from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import { decodeColumns } from '@/lib/domain/columns'
import { GridEvent, SaveResult } from '@/lib/domain/event'
import { Kpis } from '@/lib/domain/figures'
import { decodeHeatCells, decodeHeatField } from '@/lib/domain/heat-answer'
import { Trends } from '@/lib/domain/trends'
import { Changes, Health, Snapshot } from '@/lib/domain/wire'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { health } from '@/lib/testing/server-process'
import { event, spot } from '@/lib/testing/small-county'
import { WAIT_MS } from '@/lib/testing/wait'

const Features = z.object({
  features: z.array(
    z.object({ properties: z.object({ code: z.string(), level: z.int() }), geometry: z.object({ type: z.literal('MultiPolygon') }) }),
  ),
})
const Page = z.object({ events: z.array(GridEvent), nextCursor: z.nullable(z.string()) })
const HOUR = 3_600_000

describe.each(enginesOfThisFile())('reading over HTTP (%s)', (engine) => {
  let server: TestServer
  let street: string
  const begun = Date.now()
  const ago = (ms: number) => new Date(begun - ms).toISOString()
  const get = (path: string, token: string | null = server.tokens.supervisor, headers: Record<string, string> = {}) =>
    server.fetch(path, token, { headers })

  beforeAll(async () => {
    server = await startServer({ engine })
    street = await server.makeToken('viewer', '411324001')
    // so new that no clock of theirs turns while they are looked at, whatever the hour
    const plain = Array.from({ length: 30 }, (_, i) => event({ occurredAt: ago((1 + i) * 20_000), position: spot(i % 8, Math.floor(i / 8)) }))
    const sensitive = event({ occurredAt: ago(10_000), type: '0102', title: '夫妻争吵' })
    const handled = event({ occurredAt: ago(2 * HOUR), handledAt: ago(HOUR), type: '0501', description: '已清运', reporter: '张三' })
    expect((await read(await server.post([...plain, sensitive, handled]), SaveResult)).accepted).toBe(32)
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  it('health needs no token and tells the board', async () => {
    // it answers at once, so it may be a moment behind what was posted
    await vi.waitUntil(async () => (await read(await get('/api/health', null), Health)).revision === 32, { timeout: WAIT_MS, interval: 20 })
    expect(await health(server.url)).toMatchObject({ status: 'ready', engine, grids: 34, version: expect.stringMatching(/^\d+\.\d+/) })
  })

  it('nothing else is told to strangers', async () => {
    for (const path of ['snapshot', 'grids', 'events', 'events/1', 'kpis', 'trends', 'heat', 'changes?since=0', 'session']) {
      const answer = await get(`/api/${path}`, null)
      expect(answer.headers.get('www-authenticate'), path).toMatch(/^Bearer/)
      await expectProblem(answer, 401, 'unauthenticated')
      await expectProblem(await get(`/api/${path}`, 'gs_unknown'), 401, 'unauthenticated')
    }
  })

  it('trends agree with the figures, and are of the scope', async () => {
    const figures = (await read(await get('/api/snapshot'), Snapshot)).figures
    const all = await read(await get('/api/trends'), Trends)
    expect(all.ages.reduce((n, age) => n + age.open, 0)).toBe(figures.total.open)
    expect(all.hours.reduce((n, hour) => n + hour, 0)).toBe(figures.today.reported)
    expect(all.days.at(-1)).toMatchObject(figures.today)
    expect(all.grids.map((g) => [g.grid, g.open, g.today])).toEqual(
      figures.grids.filter((g) => g.grid.length <= 12).map((g) => [g.grid, g.open, g.today]),
    )
    expect(all.usualHours).toBeNull() // one day says nothing about what is usual
    expect(all.sources).toMatchObject([{ source: 'reporter', lastDay: 32 }])
    const street1 = await read(await get('/api/trends', street), Trends)
    expect(street1.grids.every((g) => g.grid.startsWith('411324001'))).toBe(true)
    await expectProblem(await get('/api/trends?within=411324002', street), 404, 'not_found')
  })

  it('packs long text for whoever takes it, and keeps connections open', async () => {
    const url = new URL('/api/snapshot', server.url)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (accept: string) =>
      new Promise<{ headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
        const headers = { authorization: `Bearer ${server.tokens.supervisor}`, 'accept-encoding': accept }
        const request = http.get(url, { agent, headers }, (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(parts) }))
        })
        request.on('error', reject)
      })
    const whole = await ask('identity')
    expect(whole.headers['content-encoding']).toBeUndefined()
    expect(whole.headers.connection).not.toBe('close')
    const packed = await ask('br;q=0.5, gzip')
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'x-content-type-options': 'nosniff' })
    expect(packed.body.length).toBeLessThan(whole.body.length / 2)
    const unpacked = Snapshot.parse(JSON.parse(gunzipSync(packed.body).toString()))
    expect(unpacked.figures.total).toEqual(Snapshot.parse(JSON.parse(whole.body.toString())).figures.total)
    expect((await ask('gzip;q=0')).headers['content-encoding']).toBeUndefined()
    agent.destroy()
  })

  it('answers every method, and sends piece by piece what is made piece by piece', async () => {
    const head = await server.fetch('/api/health', null, { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0)
    const options = await server.fetch('/api/health', null, { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow'), options.headers.get('content-length')]).toEqual([204, 'GET', null])
    await expectProblem(await server.fetch('/api/health', null, { method: 'DELETE' }), 405, 'method_not_allowed')
    await expectProblem(await server.fetch('/api/nothing', null), 404, 'not_found')
    expect(await (await server.fetch('/metrics', null)).text()).toContain('gridsight_revision')
    for (const [accept, encoding] of [
      ['identity', null],
      ['gzip', 'gzip'],
    ] as const) {
      const sheet = await server.fetch('/api/exports', server.tokens.supervisor, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': accept },
        body: JSON.stringify({ list: 'events', format: 'csv' }),
      })
      expect([sheet.status, sheet.headers.get('content-encoding'), sheet.headers.get('content-length')]).toEqual([200, encoding, null])
      const lines = (await sheet.text()).trimEnd().split('\r\n')
      expect(lines).toHaveLength(1 + 32 + 1)
      expect(lines.at(-1)).toMatch(/^# /)
    }
  })

  it('the snapshot is of the scope, and hides sensitive events and free text from a screen', async () => {
    const all = await read(await get('/api/snapshot'), Snapshot)
    expect(all.figures.total).toEqual({ reported: 32, handled: 1, open: 31, near: 0, overdue: 0 })
    expect(all.events).toHaveLength(32)
    expect(all.sums.reduce((n, s) => n + s.count, 0)).toBe(32)
    expect(Object.keys(all.gridIds)).toHaveLength(34)
    const screen = await read(await get('/api/snapshot', server.tokens.wall), Snapshot)
    expect(screen.figures.total.reported).toBe(32) // counted, not shown
    expect(screen.events).toHaveLength(31)
    expect(JSON.stringify(screen)).not.toMatch(/已清运|张三|夫妻/)
    const mine = await read(await get('/api/snapshot', street), Snapshot)
    expect(mine.events.every((e) => e.grid.startsWith('411324001'))).toBe(true)
    expect(Object.keys(mine.gridIds).every((code) => code.startsWith('411324001'))).toBe(true)
    const within = await read(await get('/api/snapshot?within=411324002'), Snapshot)
    expect(within.figures.total.reported + mine.figures.total.reported).toBe(32)
  })

  it('grids come by level and place, once for each state of theirs', async () => {
    const codes = async (query: string, token?: string) =>
      (await read(await get(`/api/grids${query}`, token), Features)).features.map((f) => f.properties.code)
    expect(await codes('')).toHaveLength(34)
    expect(await codes('?level=1')).toEqual(['411324001', '411324002'])
    expect(await codes('?level=4')).toEqual([])
    expect(await codes('?within=411324001101')).toHaveLength(5)
    expect(await codes('?level=2&within=411324001')).toHaveLength(4)
    expect(await codes('', street)).toHaveLength(17)
    const first = await get('/api/grids?level=1')
    expect(first.headers.get('content-type')).toBe('application/geo+json')
    const etag = first.headers.get('etag') ?? ''
    const again = await get('/api/grids?level=1', undefined, { 'if-none-match': etag })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get('/api/grids?level=1', undefined, { 'if-none-match': `W/${etag}` })).status).toBe(304)
    expect((await get('/api/grids?level=1', street, { 'if-none-match': etag })).status).toBe(200)
    await expectProblem(await get('/api/grids?level=5'), 400, 'invalid')
  })

  it('a grid that is not there, and one outside the scope, are the same to the reader', async () => {
    const asked: [place: string, token?: string][] = [['999'], ['nowhere'], ['411324002', street]]
    for (const [place, token] of asked) {
      for (const path of ['snapshot?', 'kpis?', 'heat?', 'changes?since=0&'])
        await expectProblem(await get(`/api/${path}within=${place}`, token), 404, 'not_found')
      expect((await read(await get(`/api/grids?within=${place}`, token), Features)).features).toEqual([])
      expect(await read(await get(`/api/events?within=${place}`, token), Page)).toEqual({ events: [], nextCursor: null })
    }
  })

  it('lists page through all events, filtered', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    for (let pages = 0; cursor !== null; pages++) {
      expect(pages).toBeLessThan(6)
      const page: z.infer<typeof Page> = await read(await get(`/api/events?limit=7${cursor ? `&cursor=${cursor}` : ''}`), Page)
      seen.push(...page.events.map((e) => e.id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(32)
    const count = async (query: string, token?: string) => (await read(await get(`/api/events?limit=1000${query}`, token), Page)).events.length
    expect(await count('&status=handled')).toBe(1)
    expect(await count('&status=open')).toBe(31)
    expect(await count('&type=0501,0102')).toBe(2)
    expect(await count('&type=0501&type=0102', server.tokens.wall)).toBe(1)
    expect(await count('&urgency=3')).toBe(1)
    expect(await count(`&from=${encodeURIComponent(ago(30_000))}`)).toBe(2)
    expect(await count('&bbox=112.2,33,112.206,33.006')).toBeGreaterThan(0)
    expect(await count('&bbox=0,0,1,1')).toBe(0)
    for (const query of ['limit=0', 'status=x', 'from=yesterday', 'bbox=1,2,3', 'cursor=%00', 'cursor=abc', 'urgency=9', 'limit=1&limit=2']) {
      await expectProblem(await get(`/api/events?${query}`), 400, 'invalid')
    }
  })

  it('single events are there for who may see them', async () => {
    const { events } = await read(await get('/api/events?type=0102'), Page)
    const id = events[0]?.id
    expect((await get(`/api/events/${id}`)).status).toBe(200)
    await expectProblem(await get(`/api/events/${id}`, server.tokens.wall), 404, 'not_found')
    for (const name of ['0', 'x', '20261124-99999', '00000000-0000-4000-8000-000000000000', '%E7%BD%91', "'", '1e9', '99999999999999999999']) {
      await expectProblem(await get(`/api/events/${name}`), 404, 'not_found')
    }
  })

  it('kpis add up', async () => {
    const all = await read(await get('/api/kpis'), Kpis)
    expect(all.total).toMatchObject({ reported: 32, handled: 1, open: 31, handledRate: { numerator: 1, denominator: 32 } })
    expect(all.children.map((c) => c.grid)).toEqual(['411324001', '411324002'])
    expect(all.children.reduce((n, c) => n + c.reported, 0)).toBe(32)
    expect(all.total.acceptedRate).toEqual({ numerator: 1, denominator: 32, value: 1 / 32 })
    expect(all.funnel).toMatchObject([{ state: 'awaiting_acceptance', count: 31, oldest: { number: expect.any(Number) } }])
    expect(all.days).toEqual({ from: null, to: null })
    const empty = await read(await get(`/api/kpis?to=${encodeURIComponent('2020-01-01T00:00:00Z')}`), Kpis)
    expect(empty.total.handledRate).toEqual({ numerator: 0, denominator: 0, value: null })
    await expectProblem(await get('/api/kpis?from=x'), 400, 'invalid')
  })

  it('heat is a field, or the counts it is made of', async () => {
    const cells = decodeHeatCells(new Uint8Array(await (await get('/api/heat?form=cells&window=24h')).arrayBuffer()))
    expect(Array.from(cells.cells.count).reduce((a, b) => a + b, 0)).toBe(32)
    expect(cells.header).toMatchObject({ window: '24h', revision: 32 })
    const screen = decodeHeatCells(new Uint8Array(await (await get('/api/heat?form=cells', server.tokens.wall)).arrayBuffer()))
    expect(Array.from(screen.cells.count).reduce((a, b) => a + b, 0)).toBe(31)
    const answer = await get('/api/heat?window=24h&type=0101')
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    const { header, density } = decodeHeatField(new Uint8Array(await answer.arrayBuffer()))
    expect(header).toMatchObject({ unit: 'events/km2', kernelMeters: 300 })
    // the integral of the field over the ground is the number of events (cells are 20 m at most)
    const sum = Array.from(density).reduce((a, b) => a + b, 0)
    expect(sum * 0.0004).toBeGreaterThan(27)
    expect(sum * 0.0004).toBeLessThan(33)
    for (const window of ['1h', '7d', '30d', 'all']) expect((await get(`/api/heat?window=${window}`)).status).toBe(200)
    await expectProblem(await get('/api/heat?window=2h'), 400, 'invalid')
    await expectProblem(await get('/api/heat?type=nothing'), 400, 'invalid')
  })

  it('changes are what a subscriber got, in JSON and as a frame, or a reset', async () => {
    const all = await read(await get('/api/changes?since=0'), Changes)
    if ('reset' in all) throw new Error('a reset')
    expect(all.changes.map((c) => c.revision)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1))
    expect(all.changes[0]).toMatchObject({ kind: 'event', before: null, after: { type: '0101' }, event: { type: '0101' } })
    const screen = await read(await get(`/api/changes?since=30&log=${all.logId}`, server.tokens.wall), Changes)
    expect(screen).toMatchObject({ since: 30, revision: 32, changes: [{ revision: 32 }] })
    const limited = await read(await get('/api/changes?since=0&limit=5'), Changes)
    expect(limited).toMatchObject({ revision: 5 })
    const frame = await get('/api/changes?since=28&form=frame')
    expect(frame.headers.get('content-type')).toBe('application/octet-stream')
    const bytes = new Uint8Array(await frame.arrayBuffer())
    expect(decodeChanges(bytes).map((c) => c.revision)).toEqual([29, 30, 31, 32])
    expect(decodeColumns(bytes).fields).toMatchObject({ logId: all.logId, since: 28, revision: 32 })
    expect(await read(await get('/api/changes?since=32'), Changes)).toMatchObject({ since: 32, revision: 32, changes: [] })
    for (const query of ['since=33', 'since=0&log=another', 'since=33&form=frame']) {
      expect(await read(await get(`/api/changes?${query}`), Changes)).toEqual({ reset: true, logId: all.logId, revision: 32 })
    }
    for (const query of ['', 'since=-1', 'since=x', 'since=0&limit=0', 'since=0&form=xml']) {
      await expectProblem(await get(`/api/changes?${query}`), 400, 'invalid')
    }
  })

  it('what is no part of the API is a problem too', async () => {
    for (const path of ['', 'nothing', 'events/a/b', 'transitions']) await expectProblem(await get(`/api/${path}`), 404, 'not_found')
    await expectProblem(await server.fetch('/api/nothing', null, { method: 'POST' }), 404, 'not_found')
    await expectProblem(await server.fetch('/api/snapshot', server.tokens.supervisor, { method: 'DELETE' }), 405, 'method_not_allowed')
  })

  it('the description of the API is open, and lists it', async () => {
    const { paths } = await read(await get('/api/openapi.json', null), z.looseObject({ paths: z.record(z.string(), z.unknown()) }))
    expect(Object.keys(paths)).toContain('/api/events/{id}')
  })

  it('metrics are for this machine, and for whoever has a token', async () => {
    const text = await (await get('/metrics', null)).text()
    expect(text).toContain('gridsight_events_total{outcome="accepted"} 32')
    expect(text).toContain('gridsight_http_request_seconds_bucket')
    await expect.poll(async () => (await get('/metrics', null)).text()).toContain('gridsight_reader_behind{reader="alerts"} 0')
    await expectProblem(await get('/metrics', null, { 'x-forwarded-for': '10.0.0.1' }), 401, 'unauthenticated')
    await expectProblem(await get('/metrics', null, { 'x-gridsight-local': '1', 'x-real-ip': '10.0.0.1' }), 401, 'unauthenticated')
    expect((await get('/metrics', server.tokens.wall, { 'x-forwarded-for': '10.0.0.1' })).status).toBe(200)
  })

  it('every answer of the day was below 500', () => {
    expect(server.output()).not.toMatch(/a request failed|a page failed|nobody expected/)
  })
})
