import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { migrate } from '@/lib/db/engine/migrate'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import { type EngineName, enginesOfThisFile, installedEngines } from './engines'
import type { Services } from './global-setup'
import { COUNTY_TEMPLATE, POSTGRES_TEMPLATE, withClient } from './templates'

/** The database of one test file and engine; its pool is the shared one while the tests run. */
export type TestDatabase = { readonly engine: EngineName; readonly url: string }

type Started = { url: string; stop(): Promise<void> }

/** Asks the process that makes databases (global-setup.ts). */
export function askFor(what: keyof Services): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(inject('databases'))
    let text = ''
    socket.on('data', (data) => {
      text += data.toString()
    })
    socket.on('error', reject)
    socket.on('end', () => {
      const { value, error } = JSON.parse(text) as { value?: string; error?: string }
      if (value === undefined) reject(new Error(error))
      else resolve(value)
    })
    socket.write(`${what}\n`)
  })
}

/** A copy of a migrated data folder of the embedded engine (or of one with the county), in a temporary folder that the caller removes. */
export async function copyDataFolder(of: 'embedded' | 'county' = 'embedded'): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-embedded-'))
  execFileSync('cp', ['-R', `${await askFor(of)}/.`, folder]) // with less work than Node's own copy has of a thousand files
  return folder
}

async function startEmbeddedDatabase(): Promise<Started> {
  const dataDir = await copyDataFolder()
  const engine = await startEmbedded({ dataDir })
  return {
    url: engine.url,
    stop: async () => {
      await engine.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Says that a template is copied file by file: half the work of copying it through the log, which PostgreSQL does from 15 on unless told. */
async function byFiles(client: Client): Promise<string> {
  const { rows } = await client.query<{ says: boolean }>("SELECT current_setting('server_version_num')::int >= 150000 AS says")
  return rows[0]?.says ? ' STRATEGY file_copy' : ''
}

/** An empty database (`from` null), a migrated one or one with the county on the private cluster. */
export async function startPostgresDatabase(from: string | null = POSTGRES_TEMPLATE): Promise<Started> {
  const maintenance = await askFor(from === COUNTY_TEMPLATE ? 'countyDatabase' : 'postgresql')
  const name = `test_${randomBytes(6).toString('hex')}`
  await withClient(maintenance, async (client) => client.query(`CREATE DATABASE ${name}${from ? ` TEMPLATE ${from}${await byFiles(client)}` : ''}`))
  const url = new URL(maintenance)
  url.pathname = `/${name}`
  return { url: url.href, stop: () => withClient(maintenance, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))) }
}

/** Starts a migrated database whose log is its own. */
export async function startDatabase(engine: EngineName): Promise<Started> {
  const started = engine === 'embedded' ? await startEmbeddedDatabase() : await startPostgresDatabase()
  await withClient(started.url, (client) => client.query('UPDATE log_head SET log_id = gen_random_uuid()'))
  return started
}

/** A migrated PostgreSQL database whose owner is an ordinary role of its own; `stop` takes both away. */
export async function startOrdinaryDatabase(): Promise<{ url: string; stop(): Promise<void> }> {
  const database = await startPostgresDatabase(null)
  const role = `plain_${randomBytes(4).toString('hex')}`
  const name = new URL(database.url).pathname.slice(1)
  await withClient(database.url, async (client) => {
    await client.query('CREATE EXTENSION postgis')
    await client.query(`CREATE ROLE ${role} LOGIN`)
    await client.query(`ALTER DATABASE ${name} OWNER TO ${role}`)
    await client.query(`GRANT ALL ON SCHEMA public TO ${role}`)
    await client.query(`SET SESSION AUTHORIZATION ${role}`)
    await migrate(client)
  })
  const asRole = new URL(database.url)
  asRole.username = role
  return {
    url: asRole.href,
    async stop() {
      await database.stop()
      await withClient(await askFor('postgresql'), (client) => client.query(`DROP ROLE IF EXISTS ${role}`))
    },
  }
}

/**
 * Runs a block of tests on each engine that its file is for (engines.ts), each on a fresh migrated database that is the shared pool's from
 * beforeAll to afterAll. `db` may be read inside tests and hooks only.
 */
export function describeEachEngine(name: string, block: (db: TestDatabase) => void): void {
  for (const engine of enginesOfThisFile()) {
    describe(`${name} (${engine})`, () => {
      let started: Started | undefined
      beforeAll(async () => {
        started = await startDatabase(engine)
        setPool(openPool(started.url))
      })
      afterAll(async () => {
        if (!started) return
        await pool().end()
        setPool(null)
        await started.stop()
      })
      block({
        engine,
        get url() {
          if (!started) throw new Error('the database is not started yet: read db.url inside a test or hook')
          return started.url
        },
      })
    })
  }
  if (installedEngines.length === 1)
    describe.skip(`${name} (postgresql): no PostgreSQL with PostGIS on this machine`, () => block({ engine: 'postgresql', url: '' }))
}
