import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Viewer } from '@/lib/domain/access'
import { expectProblem, read } from '@/lib/testing/answers'
import { startServer, type TestServer } from '@/lib/testing/server'
import { event } from '@/lib/testing/small-county'

describe('pages, sessions and strangers', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  const open = (path: string, headers: Record<string, string> = {}) => server.fetch(path, null, { redirect: 'manual', headers })
  /** A request whose Host header the test sets, which fetch does not allow. */
  const named = (path: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      request(new URL(path, server.url), { headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })

  it('the key of a screen becomes a cookie and leaves the address', async () => {
    const answer = await open(`/wall?key=${server.tokens.wall}&level=2`)
    expect(answer.status).toBe(303)
    expect(new URL(answer.headers.get('location') ?? '', server.url).href).toBe(`${server.url}/wall?level=2`)
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^gridsight_session=gs_[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
    const session = cookie.split(';')[0] ?? ''
    expect(await read(await open('/api/session', { cookie: session }), Viewer)).toMatchObject({ role: 'screen' })
    expect((await open('/wall', { cookie: session })).status).toBe(200)
    expect((await open('/api/snapshot', { cookie: `a=b; ${session}; c=d` })).status).toBe(200)
  })

  it('a key that is none, or of somebody who may write, opens nothing', async () => {
    for (const key of ['', 'x', 'gs_unknown', server.tokens.supervisor, server.tokens.reporter]) {
      const answer = await open(`/wall?key=${key}`)
      expect([answer.status, answer.headers.get('set-cookie')], key).toEqual([303, null])
    }
  })

  it('pages carry a strict policy, with a nonce of their own that their scripts have', async () => {
    const policies: string[] = []
    for (let i = 0; i < 2; i++) {
      const answer = await open('/wall', { cookie: `gridsight_session=${server.tokens.wall}` })
      const policy = answer.headers.get('content-security-policy') ?? ''
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      policies.push(policy)
      expect(policy).toMatch(/script-src 'self' 'nonce-[^']+' 'strict-dynamic';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe-eval')
      const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? []
      expect(scripts.length).toBeGreaterThan(0)
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`)
      expect(answer.headers.get('x-powered-by')).toBeNull()
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    }
    expect(policies[0]).not.toBe(policies[1])
  })

  it('what is not there is a page with a policy too, and an address with a key is cleaned everywhere', async () => {
    for (const path of ['/nothing', '/nothing.html', '/metrics.html', '/package.json', '/_next/image?url=%2Fapi%2Fhealth&w=64&q=75']) {
      const answer = await open(path)
      expect([answer.status, answer.headers.get('content-security-policy')], path).toEqual([404, expect.stringContaining("default-src 'self'")])
    }
    const answer = await open(`/x.html?key=${server.tokens.wall}`)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.not.stringContaining('key')])
  })

  it('whoever goes before a file is there keeps nobody out', async () => {
    const ask = `GET /browser-check.js HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`
    for (let i = 0; i < 4; i++) {
      const socket = connect(server.port, '127.0.0.1')
      socket.write(ask)
      await once(socket, 'data')
      socket.write(ask, () => socket.destroy())
      await once(socket, 'close')
    }
    expect((await open('/sign-in')).status).toBe(200)
  })

  it('routes and files carry the headers of security too', async () => {
    const page = await (await open('/sign-in')).text()
    const file = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? ''
    const token = { authorization: `Bearer ${server.tokens.wall}` }
    for (const path of ['/api/health', '/api/snapshot', '/api/events', '/api/nothing', '/metrics', file, '/sign-in', '/browser-check.js']) {
      const { status, headers } = await open(path, token)
      expect([path, status]).toEqual([path, path === '/api/nothing' ? 404 : 200])
      for (const [name, value] of Object.entries({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      }))
        expect([path, name, headers.get(name)]).toEqual([path, name, value])
      const policy = headers.get('content-security-policy')
      expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")])
      if (/^\/(api|metrics)/.test(path)) expect([path, policy]).toEqual([path, "default-src 'none'; frame-ancestors 'none'"])
    }
  })

  it('an offer of HTTP/2 on plain HTTP is ignored, and the request answered', async () => {
    expect(
      await named('/api/health', { host: 'localhost', connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' }),
    ).toBe(200)
    expect(await named('/api/health', { host: 'localhost', connection: 'Upgrade', upgrade: 'websocket' })).toBe(200)
    expect(await named('/wall', { host: 'localhost', connection: 'Upgrade', upgrade: 'websocket' })).toBe(401)
  })

  it('what breaks the policy of a page is told, and logged without what was searched for', async () => {
    const policy = (await open('/sign-in')).headers.get('content-security-policy')
    expect(policy).toContain('report-uri /api/csp-reports')
    const report = {
      'document-uri': `${server.url}/audit?actor=nobody-s-name`,
      'violated-directive': 'img-src',
      'blocked-uri': 'https://evil.example/x',
    }
    const send = (body: unknown) =>
      server.fetch('/api/csp-reports', null, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/csp-report' },
      })
    expect((await send({ 'csp-report': report })).status).toBe(204)
    await expectProblem(await send({ 'csp-report': 7 }), 400, 'invalid')
    await expectProblem(await send({ 'csp-report': { ...report, 'source-file': 'x'.repeat(30_000) } }), 413, 'too_large')
    const line =
      server
        .output()
        .split('\n')
        .find((said) => said.includes('broke its Content-Security-Policy')) ?? ''
    expect(JSON.parse(line)).toMatchObject({
      address: '127.0.0.1',
      directive: 'img-src',
      blocked: 'https://evil.example/x',
      page: `${server.url}/audit`,
    })
    expect(server.output()).not.toContain('nobody-s-name')
    const statuses: number[] = []
    for (let i = 0; i < 31; i++) statuses.push((await send({ 'csp-report': report })).status)
    expect([statuses[0], statuses.at(-1)]).toEqual([204, 429])
  })

  it('pages can only be read', async () => {
    const call = { method: 'POST', headers: { 'next-action': 'x'.repeat(42), cookie: `gridsight_session=${server.tokens.wall}` }, body: '[]' }
    await expectProblem(await server.fetch('/wall', null, call), 405, 'method_not_allowed')
  })

  it('a write with a cookie must come from a page of ours', async () => {
    const cookie = `gridsight_session=${server.tokens.wall}`
    const end = (headers: Record<string, string>) => server.fetch('/api/session', null, { method: 'DELETE', headers: { cookie, ...headers } })
    await expectProblem(await end({}), 403, 'bad_origin')
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `http://evil.example:${server.port}`]) {
      await expectProblem(await end({ origin }), 403, 'bad_origin')
    }
    const ended = await end({ origin: server.url })
    expect(ended.status).toBe(204)
    expect(ended.headers.get('set-cookie')).toMatch(/^gridsight_session=; Path=\/; Max-Age=0/)
    const body = JSON.stringify(event())
    const post = { method: 'POST', body, headers: { cookie, origin: server.url, 'content-type': 'application/json' } }
    await expectProblem(await server.fetch('/api/events', null, post), 403, 'forbidden')
  })

  it('a session can be opened by a page of ours and by no other', async () => {
    const enter = (key: string, headers: Record<string, string> = {}) =>
      server.fetch('/api/session', null, {
        method: 'POST',
        body: JSON.stringify({ key }),
        headers: { 'content-type': 'application/json', ...headers },
      })
    expect((await enter(server.tokens.wall, { origin: server.url })).headers.get('set-cookie')).toContain('HttpOnly')
    await expectProblem(await enter(server.tokens.wall, { origin: 'https://evil.example' }), 403, 'bad_origin')
    await expectProblem(await enter(server.tokens.reporter), 401, 'unauthenticated')
    await expectProblem(await enter(''), 400, 'invalid')
  })

  it('nobody comes in by another name', async () => {
    expect(await named('/api/health', { host: 'localhost' })).toBe(200)
    for (const host of ['evil.example', `evil.example:${server.port}`, '192.168.0.1']) expect(await named('/api/health', { host }), host).toBe(403)
  })
})
