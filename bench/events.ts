// Start, lists and ingest as a database on PostgreSQL grows from 638,000 to 10,000,000 events; the peer of the large is the small.
import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { answer } from '@/lib/api/routes'
import { createToken } from '@/lib/db/accounts/tokens'
import { saveEvents } from '@/lib/db/events/events'
import type { Viewer } from '@/lib/domain/access'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { openLive, setLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { testRuntime } from '@/lib/testing/runtime'
import { withClient } from '@/lib/testing/templates'
import { batchMaker, openCounty } from './parts/ingest'
import { load, readOptions, showProgress } from './parts/options'
import { NOW } from './parts/past'
import { addPast } from './parts/past-rows'
import { printTable } from './parts/race'
import { median } from './parts/turns'
import { quantile } from './parts/witness'

const { events, many, batches, times } = readOptions({ events: 638_000, many: 10_000_000, batches: 50, times: 60 })
const AIM = { startMs: 15_000, pageMs: 100, ingest: 0.8 }
/** Events of a batch. A server saves a checkpoint every 50,000 changes, so that a start never folds more than the 50 batches that follow one. */
const ROWS = 1_000
const PAGE = 50
/** A page of a screen's list. */
const LIMIT = 40

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL with PostGIS; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}
const month = new Date(NOW - 30 * 86_400_000).toISOString()
const LISTS = {
  newest: '',
  'by deadline': 'order=deadline&status=open',
  'behind 应处置 of a month': `figure=handedInTimeRate.denominator&from=${month}`,
  'behind 超期率 of a month': `figure=overdueRate.numerator&from=${month}`,
} as const

type Measured = { size: number; rebuiltMs: number; startMs: number; perSecond: number; pages: Record<string, [first: number, fiftieth: number]> }
const began = performance.now()
const cluster = await startCluster({
  bin,
  fsync: true,
  settings: { shared_buffers: '1GB', min_wal_size: '2GB', max_wal_size: '8GB', checkpoint_timeout: '30min', maintenance_work_mem: '512MB' },
})
const viewer: Viewer = { id: 'bench', name: 'bench', role: 'reporter', scope: { kind: 'grids', prefixes: [''] } }
setRuntime(testRuntime({ engine: 'postgresql' }))
await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE bench'))
const { pool, atlas } = await openCounty(cluster.url('bench'))
const make = batchMaker(atlas, ROWS)
const { token } = await createToken({ name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })

/** A page of a list as it is answered, and how long that took, ms. */
async function readPage(query: string, cursor: string | null): Promise<{ ms: number; nextCursor: string | null; count: number }> {
  const search = `${query}&limit=${LIMIT}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
  const request = new Request(`http://localhost/api/events?${search}`, { headers: { authorization: `Bearer ${token}` } })
  const start = performance.now()
  const response = await answer(request)
  const text = await response.text()
  const ms = performance.now() - start
  if (response.status !== 200) throw new Error(`${search}: ${response.status} ${text.slice(0, 200)}`)
  const page = z.parse(eventListRoute.answer.json.EventPage, JSON.parse(text))
  return { ms, nextCursor: page.nextCursor, count: page.events.length }
}

/** p95 of the first and the 50th page, ms. */
async function readList(name: string, query: string): Promise<[number, number]> {
  let cursor: string | null = null
  for (let page = 1; page < PAGE; page++) {
    const read = await readPage(query, cursor)
    if (read.nextCursor === null) throw new Error(`the list ${name} ends on page ${page}`)
    cursor = read.nextCursor
  }
  const [first, late]: [number[], number[]] = [[], []]
  for (let i = 0; i < times; i++) {
    showProgress(`list ${name}: ${i + 1} of ${times}`)
    first.push((await readPage(query, null)).ms)
    late.push((await readPage(query, cursor)).ms)
  }
  const p95 = (all: number[]) => quantile(Float64Array.from(all).sort(), 0.95)
  return [p95(first), p95(late)]
}

