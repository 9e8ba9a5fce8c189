import { describe, expect, it } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { describeEachEngine, startOrdinaryDatabase } from '@/lib/testing/database'
import { installedEngines } from '@/lib/testing/engines'
import { withClient } from '@/lib/testing/templates'
import { listAudit } from '../audit/audit'
import { chainAudit, readAuditHead, verifyAudit } from '../audit/audit-chain'
import { openPool, pool, setPool, transaction } from '../engine/pool'
import { writeSetting } from '../engine/settings'
import { takeLease } from '../log/leases'
import { runRetention } from './retention'

const NOW = Date.now()
const lease = async (name: string) => {
  const fence = await takeLease(name, '00000000-0000-4000-8000-000000000001', 60_000)
  if (!fence) throw new Error('somebody has the lease')
  return fence
}
async function chain(): Promise<void> {
  const fence = await lease('audit-chain')
  while ((await chainAudit(fence)) > 0);
}
/** Rows that are so many days old, oldest first, chained. */
async function write(...days: number[]): Promise<void> {
  await pool().query(
    `INSERT INTO audit (at, action, result, detail) SELECT to_timestamp(ms / 1000), 'event.read', 'done', '{}' FROM unnest($1::float8[]) ms`,
    [days.map((d) => NOW - d * DAY_MS)],
  )
  await chain()
}
const rules = { photosDays: null, personalDays: null, sessionsDays: null, auditDays: 250 }
const run = async (limit = 2) => {
  await writeSetting('retention', { ...rules, active: true })
  return runRetention(await lease('retention'), { now: NOW, limit })
}

describeEachEngine('the old end of the audit', (db) => {
  /** What only whoever owns the database can do: past the triggers. */
  const tamper = (sql: string) =>
    withClient(db.url, async (client) => {
      await client.query('BEGIN')
      await client.query('SET LOCAL session_replication_role = replica')
      await client.query(sql)
      await client.query('COMMIT')
    })
  let kept = { sequence: 0, hash: '' }

  it('is cut in batches, and what is left is verified from the anchor', async () => {
    await write(400, 300, 290, 251, 251, 249, 10, 0)
    kept = (await readAuditHead()) ?? kept
    expect((await run()).taken.audit).toBe(5)
    const left = await listAudit({ limit: 100 })
    expect(left.filter(({ action }) => action === 'event.read')).toHaveLength(3)
    const told = left.filter(({ action }) => action === 'retention.applied').map(({ detail }) => detail)
    expect(told).toMatchObject([
      { count: 1, anchor: { sequence: 5 } },
      { count: 2, anchor: { sequence: 4 } },
      { count: 2, anchor: { sequence: 2 } },
    ])
    expect(await verifyAudit()).toMatchObject({ verified: 3, cut: 5, unchained: 3, broken: null, head: kept })
    await chain()
    expect(await verifyAudit(kept)).toMatchObject({ verified: 6, cut: 5, unchained: 0, broken: null, head: { sequence: 11 } })
    await expect(verifyAudit({ sequence: 4, hash: 'a'.repeat(64) })).rejects.toMatchObject({ code: 'invalid' })
    expect((await run()).taken.audit).toBe(0)
  })

  it.each([
    ['a row after the cut', `UPDATE audit SET reason = 'x' WHERE id = (SELECT row_id FROM audit_chain WHERE sequence = 6)`],
    ['the first entry after the cut', 'DELETE FROM audit_chain WHERE sequence = 6'],
    ['an anchor that is moved on', `INSERT INTO audit_anchors SELECT sequence, row_id, hash FROM audit_chain WHERE sequence = 7`],
    ['an anchor that is another', `UPDATE audit_anchors SET hash = sha256('x')`],
    ['the row that tells of the cut', `DELETE FROM audit WHERE action = 'retention.applied'`],
  ])('is still found tampered with: %s', async (_, sql) => {
    await tamper('CREATE TABLE a AS SELECT * FROM audit; CREATE TABLE c AS SELECT * FROM audit_chain; CREATE TABLE n AS SELECT * FROM audit_anchors')
    await tamper(sql)
    expect((await verifyAudit()).broken).not.toBeNull()
    await tamper('DELETE FROM audit; DELETE FROM audit_chain; DELETE FROM audit_anchors')
    await tamper('INSERT INTO audit SELECT * FROM a; INSERT INTO audit_chain SELECT * FROM c; INSERT INTO audit_anchors SELECT * FROM n')
    await tamper('DROP TABLE a; DROP TABLE c; DROP TABLE n')
    expect((await verifyAudit()).broken).toBeNull()
  })

  it('is not cut where it is broken: that is evidence', async () => {
    await write(0)
    await tamper(`UPDATE audit SET at = at - interval '300 days', reason = 'x' WHERE id = (SELECT row_id FROM audit_chain WHERE sequence = 6)`)
    await expect(run()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('broken at entry 6') })
    await tamper(`UPDATE audit SET at = at + interval '300 days', reason = NULL WHERE id = (SELECT row_id FROM audit_chain WHERE sequence = 6)`)
    expect((await verifyAudit()).broken).toBeNull()
  })

  it('cannot be cut by anything else, nor nearer than 180 days', async () => {
    const attempt = (...sql: string[]) =>
      transaction(async (tx) => {
        await tx.query(`SET LOCAL gridsight.retention = 'on'`)
        await tx.query('GRANT DELETE ON audit, audit_chain TO CURRENT_USER')
        for (const one of sql) await tx.query(one)
      })
    const anchor = 'INSERT INTO audit_anchors SELECT sequence, row_id, hash FROM audit_chain WHERE sequence = 8'
    for (const sql of [
      ['DELETE FROM audit WHERE id = (SELECT row_id FROM audit_chain WHERE sequence = 6)'],
      ['DELETE FROM audit_chain WHERE sequence = 6'],
      [anchor, 'DELETE FROM audit WHERE id = (SELECT row_id FROM audit_chain WHERE sequence = 7)'],
      [anchor, 'DELETE FROM audit_chain WHERE sequence = 7'],
      ['UPDATE audit SET reason = NULL'],
    ])
      await expect(attempt(...sql), sql.join('; ')).rejects.toMatchObject({ code: '42501' })
  })

  it('goes on with its sequence when everything that was chained is cut', async () => {
    await tamper(`DELETE FROM audit; DELETE FROM audit_chain; DELETE FROM audit_anchors`)
    await write(300, 299)
    expect((await run(10)).taken.audit).toBe(2)
    expect(await verifyAudit()).toMatchObject({ verified: 0, cut: 2, unchained: 1, broken: null })
    await chain()
    expect(await verifyAudit()).toMatchObject({ verified: 1, cut: 2, broken: null, head: { sequence: 3 } })
  })
})

describe.skipIf(!installedEngines.includes('postgresql'))('the old end of the audit of an ordinary role (postgresql)', () => {
  it('is cut by the role that owns the tables, which has no right to delete before and after', async () => {
    const database = await startOrdinaryDatabase()
    const own = openPool(database.url)
    try {
      setPool(own)
      await write(300, 260, 0)
      expect((await run()).taken.audit).toBe(2)
      expect(await verifyAudit()).toMatchObject({ verified: 1, cut: 2, unchained: 1, broken: null })
      await expect(pool().query('DELETE FROM audit')).rejects.toThrow(/permission denied/)
      await expect(pool().query('DELETE FROM audit_anchors')).rejects.toThrow(/permission denied/)
    } finally {
      setPool(null)
      await own.end()
      await database.stop()
    }
  })
})
