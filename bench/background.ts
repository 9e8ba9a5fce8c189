// How long work in the background keeps the embedded engine's one session: the demonstration's people, its history, and lights that move.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { migrate } from '@/lib/db/engine/migrate'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { passDeadlines } from '@/lib/db/events/lights'
import { loadAtlas } from '@/lib/db/ground/grids'
import { takeLease } from '@/lib/db/log/leases'
import { ensureCounty, makeHistory } from '@/lib/demo/seed'
import { makePeople } from '@/lib/demo/seed-people'
import { makeUnits } from '@/lib/demo/seed-units'
import { HOUR_MS } from '@/lib/domain/clock'
import { startHelper } from './parts/helpers'
import { load, readOptions, showProgress } from './parts/options'
import type { Waiting } from './parts/waiting-process'
import { quantile } from './parts/witness'

/** No transaction of background work may last longer, so nobody waits longer for another. */
const MAX_MS = 100

const { history, lights } = readOptions({ history: 50_000, lights: 5_000 })
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
const engine = await startEmbedded({ dataDir: folder })
const pool = openPool(engine.url)
setPool(pool)
// in a process of its own: what this one is busy with is no waiting for the database
const other = startHelper('waiting-process')
const tell = (question: Waiting) => other.ask<Float64Array>(question)

/** How often a connection was given back to the pool: after a transaction, or a statement by itself. */
let held = 0
pool.on('release', () => held++)

/** Runs a part of the work while another connection wants to read. */
async function measure(name: string, work: () => Promise<unknown>): Promise<boolean> {
  showProgress(name)
  held = 0
  await tell({ ask: engine.url })
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1_000
  const waits = await tell({ stop: true })
  const longest = waits.at(-1) ?? 0
  showProgress('')
  const of = (share: number) => quantile(waits, share).toFixed(1)
  console.log(`  ${name}: ${seconds.toFixed(1)} s, ${held} transactions`)
  console.log(`    another connection waited: median ${of(0.5)} ms, p99 ${of(0.99)} ms, longest ${longest.toFixed(1)} ms`)
  return longest <= MAX_MS
}

/** The pass of the scheduler, until no deadline is left that has come. */
async function moveLights(): Promise<void> {
  const lease = await takeLease('deadlines', randomUUID(), HOUR_MS)
  if (!lease) throw new Error('somebody has the lease')
  while ((await passDeadlines(lease, Date.now())) > 0);
}

try {
  const client = await pool.connect()
  await migrate(client)
  client.release()
  const now = Date.now()
  await ensureCounty({ total: history, now, lagMs: 0 })
  await loadAtlas()
  const within = [
    await measure('people', () => makePeople()),
    await measure('units', () => makeUnits()),
    await measure(`history of ${history}`, () => makeHistory({ now })),
  ]
  await pool.query(
    `UPDATE events SET handled_at = NULL, state = 0, light = 0, deadline = now() - interval '1 second', next_light_at = now() - interval '1 second'
     WHERE number IN (SELECT number FROM events ORDER BY number LIMIT $1)`,
    [lights],
  )
  within.push(await measure(`lights of ${lights}`, moveLights))
  const right = within.every(Boolean)
  console.log(`${right ? '✓' : '✗'} nobody waited longer than ${MAX_MS} ms for background work; load of the machine ${load()}`)
  process.exitCode = right ? 0 : 1
} finally {
  setPool(null)
  other.end()
  await pool.end()
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
}