async function measure(): Promise<Measured> {
  showProgress('a board of all events, without a checkpoint')
  const rebuilding = performance.now()
  const first = await openLive({ now: () => NOW })
  const rebuiltMs = performance.now() - rebuilding
  await first.saveCheckpoint()
  const perBatch: number[] = []
  for (let i = 0; i < batches; i++) {
    showProgress(`ingest: ${i + 1} of ${batches} batches`)
    // as many stay open as of the past
    const rows = make().map((row, k) => ({ ...row, id: randomUUID(), ...(k % 300 ? { handledAt: new Date(NOW).toISOString() } : {}) }))
    const start = performance.now()
    const { accepted } = await saveEvents(rows, { viewer, now: NOW })
    perBatch.push(performance.now() - start)
    if (accepted !== ROWS) throw new Error(`${accepted} of ${ROWS} events were accepted`)
  }
  showProgress('start from the checkpoint')
  const starting = performance.now()
  const live = await openLive({ now: () => NOW })
  const startMs = performance.now() - starting
  const { rows } = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM events')
  const counted = live.board.figures({ ...viewer, role: 'supervisor' }, NOW).total.reported
  if (counted !== rows[0]?.n) throw new Error(`the board counts ${counted} events, the table has ${rows[0]?.n}`)
  setLive(live)
  const pages: Measured['pages'] = {}
  for (const [name, query] of Object.entries(LISTS)) pages[name] = await readList(name, query)
  return { size: counted, rebuiltMs, startMs, perSecond: (1_000 * ROWS) / median(perBatch), pages }
}

try {
  await addPast(pool, atlas, { from: 0, to: events })
  const small = await measure()
  await addPast(pool, atlas, { from: small.size, to: many })
  const large = await measure()
  showProgress('')
  const ms = (n: number) => (n >= 1_000 ? Math.round(n).toLocaleString('en') : n.toPrecision(3))
  const line = (what: string, of: (m: Measured) => number, show = ms) => [
    what,
    show(of(small)),
    show(of(large)),
    `${(of(large) / of(small)).toFixed(2)}x`,
  ]
  console.log(`PostgreSQL with ${small.size.toLocaleString('en')} and then ${large.size.toLocaleString('en')} events of 3 years`)
  printTable([
    ['', small.size.toLocaleString('en'), large.size.toLocaleString('en'), 'large to small'],
    line(`start from a checkpoint and ${(batches * ROWS).toLocaleString('en')} changes, ms`, (m) => m.startMs),
    line('start without a checkpoint, ms', (m) => m.rebuiltMs),
    line(
      'events saved a second',
      (m) => m.perSecond,
      (n) => Math.round(n).toLocaleString('en'),
    ),
    ...Object.keys(LISTS).flatMap((name) => [
      line(`${name}: first page, p95 ms`, (m) => m.pages[name]?.[0] ?? Number.NaN),
      line(`${name}: page ${PAGE}, p95 ms`, (m) => m.pages[name]?.[1] ?? Number.NaN),
    ]),
  ])
  const aim = (what: string, reached: boolean, how: string) => console.log(`${reached ? '✓' : '✗'} ${what}: ${how}`)
  const slowest = Math.max(...Object.values(large.pages).flat())
  aim('start from a checkpoint', large.startMs <= AIM.startMs, `${(large.startMs / 1_000).toFixed(1)} s of at most ${AIM.startMs / 1_000} s`)
  aim('pages of lists, p95', slowest <= AIM.pageMs, `${ms(slowest)} ms of at most ${AIM.pageMs} ms`)
  aim('ingest', large.perSecond >= AIM.ingest * small.perSecond, `${(large.perSecond / small.perSecond).toFixed(2)}x of at least ${AIM.ingest}x`)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  setLive(null)
  await pool.end()
  await cluster.stop()
}
