// Actions of the life cycle (accept, dispatch, hand in, verify), each durable, against a bare UPDATE … RETURNING of the same rows, on both engines.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { saveEvents } from '@/lib/db/events/events'
import { transitionEvent } from '@/lib/db/events/transitions'
import type { Viewer } from '@/lib/domain/access'
import type { TransitionIn } from '@/lib/domain/transition'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { batchMaker, openCounty } from './parts/ingest'
import { printTable } from './parts/race'

const EVENTS = 400
const AT_ONCE = 16

const person = (role: Viewer['role']): Viewer => ({ id: role, name: role, role, scope: { kind: 'grids', prefixes: [''] } })
const lead = { kind: 'grid', id: '411324001' } as const
const steps: { by: Viewer; input: Omit<TransitionIn, 'requestId' | 'expectedRevision'> }[] = [
  { by: person('dispatcher'), input: { action: 'accept' } },
  { by: person('dispatcher'), input: { action: 'dispatch', lead } },
  { by: person('operator'), input: { action: 'hand_in', note: '已处理' } },
  { by: person('supervisor'), input: { action: 'verify' } },
]

/** Runs the work of each item, `lanes` at a time; answers the items done a second. */
async function rate<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<unknown>): Promise<number> {
  const queue = [...items]
  const began = performance.now()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let item = queue.pop(); item !== undefined; item = queue.pop()) await work(item)
    }),
  )
  return (items.length / (performance.now() - began)) * 1000
}

async function measure(engine: string, url: string): Promise<string[][]> {
  const { pool, atlas } = await openCounty(url)
  const rows: string[][] = []
  for (const lanes of [1, AT_ONCE]) {
    const make = batchMaker(atlas, EVENTS)
    const saved = make().map(({ handledAt: _handled, ...event }) => event)
    await saveEvents(saved, { viewer: person('administrator'), now: Date.now(), trusted: true })
    const revisions = new Map<string, number>()
    const known = await pool.query<{ id: string; revision: number }>('SELECT id::text AS id, revision::float8 AS revision FROM events')
    for (const { id, revision } of known.rows) revisions.set(id, revision)
    let transitions = 0
    for (const { by, input } of steps) {
      transitions += await rate(saved, lanes, async ({ id }) => {
        const expectedRevision = revisions.get(id) ?? 0
        const { event } = await transitionEvent(by, id, { requestId: randomUUID(), expectedRevision, ...input }, { now: Date.now() })
        revisions.set(id, event.revision)
      })
    }
    const bare = await rate(saved, lanes, ({ id }) => pool.query('UPDATE events SET state = 1 WHERE id = $1::uuid RETURNING revision', [id]))
    const ours = transitions / steps.length
    rows.push([engine, lanes === 1 ? 'one after the other' : `${lanes} at once`, ours.toFixed(0), bare.toFixed(0), `${(ours / bare).toFixed(2)}x`])
  }
  await pool.end()
  return rows
}

const rows: string[][] = []
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
const embedded = await startEmbedded({ dataDir: folder })
try {
  rows.push(...(await measure('embedded', embedded.url)))
} finally {
  await embedded.stop()
  rmSync(folder, { recursive: true, force: true })
}
const bin = findPostgres()
if (bin) {
  const cluster = await startCluster({ bin, fsync: true })
  try {
    await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE bench'))
    rows.push(...(await measure('PostgreSQL', cluster.url('bench'))))
  } finally {
    await cluster.stop()
  }
}
printTable([['engine', '', 'transitions/s', 'bare UPDATE/s', 'ratio'], ...rows])
