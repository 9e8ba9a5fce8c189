// What case histories cost: saveEvents of events with five stages each against the same events without, on the embedded engine and, where it
// is installed, on PostgreSQL (private cluster, fsync on). `npm run bench -- ingest-stages embedded` runs one alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { type Batch, batchMaker, fill, openCounty, ours } from './parts/ingest'
import { type Contender, printRatio, printSaves, race } from './parts/race'

const ROWS = 1_000
const ROUNDS = 4
const BATCHES = 20
const FILLED = 100_000
const [wanted = 'both'] = process.argv.slice(2)

type Pair = { plain: Batch; staged: Batch }

/** The events of a batch as they were handled: a day and a half ago, within a day. */
function pairOf(batch: Batch): Pair {
  const plain = batch.map((event): EventIn => {
    const at = Date.parse(event.occurredAt) - 36 * HOUR_MS
    return { ...event, occurredAt: new Date(at).toISOString(), handledAt: new Date(at + 20 * HOUR_MS).toISOString() }
  })
  const party = { kind: 'department', id: '城管' } as const
  const staged = plain.map((event): EventIn => {
    const after = (hours: number) => new Date(Date.parse(event.occurredAt) + hours * HOUR_MS).toISOString()
    const stages: EventIn['stages'] = [
      { action: 'accept', at: after(0.5) },
      { action: 'dispatch', at: after(1), party },
      { action: 'take', at: after(2), party },
      { action: 'hand_in', at: after(18), party },
      { action: 'verify', at: after(20) },
    ]
    return { ...event, stages }
  })
  return { plain, staged }
}

/** Races both on two databases of one engine, each grown to the same size. */
async function compare(engine: string, open: (kind: string) => Promise<string>): Promise<void> {
  const ends: (() => Promise<unknown>)[] = []
  try {
    const contenders: Contender<Pair>[] = []
    let make: () => Pair = () => ({ plain: [], staged: [] })
    for (const kind of ['plain', 'staged'] as const) {
      process.stdout.write(`\r  preparing ${kind}    `)
      const { pool, atlas } = await openCounty(await open(kind))
      ends.unshift(() => pool.end())
      await fill(pool, FILLED)
      const batch = batchMaker(atlas, ROWS)
      make = () => pairOf(batch())
      const { save } = ours(pool)
      contenders.push({ name: `${engine}, ${kind}`, save: (pair) => save(pair[kind]) })
    }
    for (const inFlight of [1, 2]) {
      const spent = await race(contenders, { rounds: ROUNDS, batches: BATCHES, inFlight, make })
      const [plain = 0, staged = 0] = spent
      printSaves(contenders, spent, { rows: ROWS, batches: ROUNDS * BATCHES, inFlight })
      printRatio('plain events to events with five stages', plain / staged, 1 / 1.5)
    }
  } finally {
    for (const end of ends) await end()
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
const stops: (() => Promise<unknown>)[] = []
try {
  if (wanted !== 'postgresql')
    await compare('embedded', async (kind) => {
      const engine = await startEmbedded({ dataDir: path.join(folder, kind) })
      stops.push(() => engine.stop())
      return engine.url
    })
  const bin = wanted === 'embedded' ? null : findPostgres()
  if (bin) {
    const cluster = await startCluster({ bin, fsync: true, settings: { shared_buffers: '512MB', max_wal_size: '8GB' } })
    stops.push(() => cluster.stop())
    await compare('PostgreSQL', async (kind) => {
      await withClient(cluster.url('postgres'), (client) => client.query(`CREATE DATABASE ${kind}`))
      return cluster.url(kind)
    })
  }
} finally {
  for (const stop of stops.reverse()) await stop()
  rmSync(folder, { recursive: true, force: true })
}
