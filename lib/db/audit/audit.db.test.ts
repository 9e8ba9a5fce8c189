import { describe, expect, it } from 'vitest'
import { describeEachEngine, startOrdinaryDatabase } from '@/lib/testing/database'
import { installedEngines } from '@/lib/testing/engines'
import { withClient } from '@/lib/testing/templates'
import { pool, transaction } from '../engine/pool'
import { listAudit, writeAudit } from './audit'

const actor = { id: 'u1', name: '张三', role: 'dispatcher' as const }

describeEachEngine('the audit', () => {
  it('keeps what was done, and finds it by actor, action, object and time', async () => {
    const before = Date.now() - 1
    await writeAudit(pool(), { actor, action: 'event.transitioned', object: { kind: 'event', id: 'e1' }, reason: '重复', detail: { to: 'void' } })
    await writeAudit(pool(), { actor: null, action: 'session.failed', address: '10.0.0.9', result: 'failed' })
    const rows = await listAudit({ limit: 10 })
    expect(rows).toMatchObject([
      { actor: null, action: 'session.failed', object: null, reason: null, address: '10.0.0.9', result: 'failed', detail: {} },
      { actor, action: 'event.transitioned', object: { kind: 'event', id: 'e1' }, reason: '重复', result: 'done', detail: { to: 'void' } },
    ])
    const count = async (filter: Partial<Parameters<typeof listAudit>[0]>) => (await listAudit({ limit: 10, ...filter })).length
    expect(await count({ actor: 'u1' })).toBe(1)
    expect(await count({ actor: '张三' })).toBe(1)
    expect(await count({ actor: 'u2' })).toBe(0)
    expect(await count({ action: 'session.failed' })).toBe(1)
    expect(await count({ object: { kind: 'event', id: 'e1' } })).toBe(1)
    expect(await count({ object: { kind: 'event', id: 'e2' } })).toBe(0)
    expect(await count({ from: before })).toBe(2)
    expect(await count({ from: before, to: before + 1 })).toBe(0)
    expect(await count({ before: rows[0]?.id ?? 0 })).toBe(1)
    expect(await count({ limit: 1 })).toBe(1)
  })

  it('stands and falls with the transaction of the deed', async () => {
    await expect(
      transaction(async (tx) => {
        await writeAudit(tx, { actor, action: 'account.created', object: { kind: 'account', id: 'gone' } })
        throw new Error('the deed failed')
      }),
    ).rejects.toThrow('the deed failed')
    expect(await listAudit({ action: 'account.created', limit: 10 })).toEqual([])
  })

  it('takes no field named like a secret, at any depth', async () => {
    for (const detail of [{ password: 'x' }, { changes: [{ newToken: 'x' }] }, { a: { totpSecret: 1 } }])
      await expect(writeAudit(pool(), { actor, action: 'account.changed', detail })).rejects.toThrow('may not hold')
    expect(await listAudit({ action: 'account.changed', limit: 10 })).toEqual([])
  })

  it('takes text of any length and sort, and cuts what is too long', async () => {
    await writeAudit(pool(), {
      actor: { ...actor, name: '长'.repeat(500) },
      action: 'setting.changed',
      reason: `a\0${'b'.repeat(9_000)}`,
      detail: { v: '\0' },
    })
    const [row] = await listAudit({ action: 'setting.changed', limit: 1 })
    expect([row?.actor?.name.length, row?.reason?.length, row?.detail]).toEqual([100, 1_999, { v: '' }])
  })

  it.each(['UPDATE audit SET reason = NULL', 'DELETE FROM audit', 'TRUNCATE audit', 'TRUNCATE audit_chain'])('refuses %s', async (sql) => {
    const before = await listAudit({ limit: 100 })
    await expect(pool().query(sql)).rejects.toMatchObject({ code: '42501' })
    expect(await listAudit({ limit: 100 })).toEqual(before)
    expect(before.length).toBeGreaterThan(0)
  })
})

describe.skipIf(!installedEngines.includes('postgresql'))('the audit of an ordinary role (postgresql)', () => {
  it('gives the role that owns the tables no right to change them', async () => {
    const database = await startOrdinaryDatabase()
    try {
      await withClient(database.url, async (client) => {
        await writeAudit(client, { actor, action: 'event.read' })
        const { rows } = await client.query(
          `SELECT t, p, has_table_privilege(t, p) AS has FROM unnest(ARRAY['audit', 'audit_chain']) t, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p`,
        )
        expect(
          rows
            .filter((row) => row.has)
            .map((row) => `${row.t} ${row.p}`)
            .sort(),
        ).toEqual(['audit INSERT', 'audit SELECT', 'audit_chain INSERT', 'audit_chain SELECT'])
        for (const sql of ['UPDATE audit SET reason = NULL', 'DELETE FROM audit', 'TRUNCATE audit'])
          await expect(client.query(sql)).rejects.toThrow(/permission denied/)
      })
    } finally {
      await database.stop()
    }
  })
})
