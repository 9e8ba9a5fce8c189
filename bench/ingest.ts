// Durable saves on PostgreSQL (private cluster, fsync on): saveEvents against UNNEST + ST_Covers and bare COPY into the same table.
import pg from 'pg'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { type Batch, bareCopy, batchMaker, fill, openCounty, ours, unnestCovers } from './parts/ingest'
import { type Contender, printRatio, printSaves, race } from './parts/race'

const ROWS = 1_000
const ROUNDS = 4
const BATCHES = 60
const FILLED = 200_000

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}
const cluster = await startCluster({
  bin,
  fsync: true,
  settings: { shared_buffers: '512MB', min_wal_size: '4GB', max_wal_size: '8GB', checkpoint_timeout: '30min' },
})
const ends: (() => Promise<void>)[] = []
try {
  // each contender has its own database, grown to the same size, so that none writes into another's indexes
  const contenders: Contender<Batch>[] = []
  let make: () => Batch = () => []
  for (const kind of ['ours', 'unnest', 'copy'] as const) {
    process.stdout.write(`\r  preparing ${kind}    `)
    await withClient(cluster.url('postgres'), (client) => client.query(`CREATE DATABASE ${kind}`))
    const { pool, atlas } = await openCounty(cluster.url(kind))
    await fill(pool, FILLED)
    make = batchMaker(atlas, ROWS)
    ends.push(() => pool.end())
    if (kind === 'ours') {
      contenders.push(ours(pool))
      continue
    }
    const client = new pg.Client(cluster.url(kind))
    await client.connect()
    ends.push(() => client.end())
    contenders.push(kind === 'unnest' ? unnestCovers(client, atlas, FILLED + 1) : bareCopy(client, FILLED + 1))
  }
  // log segments that exist already are used again, as on a server that has run for a while
  const checkpoint = () => withClient(cluster.url('postgres'), (client) => client.query('CHECKPOINT'))
  for (const inFlight of [1, 4]) {
    const spent = await race(contenders, { rounds: ROUNDS, batches: BATCHES, inFlight, make, warm: checkpoint })
    const [own = 0, unnest = 0, copy = 0] = spent
    printSaves(contenders, spent, { rows: ROWS, batches: ROUNDS * BATCHES, inFlight })
    printRatio('saveEvents to UNNEST + ST_Covers', unnest / own, 1.5)
    printRatio('saveEvents to bare COPY', copy / own, 0.6)
  }
} finally {
  for (const end of ends) await end()
  await cluster.stop()
}
