import { describe, expect, it } from 'vitest'
import { describeEachEngine, startOrdinaryDatabase } from '@/lib/testing/database'
import { installedEngines } from '@/lib/testing/engines'
import { withClient } from '@/lib/testing/templates'
import { pool, transaction } from '../engine/pool'
import { listAudit, pageAudit, writeAudit } from './audit'

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

  it.each(['at', '-at', 'action', '-action'] as const)('is paged by %s without a gap, alike or not, and searched as it is', async (order) => {
    const actors = ['sorted', 'other'].map((id) => ({ ...actor, id }))
    const deeds = ['event.read', 'session.opened', 'event.read', 'export.made'] as const
    const marked = { object: { kind: 'sorted', id: order } }
    for (const action of deeds) for (const of of actors) await writeAudit(pool(), { actor: of, action, ...marked })
    // of the same moment
    await pool().query(`INSERT INTO audit (at, actor_id, action, object_kind, object_id, result, detail)
      SELECT '2026-01-01T00:00:00Z', 'sorted', 'event.read', 'sorted', '${order}', 'done', '{}' FROM generate_series(1, 3)`)
    const filter = { ...marked, actor: 'sorted', order }
    const whole = await listAudit({ ...filter, limit: 100 })
    const paged: typeof whole = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof pageAudit>> = await pageAudit({ ...filter, limit: 2, cursor: cursor ?? undefined })
      paged.push(...page.rows)
      cursor = page.next
    }
    expect(paged).toEqual(whole)
    const key = ({ at, action, id }: (typeof whole)[number]) => `${order.endsWith('action') ? action : ''} ${at} ${String(id).padStart(9, '0')}`
    const keys = whole.map(key)
    expect(keys).toEqual(order.startsWith('-') ? keys.toSorted().reverse() : keys.toSorted())
    expect(keys).toHaveLength(7)
    const { next } = await pageAudit({ ...filter, limit: 2 })
    for (const cursor of [next ?? '', 'x', Buffer.from('["at",1e99,1,""]').toString('base64url')])
      await expect(pageAudit({ ...filter, order: order === 'at' ? 'action' : 'at', cursor, limit: 2 })).rejects.toMatchObject({ code: 'invalid' })
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
