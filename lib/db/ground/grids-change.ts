import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod/mini'
import { type Atlas, makeAtlas } from '@/lib/domain/atlas'
import { cellOf } from '@/lib/domain/lattice'
import { EVENT_STATES } from '@/lib/domain/life'
import { Problem } from '@/lib/domain/problem'
import { int4s } from '../engine/arrays'
import { pool, transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { checkFence, type Fence, releaseLease, takeLease } from '../log/leases'
import { lockHead } from '../log/log'
import { insertPendingRows, readGridRows, type StoredGrid, switchGridRows, type WantedGrid } from './grid-rows'
import { bumpGridVersion, rebaseLog } from './rebase'

/*
 * A change of grids places every event anew, in transactions so short that the embedded engine's one session stays free, and yet nobody
 * may see half of it. So the job closes a gate first: it moves the grid version and leaves its plan as a setting. A save that locks the
 * head then finds another version than its atlas has, and `loadAtlas` answers Problem('unavailable') while the plan is there; boards
 * keep showing the old picture from memory. The new rows of `grids` do not hold until the last transaction, which switches them, moves
 * the version again, renews the log and takes the plan away. A job whose process died is finished by the next `loadAtlas`.
 */
const KEY = 'grids-change'
const LEASE_MS = 15_000
/** A reader that came to finish an abandoned change holds the lease for the moment it takes to see that there is none. */
const HOLD_TRIES = 20
const HOLD_AGAIN_MS = 100
const Plan = z.object({
  replaced: z.array(z.int()),
  pending: z.array(z.int()),
  /** rows that keep their shape and id; plans of an earlier version have none */
  renamed: z._default(z.array(z.object({ live: z.int(), pending: z.int() })), []),
  now: z.number(),
})

/** A change under way, held by this process. */
export type GridsChange = { holder: string; fence: Fence }

/**
 * What became of the events. `reassigned`: rows that got another grid or cell; `outside`: events whose position no grid covers now;
 * `orphaned`: events sent with only a grid code that exists no longer. The last two count nowhere until a later change covers them.
 */
export type ChangedGrids = { reassigned: number; outside: number; orphaned: { code: string; events: number }[] }

async function hold(): Promise<GridsChange | null> {
  const holder = randomUUID()
  const taken = await takeLease(KEY, holder, LEASE_MS)
  return taken && { holder, fence: taken }
}

/**
 * Closes the gate and writes the new rows, unless `plan` finds no difference (null). Throws Problem('conflict') while another change
 * runs; one that was abandoned is finished first.
 */
export async function startGridsChange(
  plan: (live: StoredGrid[]) => { replaced: StoredGrid[]; added: WantedGrid[]; renamed?: { old: StoredGrid; grid: WantedGrid }[] },
  options: { demo: boolean; sourceCrs: string; now: number },
): Promise<GridsChange | null> {
  let change = await hold()
  for (let tries = 1; !change && tries < HOLD_TRIES; tries++) {
    await delay(HOLD_AGAIN_MS)
    change = await hold()
  }
  if (!change) throw new Problem('conflict', 'another change of grids is under way')
  try {
    if (await readSetting(KEY, Plan)) await placeAndSwitch(change)
    const started = await transaction(async (tx) => {
      await lockHead(tx)
      await checkFence(tx, change.fence)
      const { replaced, added, renamed = [] } = plan(await readGridRows('live', tx))
      if (replaced.length === 0 && added.length === 0 && renamed.length === 0) return false
      // validities of a code never overlap and never run backwards, whatever the clock says
      const last = await tx.query<{ ms: number | null }>('SELECT (extract(epoch FROM max(valid_from)) * 1000)::float8 AS ms FROM grids')
      const now = Math.max(options.now, (last.rows[0]?.ms ?? -Infinity) + 1)
      const pending = await insertPendingRows(tx, added, { ...options, now })
      const names = await insertPendingRows(
        tx,
        renamed.map(({ grid }) => grid),
        { ...options, now },
      )
      const pairs = renamed.map(({ old }, i) => ({ live: old.id, pending: names[i] }))
      await writeSetting(KEY, { replaced: replaced.map((g) => g.id), pending, renamed: pairs, now }, tx)
      await bumpGridVersion(tx)
      return true
    })
    if (started) return change
  } catch (error) {
    await releaseLease(KEY, change.holder)
    throw error
  }
  await releaseLease(KEY, change.holder)
  return null
}

/** Places the events and opens the gate. When it throws, the gate stays closed and the next `loadAtlas` goes on. */
export async function finishGridsChange(change: GridsChange, onProgress?: (done: number, total: number) => void): Promise<ChangedGrids> {
  try {
    return await placeAndSwitch(change, onProgress)
  } finally {
    await releaseLease(KEY, change.holder).catch(() => {}) // it runs out by itself
  }
}

/** Passes when no change of grids is under way; finishes one that was abandoned; throws Problem('unavailable') while one runs. */
export async function passGridsGate(): Promise<void> {
  if (!(await readSetting(KEY, Plan))) return
  const change = await hold()
  if (!change) throw new Problem('unavailable', 'the grids are being changed; please try again in a minute')
  await finishGridsChange(change)
}

async function placeAndSwitch(change: GridsChange, onProgress?: (done: number, total: number) => void): Promise<ChangedGrids> {
  const plan = await readSetting(KEY, Plan)
  if (!plan) return { reassigned: 0, outside: 0, orphaned: [] } // finished by someone else
  const replaced = new Set(plan.replaced)
  const kept = (await readGridRows('live')).filter((grid) => !replaced.has(grid.id))
  const atlas = makeAtlas([...kept, ...(await readGridRows(plan.pending))], [], 0)
  const changed = await placeEvents(change, atlas, onProgress)
  await transaction(async (tx) => {
    await rebaseLog(tx)
    await checkFence(tx, change.fence)
    await switchGridRows(tx, plan)
    await tx.query('DELETE FROM settings WHERE key = $1', [KEY])
  })
  return changed
}

type Placed = { number: number; lon: number | null; lat: number | null; gridId: number; cellX: number; cellY: number; isVoid: boolean }
const VOID = EVENT_STATES.indexOf('void')

/** Keeps a transaction of the job near this, well below what others of the embedded engine notice. */
const TARGET_MS = 50

async function placeEvents(change: GridsChange, atlas: Atlas, onProgress?: (done: number, total: number) => void): Promise<ChangedGrids> {
  const codes = new Map((await pool().query<{ id: number; code: string }>('SELECT id, code FROM grids')).rows.map((row) => [row.id, row.code]))
  const total = (await pool().query<{ n: number }>('SELECT count(*) AS n FROM events')).rows[0]?.n ?? 0
  const orphans = new Map<string, number>()
  let [reassigned, outside, done, last, size] = [0, 0, 0, 0, 500]
  for (;;) {
    const began = performance.now()
    if (!(await takeLease(KEY, change.holder, LEASE_MS))) throw new Problem('conflict', 'the change of grids was taken over by another process')
    const { rows } = await pool().query<Placed>(
      `SELECT number, ST_X(position) AS lon, ST_Y(position) AS lat, grid_id AS "gridId", cell_x AS "cellX", cell_y AS "cellY", state = $3 AS "isVoid"
       FROM events WHERE number > $1 ORDER BY number LIMIT $2`,
      [last, size, VOID],
    )
    const end = rows.at(-1)
    if (!end) break
    const moved: Placed[] = []
    for (const row of rows) {
      const next = placeOf(row, atlas, codes)
      if (row.lon !== null && next.gridId === 0) outside++
      if (row.lon === null && !atlas.byId.has(next.gridId)) {
        const code = codes.get(next.gridId) ?? ''
        orphans.set(code, (orphans.get(code) ?? 0) + 1)
      }
      if (next.gridId !== row.gridId || next.cellX !== row.cellX || next.cellY !== row.cellY) moved.push(next)
    }
    if (moved.length) await writePlaces(change, moved)
    reassigned += moved.length
    done += rows.length
    last = end.number
    onProgress?.(done, total)
    const factor = TARGET_MS / Math.max(1, performance.now() - began)
    size = Math.round(Math.min(5_000, Math.max(100, size * Math.min(2, Math.max(0.5, factor)))))
  }
  const orphaned = [...orphans].map(([code, events]) => ({ code, events })).sort((a, b) => (a.code < b.code ? -1 : 1))
  return { reassigned, outside, orphaned }
}

/**
 * By its position where there is one (grid 0 outside), otherwise by the code of the grid it was sent with, which it keeps when gone. A void
 * event has no cell wherever it lies, since it is in no heat.
 */
function placeOf(row: Placed, atlas: Atlas, codes: ReadonlyMap<number, string>): Placed {
  if (row.lon === null || row.lat === null) return { ...row, gridId: atlas.byCode.get(codes.get(row.gridId) ?? '')?.id ?? row.gridId }
  const gridId = atlas.locate([row.lon, row.lat]) ?? 0
  const [cellX, cellY] = gridId && !row.isVoid ? cellOf(atlas.lattice, [row.lon, row.lat]) : [-1, -1]
  return { ...row, gridId, cellX, cellY }
}

function writePlaces(change: GridsChange, places: readonly Placed[]): Promise<void> {
  return transaction(async (tx) => {
    await checkFence(tx, change.fence)
    await tx.query({
      name: 'grids-change-place',
      text: `UPDATE events SET grid_id = n.grid_id, cell_x = n.cell_x, cell_y = n.cell_y
        FROM unnest($1::int4[], $2::int4[], $3::int4[], $4::int4[]) AS n (number, grid_id, cell_x, cell_y) WHERE events.number = n.number`,
      values: [int4s(places, (p) => p.number), int4s(places, (p) => p.gridId), int4s(places, (p) => p.cellX), int4s(places, (p) => p.cellY)],
    })
  })
}
