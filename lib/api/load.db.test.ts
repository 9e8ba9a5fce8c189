import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { decodeChanges } from '@/lib/domain/change'
import { Changes } from '@/lib/domain/wire'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent } from '@/lib/testing/small-county'
import { allowanceOf } from './budget'

const FIGURE = '/api/events?figure=reported&limit=1'

describe.each(enginesOfThisFile())('dear work (%s)', (engine) => {
  const { atOnce, waiting } = allowanceOf('read', engine)
  const ROOM = atOnce + waiting
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ engine })
    for (let i = 0; i < 2; i++) await server.post(Array.from({ length: 300 }, () => newEvent()))
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  /** Requests under way at once; what has been answered so far. */
  function ask(path: string, count: number, token: string) {
    const gone = new AbortController()
    const answers: Response[] = []
    const all = Array.from({ length: count }, () => server.fetch(path, token, { signal: gone.signal }).then((answer) => answers.push(answer)))
    return { answers, gone, all, statuses: () => answers.map(({ status }) => status).sort() }
  }
  /** Keeps every read of a table waiting until `release`. */
  async function hold(table: 'events' | 'places') {
    const client = await pool().connect()
    await client.query('BEGIN')
    await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
    return async () => {
      await client.query('ROLLBACK')
      client.release()
    }
  }
  async function metric(name: string) {
    const lines = (await (await server.fetch('/metrics', null)).text()).split('\n')
    return Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length) ?? 0)
  }
  const count = (status: number, route = '/api/events') =>
    metric(`gridsight_http_request_seconds_count{route="${route}",method="GET",status="${status}"}`)

  it('of one identity has room for a few requests and refuses the others, and nobody else waits for it', async () => {
    const token = server.tokens.wall
    expect((await server.fetch(FIGURE, token)).status).toBe(200)
    const release = await hold('events')
    const { answers, all, statuses } = ask(FIGURE, ROOM + 12, token)
    try {
      await vi.waitUntil(() => answers.length === 12, { timeout: 10_000 })
      expect(statuses()).toEqual(Array(12).fill(429))
      const refused = answers[0]
      expect(refused?.headers.get('retry-after')).toBe('1')
      if (refused) await expectProblem(refused, 429, 'rate_limited')
      expect((await server.fetch('/api/health', null)).status).toBe(200)
    } finally {
      await release()
    }
    await Promise.all(all)
    expect(statuses()).toEqual([...Array(ROOM).fill(200), ...Array(12).fill(429)])
  })

  it('of a large body waits before it is read, and is refused where there is no room', async () => {
    const room = allowanceOf('write', engine)
    const [line, rest] = [JSON.stringify(newEvent()), '\n'.repeat(300_000)]
    const statuses: (number | undefined)[] = []
    // bodies that are begun and not ended keep their places
    const begun = Array.from({ length: room.atOnce + room.waiting + 5 }, () => {
      const headers = {
        authorization: `Bearer ${server.tokens.reporter}`,
        'content-type': 'application/x-ndjson',
        'content-length': line.length + rest.length,
      }
      const request = http.request(new URL('/api/events', server.url), { method: 'POST', headers, agent: false })
      const answered = new Promise<void>((resolve) => {
        request.on('response', (answer) => {
          statuses.push(answer.statusCode)
          answer.resume()
          resolve()
        })
        request.on('error', () => resolve()) // a refused one whose connection was closed before all of it was sent
      })
      request.write(line)
      return { answered, end: () => request.end(rest) }
    })
    await vi.waitUntil(() => statuses.length === 5, { timeout: 10_000 })
    expect(statuses).toEqual(Array(5).fill(429))
    for (const { end } of begun) end()
    await Promise.all(begun.map(({ answered }) => answered))
    expect(statuses.filter((status) => status === 200)).toHaveLength(room.atOnce + room.waiting)
  })

  it('is answered whole, though it is written part by part', async () => {
    const token = server.tokens.supervisor
    const changes = await read(await server.fetch('/api/changes?since=0', token), Changes)
    if ('reset' in changes) throw new Error('a reset')
    const told = changes.changes.filter((change) => change.kind === 'event')
    expect(told.map(({ revision }) => revision)).toEqual(Array.from({ length: changes.revision }, (_, i) => i + 1))
    expect(told.filter(({ event, number }) => event?.number === number)).toHaveLength(changes.revision)
    const frame = decodeChanges(new Uint8Array(await (await server.fetch('/api/changes?since=0&form=frame', token)).arrayBuffer()))
    expect(frame.map(({ revision, number }) => [revision, number])).toEqual(told.map(({ revision, number }) => [revision, number]))
  })

  it('is not begun when its asker has gone', async () => {
    const token = server.tokens.supervisor
    expect((await server.fetch(FIGURE, token)).status).toBe(200)
    const before = await count(408)
    const release = await hold('events')
    const { answers, gone, all } = ask(FIGURE, ROOM + 1, token)
    try {
      await vi.waitUntil(() => answers.length === 1, { timeout: 10_000 }) // the refused one: all the others are in
      gone.abort()
      await Promise.allSettled(all)
      await vi.waitUntil(async () => (await count(408)) - before === waiting, { timeout: 10_000 })
    } finally {
      await release()
    }
    expect((await server.fetch(FIGURE, token)).status).toBe(200)
  })

  // in the one session of the embedded engine a lock keeps whoever comes waiting before they are known
  it.runIf(engine === 'postgresql')(
    'and other reads are a few at a time for each who asks, and are not begun when their asker has gone',
    async () => {
      const [token, other] = [server.tokens.wall, server.tokens.supervisor]
      const { atOnce: reads } = allowanceOf('any', engine)
      for (const path of ['/api/places', '/api/kpis']) for (const by of [token, other]) expect((await server.fetch(path, by)).status).toBe(200)
      const before = await count(408, '/api/places')
      const release = await hold('places')
      const { answers, gone, all } = ask('/api/places', reads + 10, token)
      try {
        const held = async () =>
          (
            await pool().query(
              `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%places%'`,
            )
          ).rows.length
        await vi.waitUntil(async () => (await held()) === reads, { timeout: 10_000 })
        expect((await server.fetch('/api/kpis', other)).status).toBe(200)
        // a request that had not come in yet would go uncounted
        await vi.waitUntil(async () => (await metric('gridsight_requests_waiting{kind="any"}')) === 10, { timeout: 10_000 })
        gone.abort()
        await Promise.allSettled(all)
        await vi.waitUntil(async () => (await count(408, '/api/places')) - before === 10, { timeout: 10_000 })
        expect(answers).toEqual([])
      } finally {
        await release()
      }
      expect((await server.fetch('/api/places', token)).status).toBe(200)
    },
  )
})
