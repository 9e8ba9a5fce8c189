// An export of the most rows that there may be, as CSV and as XLSX, from a county with a long past, and how well the server answers others beside it; peer: psql's \copy of the same events.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MAX_EXPORT_ROWS } from '@/lib/domain/export'
import { findPostgres } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { startCounty } from './parts/county'
import type { Health, Heard } from './parts/health-process'
import { startHelper } from './parts/helpers'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { median } from './parts/turns'
import { quantile } from './parts/witness'

const { history, rows, times } = readOptions({ history: 638_000, rows: MAX_EXPORT_ROWS, times: 3 })
const MB = 1e6

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}
showProgress('a county and its past')
const county = await startCounty(history)
const health = startHelper('health-process')

/** Memory of the server that is in use now, bytes (Linux). */
const residentOf = (pid: number) => 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** The newest events that together are no more rows than wished for: from when on, and how many. */
const newest = await withClient(county.databaseUrl, async (client) => {
  const { rows: found } = await client.query<{ from: Date }>('SELECT occurred_at AS from FROM events ORDER BY occurred_at DESC OFFSET $1 LIMIT 1', [
    rows,
  ])
  const from = new Date((found[0]?.from.getTime() ?? 0) + 1)
  const { rows: counted } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM events WHERE occurred_at >= $1', [from])
  return { from: from.toISOString(), rows: counted[0]?.n ?? 0 }
})

type Taken = { first: number | null; seconds: number; bytes: number; lines: number | null; more: number }

async function take(format: 'csv' | 'xlsx'): Promise<Taken> {
  const before = residentOf(county.pid)
  let most = before
  const began = performance.now()
  const response = await fetch(new URL('/api/exports', county.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${county.tokens.supervisor}`, 'content-type': 'application/json' },
    body: JSON.stringify({ list: 'events', format, query: `from=${encodeURIComponent(newest.from)}` }),
  })
  if (!response.ok || !response.body) throw new Error(`the export answered ${response.status} ${await response.text()}`)
  let [first, bytes, lines] = [0, 0, 0]
  for await (const piece of response.body) {
    first ||= performance.now() - began
    bytes += piece.length
    if (format === 'csv') for (const byte of piece) if (byte === 0x0a) lines++
    most = Math.max(most, residentOf(county.pid))
  }
  // not the head, and not the mark
  return { first, seconds: (performance.now() - began) / 1_000, bytes, lines: format === 'csv' ? lines - 2 : null, more: most - before }
}

async function copy(): Promise<Taken> {
  const columns = 'number, source, external_id, type_id, grid_id, urgency, state, occurred_at, received_at, handled_at, state, light, deadline'
  const began = performance.now()
  const sql = `\\copy (SELECT ${columns} FROM events WHERE occurred_at >= '${newest.from}' ORDER BY occurred_at DESC) TO STDOUT CSV HEADER`
  const { stdout } = await promisify(execFile)(path.join(bin ?? '', 'psql'), [county.databaseUrl, '-c', sql], { maxBuffer: 200 * MB })
  return {
    first: null,
    seconds: (performance.now() - began) / 1_000,
    bytes: Buffer.byteLength(stdout),
    lines: stdout.split('\n').length - 2,
    more: 0,
  }
}

const contenders = { CSV: () => take('csv'), XLSX: () => take('xlsx'), 'psql \\copy': copy }
try {
  const found = new Map<string, { taken: Taken[]; heard: Heard[] }>()
  for (let time = 1; time <= times; time++) {
    for (const [name, run] of Object.entries(contenders)) {
      showProgress(`${name}: ${time} of ${times}`)
      await health.ask({ ask: new URL('/api/health', county.url).href, pid: county.pid } satisfies Health)
      const taken = await run()
      const heard = await health.ask<Heard>({ stop: true } satisfies Health)
      if (taken.lines !== null && taken.lines > newest.rows) throw new Error(`${name}: ${taken.lines} lines of ${newest.rows} events`)
      const of = found.get(name) ?? { taken: [], heard: [] }
      of.taken.push(taken)
      of.heard.push(heard)
      found.set(name, of)
      await sleep(500)
    }
  }
  showProgress('')
  const seconds = (name: string) => median((found.get(name)?.taken ?? []).map((one) => one.seconds))
  console.log(
    `\n${newest.rows.toLocaleString('en')} of ${history.toLocaleString('en')} events, ${county.engine}, median of ${times} (load ${load()})`,
  )
  printTable([
    ['', 's', 'rows a second', 'MB', 'first byte, ms', 'memory more, MB', 'health p99, ms', 'silence, ms', 'to \\copy'],
    ...[...found].map(([name, { taken, heard }]) => [
      name,
      seconds(name).toFixed(2),
      Math.round(newest.rows / seconds(name)).toLocaleString('en'),
      (median(taken.map((one) => one.bytes)) / MB).toFixed(1),
      taken[0]?.first === null ? '–' : median(taken.map((one) => one.first ?? 0)).toFixed(0),
      (Math.max(...taken.map((one) => one.more)) / MB).toFixed(0),
      Math.max(...heard.map(({ waits }) => quantile(waits, 0.99))).toFixed(0),
      Math.max(...heard.map(({ silence }) => silence)).toFixed(0),
      (seconds(name) / seconds('psql \\copy')).toFixed(1),
    ]),
  ])
  console.log(
    'The copy has numbers of types and grids; the export their names, states and clocks as a viewer may see them, and an entry in the audit.',
  )
} finally {
  health.end()
  await county.stop()
}
