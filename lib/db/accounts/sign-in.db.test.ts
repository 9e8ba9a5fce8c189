import { verifyPassword } from 'better-auth/crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditAction } from '@/lib/domain/audit'
import { describeEachEngine } from '@/lib/testing/database'
import { totp } from '@/lib/testing/totp'
import { listAudit } from '../audit/audit'
import { isNoSpace, isUnavailable } from '../engine/faults'
import { openPool, pool, setPool, transaction } from '../engine/pool'
import { prisma } from '../engine/prisma'
import { readPostGrids } from '../people/people'
import { peopleId } from '../people/people-ids'
import { savePeople } from '../people/people-write'
import { people } from '../sources/subjects/people'
import { changeAccount, changePassword, createAccount, findAccount, generatePassword, listAccounts, resetPassword } from './accounts'
import { auth, IDLE_SECONDS, newSessionToken, SESSION_TOKEN, sessionHeaders, setCookieOf } from './auth'
import { confirmSecondFactor, needStepUp, removeSecondFactor, startSecondFactor, stepUp } from './second-factor'
import { activeSessions, findSession, forgetSessions, insertSession, listSessions, type Person, revokeSessions, touchSession } from './sessions'
import { countAttempt, signIn } from './sign-in'
import { countTry, sweepTries, takeBackTry } from './tries'

const by = { actor: { id: 'cli', name: 'root', role: null } }
const PASSWORD = 'Right-password-1'
const WRONG = 'Wrong-password-1'

async function make(username: string, role: 'dispatcher' | 'administrator' = 'dispatcher', prefixes = ['411324001']) {
  const scope = { kind: 'grids' as const, prefixes }
  return (await createAccount({ username, name: `${username}的名字`, role, scope, memberId: 'm-7', password: PASSWORD }, by)).account
}
const enter = (username: string, password = PASSWORD, code?: string) => signIn({ username, password, code, address: '10.0.0.7', browser: 'Test/1' })
async function opened(username: string, code?: string): Promise<Person> {
  const answer = await enter(username, PASSWORD, code)
  if (answer.kind !== 'opened') throw new Error(`${username} was not signed in: ${answer.kind}`)
  return { viewer: answer.viewer, cookie: answer.cookie, address: '10.0.0.7' }
}
const actions = async (actor: string): Promise<AuditAction[]> => (await listAudit({ actor, limit: 100 })).map((row) => row.action).reverse()
/** Makes it so much later for an account, instead of waiting. */
const later = (id: string, minutes: number) =>
  pool().query(
    `UPDATE users SET failed_at = failed_at - $2 * interval '1 minute', locked_until = locked_until - $2 * interval '1 minute' WHERE id = $1`,
    [id, minutes],
  )

