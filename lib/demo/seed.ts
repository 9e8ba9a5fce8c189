import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { writeBacktest } from '@/lib/db/alerts/backtests'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { saveEpisodes } from '@/lib/db/events/episodes'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas, saveGrids } from '@/lib/db/ground/grids'
import { hasRoads, saveRoads } from '@/lib/db/ground/roads'
import { saveTypes } from '@/lib/db/ground/types'
import { type Fence, releaseLease, takeLease } from '@/lib/db/log/leases'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import type { NewGrid } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { SHIPPED_BACKTESTS } from '@/lib/warning/shipped-record'
import { countyGrids } from './county'
import { countyRoads } from './county-roads'
import { type Episode, episodesBetween } from './episodes'
import { EVENT_TYPES } from './event-types'
import { type HistoryRow, historyRows, writtenFrom } from './history'
import { type Model, makeModel } from './history-model'
import { planHistory } from './history-plan'

/**
 * When the history ends (epoch milliseconds) and how large it is: settled once, at the first start, since every row is drawn from them.
 * The feed needs `end` too.
 */
const START_KEY = 'demo.start'
const Start = z.object({ end: z.int(), total: z.int() })
/** How far the writing of the history has come: rows written, and from when on all of it is there (epoch milliseconds). */
const HISTORY_KEY = 'demo.history'
const Progress = z.object({ total: z.int(), done: z.int(), from: z.optional(z.int()) })

/** The demonstration's own hand; it writes under trust. */
const DEMO: Viewer = { id: 'demo', name: 'demonstration', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }
const LEASE = 'demo'
const LEASE_MS = 9_000
/** Rows in one transaction: about 30 ms of the embedded engine, which has one session. */
const BATCH = 1_000
/** Batches on their way: while one is written, the next is read and the one after it drawn. */
const IN_FLIGHT = 3
/** Rows drawn in one turn of the event loop, about 10 ms: answers of the database to the batch being written are heard in between. */
const ROWS_A_TURN = 500
/** Episodes of the feed are recorded this far ahead. */
const AHEAD_MS = 400 * DAY_MS

/** Settles when the history ends, before anything else is made. */
async function readyStart({ total, now, lagMs }: CountyOptions): Promise<void> {
  if (await readSetting(START_KEY, Start)) return
  await writeSetting(START_KEY, { end: Math.floor((now - lagMs) / 60_000) * 60_000, total })
}

/** The size of the history, the clock, and how long before `now` it ends; epoch milliseconds and milliseconds. */
export type CountyOptions = { total: number; now: number; lagMs: number }

/**
 * Makes grids and event types where the database has none, and settles when the history (of `total` events) ends. Call it under a lease
 * that only one process holds.
 */
export async function ensureCounty(options: CountyOptions): Promise<void> {
  const { now } = options
  await readyStart(options)
  const atlas = await loadAtlas()
  if (atlas.typeById.size === 0) await saveTypes(EVENT_TYPES, { now })
  if (atlas.grids.length > 0) return ensureRoads(atlas.grids)
  const grids = countyGrids()
  await saveGrids(grids, { demo: true, now })
  await ensureRoads(grids.map((grid) => ({ ...grid, demo: true })))
  await shipRecords()
}

/** Streets follow from borders that were made, where nobody has brought any: also of a demonstration that began without. */
async function ensureRoads(grids: readonly (NewGrid & { demo: boolean })[]): Promise<void> {
  if (grids.every(({ demo }) => demo) && !(await hasRoads())) await saveRoads(countyRoads(grids), { demo: true })
}

/** How rules of inference do on such a county was tried when this version was made: those that pass notify from the first night. */
async function shipRecords(): Promise<void> {
  for (const { rule, version, backtest } of SHIPPED_BACKTESTS) await writeBacktest({ id: rule, version }, backtest, { publish: true })
}

export type HistoryOptions = {
  now: number
  /** called after each part is durable */
  onProgress?: (progress: { done: number; total: number }) => void
  /** what has the database to itself once the newest `rows` are there: older ones are written when it has settled */
  beside?: { rows: number; work: Promise<unknown> }
  signal?: AbortSignal
}

