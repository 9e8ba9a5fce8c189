import { createHash, randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClientBase } from 'pg'

/** The key that Prisma Migrate locks too, so that `prisma migrate deploy` and we never run at once. */
const LOCK = 72707369

// The very table that Prisma Migrate makes.
const TABLE = `CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

/** A migration that cannot be applied; the message says which and why. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** A checkout may have changed line ends, so all three spellings of a script count as the same. */
const checksums = (sql: string) => new Set([sql, sql.replaceAll('\r\n', '\n'), sql.replaceAll(/\r?\n/g, '\r\n')].map(sha256))

/** Folder of the migrations, absolute. */
export const migrationsFolder = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

/** Names of the migrations the product brings, in order. */
export async function migrationNames(folder = migrationsFolder): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

type Row = { migration_name: string; checksum: string; finished_at: Date | null }

/**
 * Applies the migrations that are missing and records them byte for byte as `prisma migrate deploy` does; returns their names. All of
 * it is one transaction that first takes Prisma's lock, so any number of processes may start at once and a failure leaves nothing.
 * (A session lock would exclude nobody on the embedded engine, which has one session.) Throws MigrationError.
 * `makes`: they may make a database, but not change one that is there, under an older server that may be running on it.
 */
export async function migrate(client: ClientBase, folder = migrationsFolder, { makes = false } = {}): Promise<string[]> {
  const applied: string[] = []
  await client.query('BEGIN')
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK])
    await client.query('SET LOCAL client_min_messages = warning')
    // Only where it is missing: a role without CREATE may run a database that somebody else has migrated.
    const { rows: found } = await client.query<{ table: string | null }>(`SELECT to_regclass('_prisma_migrations')::text AS table`)
    if (!found[0]?.table) await client.query(TABLE)
    const { rows } = await client.query<Row>('SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL')
    const known = new Map(rows.map((row) => [row.migration_name, row]))
    for (const name of await migrationNames(folder)) {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8')
      const row = known.get(name)
      if (row && !row.finished_at) throw new MigrationError(`Migration ${name} is recorded as failed: run "npx prisma migrate resolve" first.`)
      if (row && !checksums(sql).has(row.checksum)) throw new MigrationError(`Migration ${name} was edited after it had been applied.`)
      if (row) continue
      if (makes && known.size > 0)
        throw new MigrationError(
          `The database is of an older version, without ${name}: start this version of the server, which brings it up to date.`,
        )
      await apply(client, name, sql)
      applied.push(name)
    }
    await client.query('COMMIT')
    return applied
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

async function apply(client: ClientBase, name: string, sql: string): Promise<void> {
  const { rows } = await client.query<{ at: string }>('SELECT clock_timestamp()::text AS at')
  try {
    await client.query(sql) // without parameters: the simple protocol runs the whole script, dollar quoting intact
  } catch (error) {
    throw new MigrationError(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, $4::timestamptz, clock_timestamp(), 1)`,
    [randomUUID(), sha256(sql), name, rows[0]?.at],
  )
}
