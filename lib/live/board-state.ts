import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, deflate, inflate } from 'node:zlib'
import * as z from 'zod/mini'
import { CountTable } from '@/lib/domain/count-table'
import { Board } from './board'
import { Counts } from './counts'
import { DayTypes } from './day-types'
import { HeatCounts } from './heat-counts'
import { type Day, HourCells } from './hours'
import { packSections, unpackSections } from './sections'
import type { BoardAtlas } from './tree'

/** Moves with each change of what a checkpoint holds or of how it is counted: an older one is then not read but made anew. */
const VERSION = 1

const Header = z.object({
  version: z.literal(VERSION),
  ground: z.string(),
  revision: z.int(),
  asOf: z.nullable(z.number()),
  recentFrom: z.int(),
  daysFrom: z.int(),
})

const deflating = promisify(deflate)
const inflating = promisify(inflate)

/** What the counts mean: grids with their ids, lattice, and the sensitivity of types. A checkpoint of another ground is of no use. */
function groundOf(atlas: BoardAtlas): string {
  const grids = atlas.grids.map((g) => `${g.id}:${g.code}:${g.level}`).sort()
  const types = [...atlas.typeById.values()].filter((t) => t.sensitive).map((t) => t.id)
  return createHash('sha256')
    .update(JSON.stringify([grids, atlas.lattice, types.sort((a, b) => a - b)]))
    .digest('hex')
}

/**
 * The board as bytes. What it holds at the call is copied at once (some 30 ms for 638,000 events) and packed in the background, so that
 * changes may go on meanwhile.
 */
export async function serializeBoard(board: Board): Promise<Uint8Array> {
  const { revision, asOf, totals, hours, days, heat } = board.parts
  const { all, recent, horizon } = heat.state()
  const today = days.state()
  const header: z.infer<typeof Header> = {
    version: VERSION,
    ground: groundOf(board.atlas),
    revision,
    asOf,
    recentFrom: horizon,
    daysFrom: today.horizon,
  }
  const [allEntries, recentEntries, dayEntries] = [all.entries(), recent.entries(), today.table.entries()]
  const raw = packSections(header, {
    ...totals,
    ...packHours(hours),
    allKeys: allEntries.keys,
    allCounts: allEntries.counts,
    recentKeys: recentEntries.keys,
    recentCounts: recentEntries.counts,
    dayKeys: dayEntries.keys,
    dayCounts: dayEntries.counts,
  })
  return deflating(raw, { level: constants.Z_BEST_SPEED })
}

/** The board that was serialised, as one of log `logId`. Throws when the bytes are corrupt, of another version, or of another ground. */
export async function restoreBoard(bytes: Uint8Array, atlas: BoardAtlas, logId: string): Promise<Board> {
  const { header, section } = unpackSections(await inflating(bytes))
  const { ground, revision, asOf, recentFrom, daysFrom } = Header.parse(header)
  if (ground !== groundOf(atlas)) throw new RangeError('the checkpoint is of other grids or types')
  const keys = 2 * atlas.grids.length
  const totals = { reported: section('reported', 'u32').slice(), handled: section('handled', 'u32').slice(), sums: section('sums', 'u32').slice() }
  if (Object.values(totals).some((t) => t.length !== keys)) throw new RangeError('the checkpoint has other totals')
  const table = (width: 2 | 3, name: string) => CountTable.fromEntries(width, section(`${name}Keys`, 'i32'), section(`${name}Counts`, 'i32'))
  return new Board(atlas, {
    logId,
    revision,
    asOf,
    totals,
    hours: unpackHours(keys, section),
    days: new DayTypes(keys, atlas.typeById, 0, { table: table(3, 'day'), horizon: daysFrom }),
    heat: new HeatCounts(atlas.lattice.width, atlas.lattice.height, 0, { all: table(2, 'all'), recent: table(3, 'recent'), horizon: recentFrom }),
  })
}

/** Days one after another: sparse ones as pairs in `pairs`, dense ones as bytes in `cells`, with widths (0 is sparse) and lengths beside. */
function packHours(hours: HourCells) {
  const { keys, days } = hours.state()
  const numbers = new Int32Array(days.size)
  const widths = new Uint8Array(2 * days.size)
  const lengths = new Uint32Array(2 * days.size)
  const pairs: number[] = []
  const parts: Uint8Array[] = []
  let i = 0
  for (const [number, day] of days) {
    numbers[i] = number
    if ('sparse' in day) {
      lengths[2 * i] = day.sparse.size
      for (const [cell, count] of day.sparse) pairs.push(cell, count)
    } else {
      ;[day.cells, day.sums].forEach(({ cells }, k) => {
        widths[2 * i + k] = cells.BYTES_PER_ELEMENT
        lengths[2 * i + k] = cells.length
        parts.push(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength))
      })
    }
    i++
  }
  return { rows: Int32Array.from(keys), numbers, widths, lengths, pairs: Uint32Array.from(pairs), cells: parts }
}

function unpackHours(keys: number, section: ReturnType<typeof unpackSections>['section']): HourCells {
  const [numbers, widths, lengths] = [section('numbers', 'i32'), section('widths', 'u8'), section('lengths', 'u32')]
  const [pairs, cells] = [section('pairs', 'u32'), section('cells', 'u8')]
  let pair = 0
  let at = 0
  const counts = (place: number): Counts => {
    const width = widths[place] ?? 0
    const size = (lengths[place] ?? 0) * width
    const own = cells.slice(at, at + size)
    if (own.length !== size) throw new RangeError('the checkpoint is cut')
    at += size
    return new Counts(width === 1 ? own : width === 2 ? new Uint16Array(own.buffer) : new Uint32Array(own.buffer))
  }
  const days = Array.from(numbers, (number, i): [number, Day] => {
    if (widths[2 * i]) return [number, { cells: counts(2 * i), sums: counts(2 * i + 1) }]
    const sparse = new Map<number, number>()
    for (const end = pair + 2 * (lengths[2 * i] ?? 0); pair < end; pair += 2) sparse.set(pairs[pair] ?? 0, pairs[pair + 1] ?? 0)
    return [number, { sparse }]
  })
  return HourCells.from(keys, section('rows', 'i32'), days)
}
