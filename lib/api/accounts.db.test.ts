import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { changeAccount, createAccount, findAccount, resetPassword } from '@/lib/db/accounts/accounts'
import { revokeSessions } from '@/lib/db/accounts/sessions'
import { pool } from '@/lib/db/engine/pool'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { Viewer } from '@/lib/domain/access'
import { AccountMade, AccountRow, Accounts, Activity, SecondFactor, Sessions, SignedIn, SteppedUp } from '@/lib/domain/account'
import { AuditPage } from '@/lib/domain/audit'
import { SaveResult } from '@/lib/domain/event'
import { expectProblem, read } from '@/lib/testing/answers'
import { enginesOfThisFile } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { event } from '@/lib/testing/small-county'
import { connectSocket, type Subscriber } from '@/lib/testing/subscriber'
import { totp } from '@/lib/testing/totp'
import { WAIT_MS } from '@/lib/testing/wait'

const by = { actor: { id: 'cli', name: 'test', role: null } }
const PASSWORD = 'Right-password-1'
type Role = z.infer<typeof AccountRow>['role'] & Parameters<typeof createAccount>[0]['role']

describe.each(enginesOfThisFile())('accounts over HTTP and the socket (%s)', (engine) => {
  let server: TestServer
  const open: Subscriber[] = []
  beforeAll(async () => {
    server = await startServer({ engine })
    await make('audit', 'auditor', '')
    auditor = (await enter('audit')).cookie
  })
  afterEach(() => {
    for (const subscriber of open.splice(0)) subscriber.close()
  })
  afterAll(async () => {
    expect(await server.stop()).toBe(0)
  })

  const make = async (username: string, role: Role, ...prefixes: string[]) =>
    (await createAccount({ username, name: username, role, scope: { kind: 'grids', prefixes }, password: PASSWORD }, by)).account
  const call = (at: string, method: string, body: unknown, headers: Record<string, string> = {}) =>
    server.fetch(at, null, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    })
  const signIn = (username: string, password = PASSWORD, code?: string) => call('/api/auth/sign-in', 'POST', { username, password, code })
  const cookieOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .find((c) => c.startsWith('gridsight_account='))
      ?.split(';')[0] ?? ''
  async function enter(username: string, code?: string): Promise<{ cookie: string; viewer: Viewer; start: string }> {
    const answer = await signIn(username, PASSWORD, code)
    const { start, ...viewer } = await read(answer, SignedIn)
    return { cookie: cookieOf(answer), viewer, start }
  }
  const as = (cookie: string) => ({
    get: (at: string) => server.fetch(at, null, { headers: { cookie } }),
    send: (at: string, body: unknown, method = 'POST') => call(at, method, body, { cookie }),
  })
  const actions = async (actor: string) => {
    const { rows } = await read(await as(auditor).get(`/api/audit?actor=${actor}&limit=500`), AuditPage)
    return rows.map((row) => row.action).reverse()
  }
  let auditor = ''

  it('a person signs in by a cookie that scripts cannot read, and is who they are everywhere', async () => {
    const { id } = await make('anna', 'dispatcher', '411324001')
    const answer = await signIn('anna')
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^gridsight_account=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)])
    const { get, send } = as(cookieOf(answer))
    expect(await read(await get('/api/session'), Viewer)).toMatchObject({ id, userId: id, role: 'dispatcher', scope: { prefixes: ['411324001'] } })
    expect((await get('/api/snapshot')).status).toBe(200)
    expect((await get('/wall')).status).toBe(200)
    const sent = await send('/api/events', event({ occurredAt: new Date().toISOString() }))
    expect((await read(sent, SaveResult)).accepted).toBe(1)
    expect(await actions(id)).toContain('session.opened')
  })

  it('a write by cookie comes from a page of this server', async () => {
    await make('berta', 'dispatcher', '411324001')
    const { cookie } = await enter('berta')
    const post = (origin: Record<string, string>) =>
      server.fetch('/api/auth/sign-out', null, { method: 'POST', body: '{}', headers: { cookie, 'content-type': 'application/json', ...origin } })
    await expectProblem(await post({ origin: 'https://evil.example' }), 403, 'bad_origin')
    await expectProblem(await post({}), 403, 'bad_origin')
    await expectProblem(
      await call('/api/auth/sign-in', 'POST', { username: 'berta', password: PASSWORD }, { origin: 'https://evil.example' }),
      403,
      'bad_origin',
    )
    expect((await as(cookie).get('/api/session')).status).toBe(200)
    expect((await post({ origin: server.url })).status).toBe(204)
    await expectProblem(await as(cookie).get('/api/session'), 401, 'unauthenticated')
  })

  it('a wrong password, a name that nobody has, and a lock cannot be told apart', async () => {
    const { id } = await make('lotte', 'viewer', '')
    const told = async (answer: Response) => {
      const problem = await expectProblem(answer, 401, 'unauthenticated')
      return [problem.title, answer.headers.getSetCookie(), Object.keys(problem).sort()]
    }
    const wrong = await told(await signIn('lotte', 'Wrong-password-1'))
    for (let i = 0; i < 4; i++) expect(await told(await signIn('lotte', 'Wrong-password-1'))).toEqual(wrong)
    expect((await findAccount(id))?.lockedUntil).not.toBeNull()
    expect(await told(await signIn('lotte'))).toEqual(wrong)
    expect(await told(await signIn('nobody-at-all'))).toEqual(wrong)
    expect(await actions(id)).toEqual([...Array(5).fill('session.failed'), 'session.locked', 'session.failed'])
    const { rows } = await read(await as(auditor).get(`/api/audit?actor=${id}&action=session.failed`), AuditPage)
    expect(rows[0]).toMatchObject({ address: '127.0.0.1', result: 'failed', object: { kind: 'account', id } })
  })

  it('tries with one name are limited, whether anybody has it or not', async () => {
    const tries = async (username: string) => {
      const codes: number[] = []
      for (let i = 0; i < 12; i++) codes.push((await signIn(username, 'Wrong-password-1')).status)
      return codes
    }
    await make('emil', 'viewer', '')
    const [known, unknown] = await Promise.all([tries('emil'), tries('nobody-here')])
    expect(known).toEqual([...Array(10).fill(401), 429, 429])
    expect(unknown).toEqual(known)
  })

  it('bad bodies are told, and open nothing', async () => {
    await expectProblem(await call('/api/auth/sign-in', 'POST', { username: 'x' }), 400, 'invalid')
    await expectProblem(await call('/api/auth/sign-in', 'POST', { username: 'x', password: 'y'.repeat(200) }), 400, 'invalid')
    await expectProblem(await call('/api/auth/sign-in', 'POST', { username: 'x', password: 'y', code: 'drop table' }), 400, 'invalid')
    const plain = server.fetch('/api/auth/sign-in', null, {
      method: 'POST',
      body: 'username=x&password=y',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    await expectProblem(await plain, 415, 'unsupported_media_type')
    await expectProblem(await server.fetch('/api/auth/sign-in', null), 405, 'method_not_allowed')
  })

  it('sockets end within five seconds when the session or the rights do', async () => {
    const people = await Promise.all(['s1', 's2', 's3', 's4', 's5'].map((name) => make(name, 'dispatcher', '411324001')))
    const sessions = await Promise.all(people.map(({ username }) => enter(username)))
    const sockets = await Promise.all(sessions.map(({ cookie }) => connectSocket(server.url, { headers: { cookie, origin: server.url } })))
    open.push(...sockets)
    for (const socket of sockets) expect(await socket.subscribe()).toHaveProperty('revision')
    const [, off, moved, ended] = people.map((p) => p.id)
    expect((await as(sessions[0]?.cookie ?? '').send('/api/auth/sign-out', {})).status).toBe(204)
    await changeAccount(off ?? '', { disabled: true }, by)
    await changeAccount(moved ?? '', { scope: { kind: 'grids', prefixes: ['411324002'] } }, by)
    await revokeSessions(ended ?? '', { except: null }, by)
    await vi.waitUntil(() => sockets.slice(0, 4).every((socket) => socket.ended !== null), { timeout: 5_000, interval: 20 })
    expect(sockets[4]?.ended).toBeNull()
    await expect(connectSocket(server.url, { headers: { cookie: sessions[3]?.cookie ?? '', origin: server.url } })).rejects.toMatchObject({
      data: { code: 'unauthenticated' },
    })
  })

  it('an administrator works with a second factor only', async () => {
    const { id } = await make('root', 'administrator', '')
    const { cookie, start } = await enter('root')
    expect(start).toBe('/account')
    const first = as(cookie)
    await expectProblem(await first.get('/api/accounts'), 403, 'second_factor_missing')
    await expectProblem(await first.get('/api/snapshot'), 403, 'second_factor_missing')
    await expect(connectSocket(server.url, { headers: { cookie, origin: server.url } })).rejects.toMatchObject({
      data: { code: 'second_factor_missing' },
    })
    const wall = await server.fetch('/wall', null, { headers: { cookie }, redirect: 'manual' })
    expect([wall.status, wall.headers.get('location')]).toEqual([307, '/account'])
    expect((await first.get('/account')).status).toBe(200)

    await expectProblem(await first.send('/api/auth/second-factor', { password: 'Wrong-password-1' }), 403, 'forbidden')
    const { secret } = await read(await first.send('/api/auth/second-factor', { password: PASSWORD }), SecondFactor)
    await expectProblem(await first.send('/api/auth/second-factor/confirm', { code: '000000' }), 403, 'forbidden')
    const confirmed = await first.send('/api/auth/second-factor/confirm', { code: totp(secret) })
    expect(confirmed.status).toBe(204)
    const admin = as(cookieOf(confirmed))
    expect((await admin.get('/api/accounts')).status).toBe(200)
    await expectProblem(await first.get('/api/session'), 401, 'unauthenticated')

    const fresh = async () => {
      await pool().query('UPDATE two_factors SET used_step = NULL WHERE user_id = $1', [id])
      return totp(secret)
    }
    await expectProblem(await signIn('root'), 401, 'code_needed')
    expect((await enter('root', await fresh())).start).toBe('/settings')
    await expectProblem(await admin.send('/api/auth/step-up', { code: '000000' }), 403, 'forbidden')
    const { until } = await read(await admin.send('/api/auth/step-up', { code: await fresh() }), SteppedUp)
    expect(Date.parse(until) - Date.now()).toBeGreaterThan(4 * 60_000)

    // and manages accounts, with a code that is not old
    const scope = { kind: 'grids', prefixes: ['411324001'] }
    const { id: other } = await make('alt', 'viewer', '411324001')
    await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '6 minutes' WHERE user_id = $1`, [id])
    const wanted = { username: 'neu', name: '新人', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }
    await expectProblem(await admin.send('/api/accounts', wanted), 403, 'step_up_needed')
    await expectProblem(await admin.send('/api/accounts/alt', { role: 'supervisor' }, 'PATCH'), 403, 'step_up_needed')
    await expectProblem(await admin.send('/api/accounts/alt', { disabled: true }, 'PATCH'), 403, 'step_up_needed')
    await expectProblem(await admin.send('/api/accounts/alt/password', {}), 403, 'step_up_needed')
    await expectProblem(await admin.send('/api/accounts/alt/second-factor', undefined, 'DELETE'), 403, 'step_up_needed')
    expect([await findAccount('neu'), await findAccount('alt')]).toMatchObject([null, { role: 'viewer', disabled: false }])
    const { rows: refusals } = await read(await as(auditor).get(`/api/audit?actor=${id}&limit=5`), AuditPage)
    expect(refusals.map((row) => [row.action, row.result, row.object?.id])).toEqual([
      ['account.totp_removed', 'refused', other],
      ['account.password_reset', 'refused', other],
      ['account.changed', 'refused', other],
      ['account.changed', 'refused', other],
      ['account.created', 'refused', undefined],
    ])
    const token = await server.makeToken('administrator')
    const byToken = { method: 'POST', body: JSON.stringify({ ...wanted, scope }), headers: { 'content-type': 'application/json' } }
    await expectProblem(await server.fetch('/api/accounts', token, byToken), 403, 'forbidden')
    // to end what is open is never too early
    expect((await admin.send('/api/accounts/alt/sessions', undefined, 'DELETE')).status).toBe(200)
    await read(await admin.send('/api/auth/step-up', { code: await fresh() }), SteppedUp)

    const made = await read(await admin.send('/api/accounts', { username: 'neu', name: '新人', role: 'operator', scope }), AccountMade, 201)
    expect((await signIn('neu', made.password)).status).toBe(200)
    await expectProblem(await admin.send('/api/accounts', { username: 'neu', name: '新人', role: 'operator', scope }), 409, 'conflict')
    await expectProblem(
      await admin.send('/api/accounts', { username: 'neu2', name: '新人', role: 'operator', scope, password: 'weak' }),
      400,
      'invalid',
    )
    await expectProblem(await admin.send('/api/accounts', { username: 'neu2', name: '新人', role: 'screen', scope }), 400, 'invalid')
    const { accounts } = await read(await admin.get('/api/accounts'), Accounts)
    expect(accounts.find((a) => a.username === 'neu')).toMatchObject({ sessions: 1, role: 'operator', secondFactor: false })
    const changed = await read(await admin.send('/api/accounts/neu', { role: 'supervisor' }, 'PATCH'), AccountRow)
    expect(changed.role).toBe('supervisor')
    expect(await read(await admin.send('/api/accounts/neu/sessions', undefined, 'DELETE'), z.object({ revoked: z.int() }))).toEqual({ revoked: 1 })
    const reset = await read(await admin.send('/api/accounts/neu/password', {}), AccountMade)
    expect([(await signIn('neu', made.password)).status, (await signIn('neu', reset.password)).status]).toEqual([401, 200])
    await expectProblem(await admin.send('/api/accounts/neu/second-factor', undefined, 'DELETE'), 404, 'not_found')
    await expectProblem(await admin.send(`/api/accounts/${id}`, { disabled: true }, 'PATCH'), 409, 'conflict')
    expect((await admin.get('/api/audit?action=account.created')).status).toBe(200)
    expect(await actions(id)).toEqual([
      'session.opened',
      'step_up.failed',
      'step_up.failed',
      'account.totp_enabled',
      'session.opened',
      'step_up.failed',
      'step_up.passed',
      'account.created',
      'account.changed',
      'account.changed',
      'account.password_reset',
      'account.totp_removed',
      'step_up.passed',
      'account.created',
      'account.changed',
      'session.revoked',
      'account.password_reset',
      'audit.read',
    ])
  })

  it('links an account to a member of the administrator’s own grids only', async () => {
    const person = (externalId: string, ...grids: string[]) => ({
      ...{ externalId, name: externalId, phone: null, idNumber: null, employer: null },
      posts: grids.map((grid) => ({ grid, kind: 'member' as const })),
    })
    await savePeople([person('own', '411324001101001'), person('foreign', '411324002101001'), person('nowhere')], { source: 'test' })
    const [own, foreign, nowhere] = ['own', 'foreign', 'nowhere'].map((name) => peopleId('person', 'test', name))
    await make('street', 'administrator', '411324001')
    const first = as((await enter('street')).cookie)
    const { secret } = await read(await first.send('/api/auth/second-factor', { password: PASSWORD }), SecondFactor)
    const admin = as(cookieOf(await first.send('/api/auth/second-factor/confirm', { code: totp(secret) })))
    const wanted = { username: 'linked', name: '新人', role: 'operator', scope: { kind: 'grids', prefixes: ['411324001'] } }
    for (const memberId of [foreign, nowhere, 'm-7', '00000000-0000-4000-8000-000000000000'])
      await expectProblem(await admin.send('/api/accounts', { ...wanted, memberId }), 422, 'unknown_party')
    expect(await findAccount('linked')).toBeNull()
    const { account } = await read(await admin.send('/api/accounts', { ...wanted, memberId: own }), AccountMade, 201)
    await expectProblem(await admin.send(`/api/accounts/${account.id}`, { memberId: foreign }, 'PATCH'), 422, 'unknown_party')
    expect((await findAccount('linked'))?.memberId).toBe(own)
    expect((await read(await admin.send(`/api/accounts/${account.id}`, { memberId: null }, 'PATCH'), AccountRow)).memberId).toBeNull()
  })

  it('a person sees and ends their own sessions, and changes their password', async () => {
    await make('ida', 'viewer', '')
    const [one, two] = [await enter('ida'), await enter('ida')]
    const { get, send } = as(one.cookie)
    const { sessions } = await read(await get('/api/auth/sessions'), Sessions)
    expect(sessions.map((s) => s.current).sort()).toEqual([false, true])
    const other = sessions.find((s) => !s.current)?.id ?? ''
    expect((await send(`/api/auth/sessions/${other}`, undefined, 'DELETE')).status).toBe(204)
    await expectProblem(await send(`/api/auth/sessions/${other}`, undefined, 'DELETE'), 404, 'not_found')
    await expectProblem(await as(two.cookie).get('/api/session'), 401, 'unauthenticated')
    await expectProblem(await send('/api/auth/password', { current: 'Wrong-password-1', password: 'Next-password-2' }), 403, 'forbidden')
    await expectProblem(await send('/api/auth/password', { current: PASSWORD, password: 'weak' }), 400, 'invalid')
    await expectProblem(await send('/api/auth/password', { current: PASSWORD, password: 'P@ssw0rd2026' }), 400, 'invalid')
    const changed = await send('/api/auth/password', { current: PASSWORD, password: 'Next-password-2' })
    expect(changed.status).toBe(204)
    await expectProblem(await get('/api/session'), 401, 'unauthenticated')
    const next = as(cookieOf(changed))
    expect(await read(await next.get('/api/session'), Viewer)).toEqual(one.viewer)
    expect([(await signIn('ida')).status, (await signIn('ida', 'Next-password-2')).status]).toEqual([401, 200])
    expect((await next.send('/api/auth/active', {})).status).toBe(204)
  })

  it('a person sees what happened to their account, and by whom', async () => {
    const { id } = await make('klara', 'viewer', '')
    await signIn('klara', 'Wrong-password-1')
    const { cookie } = await enter('klara')
    await changeAccount(id, { name: '克拉拉' }, { ...by, address: '10.9.8.7' })
    const { activity } = await read(await as(cookie).get('/api/auth/activity'), Activity)
    expect(activity.map((row) => [row.action, row.result, row.address, row.by])).toEqual([
      ['account.changed', 'done', null, 'test'],
      ['session.opened', 'done', '127.0.0.1', null],
      ['session.failed', 'failed', '127.0.0.1', null],
      ['account.created', 'done', null, 'test'],
    ])
  })

  it('signing in again in a browser ends the session it had, whoever it was', async () => {
    const { id } = await make('jutta', 'viewer', '')
    await make('jens', 'viewer', '')
    const again = (cookie: string, username: string, password = PASSWORD) => call('/api/auth/sign-in', 'POST', { username, password }, { cookie })
    const { cookie } = await enter('jutta')
    expect((await again(cookie, 'jutta', 'Wrong-password-1')).status).toBe(401)
    expect((await as(cookie).get('/api/session')).status).toBe(200)
    const second = cookieOf(await again(cookie, 'jutta'))
    await expectProblem(await as(cookie).get('/api/session'), 401, 'unauthenticated')
    const third = cookieOf(await again(second, 'jens'))
    await expectProblem(await as(second).get('/api/session'), 401, 'unauthenticated')
    expect(await read(await as(third).get('/api/session'), Viewer)).toMatchObject({ name: 'jens' })
    expect((await actions(id)).filter((action) => action === 'session.closed')).toHaveLength(2)
  })

  it('a screen keeps its key beside a session, and signing out takes both', async () => {
    await make('kurt', 'viewer', '')
    const { cookie } = await enter('kurt')
    const both = `gridsight_session=${server.tokens.wall}; ${cookie}`
    expect(await read(await as(both).get('/api/session'), Viewer)).toMatchObject({ role: 'viewer', name: 'kurt' })
    await resetPassword((await findAccount('kurt'))?.id ?? '', undefined, by)
    await vi.waitUntil(async () => (await read(await as(both).get('/api/session'), Viewer)).role === 'screen', { timeout: WAIT_MS, interval: 100 })
    const answer = await as(both).send('/api/auth/sign-out', {})
    expect(answer.headers.getSetCookie().map((c) => c.split(';')[0])).toEqual(['gridsight_account=', 'gridsight_session='])
  })

  it('pages take strangers to the sign-in, and nobody to another server', async () => {
    const go = async (at: string, cookie = '') => {
      const answer = await server.fetch(at, null, { redirect: 'manual', headers: { cookie } })
      return [answer.status, answer.headers.get('location')]
    }
    expect(await go('/account')).toEqual([307, '/sign-in?next=/account'])
    // a link to a narrowed list leads there behind the sign-in, too
    expect(await go('/orders?view=list&state=lapsed')).toEqual([307, '/sign-in?next=%2Forders%3Fview%3Dlist%26state%3Dlapsed'])
    expect(await go('/sign-in')).toEqual([200, null])
    const page = await (await server.fetch('/sign-in?next=https://evil.example', null)).text()
    expect(page).toContain('登录')
    await make('mia', 'viewer', '')
    const { cookie } = await enter('mia')
    expect(await go('/sign-in?next=%2Fwall%3Fwithin%3D411324001', cookie)).toEqual([307, '/wall?within=411324001'])
    for (const next of ['//evil.example', 'https://evil.example', '/%5Cevil.example'])
      expect(await go(`/sign-in?next=${next}`, cookie)).toEqual([307, '/wall'])
    expect((await go('/account', cookie))[0]).toBe(200)
  })

  it('the audit is searched page by page, and what administrators read of it is in it', async () => {
    const { get } = as(auditor)
    const all = await read(await get('/api/audit?limit=500'), AuditPage)
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: z.infer<typeof AuditPage> = await read(await get(`/api/audit?limit=7${cursor && `&cursor=${cursor}`}`), AuditPage)
      seen.push(...page.rows.map((row) => row.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(all.rows.map((row) => row.id))
    const [newest] = all.rows
    expect(
      (await read(await get(`/api/audit?to=${encodeURIComponent(newest?.at ?? '')}`), AuditPage)).rows.every((row) => row.at < (newest?.at ?? '')),
    ).toBe(true)
    await expectProblem(await get('/api/audit?action=nothing'), 400, 'invalid')
    const root = await findAccount('root')
    const reads = await read(await get(`/api/audit?action=audit.read`), AuditPage)
    expect(reads.rows.map((row) => row.actor?.id)).toEqual([root?.id])
    expect(reads.rows[0]?.detail).toEqual({ action: 'account.created' })
    expect((await read(await get(`/api/audit?object=account:${root?.id}`), AuditPage)).rows.length).toBeGreaterThan(3)
    expect(JSON.stringify(all)).not.toMatch(/Right-password|Next-password|gs_/)
  })

  it('and is chained within seconds by the server', async () => {
    const left = async () => (await pool().query('SELECT count(*)::int AS n FROM audit WHERE id NOT IN (SELECT row_id FROM audit_chain)')).rows[0]?.n
    await vi.waitUntil(async () => (await left()) === 0, { timeout: WAIT_MS, interval: 100 })
  })
})

describe('the people of the demonstration', () => {
  const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
  it('are printed at each start, kept for the owner only, and can sign in, each as what they are', async () => {
    let server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '200' } })
    const file = path.join(server.dataDir, 'accounts.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { people } = Kept.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(Object.keys(people).sort()).toEqual([
      'admin',
      'auditor',
      'dispatcher',
      'duty',
      'handler',
      'leader',
      'operator',
      'reporter',
      'supervisor',
      'viewer',
      'xuefeng',
    ])
    const signIn = (username: string) =>
      server.fetch('/api/auth/sign-in', null, {
        method: 'POST',
        body: JSON.stringify({ username, password: people[username]?.password }),
        headers: { 'content-type': 'application/json' },
      })
    for (const [username, { password }] of Object.entries(people)) {
      expect(server.output()).toContain(password)
      await read(await signIn(username), SignedIn)
    }
    expect(server.output()).toContain('admin sets up a second factor at the first sign-in')
    // and the administrator sets the second factor up first, as anywhere
    const entered = await signIn('admin')
    const cookie =
      entered.headers
        .getSetCookie()
        .find((c) => c.startsWith('gridsight_account='))
        ?.split(';')[0] ?? ''
    expect((await read(entered, SignedIn)).start).toBe('/account')
    await expectProblem(await server.fetch('/api/accounts', null, { headers: { cookie } }), 403, 'second_factor_missing')
    await expectProblem(await server.fetch('/api/settings', null, { headers: { cookie } }), 403, 'second_factor_missing')
    expect((await read(await signIn('dispatcher'), SignedIn)).start).toBe('/desk')
    expect(await read(await signIn('handler'), SignedIn)).toMatchObject({ role: 'handler', scope: { kind: 'department', department: '城管' } })

    const { id } = (await findAccount('viewer')) ?? { id: '' }
    await resetPassword(id, 'Another-one-3', by)
    server = await server.restart()
    expect(server.output()).toMatch(/viewer +\(changed\)/)
    expect(server.output()).toContain(people.dispatcher?.password)
    expect((await signIn('dispatcher')).status).toBe(200)
    await server.stop()
  })
})
