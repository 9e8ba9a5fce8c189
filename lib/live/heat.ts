import { setImmediate as nextTurn } from 'node:timers/promises'
import type * as z from 'zod/mini'
import { readCells } from '@/lib/db/recount'
import { audienceKey, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { CountTable } from '@/lib/domain/count-table'
import { Field, rasterFrame } from '@/lib/domain/field'
import { type HeatWindow, stepsAt } from '@/lib/domain/heat'
import { encodeHeatCells, encodeHeatField, heatHeader } from '@/lib/domain/heat-answer'
import type { HeatCells } from '@/lib/domain/heat-state'
import type { Lattice } from '@/lib/domain/lattice'
import { Problem } from '@/lib/domain/problem'
import type { HeatQuery } from '@/lib/domain/queries'
import { live } from './live'
import { narrowTo } from './scope'
import { seenParts } from './seen'

/** The counts behind an answer and the state they are of. */
type Counted = { logId: string; revision: number; asOf: number | null; cells: HeatCells }

/**
 * The heat of a window as `GET /api/heat` answers it: a density field, or with form=cells the counts that a client keeps a field of its
 * own from. Without `at` it is that of now, and cells of steps to come are among them; with it, as events are known now. From memory
 * where that reaches back far enough. Throws Problem `not_found` (grid), `invalid` (type), `unavailable` (the grids are being changed).
 */
export async function readHeat(viewer: Viewer, query: z.output<typeof HeatQuery>): Promise<Uint8Array<ArrayBuffer>> {
  const board = live()
  await board.settled()
  const { atlas } = board
  const narrowed = narrowTo(viewer, query.within, atlas)
  const types = query.type ? typeIds(query.type, atlas) : null
  const at = query.at === undefined ? Date.now() : Date.parse(query.at)
  const ahead = query.at === undefined
  const { window, form } = query
  const counted = await count(narrowed, atlas, { window, at, types, ahead })
  const header = heatHeader(rasterFrame(atlas.lattice), atlas.lattice, {
    logId: counted.logId,
    revision: counted.revision,
    asOf: counted.asOf === null ? null : new Date(counted.asOf).toISOString(),
    window,
    at: new Date(at).toISOString(),
    steps: stepsAt(window, at),
  })
  if (form === 'cells') return owned(encodeHeatCells(header, counted.cells))
  const key = [
    audienceKey(narrowed),
    window,
    types ? [...types].sort() : '',
    header.steps.last,
    ahead,
    at * Number(!ahead),
    header.logId,
    header.revision,
  ].join('|')
  return owned(encodeHeatField(header, await fieldOf(key, atlas.lattice, counted.cells, header.steps)))
}

function typeIds(codes: readonly string[], atlas: Atlas): Set<number> {
  const known = new Map([...atlas.typeById.values()].map((t) => [t.code, t.id]))
  const ids = codes.map((code) => {
    const id = known.get(code)
    if (id === undefined) throw new Problem('invalid', `There is no event type ${code}.`)
    return id
  })
  return new Set(ids)
}

async function count(
  viewer: Viewer,
  atlas: Atlas,
  query: { window: HeatWindow; at: number; types: Set<number> | null; ahead: boolean },
): Promise<Counted> {
  const { board } = live()
  const cells = board.cells(viewer, query)
  if (cells) return { logId: board.logId, revision: board.revision, asOf: board.asOf, cells }
  const counted = await readCells(query.window, query.at, seenParts(viewer, atlas, { types: query.types }))
  if (counted.gridVersion !== atlas.version) throw new Problem('unavailable', 'The grids are being changed; please try again.')
  return { ...counted, asOf: live().asOf }
}

/** Fields that were drawn last, by all that decides them. */
const drawn = new Map<string, Promise<Float32Array>>()
const MOST_DRAWN = 6

function fieldOf(key: string, lattice: Lattice, cells: HeatCells, steps: { first: number; last: number }): Promise<Float32Array> {
  const known = drawn.get(key)
  if (known) return known
  const made = drawField(lattice, cells, steps)
  drawn.set(key, made)
  made.catch(() => drawn.delete(key))
  for (const old of drawn.keys()) if (drawn.size > MOST_DRAWN) drawn.delete(old)
  return made
}

/** Cells drawn between two turns of the event loop: a few milliseconds. */
const SLICE = 4_000

/** The field of the counts whose step the window holds. Long ones are drawn in slices, so that nobody else waits for them. */
export async function drawField(lattice: Lattice, cells: HeatCells, steps: { first: number; last: number }): Promise<Float32Array> {
  const counts = new CountTable(1)
  for (let i = 0; i < cells.count.length; i++) {
    const step = cells.step[i] ?? 0
    if (step >= steps.first && step <= steps.last) counts.add(cells.count[i] ?? 0, (cells.cellY[i] ?? 0) * lattice.width + (cells.cellX[i] ?? 0))
  }
  const field = new Field(lattice)
  let n = 0
  for (const cell of counts.entries().keys.sort()) {
    field.add(cell % lattice.width, Math.floor(cell / lattice.width), counts.get(cell))
    if (++n % SLICE === 0) await nextTurn()
  }
  return field.values()
}

/** The bytes as a body takes them. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}
