import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Problem } from '@/lib/domain/problem'
import { makeMetrics } from '@/lib/live/metrics'
import { setRuntime } from '@/lib/live/runtime'
import { testRuntime } from '@/lib/testing/runtime'
import { countRequest, REQUESTS_PER_SECOND } from './limits'
import { answerSafely, parseQuery, Whole } from './request'

const lines: string[] = []
const call = (url = 'http://localhost/api/x', init: RequestInit = {}) => new Request(url, init)

beforeEach(() => {
  lines.length = 0
  setRuntime(testRuntime({ log: pino({ level: 'info' }, { write: (line) => lines.push(line) }), metrics: makeMetrics() }))
})
afterEach(() => setRuntime(null))

describe('a request', () => {
  const answer = (run: () => Promise<Response>) => answerSafely('x', call(), run)
  it('is answered a problem by its code, with the headers that belong to it', async () => {
    const failing = (problem: Problem) => answer(() => Promise.reject(problem))
    const missing = await failing(new Problem('not_found', 'nothing here', { hint: 1 }))
    expect(missing.status).toBe(404)
    expect(missing.headers.get('content-type')).toBe('application/problem+json')
    expect(await missing.json()).toEqual({
      type: 'urn:gridsight:problem:not_found',
      title: 'nothing here',
      status: 404,
      code: 'not_found',
      hint: 1,
      requestId: missing.headers.get('x-request-id'),
    })
    expect((await failing(new Problem('unauthenticated', 'x'))).headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect((await failing(new Problem('starting', 'x'))).headers.get('retry-after')).toBe('1')
    expect((await failing(new Problem('rate_limited', 'x', { retryAfter: 3 }))).headers.get('retry-after')).toBe('3')
  })

  it('is answered a problem of another instance of the module', async () => {
    const foreign = Object.assign(new Error('gone'), {
      name: 'Problem',
      code: 'unavailable',
      status: 503,
      extra: {},
      toJSON: () => ({ code: 'unavailable', status: 503 }),
    })
    expect((await answer(() => Promise.reject(foreign))).status).toBe(503)
  })

  it('is answered as a whole, which can be read as any answer can and goes on as it is', async () => {
    for (const content of ['{"网格":"涅阳"}', Buffer.from('{"网格":"涅阳"}')]) {
      const headers = { 'Content-Type': 'application/json' }
      const answered = await answer(async () => new Whole(content, { status: 201, headers }))
      expect(answered).toMatchObject({ status: 201, content })
      expect([...answered.headers.keys()]).toContain('x-request-id')
      const copy = answered.clone()
      expect(answered.bodyUsed).toBe(false)
      expect(await answered.json()).toEqual({ 网格: '涅阳' })
      expect(answered.bodyUsed).toBe(true)
      expect(copy).toMatchObject({ status: 201, headers: answered.headers })
      expect(await copy.blob()).toMatchObject({ size: Buffer.byteLength(content), type: 'application/json' })
    }
  })

  it('is told nothing of a fault; the log is, under the same id', async () => {
    const failed = await answer(() => Promise.reject(new TypeError('a secret thing')))
    const text = await failed.text()
    expect(failed.status).toBe(500)
    expect(text).not.toContain('secret')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('a secret thing')
    expect(lines[0]).toContain(failed.headers.get('x-request-id'))
  })

  it('is told that a lost database is unavailable', async () => {
    const lost = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const answered = await answer(() => Promise.reject(lost))
    expect(answered.status).toBe(503)
    expect(await answered.json()).toMatchObject({ code: 'unavailable' })
  })
})

it('names the parameter that cannot be used', () => {
  const Query = z.object({ limit: z.optional(z.string().check(z.regex(/^\d+$/))) })
  expect(parseQuery(Query, new URL('http://x/?limit=5&other=1'))).toEqual({ limit: '5' })
  for (const search of ['?limit=5%00', '?other=%00', '?limit=5&ot%00her=1'])
    expect(() => parseQuery(Query, new URL(`http://x/${search}`))).toThrowError(expect.objectContaining({ code: 'invalid' }))
  for (const search of ['?limit=x', '?limit=1&limit=2']) {
    expect(() => parseQuery(Query, new URL(`http://x/${search}`))).toThrowError(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining('limit') }),
    )
  }
})

it('lets a token make so many requests a second and no more', async () => {
  const made = await Promise.allSettled(Array.from({ length: REQUESTS_PER_SECOND + 50 }, () => countRequest('one')))
  const refused = made.filter((m) => m.status === 'rejected')
  expect(refused).toHaveLength(50)
  expect(refused[0]?.reason).toMatchObject({ code: 'rate_limited', extra: { retryAfter: 1 } })
  await expect(countRequest('another')).resolves.toBeUndefined()
})
