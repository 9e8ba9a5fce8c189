import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { DatabaseError, faultCode } from './database-error'
import type { Pool } from './pool'

const OLDEST_POSTGRESQL = 14
const OLDEST_POSTGIS = 3

const Server = z.object({
  version: z.string(),
  major: z.int(),
  encoding: z.string(),
  standby: z.boolean(),
  postgis: z.nullable(z.string()),
})

type Server = z.infer<typeof Server>

const QUERY = `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
  current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby,
  coalesce((SELECT extversion FROM pg_extension WHERE extname = 'postgis'),
    (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis')) AS postgis`

const STARTING_UP = '57P03'
const START_UP_MS = 30_000

/** What keeps a server from carrying the product, as a sentence; null when nothing does. */
export function complaint(server: Server): string | null {
  const name = `The server of DATABASE_URL (PostgreSQL ${server.version})`
  if (server.major < OLDEST_POSTGRESQL) return `${name} is too old: Gridsight needs PostgreSQL ${OLDEST_POSTGRESQL} or newer.`
  if (server.postgis === null) return `${name} has no PostGIS: install it there (Debian: apt install postgresql-${server.major}-postgis-3).`
  if (Number.parseInt(server.postgis, 10) < OLDEST_POSTGIS) {
    return `${name} has PostGIS ${server.postgis}: Gridsight needs ${OLDEST_POSTGIS}.0 or newer.`
  }
  if (server.encoding !== 'UTF8')
    return `The database of DATABASE_URL is encoded in ${server.encoding}: create one with ENCODING 'UTF8' and name it there.`
  if (server.standby) return `${name} is a read-only standby: point DATABASE_URL at the primary server.`
  return null
}

/** Sees that a server can carry the product: reachable, new enough, PostGIS, UTF-8, writable. Throws DatabaseError or pg's fault. */
export async function checkServer(pool: Pool): Promise<void> {
  const wrong = complaint(Server.parse((await patient(() => pool.query(QUERY))).rows[0]))
  if (wrong) throw new DatabaseError(wrong)
}

/** A server that is just starting up is waited for; everything else is the caller's. */
async function patient<T>(ask: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + START_UP_MS; ; await sleep(250)) {
    try {
      return await ask()
    } catch (error) {
      if (faultCode(error) !== STARTING_UP || Date.now() > deadline) throw error
    }
  }
}
