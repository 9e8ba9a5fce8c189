import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { copyDataFolder, startPostgresDatabase } from '@/lib/testing/database'
import { installedEngines } from '@/lib/testing/engines'
import { withClient } from '@/lib/testing/templates'
import { readRecord } from '../embedded/record'
import { attachDatabase, DatabaseError, openDatabase } from './connect'
import { pool } from './pool'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const embedded = (dataDir: string) => ({ engine: 'embedded', dataDir, DATABASE_URL: undefined }) as const
const server = (url: string) => ({ engine: 'postgresql', dataDir: '/nowhere', DATABASE_URL: url }) as const
const folder = async () => {
  const made = await copyDataFolder()
  undo.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}
/** the sentence that opening fails with */
const sentence = async (place: ReturnType<typeof embedded> | ReturnType<typeof server>) => {
  const fault = await openDatabase(place).then(
    (opened) => opened.stop(),
    (error: unknown) => error,
  )
  expect(fault).toBeInstanceOf(DatabaseError)
  return fault instanceof DatabaseError ? fault.message : ''
}

describe('the embedded database', { timeout: 240_000 }, () => {
  it('opens, shares its pool, says who has the data folder, and stops', async () => {
    const dataDir = await folder()
    const database = await openDatabase(embedded(dataDir))
    undo.push(() => database.stop())
    expect(database.engine).toBe('embedded')
    expect(await sentence(embedded(dataDir))).toMatch(
      new RegExp(`^The data folder ${dataDir} is in use by process \\d+: stop the other Gridsight, or set DATA_DIR`),
    )
    expect((await pool().query('SELECT count(*) AS n FROM log_head')).rows).toEqual([{ n: 1 }])
    await database.stop()
    undo.pop()
    expect(() => pool()).toThrow('not open')
    expect(readRecord(dataDir)).toBeNull()
  })

  it('lets the command line in beside a running server, and leaves that running', async () => {
    const dataDir = await folder()
    const running = await openDatabase(embedded(dataDir))
    undo.push(() => running.stop())
    const attached = await attachDatabase(embedded(dataDir))
    expect(attached.url).toBe(running.url)
    await pool().query(`INSERT INTO settings (key, value) VALUES ('attached', '1')`)
    await attached.stop()
    await withClient(running.url, async (client) => expect((await client.query(`SELECT key FROM settings`)).rows).toEqual([{ key: 'attached' }]))
  })

  it('starts the engine for the command line where none runs, and where only the record of a dead one is left', async () => {
    const dataDir = await folder()
    writeFileSync(
      path.join(dataDir, 'embedded.json'),
      JSON.stringify({ pid: 1, socket: path.join(dataDir, 'socket/.s.PGSQL.5432'), startedAt: 'then' }),
    )
    const attached = await attachDatabase(embedded(dataDir))
    expect((await pool().query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await attached.stop()
    expect(existsSync(path.join(dataDir, 'embedded.json'))).toBe(false)
  })

  it.each([
    ['the control file', (cluster: string) => writeFileSync(path.join(cluster, 'global', 'pg_control'), randomBytes(8_192))],
    [
      'the newest log',
      (cluster: string) => {
        const wal = path.join(cluster, 'pg_wal')
        const newest = readdirSync(wal)
          .filter((name) => /^[0-9A-F]{24}$/.test(name))
          .sort()
        for (const name of newest) writeFileSync(path.join(wal, name), randomBytes(65_536))
      },
    ],
    ['a file that must be there', (cluster: string) => rmSync(path.join(cluster, 'PG_VERSION'))],
  ])('says that its data are damaged (%s), and what to do', async (_, damage) => {
    const dataDir = await folder()
    damage(path.join(dataDir, 'postgres'))
    expect(await sentence(embedded(dataDir))).toMatch(
      new RegExp(
        `^The data in ${dataDir} are damaged \\(.+\\): keep the folder as it is, and restore a backup .*, or set DATA_DIR to another folder\\.$`,
        's',
      ),
    )
  })

  it('says when it cannot write', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'gridsight-file-')), 'file')
    undo.push(() => rmSync(path.dirname(file), { recursive: true, force: true }))
    writeFileSync(file, '')
    expect(await sentence(embedded(file))).toMatch(/cannot start \(.*(EEXIST|ENOTDIR).*\): see that the folder can be written to/)
  })
})

describe('an address that leads nowhere', () => {
  it('is named, without the password', async () => {
    const said = await sentence(server('postgresql://me:secret@127.0.0.1:1/gridsight'))
    expect(said).toBe('The database server at 127.0.0.1:1 cannot be reached (ECONNREFUSED): start PostgreSQL there, or correct DATABASE_URL.')
  })

  it('is no address at all', async () => {
    expect(await sentence(server('postgresql://[nonsense'))).toContain('write postgresql://user:password@host:5432/database')
  })

  it('is a server of something else', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    undo.push(() => other.close())
    const address = other.address()
    const port = typeof address === 'object' ? address?.port : 0
    expect(await sentence(server(`postgresql://127.0.0.1:${port}/x`))).toMatch(/DATABASE_URL/)
  })
})

describe.skipIf(!installedEngines.includes('postgresql'))('a PostgreSQL server', () => {
  const database = async (from?: null) => {
    const made = await startPostgresDatabase(from)
    undo.push(() => made.stop())
    return made.url
  }
  const as = (url: string, user: string, name?: string) => {
    const changed = new URL(url)
    changed.username = user
    if (name) changed.pathname = `/${name}`
    return changed.href
  }

  it('is migrated from nothing, by two processes that start at once', async () => {
    const url = await database(null)
    const both = await Promise.all([openDatabase(server(url)), openDatabase(server(url))])
    await withClient(url, async (client) => expect((await client.query('SELECT count(*)::int AS n FROM log_head')).rows).toEqual([{ n: 1 }]))
    for (const opened of both) await opened.stop()
  })

  it('is made for the command line, which changes none that an older server may be running on', async () => {
    const place = server(await database(null))
    await (await attachDatabase(place)).stop()
    await withClient(place.DATABASE_URL, (client) =>
      client.query('DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)'),
    )
    await expect(attachDatabase(place)).rejects.toThrow(/of an older version, without \S+: start this version of the server/)
  })

  it('is asked for a database it does not have', async () => {
    expect(await sentence(server(as(await database(null), 'postgres', 'nowhere')))).toContain(
      'has no database "nowhere": create it (createdb nowhere)',
    )
  })

  it('does not know the role', async () => {
    expect(await sentence(server(as(await database(null), 'stranger')))).toMatch(/refuses stranger.*correct user and password/)
  })

  it('lets an ordinary role neither make PostGIS nor tables, until an administrator has', async () => {
    const url = await database(null)
    const role = `plain_${Math.trunc(performance.now())}`
    await withClient(url, (client) => client.query(`CREATE ROLE ${role} LOGIN`))
    undo.push(() => withClient(as(url, 'postgres', 'postgres'), (client) => client.query(`DROP ROLE ${role}`)))
    expect(await sentence(server(as(url, role)))).toMatch(/may not prepare the database.*CREATE EXTENSION postgis and GRANT CREATE ON SCHEMA public/)
    const opened = await openDatabase(server(url))
    await opened.stop()
    await withClient(url, (client) => client.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`))
    const plain = await openDatabase(server(as(url, role)))
    await plain.stop()
    await withClient(url, (client) => client.query(`DROP OWNED BY ${role}`))
  })
})
