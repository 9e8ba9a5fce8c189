// POST /api/events end to end on PostgreSQL (fsync on): batches of 1,000 against saveEvents, and 16 clients with single events against 16 that commit alone.
import pg from 'pg'
import { createToken } from '@/lib/db/accounts/tokens'
import { setPool } from '@/lib/db/engine/pool'
import { encodeChanges } from '@/lib/domain/change'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { type Batch, batchMaker, fill, openCounty, ours } from './parts/ingest'
import { readOptions } from './parts/options'
import { type Contender, printRatio, printSaves, race } from './parts/race'
import { openPoster, startService } from './parts/service'

const ROWS = 1_000
const CLIENTS = 16
const { rounds, batches, singles, filled } = readOptions({ rounds: 5, batches: 30, singles: 2_000, filled: 200_000 })

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}

/**
 * Peer: a client of its own connection that commits each event by itself, under the same lock for gapless revisions, with the same rows
 * (event, log, head) and nothing worked out: no check, no grid, no hash.
 */
async function commitsAlone(url: string, clients: number): Promise<Contender<Batch> & { end(): Promise<void> }> {
  const free: pg.Client[] = []
  for (let i = 0; i < clients; i++) {
    const client = new pg.Client(url)
    await client.connect()
    free.push(client)
  }
  const all = [...free]
  return {
    name: `${clients} clients committing alone`,
    async save([event]) {
      const client = free.pop()
      if (!client || !event) throw new Error('more in flight than clients')
      await client.query('BEGIN')
      const { rows } = await client.query({ name: 'lock', text: 'SELECT revision::float8, next_number AS n FROM log_head WHERE id = 1 FOR UPDATE' })
      const { revision, n } = rows[0] as { revision: number; n: number }
      const at = Date.parse(event.occurredAt)
      const facts = { revision: revision + 1, grid: 300, type: 1, urgency: 4, occurredAt: at, handledAt: null, cellX: 1, cellY: 1 }
      const body = Buffer.from(encodeChanges([{ revision: revision + 1, number: n, receivedAt: at, before: null, after: facts }]))
      await client.query({
        name: 'write',
        text: `WITH e AS (
            INSERT INTO events (number, id, case_day, case_seq, revision, occurred_at, received_at, type_id, urgency, grid_id, position, cell_x, cell_y, content_hash, title, source,
              deadline, next_light_at)
            VALUES ($1::int, $2, '2026-11-24', $1::int, $3::int8, $4, now(), 1, 4, 300, ST_SetSRID(ST_MakePoint($5::float8, $6::float8), 4326), 1, 1, '\\x00', $7, $8,
              $4::timestamptz + interval '3 days', $4::timestamptz + interval '2 days')
          ), c AS (
            INSERT INTO changes (first_revision, count, kind, received_first, received_last, body) VALUES ($3::int8, 1, 'events', now(), now(), $9)
          ) UPDATE log_head SET revision = $3::int8, next_number = $1::int + 1 WHERE id = 1`,
        values: [n, event.id, revision + 1, event.occurredAt, event.position?.[0], event.position?.[1], event.title, event.source, body],
      })
      await client.query('COMMIT')
      free.push(client)
    },
    async end() {
      for (const client of all) await client.end()
    },
  }
}

const cluster = await startCluster({ bin, fsync: true, settings: { shared_buffers: '512MB', max_wal_size: '8GB', checkpoint_timeout: '30min' } })
try {
  const place = async (name: string) => {
    process.stdout.write(`\r  preparing ${name}    `)
    await withClient(cluster.url('postgres'), (client) => client.query(`CREATE DATABASE ${name}`))
    const county = await openCounty(cluster.url(name))
    await fill(county.pool, filled)
    return county
  }
  const direct = await place('direct')
  const served = await place('served')
  await place('alone')
  const service = await startService(cluster.url('served'))
  setPool(served.pool)
  const idle: ReturnType<typeof openPoster>[] = []
  for (let i = 0; i < CLIENTS; i++) {
    const { token } = await createToken({
      name: `client ${i}`,
      role: 'reporter',
      scope: { kind: 'grids', prefixes: [''] },
      expiresAt: null,
      sources: ['bench'],
    })
    idle.push(openPoster(service.url, token))
  }
  const overHttp: Contender<Batch> = {
    name: 'POST /api/events',
    save: async (batch) => {
      const post = idle.pop()
      if (!post) throw new Error('more in flight than clients')
      const { accepted } = await post(JSON.stringify(batch))
      idle.push(post)
      if (accepted !== batch.length) throw new Error(`took ${accepted} of ${batch.length}`)
    },
  }
  // The server goes by the clock, the direct save by the benchmark's own: a time that is past for both.
  const past = new Date(Math.min(Date.now(), Date.UTC(2026, 10, 24)) - 60_000).toISOString()
  const recent = (make: () => Batch) => () => make().map((event) => ({ ...event, occurredAt: past }))

  for (const inFlight of [1, 2]) {
    const contenders = [overHttp, ours(direct.pool)]
    const spent = await race(contenders, { rounds, batches, inFlight, make: recent(batchMaker(served.atlas, ROWS)) })
    printSaves(contenders, spent, { rows: ROWS, batches: rounds * batches, inFlight })
    printRatio('POST of batches to saveEvents', (spent[1] ?? 0) / (spent[0] ?? 1), 0.6)
  }

  const alone = await commitsAlone(cluster.url('alone'), CLIENTS)
  const lone = [overHttp, alone]
  const spent = await race(lone, { rounds, batches: singles, inFlight: CLIENTS, make: recent(batchMaker(served.atlas, 1)) })
  printSaves(lone, spent, { rows: 1, batches: rounds * singles, inFlight: CLIENTS })
  printRatio(`${CLIENTS} clients over HTTP to ${CLIENTS} committing alone`, (spent[1] ?? 0) / (spent[0] ?? 1), 3)

  await alone.end()
  await service.stop()
  await direct.pool.end()
  await served.pool.end()
} finally {
  await cluster.stop()
}
