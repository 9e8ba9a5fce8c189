import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Route, Routes } from '@/lib/domain/route'
import { authRoutes } from '@/lib/domain/routes/auth'
import { setRuntime } from '@/lib/live/runtime'
import { expectProblem, read } from '@/lib/testing/answers'
import { testRuntime } from '@/lib/testing/runtime'
import { servePerson, servePublic, serveViewer } from './route'
import { answer, findRoute, served } from './routes'

const lines: string[] = []
beforeAll(() => setRuntime(testRuntime({ log: pino({ level: 'info' }, { write: (line) => lines.push(line) }) })))
afterAll(() => setRuntime(null))

const request = (method: string, at: string, init: RequestInit = {}) => new Request(`http://localhost${at}`, { method, ...init })
const found = (method: string, at: string) => {
  const place = findRoute(method, at)
  return place && [place.one.route.path, place.params]
}

const isRoute = (one: Route | Routes): one is Route => 'path' in one

it('serves every route that is described, once', async () => {
  const folder = path.resolve(import.meta.dirname, '../domain/routes')
  const described: Route[] = []
  for (const file of readdirSync(folder)) {
    const module: Record<string, Route | Routes> = await import(path.join(folder, file))
    const exported = Object.entries(module).filter(([name]) => /Routes?$/.test(name))
    expect(exported, file).toHaveLength(1)
    described.push(...exported.flatMap(([, one]) => (isRoute(one) ? [one] : Object.values(one))))
  }
  const name = ({ method, path: at }: Route) => `${method} ${at}`
  expect(served.map(({ route }) => name(route)).sort()).toEqual(described.map(name).sort())
  expect(new Set(described.map(name)).size).toBe(described.length)
})

describe('a path', () => {
  it('finds its route, with what stands in its variable parts', () => {
    expect(found('GET', '/api/events')).toEqual(['/api/events', {}])
    expect(found('GET', '/api/events/near')).toEqual(['/api/events/near', {}])
    expect(found('GET', '/api/events/41')).toEqual(['/api/events/{id}', { id: '41' }])
    expect(found('GET', '/api/events/%E9%95%87%2F1')).toEqual(['/api/events/{id}', { id: '镇/1' }])
    expect(found('GET', '/api/basemap/files/a/b%20c.pmtiles')).toEqual(['/api/basemap/files/{path...}', { path: ['a', 'b c.pmtiles'] }])
  })
  it('finds nothing elsewhere', () => {
    for (const at of [
      '/api',
      '/api/',
      '/api/event',
      '/api/events/',
      '/api/events/1/',
      '/api/events/1/2',
      '/api/events//reveal',
      '/api/basemap/files',
      '/api/basemap/files/',
    ])
      expect(found('GET', at), at).toBeNull()
    expect(found('POST', '/api/kpis')).toBeNull()
    // a part that is no UTF-8 is what it is
    expect(found('GET', '/api/events/%ff')).toEqual(['/api/events/{id}', { id: '%ff' }])
  })
  it('refuses other methods and names its own', async () => {
    const refused = await answer(request('DELETE', '/api/events'))
    expect(refused.headers.get('allow')).toBe('GET, POST')
    await expectProblem(refused, 405, 'method_not_allowed')
    const options = await answer(request('OPTIONS', '/api/events/7'))
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET'])
    await expectProblem(await answer(request('GET', '/api/nothing')), 404, 'not_found')
    expect((await answer(request('HEAD', '/api/openapi.json'))).status).toBe(200)
  })
})

describe('a route', () => {
  it('asks for a token', async () => {
    const { answer: closed } = serveViewer(authRoutes.whoAmI, ({ viewer }) => viewer)
    for (const authorization of [undefined, '', 'Basic eDp5', 'Bearer', 'Bearer  ', 'Bearer a b', 'Bearer short']) {
      const asked = request('GET', '/api/session', authorization === undefined ? {} : { headers: { authorization } })
      await expectProblem(await closed(asked, {}), 401, 'unauthenticated')
    }
    const { answer: own } = servePerson(authRoutes.stayActive, () => undefined)
    await expectProblem(await own(request('POST', '/api/auth/active'), {}), 401, 'unauthenticated')
  })

  const Sum = z.object({ sum: z.number() })
  const route = {
    method: 'POST',
    path: '/api/sums/{of}',
    access: 'public',
    summary: 'for this test',
    params: z.object({ of: z.string().check(z.regex(/^[a-z]+$/)) }),
    query: z.object({ times: z.optional(z.literal('2')) }),
    body: { json: { Terms: z.array(z.number()) }, limit: 40 },
    answer: { says: 'the sum', status: 201, json: { Sum } },
  } as const satisfies Route
  const { answer: sum } = servePublic(route, async ({ params, query, body }) => {
    const { of } = params()
    const times = Number(query().times ?? 1)
    const terms = await body()
    if (of === 'nothing') return new Response(null, { status: 418 })
    return { sum: times * terms.reduce((a, b) => a + b, 0) }
  })
  const post = (body: string, { search = '', of = 'numbers', type = 'application/json' } = {}) =>
    sum(request('POST', `/api/sums/${of}${search}`, { body, headers: { 'content-type': type } }), { of })

  it('parses what its description says, and answers in its form', async () => {
    expect(await read(await post('[1,2]'), Sum, 201)).toEqual({ sum: 3 })
    expect(await read(await post('[1,2]', { search: '?times=2', type: 'Application/JSON; charset=utf-8' }), Sum, 201)).toEqual({ sum: 6 })
    expect((await post('[]', { of: 'nothing' })).status).toBe(418)
  })
  it('refuses anything else', async () => {
    await expectProblem(await post('[1,"2"]'), 400, 'invalid')
    await expectProblem(await post('[1', {}), 400, 'malformed')
    await expectProblem(await post('[1]', { search: '?times=3' }), 400, 'invalid')
    await expectProblem(await post('[1]', { of: 'A1' }), 400, 'invalid')
    await expectProblem(await post('[1]', { type: 'text/plain' }), 415, 'unsupported_media_type')
    await expectProblem(await post('[1]', { type: 'application/json-seq' }), 415, 'unsupported_media_type')
    await expectProblem(await post(`[${'1,'.repeat(30)}1]`), 413, 'too_large')
    expect(lines).toEqual([])
  })
  it('answers nothing with 204', async () => {
    const { answer: done } = servePublic({ ...route, answer: { says: 'done' } }, () => undefined)
    expect((await done(request('POST', '/api/sums/x'), { of: 'x' })).status).toBe(204)
  })
  it('of this machine is for its programs, and for whoever has a token', async () => {
    const local = { method: 'GET', path: '/metrics', access: 'local', summary: 'for this test', answer: { says: 'nothing' } } as const satisfies Route
    const { answer: here } = servePublic(local, () => undefined)
    expect((await here(request('GET', '/metrics', { headers: { 'x-gridsight-local': '1' } }), {})).status).toBe(204)
    await expectProblem(await here(request('GET', '/metrics'), {}), 401, 'unauthenticated')
  })
})
