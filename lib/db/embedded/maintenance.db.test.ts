import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copyDataFolder } from '@/lib/testing/database'
import { eventually } from '@/lib/testing/eventually'
import { openPool, type Pool } from '../engine/pool'
import { Bridge } from './bridge'
import { openDataFolder } from './data-folder'
import type { Engine } from './engine'
import { startMaintenance } from './maintenance'
import { socketUrl } from './record'

// The engine runs in this process here, so that its clock of maintenance can be set.
describe('maintenance of the embedded engine', { timeout: 240_000 }, () => {
  let dataDir: string
  let engine: Engine
  let bridge: Bridge
  let pool: Pool
  let maintenance: { stop(): void }

  beforeAll(async () => {
    dataDir = await copyDataFolder()
    engine = await openDataFolder(dataDir)
    bridge = new Bridge(engine, {
      idleInTransactionMs: 60_000,
      onBroken: (error) => {
        throw error
      },
    })
    const socket = path.join(dataDir, 'socket', '.s.PGSQL.5432')
    mkdirSync(path.dirname(socket), { recursive: true })
    await bridge.listen(socket)
    pool = openPool(socketUrl(socket))
    maintenance = startMaintenance(bridge, { everyMs: 10, checkpointBytes: 1024 * 1024, quietMs: 30, patienceMs: 60_000 })
  })
  afterAll(async () => {
    maintenance.stop()
    await pool.end()
    await bridge.close()
    await engine.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const one = async (sql: string) => Object.values((await pool.query(sql)).rows[0])[0]
  const redo = () => one('SELECT redo_lsn::text FROM pg_control_checkpoint()')

  it('checkpoints by volume, so that the write-ahead log stays small', async () => {
    await pool.query('CREATE TABLE heap (n int, body text)')
    const before = await redo()
    for (let batch = 0; batch < 80; batch++) await pool.query(`INSERT INTO heap SELECT n, repeat('x', 900) FROM generate_series(1, 1000) n`)
    await eventually(async () => expect(await redo()).not.toBe(before))
    await eventually(async () =>
      expect(await one('SELECT sum(size) FROM pg_ls_waldir()')).toSatisfy((bytes) => Number(bytes) <= 7 * 16 * 1024 * 1024),
    )
  })

  it('vacuums and analyses what was written and deleted, when it is quiet', async () => {
    const at = (column: string) => one(`SELECT ${column} FROM pg_stat_user_tables WHERE relname = 'heap'`)
    // Asking every 300 ms leaves pauses, in which it is quiet for 30 ms.
    await eventually(async () => expect(await at('last_vacuum')).not.toBeNull(), { interval: 300 })
    expect(await at('last_analyze')).not.toBeNull()
    const first = await at('last_vacuum')
    await pool.query('DELETE FROM heap WHERE n <= 600')
    await eventually(async () => expect(await at('last_vacuum')).not.toEqual(first), { interval: 300 })
    await eventually(async () => expect(await at('n_dead_tup')).toBe(0), { interval: 300 })
  })

  it('waits for a transaction to end', async () => {
    const client = await pool.connect()
    await client.query('BEGIN')
    const before = (await client.query('SELECT redo_lsn::text AS at FROM pg_control_checkpoint()')).rows
    await client.query(`INSERT INTO heap SELECT n, repeat('y', 900) FROM generate_series(1, 4000) n`)
    expect((await client.query('SELECT redo_lsn::text AS at FROM pg_control_checkpoint()')).rows).toEqual(before)
    await client.query('ROLLBACK')
    client.release()
    await eventually(async () => expect(await redo()).not.toBe(before[0].at))
  })
})
