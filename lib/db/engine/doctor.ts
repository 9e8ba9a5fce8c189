import * as z from 'zod/mini'
import { migrationNames } from './migrate'
import { pool } from './pool'

const time = z.nullable(z.date())
const Table = z.object({ name: z.string(), rows: z.number(), bytes: z.number(), lastVacuum: time, lastAnalyze: time })
const Versions = z.object({ version: z.string(), postgis: z.string(), geos: z.string(), proj: z.string(), bytes: z.number() })
const Migration = z.object({ name: z.string(), finishedAt: time })

/** What `gridsight doctor` says about the database. Sizes in bytes; `rows` are estimates of the last vacuum; unknown is null. */
export type Health = {
  engine: 'embedded' | 'postgresql'
  versions: { postgresql: string; postgis: string; geos: string; proj: string }
  bytes: number
  tables: z.infer<typeof Table>[]
  migrations: { applied: { name: string; at: Date }[]; failed: string[]; pending: string[] }
  wal: { bytes: number | null; lastCheckpoint: Date | null }
}

const VERSIONS = `SELECT version() AS version, postgis_lib_version() AS postgis, postgis_geos_version() AS geos, postgis_proj_version() AS proj,
  pg_database_size(current_database())::float8 AS bytes`
// Not the live count of the statistics where there is a better one: in one session it can count rows twice around a vacuum.
const TABLES = `SELECT c.relname AS name, (CASE WHEN c.reltuples < 0 THEN s.n_live_tup ELSE c.reltuples END)::float8 AS rows, pg_total_relation_size(c.oid)::float8 AS bytes,
  greatest(s.last_vacuum, s.last_autovacuum) AS "lastVacuum", greatest(s.last_analyze, s.last_autoanalyze) AS "lastAnalyze"
  FROM pg_class c JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.relkind = 'r' ORDER BY bytes DESC, name`
const MIGRATIONS = `SELECT migration_name AS name, finished_at AS "finishedAt" FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`

/** Looks at the shared pool's database. Costs some milliseconds; counts no rows. */
export async function readHealth(): Promise<Health> {
  const { version, bytes, ...libraries } = Versions.parse((await pool().query(VERSIONS)).rows[0])
  const tables = z.array(Table).parse((await pool().query(TABLES)).rows)
  const recorded = z.array(Migration).parse((await pool().query(MIGRATIONS)).rows)
  const known = new Set(recorded.map((migration) => migration.name))
  return {
    engine: version.includes('PGlite') ? 'embedded' : 'postgresql',
    versions: { postgresql: /PostgreSQL (\S+)/.exec(version)?.[1] ?? version, ...libraries },
    bytes,
    tables,
    migrations: {
      applied: recorded.flatMap(({ name, finishedAt }) => (finishedAt ? [{ name, at: finishedAt }] : [])),
      failed: recorded.flatMap(({ name, finishedAt }) => (finishedAt ? [] : [name])),
      pending: (await migrationNames()).filter((name) => !known.has(name)),
    },
    wal: {
      bytes: await optional('SELECT sum(size)::float8 AS value FROM pg_ls_waldir()', z.number()),
      lastCheckpoint: await optional('SELECT checkpoint_time AS value FROM pg_control_checkpoint()', z.date()),
    },
  }
}

/** A figure that an ordinary role of a server may not be allowed to read. */
async function optional<T>(sql: string, schema: z.ZodMiniType<T>): Promise<T | null> {
  const answer = await pool()
    .query(sql)
    .catch(() => null)
  return answer ? schema.parse(answer.rows[0]?.value) : null
}
