// Durable saves on PostgreSQL (private cluster, fsync on): saveEvents against UNNEST + ST_Covers and bare COPY into the same table.
import pg from 'pg'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { type Batch, bareCopy, batchMaker, fill, openCounty, ours, unnestCovers } from './parts/ingest'
import { type Contender, printRatio, printTable, race } from './parts/race'

const ROWS = 1_000
const ROUNDS = 5
const BATCHES = 30
const FILLED = 200_000

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}
const cluster = await startCluster({ bin, fsync: true, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } })
try {
  // each contender has its own database, grown to the same size, so that none writes into another's indexes
  const contenders: Contender<Batch>[] = []
  const ends: (() => Promise<void>)[] = []
  let make: (() => Batch) | undefined
  for (const kind of ['ours', 'unnest', 'copy'] as const) {
    process.stdout.write(`\r  preparing ${kind}  `)
    const admin = new pg.Client(cluster.url('postgres'))
    await admin.connect()
    await admin.query(`CREATE DATABASE ${kind}`)
    await admin.end()
    const { pool, atlas } = await openCounty(cluster.url(kind))
    await fill(pool, FILLED)
    make ??= batchMaker(atlas, ROWS)
    ends.push(() => pool.end())
    if (kind === 'ours') contenders.push(ours(pool))
    else {
      const client = new pg.Client(cluster.url(kind))
      await client.connect()
      ends.push(() => client.end())
      contenders.push(kind === 'unnest' ? unnestCovers(client, atlas, FILLED + 1) : bareCopy(client, FILLED + 1))
    }
  }
  const checkpoint = new pg.Client(cluster.url('postgres'))
  await checkpoint.connect()
  const settle = async () => void (await checkpoint.query('CHECKPOINT'))

  for (const inFlight of [1, 2]) {
    if (!make) break
    const spent = await race(contenders, { rounds: ROUNDS, batches: BATCHES, inFlight, make, settle })
    const [own = 0, unnest = 0, copy = 0] = spent
    const count = ROUNDS * BATCHES
    console.log(
      `\n${inFlight === 1 ? 'One batch after the other' : `${inFlight} batches in flight, one writing connection each`}: ${count} batches of ${ROWS} rows each`,
    )
    printTable([
      ['', 'ms a batch', 'rows/s', 'saveEvents is'],
      ...contenders.map((c, i) => [
        c.name,
        ((spent[i] ?? 0) / count).toFixed(1),
        Math.round((count * ROWS * 1000) / (spent[i] ?? 1)).toLocaleString('en'),
        i ? `${((spent[i] ?? 0) / own).toFixed(2)}x` : '',
      ]),
    ])
    printRatio('saveEvents to UNNEST + ST_Covers', unnest / own, 1.5)
    printRatio('saveEvents to bare COPY', copy / own, 0.6)
  }
  await checkpoint.end()
  for (const end of ends) await end()
} finally {
  await cluster.stop()
}
