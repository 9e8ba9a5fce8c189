import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { withClient } from '@/lib/testing/templates'
import { pool } from '../engine/pool'
import { releaseLease, takeLease } from '../log/leases'
import { writeAudit } from './audit'
import { chainAudit, verifyAudit } from './audit-chain'

const holder = randomUUID()
async function lease() {
  return (await takeLease('audit-chain', holder, 60_000)) ?? { name: 'audit-chain', token: -1 }
}
async function write(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const detail = { b: 1.5, a: ['张三', null, { 长: 1e21 }], when: i }
    await writeAudit(pool(), { actor: { id: 'u', name: '张三', role: 'auditor' }, action: 'event.read', reason: `第${i}次`, detail })
  }
}
async function chainAll(): Promise<number> {
  const fence = await lease()
  let chained = 0
  for (let some = await chainAudit(fence); some > 0; some = await chainAudit(fence)) chained += some
  return chained
}

describeEachEngine('the chain of the audit', (db) => {
  /** What only whoever owns the database can do: past the triggers. */
  const tamper = (...sql: string[]) =>
    withClient(db.url, async (client) => {
      await client.query('BEGIN')
      await client.query('SET LOCAL session_replication_role = replica')
      for (const one of sql) await client.query(one)
      await client.query('COMMIT')
    })
  const rowOf = async (sequence: number): Promise<number> =>
    (await pool().query('SELECT row_id FROM audit_chain WHERE sequence = $1', [sequence])).rows[0]?.row_id

  it('holds nothing while there is nothing', async () => {
    expect(await verifyAudit()).toEqual({ verified: 0, cut: 0, unchained: 0, head: null, backdated: { count: 0, first: [] }, broken: null })
  })

  it('takes every row once, in order, however many there are at once', async () => {
    await write(20)
    expect((await verifyAudit()).unchained).toBe(20)
    await pool().query(
      `INSERT INTO audit (action, result, detail) SELECT 'event.read', 'done', jsonb_build_object('i', i) FROM generate_series(1, 1200) i`,
    )
    const fence = await lease()
    expect([await chainAudit(fence), await chainAudit(fence), await chainAudit(fence), await chainAudit(fence)]).toEqual([500, 500, 220, 0])
    expect(await verifyAudit()).toMatchObject({ verified: 1_220, unchained: 0, broken: null, head: { sequence: 1_220 } })
  })

  it('takes a row that appears after younger ones', async () => {
    const late = await pool().connect()
    const own = db.engine === 'embedded' ? null : late // the embedded engine has one session: nothing can be open beside it
    await own?.query('BEGIN')
    if (own) await writeAudit(own, { actor: null, action: 'session.failed', detail: { late: true } })
    await write(2)
    expect(await chainAll()).toBe(2)
    await own?.query('COMMIT')
    late.release()
    if (own) expect(await chainAll()).toBe(1)
    expect(await verifyAudit()).toMatchObject({ unchained: 0, broken: null })
  })

  it('holds a row with a made-up time, which is named', async () => {
    const insert = (at: string) =>
      pool().query<{ id: number }>(`INSERT INTO audit (at, action, result, detail) VALUES (${at}, 'event.read', 'done', '{}') RETURNING id`)
    const past = (await insert(`'2026-01-01T00:00:00Z'`)).rows[0]?.id ?? 0
    await write(1)
    await insert(`clock_timestamp() + interval '1 hour'`)
    await insert(`clock_timestamp() - interval '5 seconds'`) // said older than the one before it, by an hour
    await insert(`clock_timestamp() - interval '10 seconds'`) // and by what a clock may be corrected
    await chainAll()
    const { broken, backdated } = await verifyAudit()
    expect(broken).toBeNull()
    expect(backdated.count).toBe(2)
    expect(backdated.first.map(({ row }) => row)).toEqual([past, past + 3])
    expect(backdated.first[0]?.at).toBe(Date.parse('2026-01-01T00:00:00Z'))
  })

  it('is not written by whoever lost the lease', async () => {
    await write(1)
    const fence = await lease()
    await releaseLease('audit-chain', holder)
    await expect(chainAudit(fence)).rejects.toMatchObject({ code: 'conflict' })
    expect((await verifyAudit()).unchained).toBe(1)
    await chainAll()
  })

  describe('names the first entry that does not hold', () => {
    let head: { sequence: number; hash: string } | null = null
    beforeAll(async () => {
      await chainAll()
      head = (await verifyAudit()).head
    })
    const changes: [string, string][] = [
      ['reason', `reason = 'nothing'`],
      ['actor', `actor_id = 'somebody else'`],
      ['time', `at = at + interval '1 second'`],
      ['detail', `detail = detail || '{"when": 7}'`],
      ['action', `action = 'event.reported'`],
    ]
    it.each(changes)('a changed %s', async (_, change) => {
      const row = await rowOf(12)
      await tamper('CREATE TABLE kept AS SELECT * FROM audit', `UPDATE audit SET ${change} WHERE id IN (${row}, ${await rowOf(700)})`)
      expect((await verifyAudit()).broken).toEqual({ sequence: 12, row, what: 'the row is not what was chained' })
      await tamper('DELETE FROM audit', 'INSERT INTO audit SELECT * FROM kept', 'DROP TABLE kept')
      expect((await verifyAudit()).broken).toBeNull()
    })

    it('a row that is gone, an entry that is missing or follows another', async () => {
      await tamper('CREATE TABLE kept AS SELECT * FROM audit', 'CREATE TABLE kept_chain AS SELECT * FROM audit_chain')
      const back = () =>
        tamper(
          'DELETE FROM audit',
          'INSERT INTO audit SELECT * FROM kept',
          'DELETE FROM audit_chain',
          'INSERT INTO audit_chain SELECT * FROM kept_chain',
        )
      const row = await rowOf(900)
      await tamper(`DELETE FROM audit WHERE id = ${row}`)
      expect((await verifyAudit()).broken).toEqual({ sequence: 900, row, what: 'the row is gone' })
      await back()
      await tamper('DELETE FROM audit_chain WHERE sequence = 30')
      expect((await verifyAudit()).broken).toMatchObject({ sequence: 31, what: 'the entry 30 before it is missing' })
      await back()
      await tamper(`UPDATE audit_chain SET previous = sha256('x') WHERE sequence = 40`)
      expect((await verifyAudit()).broken).toMatchObject({ sequence: 40, what: 'the entry does not follow the one before it' })
      await back()
      expect((await verifyAudit()).broken).toBeNull()
    })

    it('what was cut off or made anew, by a head that was kept elsewhere', async () => {
      expect(await verifyAudit(head ?? undefined)).toMatchObject({ broken: null })
      await tamper(
        `DELETE FROM audit WHERE id IN (SELECT row_id FROM audit_chain WHERE sequence > 1000)`,
        'DELETE FROM audit_chain WHERE sequence > 1000',
      )
      expect((await verifyAudit()).broken).toBeNull() // nothing in the database itself can tell
      expect((await verifyAudit(head ?? undefined)).broken).toMatchObject({ sequence: head?.sequence, what: expect.stringContaining('ends at 1000') })
      await write(400)
      await chainAll()
      expect((await verifyAudit(head ?? undefined)).broken).toMatchObject({
        sequence: head?.sequence,
        what: 'the entry is not the one that was kept',
      })
    })
  })
})
