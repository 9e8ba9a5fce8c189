import { type Atlas, makeAtlas } from '@/lib/domain/atlas'
import { faultOfArea } from '@/lib/domain/geometry-check'
import { faultsOfTree, type Grid, type GridFault, type NewGrid } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { mendShapes, readGridRows } from './grid-rows'
import { type ChangedGrids, finishGridsChange, passGridsGate, startGridsChange } from './grids-change'
import { readHead } from './log'
import { type Pool, pool } from './pool'
import { readRetiredTypes, readTypes } from './types'
import { encodeMultiPolygon } from './wkb'

/** The live grids (网格), by code. */
export async function readGrids(): Promise<Grid[]> {
  return (await readGridRows('live')).map(({ sourceCrs: _sourceCrs, ...grid }) => grid)
}

/** `mended`: codes whose shape PostGIS had to make valid. Without any difference to the live grids nothing happens. */
export type SavedGrids = ChangedGrids & { gridVersion: number; grids: number; mended: string[] }

export type SaveGridsOptions = {
  /** boundaries made by a program, to be labelled so */
  demo?: boolean
  /** the CRS the shapes came in, before they were converted to WGS84 */
  sourceCrs?: string
  /** epoch milliseconds: when the new grids begin to hold */
  now: number
  onProgress?: (done: number, total: number) => void
}

/**
 * Makes `grids` the live grids: rows that are the same stay with their id, others end and new ones begin; every event is placed anew,
 * the grid version moves and the log is renewed (grids-change.ts tells how readers never see half of it). Throws Problem('invalid')
 * with the faults by code, Problem('conflict') while another change is under way. 638,000 events take about a minute.
 */
export async function saveGrids(grids: readonly NewGrid[], options: SaveGridsOptions): Promise<SavedGrids> {
  const { demo = false, sourceCrs = 'EPSG:4326', now, onProgress } = options
  const faults: GridFault[] = faultsOfTree(grids)
  for (const { code, geometry } of grids) {
    const message = faultOfArea(geometry)
    if (message) faults.push({ code, message })
  }
  if (grids.length === 0) faults.push({ code: '', message: 'there is no grid' })
  refuse(faults)
  const mended = new Map((await mendShapes(grids)).map((m) => [m.code, m.geometry]))
  refuse([...mended].filter(([, geometry]) => !geometry).map(([code]) => ({ code, message: 'the shape encloses no area' })))
  const wanted = grids.map((grid) => ({ ...grid, geometry: mended.get(grid.code) ?? grid.geometry }))

  const same = (old: Awaited<ReturnType<typeof readGridRows>>[number], grid: NewGrid) =>
    old.name === grid.name &&
    old.level === grid.level &&
    old.parentCode === grid.parentCode &&
    old.households === grid.households &&
    old.demo === demo &&
    old.sourceCrs === sourceCrs &&
    encodeMultiPolygon(old.geometry).equals(encodeMultiPolygon(grid.geometry))
  const started = await startGridsChange(
    (live) => {
      const byCode = new Map(wanted.map((grid) => [grid.code, grid]))
      const kept = new Set<string>()
      for (const old of live) {
        const grid = byCode.get(old.code)
        if (grid && same(old, grid)) kept.add(old.code)
      }
      return { replaced: live.filter((old) => !kept.has(old.code)), added: wanted.filter((grid) => !kept.has(grid.code)) }
    },
    { demo, sourceCrs, now },
  )
  const changed = started ? await finishGridsChange(started, onProgress) : { reassigned: 0, outside: 0, orphaned: [] }
  const { gridVersion } = await readHead()
  return { ...changed, gridVersion, grids: wanted.length, mended: [...mended.keys()] }
}

function refuse(faults: readonly GridFault[]): void {
  const first = faults[0]
  if (first)
    throw new Problem('invalid', `${faults.length} of the grids cannot be used, first ${first.code}: ${first.message}`, {
      grids: faults.slice(0, 100),
    })
}

const KEY = Symbol.for('gridsight.atlas')
type Held = { pool: Pool; version: number; atlas: Promise<Atlas> }
// one atlas a process and not one for each instance of this module, as with the pool
const holder = globalThis as { [KEY]?: Held }

/**
 * The atlas (live grids and event types) as the database has it now: read again only when the grid version has moved, so a call costs
 * one small query. Throws Problem('unavailable') while the grids are being changed.
 */
export async function loadAtlas(): Promise<Atlas> {
  const { gridVersion } = await readHead()
  const held = holder[KEY]
  if (held?.pool === pool() && held.version === gridVersion) return held.atlas
  const reading: Held = { pool: pool(), version: gridVersion, atlas: readAtlas() }
  holder[KEY] = reading
  try {
    const atlas = await reading.atlas
    reading.version = atlas.version
    return atlas
  } catch (error) {
    if (holder[KEY] === reading) delete holder[KEY]
    throw error
  }
}

/**
 * The atlas this process read last, without asking the database: for saves, which compare `version` with the head they lock and call
 * `loadAtlas` when it differs.
 */
export async function atlasAtHand(): Promise<Atlas> {
  const held = holder[KEY]
  return held?.pool === pool() ? held.atlas : loadAtlas()
}

async function readAtlas(): Promise<Atlas> {
  for (;;) {
    const before = await readHead() // first: a change that begins after it moves the version
    await passGridsGate()
    const [grids, types, retired] = [await readGrids(), await readTypes(), await readRetiredTypes()]
    const { gridVersion } = await readHead()
    if (gridVersion === before.gridVersion) return makeAtlas(grids, types, gridVersion, retired)
  }
}
