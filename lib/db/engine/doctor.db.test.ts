import { expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { eventually } from '@/lib/testing/eventually'
import { readHealth } from './doctor'
import { migrationNames } from './migrate'
import { pool } from './pool'

describeEachEngine('doctor', (db) => {
  it('says engine, versions, sizes, migrations and log', async () => {
    await pool().query('CHECKPOINT')
    const health = await readHealth()
    expect(health.engine).toBe(db.engine)
    expect(health.versions.postgresql).toMatch(/^\d+\.\d+/)
    expect(health.versions.postgis).toMatch(/^3\.\d/)
    expect(health.versions.geos).toMatch(/^3\./)
    expect(health.bytes).toBeGreaterThan(1_000_000)
    expect(health.migrations.applied.map(({ name }) => name)).toEqual(await migrationNames())
    expect(health.migrations).toMatchObject({ failed: [], pending: [] })
    expect(health.wal.bytes).toBeGreaterThan(0)
    expect(health.wal.lastCheckpoint).toBeInstanceOf(Date)
  })

  it('estimates rows and names the last vacuum', async () => {
    await pool().query(`INSERT INTO settings (key, value) SELECT 'k' || n, 'null' FROM generate_series(1, 3000) n`)
    await pool().query('VACUUM (ANALYZE) settings')
    // PostgreSQL counts in its own time.
    await eventually(async () => {
      const table = (await readHealth()).tables.find(({ name }) => name === 'settings')
      expect(table).toMatchObject({ rows: 3000, lastVacuum: expect.any(Date), lastAnalyze: expect.any(Date) })
      expect(table?.bytes).toBeGreaterThan(100_000)
    })
  })

  it('names migrations that failed or are still to come', async () => {
    const [name = ''] = await migrationNames()
    await pool().query('UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = $1', [name])
    expect((await readHealth()).migrations.failed).toEqual([name])
    await pool().query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1', [name])
    expect((await readHealth()).migrations.pending).toContain(name)
  })
})
