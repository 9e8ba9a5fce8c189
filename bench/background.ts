// How long work in the background keeps the embedded engine's one session: the demonstration's people, its history, and lights that move.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { loadAtlas } from '@/lib/db/grids'
import { takeLease } from '@/lib/db/leases'
import { passDeadlines } from '@/lib/db/lights'
import { migrate } from '@/lib/db/migrate'
import { openPool, setPool } from '@/lib/db/pool'
import { ensureCounty, makeHistory } from '@/lib/demo/seed'
import { makePeople } from '@/lib/demo/seed-people'
import { HOUR_MS } from '@/lib/domain/clock'
import { load, readOptions, showProgress } from './parts/options'
import { quantile } from './parts/witness'

/** No transaction of background work may last longer. */
const LONGEST_MS = 100
/** Another connection asks for nothing, so often, and notes how long it waited for the answer. */
const ASK_MS = 10

const { history, lights } = readOptions({ history: 50_000, lights: 5_000 })
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
const engine = await startEmbedded({ dataDir: folder })
const pool = openPool(engine.url)
setPool(pool)
const other = new pg.Client(engine.url)
await other.connect()

/** From when a connection is taken out of the pool until it is given back: of each transaction, and of each statement by itself. */
const held: number[] = []
const since = new WeakMap<object, number>()
pool.on('acquire', (client) => since.set(client, performance.now()))
pool.on('release', (_error, client) => held.push(performance.now() - (since.get(client) ?? performance.now())))

/** Runs a part of the work while another connection wants to read. */
async function measure(name: string, work: () => Promise<unknown>): Promise<boolean> {
  showProgress(name)
  held.length = 0
  const waits: number[] = []
  let over = false
  const asking = (async () => {
    while (!over) {
      const began = performance.now()
      await other.query('SELECT 1')
      waits.push(performance.now() - began)
      await sleep(ASK_MS)
    }
  })()
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1_000
  over = true
  await asking
  showProgress('')
  const [own, others] = [Float64Array.from(held).sort(), Float64Array.from(waits).sort()]
  const [longest, wait] = [own.at(-1) ?? 0, others.at(-1) ?? 0]
  console.log(`  ${name}: ${seconds.toFixed(1)} s, ${own.length} transactions`)
  console.log(
    `    one transaction   median ${quantile(own, 0.5).toFixed(1)} ms, p99 ${quantile(own, 0.99).toFixed(1)} ms, longest ${longest.toFixed(1)} ms`,
  )
  console.log(
    `    others waited     median ${quantile(others, 0.5).toFixed(1)} ms, p99 ${quantile(others, 0.99).toFixed(1)} ms, longest ${wait.toFixed(1)} ms`,
  )
  return longest <= LONGEST_MS
}

/** Moves all deadlines into the past, by hand and a few at a time, and then has the scheduler's own pass write what follows of it. */
async function moveLights(): Promise<void> {
  const lease = await takeLease('deadlines', randomUUID(), HOUR_MS)
  if (!lease) throw new Error('somebody has the lease')
  while ((await passDeadlines({ name: 'deadlines', fence: lease.fence }, Date.now())) > 0);
}

try {
  const client = await pool.connect()
  await migrate(client)
  client.release()
  const now = Date.now()
  await ensureCounty({ total: history, now })
  await loadAtlas()
  const within = [await measure('people', () => makePeople()), await measure(`history of ${history}`, () => makeHistory({ now }))]
  await pool.query(
    `UPDATE events SET handled_at = NULL, state = 0, light = 0, deadline = now() - interval '1 second', next_light_at = now() - interval '1 second'
     WHERE number IN (SELECT number FROM events ORDER BY number LIMIT $1)`,
    [lights],
  )
  within.push(await measure(`lights of ${lights}`, moveLights))
  const right = within.every(Boolean)
  console.log(`${right ? '✓' : '✗'} no transaction lasts longer than ${LONGEST_MS} ms; load of the machine ${load()}`)
  process.exitCode = right ? 0 : 1
} finally {
  setPool(null)
  await other.end()
  await pool.end()
  await engine.stop()
  rmSync(folder, { recursive: true, force: true })
}
