// Saves on the embedded engine: saveEvents against UNNEST + ST_Covers into the same table, both through the bridge.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { type Batch, batchMaker, fill, openCounty, ours, unnestCovers } from './parts/ingest'
import { type Contender, printRatio, printSaves, race } from './parts/race'

const ROWS = 1_000
const ROUNDS = 4
const BATCHES = 40
const FILLED = 100_000

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
const ends: (() => Promise<unknown>)[] = []
try {
  // each contender has an engine of its own; only one works at a time
  const contenders: Contender<Batch>[] = []
  let make: () => Batch = () => []
  for (const kind of ['ours', 'unnest'] as const) {
    process.stdout.write(`\r  preparing ${kind}    `)
    const engine = await startEmbedded({ dataDir: path.join(folder, kind) })
    ends.unshift(() => engine.stop())
    const { pool, atlas } = await openCounty(engine.url)
    ends.unshift(() => pool.end())
    await fill(pool, FILLED)
    make = batchMaker(atlas, ROWS)
    if (kind === 'ours') {
      contenders.push(ours(pool))
      continue
    }
    const client = new pg.Client(engine.url)
    await client.connect()
    ends.unshift(() => client.end())
    contenders.push(unnestCovers(client, atlas, FILLED + 1))
  }
  for (const inFlight of [1, 4]) {
    const spent = await race(contenders, { rounds: ROUNDS, batches: BATCHES, inFlight, make })
    const [own = 0, unnest = 0] = spent
    printSaves(contenders, spent, { rows: ROWS, batches: ROUNDS * BATCHES, inFlight })
    printRatio('saveEvents to UNNEST + ST_Covers', unnest / own, 1.5)
  }
} finally {
  for (const end of ends) await end()
  rmSync(folder, { recursive: true, force: true })
}
