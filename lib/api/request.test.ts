import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Problem } from '@/lib/domain/problem'
import { makeMetrics } from '@/lib/live/metrics'
import { setRuntime } from '@/lib/live/runtime'
import { testRuntime } from '@/lib/testing/runtime'
import { countRequest, REQUESTS_PER_SECOND } from './limits'
import { handle, handleOpen, json, otherMethods, parseQuery } from './request'

const lines: string[] = []
const context = { params: Promise.resolve({}) }
const call = (url = 'http://localhost/api/x', init: RequestInit = {}) => new Request(url, init)

beforeEach(() => {
  lines.length = 0
  setRuntime(testRuntime({ log: pino({ level: 'info' }, { write: (line) => lines.push(line) }), metrics: makeMetrics() }))
})
afterEach(() => setRuntime(null))

describe('a route', () => {
  it('answers a problem by its code, with the headers that belong to it', async () => {
    const failing = (problem: Problem) => handleOpen('x', () => Promise.reject(problem))(call(), context)
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

  it('knows a problem of another instance of the module', async () => {
    const foreign = Object.assign(new Error('gone'), {
      name: 'Problem',
      code: 'unavailable',
      status: 503,
      extra: {},
      toJSON: () => ({ code: 'unavailable', status: 503 }),
    })
    expect((await handleOpen('x', () => Promise.reject(foreign))(call(), context)).status).toBe(503)
  })

  it('tells nothing of a fault but to the log, under the same id', async () => {
    const answer = await handleOpen('x', () => Promise.reject(new TypeError('a secret thing')))(call(), context)
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toContain('secret')
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('a secret thing')
    expect(lines[0]).toContain(answer.headers.get('x-request-id'))
  })

  it('calls a lost database unavailable', async () => {
    const lost = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    const answer = await handleOpen('x', () => Promise.reject(lost))(call(), context)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'unavailable' })
  })

  it('asks for a token', async () => {
    const closed = handle('x', () => json({}))
    for (const authorization of [undefined, '', 'Basic eDp5', 'Bearer', 'Bearer  ', 'Bearer a b', 'Bearer short']) {
      const answer = await closed(call('http://localhost/', authorization === undefined ? {} : { headers: { authorization } }), context)
      expect(answer.status, authorization).toBe(401)
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
    }
  })

  it('refuses other methods and names its own', async () => {
    const answer = await otherMethods('GET', 'POST').DELETE(call('http://localhost/', { method: 'DELETE' }), context)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, POST')
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