/**
 * Writes what is missing of the history, through the same save function as everything else. It can be cut off at any moment: rows are
 * the same each time, so what was written is known as a duplicate. Call `ensureCounty` first. Throws Problem('conflict') when another
 * process does it. About a minute for 638,000 events.
 */
export async function makeHistory({ now, onProgress, beside, signal }: HistoryOptions): Promise<void> {
  const start = await readSetting(START_KEY, Start)
  if (!start) throw new Problem('internal', 'The demonstration county has not been made.')
  const progress = (await readSetting(HISTORY_KEY, Progress)) ?? { total: start.total, done: 0, from: start.end }
  const atlas = await loadAtlas()
  const model = makeModel(atlas.leaves, atlas.types)
  const record = (episodes: readonly Episode[], live: boolean) => saveEpisodes(episodes.map((e) => knownEpisode(model, e, live)))
  await record(episodesBetween(model, start.end, start.end, now + AHEAD_MS), true)
  if (progress.done >= progress.total) return onProgress?.(progress)
  if (progress.from === undefined)
    throw new Problem(
      'conflict',
      'The history was begun by an earlier version in another order: begin the demonstration anew, with an empty DATA_DIR.',
    )

  const holder = randomUUID()
  const fence = await lease(holder)
  const renewing = setInterval(() => void takeLease(LEASE, holder, LEASE_MS).catch(() => null), LEASE_MS / 3)
  try {
    const plan = planHistory(model, start)
    await record(plan.episodes, false)
    onProgress?.(progress)
    const mayWrite = async () => {
      if (beside && progress.done >= beside.rows) await beside.work.catch(() => {})
      signal?.throwIfAborted()
    }
    await writeRows(batches(historyRows(plan, progress.done)), {
      fence,
      now,
      mayWrite,
      async onDone(rows) {
        progress.done += rows
        progress.from = writtenFrom(plan, progress.done)
        await writeSetting(HISTORY_KEY, progress)
        onProgress?.(progress)
      },
    })
  } finally {
    clearInterval(renewing)
    await releaseLease(LEASE, holder).catch(() => {}) // it runs out by itself
  }
}

function knownEpisode(model: Model, { typeCode, leaves, factor, from, to }: Episode, live: boolean) {
  return { typeCode, gridCodes: leaves.map((leaf) => model.leaves[leaf]?.code ?? ''), factor, startsAt: from, endsAt: to, live }
}

async function lease(holder: string): Promise<Fence> {
  const held = await takeLease(LEASE, holder, LEASE_MS)
  if (!held) throw new Problem('conflict', 'Another process is making the history of the demonstration.')
  return held
}

async function* batches(rows: Iterable<HistoryRow>): AsyncGenerator<HistoryRow[]> {
  let batch: HistoryRow[] = []
  for (const row of rows) {
    batch.push(row)
    if (batch.length % ROWS_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve))
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

type Writing = { fence: Fence; now: number; mayWrite: () => Promise<void>; onDone: (rows: number) => Promise<void> }

/** Saves batches in order, a few on their way at a time; `onDone` is called in order too, when a batch and all before it are durable. */
async function writeRows(all: AsyncIterable<HistoryRow[]>, { fence, now, mayWrite, onDone }: Writing): Promise<void> {
  const sent: { rows: number; saving: Promise<void> }[] = []
  const finish = async () => {
    const first = sent.shift()
    if (!first) return
    await first.saving
    await onDone(first.rows)
  }
  try {
    for await (const batch of all) {
      await mayWrite()
      const saving = save(batch, fence, now)
      saving.catch(() => {}) // it is waited for in its turn
      sent.push({ rows: batch.length, saving })
      if (sent.length >= IN_FLIGHT) await finish()
    }
    while (sent.length > 0) await finish()
  } finally {
    await Promise.allSettled(sent.map((s) => s.saving))
  }
}

async function save(batch: readonly HistoryRow[], fence: Fence, now: number): Promise<void> {
  const { rejected } = await saveEvents(
    batch.map((row) => row.event),
    { viewer: DEMO, now, receivedAt: batch.map((row) => row.receivedAt), trusted: true, fence },
  )
  const first = rejected[0]
  if (first) throw new Problem('internal', `${rejected.length} rows of the history were refused, the first as ${first.code}: ${first.message}`)
}
