import parser from 'socket.io-msgpack-parser'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createToken, revokeToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import { renewLog } from '@/lib/db/log/log'
import { SaveResult } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { decodeRows } from '@/lib/domain/figures-view'
import { Changes, Snapshot } from '@/lib/domain/wire'
import { MAX_SUBSCRIPTIONS } from '@/lib/server/subscriptions'
import { read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent, spot } from '@/lib/testing/small-county'
import { type ConnectOptions, connectSocket, type Subscriber } from '@/lib/testing/subscriber'
import { WAIT_MS } from '@/lib/testing/wait'

describe.each(enginesOfThisFile())('the socket (%s)', (engine) => {
  let server: TestServer
  const open: Subscriber[] = []
  let checked: Subscriber
  beforeAll(async () => {
    server = await startServer({ engine })
    // The board is checked after thirty seconds in a room, so this one sits in its own from the beginning.
    checked = await connectSocket(server.url, { token: server.tokens.supervisor })
    await checked.subscribe({ within: '411324001' })
  })
  afterEach(() => {
    for (const subscriber of open.splice(0)) subscriber.close()
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  async function enter(options: ConnectOptions = { token: server.tokens.supervisor }): Promise<Subscriber> {
    const subscriber = await connectSocket(server.url, options)
    open.push(subscriber)
    return subscriber
  }
  const post = async (events: unknown) => read(await server.post(events), SaveResult)
  const head = async () => (await read(await server.fetch('/api/changes?since=0', server.tokens.supervisor), Changes)).revision
  const seen = (subscriber: Subscriber) => subscriber.frames.flatMap((f) => f.changes.map((c) => c.revision))

  it('brings what is posted, to each what it may see', async () => {
    const all = await enter()
    const wall = await enter({ token: server.tokens.wall })
    const street = await enter({ token: await server.makeToken('viewer', '411324002') })
    const within = await enter()
    for (const s of [all, wall, street]) expect(await s.subscribe()).toMatchObject({ logId: expect.any(String), revision: await head() })
    await within.subscribe({ within: '411324002' })
    const { revision } = await post([
      newEvent(),
      newEvent({ type: '0102' }),
      newEvent({ position: spot(5, 0) }),
      newEvent({ position: undefined, grid: '411324002' }),
    ])
    await Promise.all([all, wall, street, within].map((s) => s.reaches(revision)))
    const first = revision - 3
    expect(seen(all)).toEqual([first, first + 1, first + 2, first + 3])
    expect(seen(wall)).toEqual([first, first + 2, first + 3])
    expect(seen(street)).toEqual([first + 2, first + 3])
    expect(seen(within)).toEqual([first + 2, first + 3])
  })

  it('tells of a move out of the scope by its before only, and of one into it by its after', async () => {
    const one = newEvent({ updatedAt: '2026-11-24T07:00:00+08:00' })
    await post(one)
    const west = await enter({ token: await server.makeToken('viewer', '411324001') })
    const east = await enter({ token: await server.makeToken('viewer', '411324002') })
    await west.subscribe()
    await east.subscribe()
    const { revision } = await post({ ...one, updatedAt: '2026-11-24T07:01:00+08:00', position: spot(6, 1) })
    await Promise.all([west.reaches(revision), east.reaches(revision)])
    const [left] = west.frames.flatMap((f) => f.changes)
    const [came] = east.frames.flatMap((f) => f.changes)
    expect([left?.before === null, left?.after === null]).toEqual([false, true])
    expect([came?.before === null, came?.after === null]).toEqual([true, false])
    const shown = await read(await server.fetch(`/api/events/${one.id}`, server.tokens.supervisor), EventDetail)
    expect(left?.number).toBe(shown.number)
  })

  it('fills the gap of a cursor at once, and lets nothing fall between', async () => {
    const { revision: since, logId } = await post(newEvent())
    await post(Array.from({ length: 20 }, () => newEvent()))
    const late = await enter()
    const posting = (async () => {
      let last = 0
      for (let i = 0; i < 15; i++) last = (await post([newEvent(), newEvent()])).revision
      return last
    })()
    await late.subscribe({ log: logId, since })
    const last = await posting
    await late.reaches(last)
    let cursor = since
    const applied: number[] = []
    for (const { since: from, revision, changes } of late.frames) {
      expect(from).toBeLessThanOrEqual(cursor)
      applied.push(...changes.map((c) => c.revision).filter((r) => r > cursor))
      cursor = Math.max(cursor, revision)
    }
    expect(applied).toEqual(Array.from({ length: last - since }, (_, i) => since + 1 + i))
  })

  it('leaves a cursor of another log, or ahead of it, to a snapshot', async () => {
    for (const cursor of [(_: number) => ({ log: 'another', since: 0 }), (revision: number) => ({ since: revision + 10 })]) {
      const revision = await head()
      const late = await enter()
      expect(await late.subscribe(cursor(revision))).toMatchObject({ revision })
      await post(newEvent())
      await late.reaches(revision + 1)
      expect(late.frames[0]?.since).toBeGreaterThanOrEqual(revision)
    }
  })

  it('shows the figures to whoever comes, and an empty frame in the quiet', async () => {
    const wall = await enter({ token: server.tokens.wall })
    const { revision } = await wall.subscribe().then((ack) => ('revision' in ack ? ack : { revision: -1 }))
    await vi.waitUntil(() => wall.kpis.length > 0, { timeout: WAIT_MS })
    expect(wall.kpis[0]?.revision).toBe(revision)
    await vi.waitUntil(() => wall.frames.length > 0, { timeout: WAIT_MS })
    expect(wall.frames[0]).toMatchObject({ since: revision, revision, changes: [] })
  })

  /** The grids of rows by code, and what is said of all of them. */
  const rowsOf = async (subscriber: Subscriber) => {
    const { gridIds } = await read(await server.fetch('/api/snapshot', server.tokens.supervisor), Snapshot)
    const codes = new Map(Object.entries(gridIds).map(([code, id]) => [id, code]))
    return subscriber.kpis.map(({ grids, ...rest }) => ({ ...rest, codes: [...decodeRows(new Uint8Array(grids)).ids].map((id) => codes.get(id)) }))
  }

  it('brings the rows of figures that changed, down to the level that was asked for', async () => {
    const [all, streets] = [await enter(), await enter()]
    await all.subscribe()
    await streets.subscribe({ level: 1 })
    await Promise.all([all, streets].map((s) => vi.waitUntil(() => s.kpis.length > 0, { timeout: WAIT_MS })))
    const { revision } = await post(newEvent())
    const told = (s: Subscriber) => s.kpis.some((m) => m.revision >= revision)
    await vi.waitUntil(() => told(all) && told(streets), { timeout: WAIT_MS })
    const [whole, changed] = await rowsOf(all)
    expect(whole).toMatchObject({ historyProgress: null, total: { reported: (changed?.total?.reported ?? 0) - 1 } })
    expect(whole).not.toHaveProperty('since')
    expect([whole?.codes.length, changed?.codes]).toEqual([34, ['411324001', '411324001101', '411324001101001']])
    expect(changed?.since).toBeLessThan(revision)
    expect((await rowsOf(streets)).map((m) => m.codes)).toEqual([['411324001', '411324002'], ['411324001']])
    for (const level of [0, 5, 1.5, '1']) expect(await all.subscribe({ level })).toMatchObject({ code: 'invalid' })
  })

  it('sends a view whole to whoever asks, a few times in ten seconds, and hangs up on a flood', async () => {
    const one = await enter()
    one.view('kpis') // in no room yet
    await one.subscribe()
    one.view('nothing')
    one.socket.emit('view')
    one.view('kpis')
    await vi.waitUntil(() => one.kpis.length === 2, { timeout: WAIT_MS })
    expect((await rowsOf(one)).map((m) => [m.since, m.codes.length])).toEqual([
      [undefined, 34],
      [undefined, 34],
    ])
    for (let i = 0; i < MAX_SUBSCRIPTIONS.each; i++) one.view('kpis')
    expect(await one.subscribe()).toMatchObject({ code: 'rate_limited' })
    expect(one.kpis.length).toBeLessThanOrEqual(MAX_SUBSCRIPTIONS.each)
    for (let i = 0; i < 200; i++) one.view('kpis')
    await vi.waitUntil(() => one.ended !== null, { timeout: 5_000 })
    expect(one.ended).toBe('io server disconnect')
  })

  it('answers a subscription that cannot be, and goes on', async () => {
    const one = await enter({ token: await server.makeToken('viewer', '411324001') })
    for (const body of [{ within: 5 }, { since: 'x' }, { since: 1.5 }, 'x', [], 5])
      expect(await one.subscribe(body as never)).toMatchObject({ code: 'invalid' })
    for (const within of ['999', 'nowhere', '411324002']) expect(await one.subscribe({ within })).toMatchObject({ code: 'not_found' })
    one.socket.emit('subscribe') // no body and no acknowledgement
    one.socket.emit('nonsense', { a: 1 })
    expect(await one.subscribe({ within: '411324001101' })).toMatchObject({ revision: expect.any(Number) })
  })

  it('hears nothing under the names by which a socket tells of itself, however they are written', async () => {
    const one = await enter()
    await one.subscribe()
    const names = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener', 'error']
    const { engine: wire } = one.socket.io
    // past the client's own check; a packet is several buffers, whatever the types of the parser say
    const encoded = [...names, ...names.map((text) => [text]), 5, null].map((name) =>
      new parser.Encoder().encode({ type: 2, nsp: '/', data: [name] }),
    )
    for (const packet of encoded.flat()) wire.write(packet)
    // what was sent before it was heard before it; the room is still theirs
    expect(await one.subscribe({ within: 5 })).toMatchObject({ code: 'invalid' })
    const { revision } = await post(newEvent())
    await one.reaches(revision)
    expect([one.ended, seen(one)]).toEqual([null, [revision]])
  })

  it('does a few of the subscriptions of a flood, the newest last, and answers others meanwhile', async () => {
    await post(Array.from({ length: 50 }, () => newEvent()))
    const one = await enter()
    const flood = Array.from({ length: MAX_SUBSCRIPTIONS.flood }, () => one.subscribe({ since: 0 }))
    expect((await server.fetch('/api/health', null)).status).toBe(200)
    const answers = await Promise.all(flood)
    const codes = answers.map((answer) => ('code' in answer ? answer.code : 'done'))
    const done = codes.filter((code) => code === 'done').length
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThanOrEqual(MAX_SUBSCRIPTIONS.each)
    expect(new Set(codes)).toEqual(new Set(['done', 'superseded', 'rate_limited']))
    expect(codes.lastIndexOf('done')).toBe(MAX_SUBSCRIPTIONS.each - 1)
  })

  it('hangs up on a flood of subscriptions, and serves whoever comes after it', async () => {
    const one = await enter()
    for (let i = 0; i < 400; i++) one.socket.emit('subscribe', { since: 0 })
    await vi.waitUntil(() => one.ended !== null, { timeout: 5_000 })
    expect(one.ended).toBe('io server disconnect')
    const other = await enter()
    expect(await other.subscribe()).toMatchObject({ revision: await head() })
  })

  it('serves the newest of two subscriptions of a socket', async () => {
    const one = await enter()
    const [, second] = await Promise.all([one.subscribe({ within: '411324001' }), one.subscribe({ within: '411324002' })])
    const entered = 'revision' in second ? second.revision : Number.NaN
    const { revision } = await post([newEvent(), newEvent({ position: spot(5, 0) })])
    await one.reaches(revision)
    // where the first had been served already, a frame that was due then may have come in between
    expect(seen(one).filter((of) => !(of <= entered))).toEqual([revision])
  })

  it('lets nobody in without a token, nor a page from elsewhere with one', async () => {
    await expect(enter({})).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
    await expect(enter({ token: 'gs_nobody' })).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
    const token = server.tokens.wall
    for (const origin of ['https://evil.example', 'null', `http://localhost:${server.port + 1}`]) {
      await expect(enter({ token, headers: { origin } }), origin).rejects.toThrow()
    }
    await expect(enter({ token, headers: { host: 'evil.example' } })).rejects.toThrow()
    await expect(enter({ token, transports: ['polling'] })).rejects.toThrow()
    expect((await enter({ token, headers: { origin: server.url } })).socket.connected).toBe(true)
    expect((await enter({ headers: { cookie: `gridsight_session=${token}`, origin: server.url } })).socket.connected).toBe(true)
  })

  it('hangs up on a message that is too large', async () => {
    const one = await enter()
    one.socket.emit('subscribe', { within: 'x'.repeat(100_000) })
    await vi.waitUntil(() => one.ended !== null, { timeout: 5_000 })
  })

  it('hangs up within five seconds when a token is revoked, expires or gets another role', async () => {
    const scope = { kind: 'grids' as const, prefixes: [''] }
    const make = (name: string, expiresAt: number | null = null) => createToken({ name, role: 'viewer', scope, expiresAt })
    const [revoked, changed, kept] = [await make('revoked'), await make('changed'), await make('kept')]
    const expiring = await make('expiring', Date.now() + 3_000)
    const [a, b, c, d] = await Promise.all([revoked, changed, kept, expiring].map(({ token }) => enter({ token })))
    await revokeToken(revoked.id)
    await pool().query("UPDATE access_tokens SET role = 'screen' WHERE id = $1", [changed.id])
    await vi.waitUntil(() => a?.ended && b?.ended && d?.ended, { timeout: 10_000 })
    expect([a?.ended, b?.ended, c?.ended, d?.ended]).toEqual(['io server disconnect', 'io server disconnect', null, 'io server disconnect'])
    await expect(enter({ token: revoked.token })).rejects.toMatchObject({ data: { code: 'unauthenticated' } })
  })

  it('names the new log when it was renewed', async () => {
    const one = await enter()
    const ack = await one.subscribe()
    const { logId } = await renewLog('test')
    await vi.waitUntil(() => one.frames.some((f) => f.logId === logId), { timeout: WAIT_MS })
    expect('logId' in ack && ack.logId).not.toBe(logId)
    const next = await post(newEvent())
    expect(next.logId).toBe(logId)
    await one.reaches(next.revision)
  })

  it('sums the board every thirty seconds at a revision the client has', async () => {
    await vi.waitUntil(() => checked.checks.length > 0, { timeout: WAIT_MS })
    const [check] = checked.checks
    expect(checked.frames.map((f) => f.revision)).toContain(check?.revision)
    expect(check?.sums.reduce((n, s) => n + s.count, 0)).toBeGreaterThan(0)
    expect(check?.sums.every((s) => s.grid.startsWith('411324001'))).toBe(true)
    expect(check?.views).toEqual({ kpis: expect.any(Number), alerts: 0 })
    checked.close()
  })

  it('went through all this without a fault', () => {
    expect(server.output()).not.toMatch(/failed|nobody expected/)
  })
})
