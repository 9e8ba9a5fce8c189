import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { withClient } from '@/lib/testing/templates'
import { migrate, migrationNames, migrationsFolder } from './migrate'
import { pool } from './pool'

describeEachEngine('migrations', (db) => {
  let folder: string
  const add = (name: string, sql: string) => {
    mkdirSync(path.join(folder, name))
    writeFileSync(path.join(folder, name, 'migration.sql'), sql)
  }
  const run = () => withClient(db.url, (client) => migrate(client, folder))
  const recorded = async (name: string) => (await pool().query('SELECT * FROM _prisma_migrations WHERE migration_name = $1', [name])).rows

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'gridsight-migrations-'))
    cpSync(migrationsFolder, folder, { recursive: true })
  })
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true })
    await pool().query(`DELETE FROM _prisma_migrations WHERE migration_name LIKE '99%'`)
    await pool().query('DROP TABLE IF EXISTS extra')
  })

  it('applies nothing to a database that has them all', async () => {
    expect(await run()).toEqual([])
    expect((await pool().query('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1')).rows.map((row) => row.name)).toEqual(
      await migrationNames(),
    )
  })

  it('lets two processes start at once: one applies, the other finds it done', async () => {
    add('99990101000000_extra', 'CREATE TABLE extra (n int); INSERT INTO extra VALUES (1);')
    const applied = await Promise.all([run(), run(), run()])
    expect(applied.flat()).toEqual(['99990101000000_extra'])
    expect((await pool().query('SELECT n FROM extra')).rows).toEqual([{ n: 1 }])
    expect(await recorded('99990101000000_extra')).toHaveLength(1)
  })

  it('keeps nothing of a migration that fails, names it, and applies it once it is right', async () => {
    add('99990101000000_good', 'CREATE TABLE extra (n int);')
    add('99990102000000_bad', 'INSERT INTO extra VALUES (1); SELECT nope;')
    await expect(run()).rejects.toThrow(/99990102000000_bad failed.*nope/)
    expect((await pool().query(`SELECT to_regclass('extra')::text AS extra`)).rows).toEqual([{ extra: null }])
    expect(await recorded('99990101000000_good')).toEqual([])
    writeFileSync(path.join(folder, '99990102000000_bad', 'migration.sql'), 'INSERT INTO extra VALUES (1);')
    expect(await run()).toEqual(['99990101000000_good', '99990102000000_bad'])
  })

  it('runs scripts with functions in dollar quotes whole', async () => {
    add(
      '99990101000000_function',
      'CREATE TABLE extra (n int); CREATE FUNCTION one_more(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n + 1; RETURN n; END $$;',
    )
    await run()
    expect((await pool().query('SELECT one_more(1) AS n')).rows).toEqual([{ n: 2 }])
    await pool().query('DROP FUNCTION one_more')
  })

  it('refuses a migration that was edited, but not one whose line ends a checkout changed', async () => {
    add('99990101000000_extra', 'CREATE TABLE extra (n int);\n')
    await run()
    writeFileSync(path.join(folder, '99990101000000_extra', 'migration.sql'), 'CREATE TABLE extra (n int);\r\n')
    expect(await run()).toEqual([])
    writeFileSync(path.join(folder, '99990101000000_extra', 'migration.sql'), 'CREATE TABLE extra (m int);\n')
    await expect(run()).rejects.toThrow('edited')
  })

  it('does not go on where Prisma recorded a failure, and does where that was resolved', async () => {
    const [name = ''] = await migrationNames()
    const add99 = `INSERT INTO _prisma_migrations (id, checksum, migration_name, rolled_back_at) VALUES ($1, 'x', '99990101000000_extra', $2)`
    add('99990101000000_extra', 'CREATE TABLE extra (n int);')
    await pool().query(add99, ['a', null])
    await expect(run()).rejects.toThrow('resolve')
    await pool().query(`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '99990101000000_extra'`)
    expect(await run()).toEqual(['99990101000000_extra'])
    expect(await recorded(name)).toMatchObject([
      { checksum: expect.stringMatching(/^[0-9a-f]{64}$/), applied_steps_count: 1, logs: null, rolled_back_at: null },
    ])
  })
})
