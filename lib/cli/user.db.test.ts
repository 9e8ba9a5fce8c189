import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { signIn } from '@/lib/db/accounts/sign-in'
import { listAudit, writeAudit } from '@/lib/db/audit/audit'
import { chainAudit } from '@/lib/db/audit/audit-chain'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import { takeLease } from '@/lib/db/log/leases'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { AccountRow } from '@/lib/domain/account'
import { gridsight } from '@/lib/testing/cli'
import { copyDataFolder } from '@/lib/testing/database'
import { saveSmallCounty } from '@/lib/testing/small-county'

let env: Record<string, string> = {}
let stop: () => Promise<void> = async () => {}
beforeAll(async () => {
  const dataDir = await copyDataFolder()
  const engine = await startEmbedded({ dataDir })
  setPool(openPool(engine.url))
  env = { DATA_DIR: dataDir }
  stop = async () => {
    await pool().end()
    setPool(null)
    await engine.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  await saveSmallCounty()
})
afterAll(() => stop())

const run = (...args: string[]) => gridsight(['user', ...args], env)
const enter = async (username: string, password: string) => (await signIn({ username, password, address: null, browser: null })).kind

test('the first administrator of an empty system', async () => {
  const made = await run('create', '--name', 'root', '--role', 'administrator', '--within', 'all')
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('cannot be shown again') })
  const password = made.out.trim()
  expect(await enter('root', password)).toBe('opened')
  const rows = await listAudit({ action: 'account.created', limit: 10 })
  expect(rows).toMatchObject([{ actor: { id: 'cli' }, detail: { username: 'root', role: 'administrator' } }])
  expect(JSON.stringify(rows)).not.toContain(password)
  const last = await run('disable', 'root')
  expect(last).toMatchObject({ code: 1, err: expect.stringContaining('last administrator') })
})

test('an account from stdin, listed, locked out and let in again', async () => {
  const memberId = peopleId('person', 'test', 'm1')
  const args = [
    'user',
    'create',
    '--name',
    'zhang.san',
    '--role',
    'handler',
    '--department',
    '城管',
    '--display-name',
    '张三',
    '--member',
    memberId,
    '--password-stdin',
  ]
  const unknown = await gridsight([...args, '--json'], env, 'Correct-horse-7\nrest')
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining(`no member ${memberId}`)])
  const person = { externalId: 'm1', name: '张三', phone: null, idNumber: null, employer: null, posts: [] }
  await savePeople([person], { source: 'test' })
  const made = await gridsight([...args, '--json'], env, 'Correct-horse-7\nrest')
  expect(made.code).toBe(0)
  const account = AccountRow.parse(JSON.parse(made.out))
  expect(account).toMatchObject({ name: '张三', role: 'handler', scope: { kind: 'department', department: '城管' }, memberId })
  expect(JSON.parse(made.out)).not.toHaveProperty('password')
  expect(await enter('zhang.san', 'Correct-horse-7')).toBe('opened')
  expect((await run('disable', 'zhang.san')).code).toBe(0)
  expect(await enter('zhang.san', 'Correct-horse-7')).toBe('refused')
  expect((await run('enable', account.id)).code).toBe(0)
  const reset = await run('reset-password', 'zhang.san', '--json')
  const { password } = z.object({ password: z.string() }).parse(JSON.parse(reset.out))
  expect([await enter('zhang.san', 'Correct-horse-7'), await enter('zhang.san', password)]).toEqual(['refused', 'opened'])
  const list = await run('list')
  expect(list.out).toMatch(/^zhang\.san +active +handler +城管 +张三 {2}1 open, last /m)
})

test.each([
  [['create', '--name', 'X Y', '--role', 'viewer', '--within', 'all'], 2, /a-z, 0-9/],
  [['create', '--name', 'xy', '--role', 'screen', '--within', 'all'], 2, /Allowed choices are viewer/],
  [['create', '--name', 'xy', '--role', 'viewer'], 2, /--within .* or --department/],
  [['create', '--name', 'xy', '--role', 'viewer', '--within', '1', '--department', 'x'], 2, /either/],
  [['create', '--name', 'xy', '--role', 'viewer', '--within', 'all', '--password-stdin'], 2, /no password on stdin/],
  [['disable', 'nobody'], 1, /no account nobody/],
  [['reset-second-factor', 'root'], 1, /no second factor/],
])('user %j ends with %i', async (args, code, message) => {
  const { code: ended, out, err } = await run(...args)
  expect([ended, out]).toEqual([code, ''])
  expect(err).toMatch(message)
})

test('a weak password is one sentence, and nothing is made', async () => {
  const weak = await gridsight(['user', 'create', '--name', 'weak', '--role', 'viewer', '--within', 'all', '--password-stdin'], env, 'password\n')
  expect(weak).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^A password has three of.*\n$/) })
  expect((await run('list')).out).not.toMatch(/^weak /m)
})

test('the doctor names the first row of the audit that was changed', async () => {
  const doctor = (...args: string[]) => gridsight(['doctor', '--audit', ...args], env)
  for (let i = 0; i < 5; i++) await writeAudit(pool(), { actor: null, action: 'event.read', reason: `第${i}次` })
  const fence = await takeLease('audit-chain', '00000000-0000-4000-8000-000000000001', 60_000)
  await chainAudit(fence ?? { name: 'audit-chain', token: -1 })
  const good = await doctor()
  expect(good).toMatchObject({ code: 0, out: expect.stringMatching(/^The audit holds: \d+ entries\. The last is (\d+:[0-9a-f]{64});/) })
  const head = /\d+:[0-9a-f]{64}/.exec(good.out)?.[0] ?? ''
  expect((await doctor('--kept', head)).code).toBe(0)
  const forged = head.replace(/.$/, (c) => (c === '0' ? '1' : '0'))
  expect(await doctor('--kept', forged)).toMatchObject({ code: 1, out: expect.stringContaining('not the one that was kept') })
  expect((await doctor('--kept', 'x')).code).toBe(2)

  const { rows } = await pool().query(`SELECT id FROM audit WHERE reason = '第2次'`)
  const client = await pool().connect()
  await client.query('BEGIN')
  await client.query('SET LOCAL session_replication_role = replica')
  await client.query('UPDATE audit SET reason = $1 WHERE id = $2', ['别的', rows[0]?.id])
  await client.query('COMMIT')
  client.release()
  const bad = await doctor('--json')
  expect(bad.code).toBe(1)
  expect(JSON.parse(bad.out)).toMatchObject({ broken: { row: rows[0]?.id, what: 'the row is not what was chained' } })
})