describeEachEngine('signing in', () => {
  it('opens a session for the right password, and tells who it is', async () => {
    const { id } = await make('anna')
    const { viewer, cookie } = await opened('anna')
    expect(viewer).toEqual({
      id,
      name: 'anna的名字',
      role: 'dispatcher',
      scope: { kind: 'grids', prefixes: ['411324001'] },
      parties: ['member:m-7'],
      userId: id,
      sessionId: expect.any(String),
    })
    expect((await findSession(cookie))?.viewer).toEqual(viewer)
    expect(await actions(id)).toEqual(['session.opened'])
    expect((await findAccount('anna'))?.signedInAt).not.toBeNull()
    expect((await listSessions(id, viewer.sessionId))[0]).toMatchObject({ address: '10.0.0.7', browser: 'Test/1', current: true })
    expect(JSON.stringify(await listAudit({ limit: 1_000 }))).not.toContain(PASSWORD)
  })

  it('opens nothing to whom a source no longer has, until they are back, and to an administrator all the same', async () => {
    const person = (externalId: string) => ({ externalId, name: '周志明', phone: null, idNumber: null, employer: null, posts: [] })
    const here = ['lee', 'shut', 'chief', 'stays']
    await savePeople(here.map(person), { source: 'staff' })
    const idOf = (name: string) => peopleId('person', 'staff', name)
    const linked = async (username: string, role?: 'administrator') => {
      const { id } = await make(username, role)
      await changeAccount(id, { memberId: idOf(username) }, by)
      return id
    }
    const [lee, shut] = [await linked('lee'), await linked('shut'), await linked('chief', 'administrator'), await linked('stays')]
    const { cookie } = await opened('lee')
    await changeAccount(shut, { disabled: true }, by)
    const gone = here.slice(0, 3).map(idOf)
    await transaction(async (tx) => people.leave?.(tx, gone, new Date()))
    forgetSessions()
    const kinds = async () => (await Promise.all(here.map((name) => enter(name)))).map(({ kind }) => kind)
    expect([await kinds(), await findSession(cookie)]).toEqual([['refused', 'refused', 'opened', 'opened'], null])
    const said = async (id: string) =>
      (await listAudit({ object: { kind: 'account', id }, limit: 9 }))
        .filter(({ action }) => /abled$/.test(action))
        .map((row) => [row.action, row.actor?.id, row.detail])
    expect(await said(lee)).toEqual([['account.disabled', 'sources', { memberId: idOf('lee') }]])
    expect(await readPostGrids(idOf('lee'))).toBeNull()
    // gone already: what an administrator has opened meanwhile stays open
    await changeAccount(lee, { disabled: false }, by)
    await transaction(async (tx) => people.leave?.(tx, gone, new Date()))
    expect(await kinds()).toEqual(['opened', 'refused', 'opened', 'opened'])

    await savePeople([person('lee')], { source: 'staff' })
    await transaction(async (tx) => people.leave?.(tx, [idOf('lee')], new Date()))
    expect(await kinds()).toEqual(['refused', 'refused', 'opened', 'opened'])
    await savePeople(here.map(person), { source: 'staff' })
    expect(await kinds()).toEqual(['opened', 'refused', 'opened', 'opened'])
    expect((await said(lee))[0]).toEqual(['account.enabled', 'sources', { memberId: idOf('lee') }])
    expect((await said(shut)).map(([, actor]) => actor)).toEqual(['cli'])
  })

  it.each([
    ['the row of the audit', 'INSERT', 'audit', `NEW.action = 'session.opened'`],
    ['the session', 'UPDATE', 'sessions', 'NEW.user_agent IS NOT NULL'],
  ])(
    'opens nothing when it breaks at %s: no row of success, the failure still counted, and no cookie was answered',
    async (what, event, table, when) => {
      const name = `broken-${table}`
      const { id } = await make(name)
      await pool().query(`CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$`)
      await pool().query(`CREATE TRIGGER broken BEFORE ${event} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION broken()`)
      await expect(enter(name), what).rejects.toThrow('broken')
      await pool().query('DROP FUNCTION broken CASCADE')
      expect(await actions(id)).toEqual([])
      expect(await findAccount(id)).toMatchObject({ signedInAt: null })
      const failures = async () => (await pool().query('SELECT failures FROM users WHERE id = $1', [id])).rows[0].failures
      expect(await failures()).toBe(1)
      await opened(name)
      expect(await failures()).toBe(0)
      expect(await actions(id)).toEqual(['session.opened'])
    },
  )

  it('takes the name in any case and with spaces around', async () => {
    await make('berta')
    expect((await enter(' Berta ')).kind).toBe('opened')
  })

  it('answers one and the same to a wrong password, an unknown name, a lock and a disabled account', async () => {
    const locked = await make('lotte')
    for (let i = 0; i < 5; i++) await enter('lotte', WRONG)
    const off = await make('otto')
    await changeAccount(off.id, { disabled: true }, by)
    await make('willi')
    const answers = [
      await enter('willi', WRONG),
      await enter('nobody'),
      await enter('lotte'),
      await enter('otto'),
      await enter('not a name\0'),
      await enter(''),
    ]
    expect(answers).toEqual(Array(6).fill({ kind: 'refused' }))
    expect(await actions(locked.id)).toEqual([...Array(5).fill('session.failed'), 'session.locked', 'session.failed'])
    const unknown = (await listAudit({ action: 'session.failed', limit: 100 })).filter((row) => row.actor === null)
    expect(unknown.length).toBe(3)
    expect(JSON.stringify(unknown)).not.toContain('nobody')
  })

  it('locks for 15 minutes after 5 failures, wherever they were counted', async () => {
    const { id } = await make('karl')
    for (let i = 0; i < 4; i++) expect((await enter('karl', WRONG)).kind).toBe('refused')
    expect((await findAccount(id))?.lockedUntil).toBeNull()
    expect((await enter('karl', WRONG)).kind).toBe('refused')
    const until = Date.parse((await findAccount(id))?.lockedUntil ?? '')
    expect(Math.abs(until - Date.now() - 15 * 60_000)).toBeLessThan(30_000)
    expect((await enter('karl')).kind).toBe('refused')
    await later(id, 14)
    expect((await enter('karl')).kind).toBe('refused')
    await later(id, 1)
    expect((await enter('karl')).kind).toBe('opened')
    expect(await countAttempt('karl')).toMatchObject({ failures: 1 })
  })

  it('forgets failures after a success, and those that lie 15 minutes apart', async () => {
    const { id } = await make('emil')
    for (let i = 0; i < 4; i++) await enter('emil', WRONG)
    expect((await enter('emil')).kind).toBe('opened')
    for (let i = 0; i < 4; i++) await enter('emil', WRONG)
    await later(id, 16)
    await enter('emil', WRONG)
    expect((await enter('emil')).kind).toBe('opened')
  })

  it('lets many tries at once have no more than five between them', async () => {
    await make('paul')
    const counted = await Promise.all(Array.from({ length: 20 }, () => countAttempt('paul')))
    expect(counted.filter((attempt) => attempt?.state === 'open')).toHaveLength(5)
  })

  it.each([
    ['57P01', isUnavailable],
    ['53100', isNoSpace],
  ])('says by %s that the database is not there or full, and not that something is wrong, to whoever has a session', async (code, isSo) => {
    const { id } = await make(`away-${code.toLowerCase()}`)
    const { cookie } = await opened(`away-${code.toLowerCase()}`)
    await pool().query(`UPDATE sessions SET expires_at = expires_at - interval '5 minutes' WHERE user_id = $1`, [id])
    await pool().query(`CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '${code}'; END $$`)
    await pool().query('CREATE TRIGGER away BEFORE UPDATE ON sessions FOR EACH ROW EXECUTE FUNCTION away()')
    const fault = await touchSession(cookie).catch((error: unknown) => error)
    await pool().query('DROP FUNCTION away CASCADE')
    expect([fault, isSo(fault)]).toEqual([expect.any(Error), true])
  })

  it('says so too where nobody listens', async () => {
    const here = pool()
    const nowhere = openPool('postgresql://nobody@127.0.0.1:1/none')
    setPool(nowhere)
    try {
      const fault = await prisma()
        .session.findFirst()
        .catch((error: unknown) => error)
      expect([fault, isUnavailable(fault)]).toEqual([expect.any(Error), true])
    } finally {
      setPool(here)
      await nowhere.end()
    }
  })

  it('gives the session up after half an hour in which nothing was done', async () => {
    const { id } = await make('gerd')
    const { cookie } = await opened('gerd')
    const age = (minutes: number) =>
      pool().query(
        `UPDATE sessions SET expires_at = expires_at - $2 * interval '1 minute', updated_at = updated_at - $2 * interval '1 minute' WHERE user_id = $1`,
        [id, minutes],
      )
    await age(20)
    forgetSessions()
    expect(await findSession(cookie)).not.toBeNull()
    await age(5) // looking has not kept it open: 25 minutes now
    await touchSession(cookie)
    await age(29)
    forgetSessions()
    expect(await findSession(cookie)).not.toBeNull()
    await age(2)
    forgetSessions()
    expect(await findSession(cookie)).toBeNull()
  })

  it('ends the session twelve hours after the sign-in, however much is done in it', async () => {
    const { id } = await make('gustav')
    const { cookie, viewer } = await opened('gustav')
    const sessionId = viewer.sessionId ?? ''
    const older = async (minutes: number) => {
      await pool().query(`UPDATE sessions SET created_at = created_at - $2 * interval '1 minute' WHERE user_id = $1`, [id, minutes])
      forgetSessions()
    }
    await older(11 * 60 + 55)
    expect(await findSession(cookie)).not.toBeNull()
    await older(6)
    await touchSession(cookie)
    expect(await findSession(cookie)).toBeNull()
    expect((await activeSessions([sessionId])).size).toBe(0)
    expect(await listSessions(id)).toEqual([])
    expect((await findAccount(id))?.sessions).toBe(0)
  })

  it('leaves a person ten sessions: the one used longest ago ends', async () => {
    const { id } = await make('hilde')
    const all: Person[] = []
    for (let i = 0; i < 10; i++) all.push(await opened('hilde'))
    // the first is used again, so the second is the oldest
    await pool().query(`UPDATE sessions SET updated_at = updated_at + interval '1 minute' WHERE id = $1`, [all[0]?.viewer.sessionId])
    all.push(await opened('hilde'))
    const held = await Promise.all(all.map(async ({ cookie }) => (await findSession(cookie)) !== null))
    expect(held).toEqual([true, false, ...Array(9).fill(true)])
    const [row] = await listAudit({ actor: id, action: 'session.revoked', limit: 5 })
    expect(row?.detail).toEqual({ sessions: [all[1]?.viewer.sessionId], why: 'limit' })
  })

  it('goes on under another cookie when the password is changed', async () => {
    await make('helga')
    const [mine, other] = [await opened('helga'), await opened('helga')]
    const cookie = await changePassword(mine, PASSWORD, 'Next-password-2')
    expect(cookie).not.toBe(mine.cookie)
    expect((await findSession(cookie))?.viewer).toEqual(mine.viewer)
    expect([await findSession(mine.cookie), await findSession(other.cookie)]).toEqual([null, null])
    await touchSession(cookie)
    expect((await listSessions(mine.viewer.id)).map((s) => s.id)).toEqual([mine.viewer.sessionId])
  })

  it('takes no cookie that it has not signed', async () => {
    await make('hans')
    const { cookie } = await opened('hans')
    const { rows } = await pool().query('SELECT token FROM sessions LIMIT 1')
    for (const forged of ['', 'x', rows[0]?.token, `${rows[0]?.token}.abc`, `${cookie.slice(0, -3)}AAA`, `x${cookie}`])
      expect(await findSession(String(forged)), String(forged)).toBeNull()
  })

  it('ends sessions one by one or all but one, and tells sockets', async () => {
    const { id } = await make('ida')
    const [a, b, c] = [await opened('ida'), await opened('ida'), await opened('ida')]
    const ids = [a, b, c].map((s) => s.viewer.sessionId ?? '')
    expect([...(await activeSessions(ids)).keys()].sort()).toEqual([...ids].sort())
    expect(await revokeSessions(id, { id: ids[0] ?? '' }, by)).toBe(1)
    expect([await findSession(a.cookie), (await findSession(b.cookie))?.viewer.id]).toEqual([null, id])
    expect(await revokeSessions(id, { except: ids[1] ?? '' }, by)).toBe(1)
    expect([(await findSession(b.cookie))?.viewer.id, await findSession(c.cookie)]).toEqual([id, null])
    expect([...(await activeSessions(ids)).keys()]).toEqual([ids[1]])
    expect(await revokeSessions('somebody else', { id: ids[1] ?? '' }, by)).toBe(0)
    expect((await listSessions(id)).map((s) => s.id)).toEqual([ids[1]])
  })

  it('shows another role or scope at once, and signs out whoever is disabled or gets a new password', async () => {
    const { id } = await make('jana')
    const { cookie, viewer } = await opened('jana')
    await changeAccount(id, { role: 'supervisor', scope: { kind: 'grids', prefixes: ['411324002'] } }, by)
    expect((await findSession(cookie))?.viewer).toMatchObject({ role: 'supervisor', scope: { prefixes: ['411324002'] } })
    expect((await activeSessions([viewer.sessionId ?? ''])).get(viewer.sessionId ?? '')).toMatchObject({ role: 'supervisor' })
    const { password = '' } = await resetPassword(id, undefined, by)
    expect(await findSession(cookie)).toBeNull()
    expect([(await enter('jana')).kind, (await enter('jana', password)).kind]).toEqual(['refused', 'opened'])
    await changeAccount(id, { disabled: true }, by)
    expect([(await enter('jana', password)).kind, (await listSessions(id)).length]).toEqual(['refused', 0])
    await changeAccount(id, { disabled: false }, by)
    expect((await enter('jana', password)).kind).toBe('opened')
    const rows = await listAudit({ object: { kind: 'account', id }, limit: 100 })
    expect(rows.find((row) => row.action === 'account.changed')?.detail).toEqual({
      role: { from: 'dispatcher', to: 'supervisor' },
      scope: { from: { kind: 'grids', prefixes: ['411324001'] }, to: { kind: 'grids', prefixes: ['411324002'] } },
    })
    expect(rows.map((row) => row.action)).toEqual(
      expect.arrayContaining(['account.created', 'account.password_reset', 'account.disabled', 'account.enabled']),
    )
  })

  describe('accounts', () => {
    it('have passwords that obey the rule, and names of their own', async () => {
      await make('kurt')
      const scope = { kind: 'grids' as const, prefixes: [''] }
      const wanted = { username: 'kurt', name: 'Kurt', role: 'viewer' as const, scope }
      await expect(createAccount(wanted, by)).rejects.toMatchObject({ code: 'conflict' })
      await expect(createAccount({ ...wanted, username: 'kurt2', password: 'weak' }, by)).rejects.toMatchObject({ code: 'invalid' })
      for (const password of ['Password1', 'Aa123456', 'Qwerty123', 'P@ssw0rd2026'])
        await expect(createAccount({ ...wanted, username: 'kurt2', password }, by), password).rejects.toMatchObject({
          code: 'invalid',
          extra: { errors: [{ name: 'password', message: 'common' }] },
        })
      await expect(resetPassword((await findAccount('kurt'))?.id ?? '', 'kurt-Kurt-1', by)).rejects.toMatchObject({ code: 'invalid' })
      const made = await createAccount({ ...wanted, username: 'kurt3' }, by)
      expect((await enter('kurt3', made.password)).kind).toBe('opened')
      expect((await listAccounts()).map((a) => a.username)).toEqual(expect.arrayContaining(['kurt', 'kurt3']))
      expect(new Set(Array.from({ length: 50 }, generatePassword)).size).toBe(50)
    })

    it('always leave an administrator of everything', async () => {
      const root = await make('root', 'administrator', [''])
      await expect(changeAccount(root.id, { disabled: true }, by)).rejects.toMatchObject({ code: 'conflict' })
      await expect(changeAccount(root.id, { role: 'viewer' }, by)).rejects.toMatchObject({ code: 'conflict' })
      await expect(changeAccount(root.id, { scope: { kind: 'grids', prefixes: ['411324001'] } }, by)).rejects.toMatchObject({ code: 'conflict' })
      expect(await findAccount(root.id)).toMatchObject({ role: 'administrator', disabled: false })
      const other = await make('root2', 'administrator', [''])
      expect(await changeAccount(root.id, { disabled: true }, by)).toMatchObject({ disabled: true })
      await expect(changeAccount(other.id, { disabled: true }, by)).rejects.toMatchObject({ code: 'conflict' })
    })
  })

  describe('a second factor', () => {
    let secret = ''
    let backup: string[] = []
    let id = ''
    let person: Person
    /** A code that was not used yet, without waiting half a minute for the next one. */
    const freshCode = async () => {
      await pool().query('UPDATE two_factors SET used_step = NULL WHERE user_id = $1', [id])
      return totp(secret)
    }

    beforeAll(async () => {
      id = (await make('zoe', 'administrator', ['411324001'])).id
      person = await opened('zoe')
    })

    it('is set up with the password and a first code, and ends other sessions', async () => {
      await expect(needStepUp(person.viewer)).rejects.toMatchObject({ code: 'second_factor_missing' })
      await expect(stepUp(person, '123456')).rejects.toMatchObject({ code: 'second_factor_missing' })
      await expect(startSecondFactor(person, WRONG)).rejects.toMatchObject({ code: 'forbidden' })
      const other = await opened('zoe')
      const begun = await startSecondFactor(person, PASSWORD)
      secret = begun.secret
      backup = begun.backupCodes
      expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Gridsight:zoe\?/)
      expect(backup.length).toBeGreaterThan(4)
      expect((await findSession(person.cookie))?.secondFactor).toBe(false)
      await expect(confirmSecondFactor(person, '000000')).rejects.toMatchObject({ code: 'forbidden' })
      const cookie = await confirmSecondFactor(person, await freshCode())
      const session = await findSession(cookie)
      expect(session?.secondFactor).toBe(true)
      expect([await findSession(person.cookie), await findSession(other.cookie)]).toEqual([null, null])
      person = { viewer: session?.viewer ?? person.viewer, cookie, address: null }
      await expect(startSecondFactor(person, PASSWORD)).rejects.toMatchObject({ code: 'conflict' })
      await expect(confirmSecondFactor(person, await freshCode())).rejects.toMatchObject({ code: 'conflict' })
      expect((await actions(id)).filter((action) => action === 'account.totp_enabled')).toHaveLength(1)
      await expect(needStepUp(person.viewer)).resolves.toBeUndefined()
    })

    it('is asked for at the sign-in, and each code works once', async () => {
      expect((await enter('zoe')).kind).toBe('code_needed')
      const code = await freshCode()
      expect((await enter('zoe', WRONG, code)).kind).toBe('refused')
      expect((await enter('zoe', PASSWORD, '000000')).kind).toBe('refused')
      const before = (await listSessions(id)).length
      const both = await Promise.all([enter('zoe', PASSWORD, code), enter('zoe', PASSWORD, code)])
      expect(both.map((answer) => answer.kind).sort()).toEqual(['opened', 'refused'])
      expect((await enter('zoe', PASSWORD, code)).kind).toBe('refused')
      expect((await listSessions(id)).length).toBe(before + 1)
    })

    it('takes no code of a half minute that is over with a later one, wherever that was given', async () => {
      await freshCode()
      // all within the half minute on either side for which a code is good
      const [before, now] = [totp(secret, Date.now() - 30_000), totp(secret)]
      const after = totp(secret, Date.now() + 30_000)
      await stepUp(person, now)
      await expect(stepUp(person, before)).rejects.toMatchObject({ code: 'forbidden' })
      expect((await enter('zoe', PASSWORD, before)).kind).toBe('refused')
      expect((await enter('zoe', PASSWORD, after)).kind).toBe('opened')
      for (const code of [before, now, after]) await expect(stepUp(person, code)).rejects.toMatchObject({ code: 'forbidden' })
      // what is counted is for another test
      await pool().query('DELETE FROM counted_tries')
    })

    it('lets one in with a code for a lost phone, once', async () => {
      const code = backup[0] ?? ''
      expect((await enter('zoe', PASSWORD, code)).kind).toBe('opened')
      expect((await enter('zoe', PASSWORD, code)).kind).toBe('refused')
    })

    it('opens what needs a code for five minutes, in this session only', async () => {
      await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '6 minutes' WHERE user_id = $1`, [id])
      await expect(needStepUp(person.viewer)).rejects.toMatchObject({ code: 'step_up_needed' })
      await expect(stepUp(person, '000000')).rejects.toMatchObject({ code: 'forbidden' })
      const other = await opened('zoe', backup[1])
      const code = await freshCode()
      const until = await stepUp(person, code)
      await expect(stepUp(person, code)).rejects.toMatchObject({ code: 'forbidden' })
      expect(Math.abs(until - Date.now() - 300_000)).toBeLessThan(30_000)
      await expect(needStepUp(person.viewer)).resolves.toBeUndefined()
      await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '6 minutes' WHERE id = $1`, [other.viewer.sessionId])
      await expect(needStepUp(other.viewer)).rejects.toMatchObject({ code: 'step_up_needed' })
      await expect(needStepUp({ ...person.viewer, sessionId: undefined })).rejects.toMatchObject({ code: 'forbidden' })
    })

    it('counts tries of a session apart: five wrong codes are told to wait, and no stranger uses them up', async () => {
      for (let i = 0; i < 5; i++) expect((await enter('zoe', WRONG)).kind).toBe('refused')
      expect((await findAccount(id))?.lockedUntil).not.toBeNull()
      await stepUp(person, await freshCode())
      person = { ...person, cookie: await changePassword(person, PASSWORD, PASSWORD) }
      expect((await findAccount(id))?.lockedUntil).not.toBeNull()
      await later(id, 16)

      for (let i = 0; i < 5; i++) await expect(stepUp(person, '000000')).rejects.toMatchObject({ code: 'forbidden' })
      const refused = await stepUp(person, await freshCode()).catch((fault: unknown) => fault)
      expect(refused).toMatchObject({ code: 'rate_limited', extra: { retryAfter: expect.any(Number) } })
      // nor does the right password buy more tries of codes
      person = { ...person, cookie: await changePassword(person, PASSWORD, PASSWORD) }
      await expect(stepUp(person, await freshCode())).rejects.toMatchObject({ code: 'rate_limited' })
      for (let i = 0; i < 5; i++) await expect(changePassword(person, WRONG, PASSWORD)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(changePassword(person, PASSWORD, PASSWORD)).rejects.toMatchObject({ code: 'rate_limited' })
      expect((await enter('zoe', PASSWORD, backup[2])).kind).toBe('opened')
      expect(await actions(id)).toEqual(expect.arrayContaining(['account.totp_enabled', 'step_up.passed', 'step_up.failed', 'session.locked']))
      await pool().query(`UPDATE counted_tries SET ends_at = now() - interval '1 s'`)
      await stepUp(person, await freshCode())
      await sweepTries()
    })

    it('can be taken away, which signs out', async () => {
      expect(await removeSecondFactor(id, by)).toBe(true)
      expect(await removeSecondFactor(id, by)).toBe(false)
      expect(await findSession(person.cookie)).toBeNull()
      expect((await enter('zoe')).kind).toBe('opened')
    })

    it('leaves nothing secret in the audit', async () => {
      const text = JSON.stringify(await listAudit({ limit: 1_000 }))
      for (const hidden of [secret, PASSWORD, ...backup]) expect(text).not.toContain(hidden)
    })
  })

  describe('the library of accounts', () => {
    const TABLES = { user: 'users', session: 'sessions', account: 'credentials', verification: 'verifications', twoFactor: 'two_factors' }
    const column = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const library = async () => (await auth()).$context
    /** The columns of a row that hold something, with what kind of text it is: what two rows of the same make have in common. */
    const shapeOf = (row: Record<string, unknown>) =>
      Object.entries(row).flatMap(([name, value]) => (value === null || value === '' ? [] : [`${name} ${kindOf(String(value))}`]))
    const kindOf = (text: string) =>
      /^[\da-f-]{36}$/.test(text)
        ? 'uuid'
        : /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/.test(text)
          ? 'time'
          : /^[\w-]{32}$/.test(text)
            ? 'token'
            : /^[\da-f]{32}:[\da-f]{128}$/.test(text)
              ? 'scrypt'
              : text
    const rowsOf = async (table: string, userId: string): Promise<Record<string, unknown>[]> =>
      (await pool().query(`SELECT to_jsonb(t) AS row FROM ${table} t WHERE user_id = $1 ORDER BY created_at, id`, [userId])).rows.map(
        ({ row }) => row,
      )

    it('knows these fields and no others, each with a column of ours', async () => {
      const { tables } = await library()
      const known = Object.entries(TABLES).map(([model, table]) => {
        const fields = Object.entries(tables[model]?.fields ?? {})
        return { table, fields: fields.map(([name, { type, required }]) => `${name}${required === false ? '?' : ''} ${String(type)}`) }
      })
      const dates = ['createdAt date', 'updatedAt date']
      const ofUsers = ['username? string', 'twoFactorEnabled? boolean', 'role string', 'scope json', 'memberId? string', 'disabledAt? date']
      const tokens = ['accessToken? string', 'refreshToken? string', 'idToken? string', 'accessTokenExpiresAt? date', 'refreshTokenExpiresAt? date']
      expect(known).toEqual([
        { table: 'users', fields: ['name string', 'email string', 'emailVerified boolean', 'image? string', ...dates, ...ofUsers] },
        { table: 'sessions', fields: ['expiresAt date', 'token string', ...dates, 'ipAddress? string', 'userAgent? string', 'userId string'] },
        {
          table: 'credentials',
          fields: ['accountId string', 'providerId string', 'userId string', ...tokens, 'scope? string', 'password? string', ...dates],
        },
        { table: 'verifications', fields: ['identifier string', 'value string', 'expiresAt date', ...dates] },
        {
          table: 'two_factors',
          fields: [
            'secret string',
            'backupCodes string',
            'userId string',
            'verified? boolean',
            'failedVerificationCount? number',
            'lockedUntil? date',
          ],
        },
      ])
      for (const { table, fields } of known) {
        const { rows } = await pool().query(`SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1`, [table])
        const columns = rows.map(({ name }) => String(name))
        expect(columns, table).toEqual(expect.arrayContaining(fields.map((field) => column(field.split(/[? ]/, 1)[0] ?? ''))))
      }
    })

    it('opens a session in the columns in which we open one, and each reads the other’s', async () => {
      const { id } = await make('lena')
      const { api } = await auth()
      const first = await api.signInUsername({ body: { username: 'lena', password: PASSWORD }, headers: new Headers(), returnHeaders: true })
      const theirs = setCookieOf(first.headers, SESSION_TOKEN) ?? ''
      const ours = await newSessionToken()
      await transaction((tx) => insertSession(tx, { token: ours.token, userId: id, address: '127.0.0.1', browser: null }))
      const rows = await rowsOf('sessions', id)
      expect(shapeOf(rows[0] ?? {})).toEqual([
        'id uuid',
        'token token',
        `user_id uuid`,
        'created_at time',
        'expires_at time',
        'ip_address 127.0.0.1',
        'updated_at time',
      ])
      expect(shapeOf(rows[1] ?? {})).toEqual(shapeOf(rows[0] ?? {}))
      for (const { created_at, expires_at } of rows)
        expect(Math.abs((Date.parse(String(expires_at)) - Date.parse(String(created_at))) / 1000 - IDLE_SECONDS)).toBeLessThan(1)
      // the cookie is the token of the row and its signature, which the library reads from us as we do from it
      const parts = [theirs, ours.cookie].map((cookie) => decodeURIComponent(cookie).split('.'))
      expect(parts).toEqual(rows.map(({ token }) => [token, expect.stringMatching(/^[\w+/]{43}=$/)]))
      expect((await api.getSession({ headers: sessionHeaders(ours.cookie) }))?.session).toMatchObject({ id: rows[1]?.id, userId: id })
      expect((await findSession(theirs))?.viewer.sessionId).toBe(rows[0]?.id)
      await revokeSessions(id, { id: String(rows[0]?.id) }, by)
      expect(await rowsOf('sessions', id)).toHaveLength(1)
      expect(await findSession(theirs)).toBeNull()
    })

    it('keeps a password as we keep one, and each knows the other’s', async () => {
      const { internalAdapter, password } = await library()
      const { id } = await make('liesl')
      const [ours] = await rowsOf('credentials', id)
      await pool().query('DELETE FROM credentials WHERE user_id = $1', [id])
      await internalAdapter.linkAccount({ userId: id, providerId: 'credential', accountId: id, password: await password.hash(PASSWORD) })
      const [theirs] = await rowsOf('credentials', id)
      expect(shapeOf(ours ?? {})).toEqual(shapeOf(theirs ?? {}))
      expect(shapeOf(theirs ?? {})).toContain('password scrypt')
      for (const hash of [ours?.password, theirs?.password].map(String)) {
        expect(await Promise.all([password.verify({ hash, password: PASSWORD }), verifyPassword({ hash, password: PASSWORD })])).toEqual([true, true])
        expect(await Promise.all([password.verify({ hash, password: WRONG }), verifyPassword({ hash, password: WRONG })])).toEqual([false, false])
      }
      expect((await enter('liesl')).kind).toBe('opened')
    })
  })

  it('counts what is tried once, however many try it at once, until its time is over', async () => {
    await pool().query('DELETE FROM counted_tries')
    const tries = async (n: number) =>
      (await Promise.all(Array.from({ length: n }, () => countTry('screen-code', 'anna')))).filter((wait) => wait === null)
    expect(await tries(12)).toHaveLength(5)
    const wait = await countTry('screen-code', 'anna')
    expect(wait).toBeGreaterThan(890)
    expect(wait).toBeLessThanOrEqual(900)
    // another one, and another thing
    expect([await countTry('screen-code', 'berta'), await countTry('told', 'anna')]).toEqual([null, null])
    await takeBackTry('screen-code', 'anna', false)
    expect(await countTry('screen-code', 'anna')).not.toBeNull()
    await takeBackTry('screen-code', 'anna', true)
    expect(await tries(6)).toHaveLength(5)
    const { rows } = await pool().query<{ all: string }>('SELECT to_jsonb(t)::text AS all FROM counted_tries t')
    expect(rows).toHaveLength(3)
    expect(rows.some(({ all }) => all.includes('anna'))).toBe(false)
    await pool().query(`UPDATE counted_tries SET ends_at = now() - interval '1 s' WHERE what = 'screen-code'`)
    expect(await tries(6)).toHaveLength(5)
    await sweepTries()
    expect((await pool().query('SELECT what FROM counted_tries ORDER BY what')).rows).toEqual([{ what: 'screen-code' }, { what: 'told' }])
  })
})
