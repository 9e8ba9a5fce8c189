import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { openPool, pool, transaction } from './pool'
import { prisma } from './prisma'

describeEachEngine('pool', (db) => {
  it('reads int8 as numbers, dates as text and times in UTC', async () => {
    const { rows } = await pool().query(`SELECT 9007199254740991::int8 AS large, ARRAY[1, NULL, 3]::int8[] AS list, '2026-11-24'::date AS day,
      '2026-11-24 08:00+08'::timestamptz AS at, current_setting('TimeZone') AS zone`)
    expect(rows[0]).toMatchObject({ large: 9007199254740991, list: [1, null, 3], day: '2026-11-24', at: new Date('2026-11-24T00:00:00Z') })
    expect(['UTC', 'Etc/GMT0', 'GMT']).toContain(rows[0].zone)
  })

  it('commits what a transaction returns from and takes back what it throws from', async () => {
    await transaction((tx) => tx.query(`INSERT INTO settings (key, value) VALUES ('kept', '1')`))
    const failed = transaction(async (tx) => {
      await tx.query(`INSERT INTO settings (key, value) VALUES ('lost', '1')`)
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    const { rows } = await pool().query(`SELECT key FROM settings WHERE key IN ('kept', 'lost')`)
    expect(rows).toEqual([{ key: 'kept' }])
  })

  it('does not call a transaction done in which a statement had failed', async () => {
    const swallowed = transaction(async (tx) => {
      await tx.query(`INSERT INTO settings (key, value) VALUES ('swallowed', '1')`)
      await tx.query('SELECT no_such_column').catch(() => {})
    })
    await expect(swallowed).rejects.toThrow('rolled back')
    expect((await pool().query(`SELECT 1 FROM settings WHERE key = 'swallowed'`)).rowCount).toBe(0)
  })

  it('gives Prisma the same records, times and large numbers', async () => {
    await prisma().setting.create({ data: { key: 'prisma', value: { 名: '镇平', n: [1, 2] } } })
    const { rows } = await pool().query(`SELECT value FROM settings WHERE key = 'prisma'`)
    expect(rows).toEqual([{ value: { 名: '镇平', n: [1, 2] } }])
    const expiresAt = new Date('2026-11-24T00:00:00.123Z')
    const holder = '00000000-0000-4000-8000-000000000000'
    await prisma().lease.create({ data: { name: 'feed', holder, fence: 9007199254740993n, expiresAt } })
    expect(await prisma().lease.findUnique({ where: { name: 'feed' } })).toEqual({ name: 'feed', holder, fence: 9007199254740993n, expiresAt })
    const read = await pool().query(`SELECT extract(epoch FROM expires_at)::float8 * 1000 AS at FROM leases WHERE name = 'feed'`)
    expect(read.rows).toEqual([{ at: expiresAt.getTime() }])
    const rolledBack = prisma().$transaction(async (tx) => {
      await tx.setting.create({ data: { key: 'undone', value: 1 } })
      throw new Error('undo')
    })
    await expect(rolledBack).rejects.toThrow('undo')
    expect(await prisma().setting.findUnique({ where: { key: 'undone' } })).toBeNull()
  })

  it('survives the loss of its connections', async () => {
    const own = openPool(db.url)
    const client = await own.connect()
    const gone = new Promise((resolve) => client.once('end', resolve))
    client.on('error', () => {})
    ;(client as unknown as { connection: { stream: Socket } }).connection.stream.destroy()
    await gone
    client.release(true)
    expect((await own.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await own.end()
  })
})
