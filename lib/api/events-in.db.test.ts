import { randomUUID } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SaveResult } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { Snapshot } from '@/lib/domain/wire'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent, spot } from '@/lib/testing/small-county'

const json = { 'content-type': 'application/json' }

describe.each(enginesOfThisFile())('POST /api/events (%s)', (engine) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ engine })
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  const send = (body: BodyInit, headers: Record<string, string> = json, token: string | null = server.tokens.reporter) =>
    server.fetch('/api/events', token, { method: 'POST', body, headers, ...{ duplex: 'half' } })
  const result = async (answer: Promise<Response>, status = 200) => read(await answer, SaveResult, status)

  it('takes one, and shows it at once by uuid, case number and number', async () => {
    const one = newEvent({ title: '楼道堆物', urgency: 2 })
    const saved = await result(server.post(one))
    expect(saved).toMatchObject({ accepted: 1, updated: 0, duplicates: 0, rejected: [] })
    const shown = await read(await server.fetch(`/api/events/${one.id}`, server.tokens.supervisor), EventDetail)
    expect(shown).toMatchObject({ id: one.id, title: '楼道堆物', urgency: 2, grid: '411324001101001', status: 'open', revision: saved.revision })
    for (const name of [shown.caseNumber, String(shown.number)]) {
      expect((await read(await server.fetch(`/api/events/${name}`, server.tokens.supervisor), EventDetail)).id).toBe(one.id)
    }
  })

  it('knows a repeat, an update, and a conflict', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
    const one = newEvent({ occurredAt: ago(50), updatedAt: ago(40) })
    const first = await result(server.post(one))
    expect(await result(server.post(one))).toMatchObject({ accepted: 0, duplicates: 1, revision: first.revision })
    const later = { ...one, updatedAt: ago(10), handledAt: ago(20) }
    expect(await result(server.post(later))).toMatchObject({ accepted: 0, updated: 1, revision: first.revision + 1 })
    expect(await result(server.post(one))).toMatchObject({ duplicates: 1 })
    const other = await expectProblem(await server.post({ ...one, updatedAt: undefined, urgency: 1 }), 422, 'nothing_accepted')
    expect(other).toMatchObject({ rejected: [{ index: 0, id: one.id, code: 'conflict' }] })
  })

  it('keeps the good rows of a batch and names each bad one', async () => {
    const rows = [
      newEvent(),
      newEvent({ type: 'none' }),
      newEvent({ position: undefined, grid: '999' }),
      newEvent({ position: [0, 0] }),
      { ...newEvent(), crs: 'EPSG:9999' },
      newEvent({ occurredAt: '2999-01-01T00:00:00Z' }),
      newEvent({ occurredAt: '1999-12-31T23:59:59Z' }),
      { id: 'x' },
      null,
      newEvent({ position: undefined, grid: '411324002' }),
    ]
    const saved = await result(server.post(rows))
    expect(saved.accepted).toBe(2)
    expect(saved.rejected.map((r) => [r.index, r.code])).toEqual([
      [1, 'unknown_type'],
      [2, 'unknown_grid'],
      [3, 'outside_area'],
      [4, 'unknown_crs'],
      [5, 'in_future'],
      [6, 'too_old'],
      [7, 'invalid'],
      [8, 'invalid'],
    ])
  })

  it('takes NDJSON, and a line that is none is a row that is refused', async () => {
    const text = `${JSON.stringify(newEvent())}\r\n\n{"id":\n${JSON.stringify(newEvent())}\n`
    const saved = await result(send(text, { 'content-type': 'application/x-ndjson' }))
    expect(saved).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'invalid' }] })
  })

  it('shows what it answered to whoever reads next', async () => {
    for (let i = 0; i < 20; i++) {
      const { revision, logId } = await result(server.post(newEvent({ position: spot(i % 4, 0, 0.01 * i) })))
      const snapshot = await read(await server.fetch('/api/snapshot', server.tokens.supervisor), Snapshot)
      expect(snapshot.logId).toBe(logId)
      expect(snapshot.revision).toBeGreaterThanOrEqual(revision)
    }
  })

  describe('refuses', () => {
    const bad: [what: string, body: () => BodyInit, headers: Record<string, string>, status: number, code: string][] = [
      ['an empty body', () => '', json, 400, 'malformed'],
      ['no JSON', () => '{"id":', json, 400, 'malformed'],
      ['NaN', () => '[NaN]', json, 400, 'malformed'],
      ['bytes that are no UTF-8', () => new Uint8Array([0x5b, 0xff, 0xfe, 0x5d]), json, 400, 'malformed'],
      ['UTF-16', () => new Uint8Array([0xff, 0xfe, 0x5b, 0, 0x5d, 0]), json, 400, 'malformed'],
      ['a form', () => new URLSearchParams({ a: 'b' }), {}, 415, 'unsupported_media_type'],
      ['plain text', () => '[]', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
      ['another charset', () => '[]', { 'content-type': 'application/json; charset=gbk' }, 415, 'unsupported_media_type'],
      ['a packed body', () => 'x', { ...json, 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
      ['an empty array', () => '[]', json, 422, 'nothing_accepted'],
      ['null', () => 'null', json, 422, 'nothing_accepted'],
      ['a number', () => '5', json, 422, 'nothing_accepted'],
      ['a text', () => '"event"', json, 422, 'nothing_accepted'],
      ['an array of arrays', () => '[[[[[]]]]]', json, 422, 'nothing_accepted'],
      ['what is nested 100,000 deep', () => '['.repeat(100_000) + ']'.repeat(100_000), json, 422, 'nothing_accepted'],
      [
        'infinite numbers',
        () => JSON.stringify(newEvent()).replace(/"position":\[[^\]]*\]/, '"position":[1e999,-1e999]'),
        json,
        422,
        'nothing_accepted',
      ],
      ['a text of 9 MB', () => JSON.stringify({ ...newEvent(), title: 'x'.repeat(9_000_000) }), json, 422, 'nothing_accepted'],
      ['a text with NUL', () => JSON.stringify(newEvent({ title: 'a\u0000b' })), json, 422, 'nothing_accepted'],
      ['a source with NUL', () => JSON.stringify(newEvent({ source: '\u0000' })), json, 422, 'nothing_accepted'],
      ['dates that are none', () => JSON.stringify(newEvent({ occurredAt: '2026-02-30T00:00:00Z' })), json, 422, 'nothing_accepted'],
      ['a time without an offset', () => JSON.stringify(newEvent({ occurredAt: '2026-01-01T00:00:00' })), json, 422, 'nothing_accepted'],
      ['a year of six digits', () => JSON.stringify(newEvent({ occurredAt: '+275760-09-13T00:00:00Z' })), json, 422, 'nothing_accepted'],
      ['a position of three', () => JSON.stringify({ ...newEvent(), position: [1, 2, 3] }), json, 422, 'nothing_accepted'],
      ['a position of texts', () => JSON.stringify({ ...newEvent(), position: ['112.2', '33'] }), json, 422, 'nothing_accepted'],
      ['neither position nor grid', () => JSON.stringify(newEvent({ position: undefined })), json, 422, 'nothing_accepted'],
      ['an id that is none', () => JSON.stringify({ ...newEvent(), id: "'; DROP TABLE events; --" }), json, 422, 'nothing_accepted'],
      ['an urgency of 0', () => JSON.stringify({ ...newEvent(), urgency: 0 }), json, 422, 'nothing_accepted'],
      ['5,001 events', () => JSON.stringify(Array.from({ length: 5_001 }, () => 0)), json, 413, 'too_large'],
      ['5,001 lines', () => '0\n'.repeat(5_001), { 'content-type': 'application/x-ndjson' }, 413, 'too_large'],
      ['a million elements', () => `[${'0,'.repeat(999_999)}0]`, json, 413, 'too_large'],
      ['11 MB', () => `[${' '.repeat(11_000_000)}]`, json, 413, 'too_large'],
    ]
    it.each(bad)('%s', async (_, body, headers, status, code) => {
      await expectProblem(await send(body(), headers), status, code)
    })

    it('11 MB without a length', async () => {
      let left = 11
      const chunk = new Uint8Array(1_000_000).fill(32)
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (left-- > 0) controller.enqueue(chunk)
          else controller.close()
        },
      })
      await expectProblem(await send(stream), 413, 'too_large')
    })

    it('whoever has no token, or one that may not send', async () => {
      await expectProblem(await send('[]', json, null), 401, 'unauthenticated')
      await expectProblem(await send('[]', json, 'gs_nobody'), 401, 'unauthenticated')
      for (const role of ['screen', 'viewer', 'auditor', 'handler'] as const) {
        await expectProblem(await server.post(newEvent(), await server.makeToken(role)), 403, 'forbidden')
      }
    })

    it('events outside the scope, by name', async () => {
      const token = await server.makeToken('reporter', '411324002')
      const refused = await expectProblem(await server.post(newEvent(), token), 422, 'nothing_accepted')
      expect(refused).toMatchObject({ accepted: 0, rejected: [{ index: 0, code: expect.stringMatching(/outside_area|unknown_grid/) }] })
      expect(await result(server.post(newEvent({ position: spot(5, 0) }), token))).toMatchObject({ accepted: 1 })
    })

    it('other methods', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const answer = await server.fetch('/api/events', server.tokens.reporter, { method })
        expect(answer.headers.get('allow')).toBe('GET, POST')
        await expectProblem(answer, 405, 'method_not_allowed')
      }
    })
  })

  it('stands uploads that are cut off', async () => {
    for (const cut of [0, 5, 500]) {
      const body = JSON.stringify([newEvent({ description: 'x'.repeat(1_000) })])
      const socket = connect(server.port, '127.0.0.1')
      socket.on('error', () => {})
      const head = `POST /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${server.tokens.reporter}\r\nContent-Type: application/json\r\n`
      socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, cut)}`)
      await new Promise((resolve) => socket.once('connect', resolve))
      socket.destroy()
      // the same, but it says that nothing more comes and waits for the answer
      const half = connect(server.port, '127.0.0.1')
      half.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, cut)}`)
      half.end()
      const answer = await new Promise<string>((resolve) => {
        let text = ''
        half.on('data', (data) => {
          text += data.toString()
        })
        half.on('error', () => resolve(text))
        half.on('close', () => resolve(text))
      })
      if (answer) expect(answer).toMatch(/^HTTP\/1.1 4/)
    }
    expect(await result(server.post(newEvent({ id: randomUUID() })))).toMatchObject({ accepted: 1 })
    expect(server.output()).not.toMatch(/a request failed|a page failed|nobody expected/)
  })
})
