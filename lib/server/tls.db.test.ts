import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gridsight } from '@/lib/testing/cli'
import { copyDataFolder } from '@/lib/testing/database'
import { preparePages } from '@/lib/testing/server'
import { launch } from '@/lib/testing/server-process'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-tls-'))
const [cert, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')]
const made = spawnSync('openssl', [
  'req',
  '-x509',
  '-newkey',
  'rsa:2048',
  '-nodes',
  '-keyout',
  key,
  '-out',
  cert,
  '-days',
  '2',
  '-subj',
  '/CN=localhost',
])

// The certificate is made by the test, so without openssl on the machine it cannot run.
describe.skipIf(made.status !== 0)('TLS', () => {
  let server: Awaited<ReturnType<typeof launch>>
  let data: string
  beforeAll(async () => {
    await preparePages()
    data = await copyDataFolder()
    server = await launch({ GRIDSIGHT_DEMO: 'off', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'warn', DATA_DIR: data, TLS_CERT: cert, TLS_KEY: key })
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => server.child.once('close', resolve))
    server.child.kill('SIGTERM')
    expect(await ended).toBe(0)
    for (const made of [folder, data]) rmSync(made, { recursive: true, force: true })
  })

  const get = (at: string, headers: Record<string, string> = {}, body?: string) =>
    new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>((resolve, reject) => {
      request(new URL(at, server.url), { rejectUnauthorized: false, headers, method: body === undefined ? 'GET' : 'POST' }, (answer) => {
        let text = ''
        answer.on('data', (part: Buffer) => {
          text += part.toString()
        })
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
      })
        .on('error', reject)
        .end(body)
    })

  it('is spoken by the server itself, whose cookies then never leave it', async () => {
    expect(server.url).toMatch(/^https:/)
    expect(JSON.parse((await get('/api/health')).text)).toMatchObject({ status: 'ready' })
    const key = /wall\?key=(\S+)/.exec(server.output())?.[1]
    const opened = await get(`/wall?key=${key}`)
    expect(opened.status).toBe(303)
    expect(String(opened.headers['set-cookie'])).toMatch(/^__Host-gridsight_session=.*; Path=\/; .*HttpOnly; SameSite=Lax; Secure$/)
    // walls keep the cookie of the plain name that they were given before
    for (const name of ['__Host-gridsight_session', 'gridsight_session'])
      expect((await get('/api/session', { cookie: `${name}=${key}` })).status, name).toBe(200)
    for (const at of ['/wall', '/api/health', '/api/snapshot', '/metrics'])
      expect((await get(at)).headers['strict-transport-security'], at).toBe('max-age=31536000')
    const made = await gridsight(['user', 'create', '--name', 'anna', '--role', 'viewer', '--within', 'all'], { DATA_DIR: data })
    const credentials = JSON.stringify({ username: 'anna', password: made.out.trim() })
    const entered = await get('/api/auth/sign-in', { 'content-type': 'application/json' }, credentials)
    const session = /^__Host-gridsight_account=([^;]+);.*Secure$/.exec(String(entered.headers['set-cookie']))?.[1]
    expect((await get('/api/session', { cookie: `__Host-gridsight_account=${session}` })).status).toBe(200)
    expect((await get('/api/session', { cookie: `gridsight_account=${session}` })).status).toBe(401)
    expect((await get('/api/health', { connection: 'Upgrade', upgrade: 'h2c' })).status).toBe(200)
    await expect(fetch(server.url.replace('https:', 'http:'))).rejects.toThrow()
  })
})
