import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { ApiRefused, makeApi, retryAfter } from './api'

const answer = { accepted: 1, updated: 0, duplicates: 0, rejected: [], logId: 'log', revision: 7 }
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

type Reply = (request: IncomingMessage, response: ServerResponse, body: string) => void
const say =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  (_request, response) =>
    response.writeHead(status, headers).end(JSON.stringify(body))

/** A server that gives these replies in turn, the last one for ever. */
async function serve(...replies: Reply[]): Promise<{ url: string; seen: { url: string; token: string; body: string }[]; port: number }> {
  const seen: { url: string; token: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    seen.push({ url: request.url ?? '', token: request.headers.authorization ?? '', body })
    replies[Math.min(seen.length, replies.length) - 1]?.(request, response, body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${port}/`, seen, port }
}

const caller = (url: string, waits: [string, number][] = []) => makeApi({ url, token: 'gs_secret', onWait: (why, ms) => void waits.push([why, ms]) })

test('posts events with its token and reads the answer', async () => {
  const { url, seen } = await serve(say(200, answer))
  expect(await caller(url).post([{ id: 1 }])).toEqual(answer)
  expect(seen).toEqual([{ url: '/api/events', token: 'Bearer gs_secret', body: '[{"id":1}]' }])
})

test('waits as long as a 429 asks, and tries again', async () => {
  const { url, seen } = await serve(say(429, {}, { 'retry-after': '0.2' }), say(200, answer))
  const waits: [string, number][] = []
  await caller(url, waits).post([])
  expect(waits).toEqual([['it answered 429', 200]])
  expect(seen).toHaveLength(2)
})

test.each([500, 502, 503, 504, 408])('a %i is tried again with back-off', async (status) => {
  const { url, seen } = await serve(say(status, { title: 'later' }), say(status, {}), say(200, answer))
  const waits: [string, number][] = []
  await caller(url, waits).post([])
  expect(seen).toHaveLength(3)
  expect(waits[0]?.[1]).toBeLessThanOrEqual(250)
  expect(waits[1]?.[1]).toBeGreaterThanOrEqual(250)
})

test('a connection that is cut is tried again', async () => {
  const { url, seen } = await serve((request) => request.socket.destroy(), say(200, answer))
  await caller(url).post([])
  expect(seen).toHaveLength(2)
})

test('nobody there: gives up when its patience ends, with the reason', async () => {
  const { url, port } = await serve(say(200, answer))
  for (const close of closers.splice(0)) await close()
  const api = makeApi({ url, token: 't', patienceMs: 300 })
  await expect(api.post([])).rejects.toThrow(new RegExp(`127.0.0.1:${port} did not answer .*ECONNREFUSED`))
})

test('rows that were all refused are an answer, not a fault', async () => {
  const refused = { ...answer, accepted: 0, rejected: [{ index: 0, code: 'outside_area', message: 'far away' }] }
  const { url } = await serve(say(422, { type: 'urn:x', title: 'nothing accepted', ...refused }))
  expect(await caller(url).post([{}])).toEqual(refused)
})

test.each([
  [401, 'The token is unknown, expired or revoked.'],
  [403, 'Not yours.'],
  [413, 'Too large.'],
])('a %i is final, and says why', async (status, title) => {
  const { url, seen } = await serve(say(status, { title }))
  const fault = await caller(url)
    .post([])
    .catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(ApiRefused)
  expect(fault).toMatchObject({ status, message: expect.stringContaining(title) })
  expect(seen).toHaveLength(1)
})

test('get parses, and 404 is null', async () => {
  const { url } = await serve(say(200, { n: 3 }), say(404, {}), say(200, { n: 'three' }))
  const api = caller(url)
  expect(await api.get('/x', z.object({ n: z.number() }))).toEqual({ n: 3 })
  expect(await api.get('/x', z.object({ n: z.number() }))).toBeNull()
  await expect(api.get('/x', z.object({ n: z.number() }))).rejects.toThrow()
})

test('an aborted wait ends at once', async () => {
  const stop = new AbortController()
  const { url } = await serve(say(503, {}, { 'retry-after': '3600' }))
  const api = makeApi({ url, token: 't', signal: stop.signal, onWait: () => setImmediate(() => stop.abort(new Error('enough'))) })
  await expect(api.post([])).rejects.toThrow('enough')
})

test('Retry-After is seconds or a date', () => {
  expect(retryAfter('2')).toBe(2000)
  expect(retryAfter('Tue, 24 Nov 2026 08:00:03 GMT', Date.parse('2026-11-24T08:00:00Z'))).toBe(3000)
  expect(retryAfter('Tue, 24 Nov 2026 07:00:00 GMT', Date.parse('2026-11-24T08:00:00Z'))).toBe(0)
  expect(retryAfter(null)).toBeNull()
  expect(retryAfter('soon')).toBeNull()
})
