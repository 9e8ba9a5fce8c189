import { createHash, randomUUID } from 'node:crypto'
import { cp, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { migrate, migrationNames, migrationsFolder } from '@/lib/db/engine/migrate'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { saveGrids } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { releaseLease, takeLease } from '@/lib/db/log/leases'
import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { makeDuties } from '@/lib/demo/seed-duties'
import { makePeople } from '@/lib/demo/seed-people'
import { makePlaces } from '@/lib/demo/seed-places'
import { makeUnits } from '@/lib/demo/seed-units'
import { readyAccounts } from '@/lib/server/accounts'
import { makeRuns, RUN_BATCH } from '@/lib/sources/run-source'

/** Name of the migrated database that each PostgreSQL test database is a copy of. */
export const POSTGRES_TEMPLATE = 'gridsight_template'
/** Name of the one that has the demonstration's grids, types, people and accounts too. */
export const COUNTY_TEMPLATE = 'gridsight_county'

/** Runs `work` on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Makes the template database of a cluster. */
export async function migrateTemplate(maintenanceUrl: string, templateUrl: string): Promise<void> {
  await withClient(maintenanceUrl, (client) => client.query(`CREATE DATABASE ${POSTGRES_TEMPLATE}`))
  await withClient(templateUrl, migrate)
}

/** Makes a migrated data folder of the embedded engine. */
export async function makeEmbeddedTemplate(dataDir: string): Promise<void> {
  const engine = await startEmbedded({ dataDir })
  try {
    await withClient(engine.url, migrate)
  } finally {
    await engine.stop()
  }
}

/** Makes a data folder with the county of a migrated one. */
export async function makeCountyFolder(dataDir: string, migrated: string): Promise<void> {
  await cp(migrated, dataDir, { recursive: true })
  const engine = await startEmbedded({ dataDir })
  try {
    await makeCounty(engine.url, dataDir)
  } finally {
    await engine.stop()
  }
}

/** Makes the template database with the county of a cluster that has the migrated one, and beside it a folder with what its accounts know. */
export async function makeCountyDatabase(maintenanceUrl: string, countyUrl: string, folder: string): Promise<void> {
  await withClient(maintenanceUrl, (client) => client.query(`CREATE DATABASE ${COUNTY_TEMPLATE} TEMPLATE ${POSTGRES_TEMPLATE}`))
  await makeCounty(countyUrl, folder)
}

/**
 * Gives a migrated database the demonstration's grids, types, people and accounts, and none of its events: all of it that is the same at
 * whatever moment a server starts on it. The accounts' passwords and tokens come into `dataDir`.
 */
async function makeCounty(url: string, dataDir: string): Promise<void> {
  const pool = openPool(url)
  setPool(pool)
  try {
    const now = Date.now()
    await saveTypes(EVENT_TYPES, { now })
    await saveGrids(countyGrids(), { demo: true, now })
    await makePeople()
    await makePlaces({ now })
    await runSources()
    await makeUnits()
    await makeDuties({ now })
    await readyAccounts({ dataDir, GRIDSIGHT_DEMO: 'county' })
    await pool.query('ANALYZE')
    await pool.query('CHECKPOINT')
  } finally {
    setPool(null)
    await pool.end()
  }
}

/** The first run of the demonstration's source, which a server would make when it starts. */
async function runSources(): Promise<void> {
  const holder = randomUUID()
  const fence = await takeLease('sources', holder, LEASE_MS)
  if (!fence) throw new Error('nobody else has a database that is being made')
  await makeRuns({ fence, places: { folder: null }, batch: RUN_BATCH.postgresql, now: Date.now })
  await releaseLease('sources', holder)
}
const LEASE_MS = 600_000

/** To be changed with what the engine puts into a data folder besides the database. */
const LAYOUT = 'postgres, trimmed PostGIS'

/** Changes whenever the embedded template has to be made anew: with the migrations or the engine. */
export async function templateKey(): Promise<string> {
  const hash = createHash('sha256').update(LAYOUT)
  for (const file of ['node_modules/@electric-sql/pglite/package.json', 'node_modules/@electric-sql/pglite-postgis/package.json']) {
    hash.update(await readFile(path.resolve(file)))
  }
  for (const name of await migrationNames()) hash.update(await readFile(path.join(migrationsFolder, name, 'migration.sql')))
  return hash.digest('hex').slice(0, 16)
}

/** Changes whenever the county may come out otherwise: with the embedded template, and with any file that makes or saves it. */
export async function countyKey(): Promise<string> {
  const hash = createHash('sha256').update(await templateKey())
  for (const file of ['lib/server/accounts.ts', 'lib/server/people.ts']) hash.update(await readFile(path.resolve(file)))
  for (const room of ['lib/demo', 'lib/sources', 'lib/db', 'lib/domain']) {
    for (const name of (await readdir(path.resolve(room), { recursive: true }))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .sort())
      hash.update(name).update(await readFile(path.resolve(room, name)))
  }
  return hash.digest('hex').slice(0, 16)
}
