import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { migrate, migrationNames, migrationsFolder } from '@/lib/db/migrate'

/** Name of the migrated database that each PostgreSQL test database is a copy of. */
export const POSTGRES_TEMPLATE = 'gridsight_template'

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
