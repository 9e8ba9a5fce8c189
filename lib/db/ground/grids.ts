import { type Atlas, makeAtlas } from '@/lib/domain/atlas'
import { faultOfArea } from '@/lib/domain/geometry-check'
import { faultsOfTree, type Grid, type GridFault } from '@/lib/domain/grid'
import { once } from '@/lib/domain/once'
import { Problem } from '@/lib/domain/problem'
import { type Pool, pool } from '../engine/pool'
import { readHead } from '../log/log'
import { readCalendar } from './calendar'
import { mendShapes, readGridRows, type StoredGrid, type WantedGrid } from './grid-rows'
import { type ChangedGrids, finishGridsChange, passGridsGate, startGridsChange } from './grids-change'
import { readLifecycle } from './lifecycle-setting'
import { readRetiredTypes, readTypes } from './types'
import { encodeMultiPolygon } from './wkb'

/** The live grids (网格), by code. */
export async function readGrids(): Promise<Grid[]> {
  return (await readGridRows('live')).map(({ sourceCrs: _sourceCrs, ...grid }) => grid)
}

/** What saving would do to the live grids, by code. `renamed` keep their shape and id; `reshaped` begin anew; `kept` stay as they are. */
export type GridDifferences = { added: string[]; renamed: string[]; reshaped: string[]; ended: string[]; kept: number }

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

type Compared = { replaced: StoredGrid[]; added: WantedGrid[]; renamed: { old: StoredGrid; grid: WantedGrid }[] }

function compare(live: readonly StoredGrid[], wanted: readonly WantedGrid[], { demo, sourceCrs }: { demo: boolean; sourceCrs: string }): Compared {
  const byCode = new Map(live.map((grid) => [grid.code, grid]))
  const out: Compared = { replaced: [], added: [], renamed: [] }
  const stays = new Set<string>()
  for (const grid of wanted) {
    const old = byCode.get(grid.code)
    if (
      !old ||
      old.level !== grid.level ||
      old.parentCode !== grid.parentCode ||
      !encodeMultiPolygon(old.geometry).equals(encodeMultiPolygon(grid.geometry))
    ) {
      out.added.push(grid)
      continue
    }
    stays.add(grid.code)
    const same =
      old.name === grid.name &&
      old.households === grid.households &&
      old.demo === (grid.demo ?? demo) &&
      old.sourceCrs === (grid.sourceCrs ?? sourceCrs)
    if (!same) out.renamed.push({ old, grid })
  }
  out.replaced = live.filter(({ code }) => !stays.has(code))
  return out
}

/** What `saveGrids` would change, without changing anything: for people to see before they agree. Shapes count as they are in `grids`. */
export async function compareGrids(
  grids: readonly WantedGrid[],
  { demo = false, sourceCrs = 'EPSG:4326' }: { demo?: boolean; sourceCrs?: string } = {},
): Promise<GridDifferences> {
  const live = await readGridRows('live')
  const { replaced, added, renamed } = compare(live, grids, { demo, sourceCrs })
  const [old, wanted] = [new Set(live.map((g) => g.code)), new Set(grids.map((g) => g.code))]
  const codes = added.map(({ code }) => code)
  return {
    added: codes.filter((code) => !old.has(code)),
    reshaped: codes.filter((code) => old.has(code)),
    renamed: renamed.map(({ old }) => old.code),
    ended: replaced.map(({ code }) => code).filter((code) => !wanted.has(code)),
    kept: live.length - replaced.length - renamed.length,
  }
}

/**
 * Makes `grids` the live grids: rows that are the same stay, those with another name or number of households only keep their id, others
 * end and new ones begin; every event is placed anew, the grid version moves and the log is renewed (grids-change.ts tells how readers
 * never see half of it). Throws Problem('invalid') with the faults by code, Problem('conflict') while another change is under way.
 * 638,000 events take about a minute.
 */
export async function saveGrids(grids: readonly WantedGrid[], options: SaveGridsOptions): Promise<SavedGrids> {
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

  const started = await startGridsChange((live) => compare(live, wanted, { demo, sourceCrs }), { demo, sourceCrs, now })
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

type Held = { pool: Pool; version: number; atlas: Promise<Atlas> }
const kept = once<{ last: Held | null }>('atlas', () => ({ last: null }))

/**
 * The atlas (live grids and event types) as the database has it now: read again only when the grid version has moved, so a call costs
 * one small query. Throws Problem('unavailable') while the grids are being changed.
 */
export async function loadAtlas(): Promise<Atlas> {
  const { gridVersion } = await readHead()
  const held = kept().last
  if (held?.pool === pool() && held.version === gridVersion) return held.atlas
  const reading: Held = { pool: pool(), version: gridVersion, atlas: readAtlas() }
  kept().last = reading
  try {
    const atlas = await reading.atlas
    reading.version = atlas.version
    return atlas
  } catch (error) {
    if (kept().last === reading) kept().last = null
    throw error
  }
}

/**
 * The atlas this process read last, without asking the database: for saves, which compare `version` with the head they lock and call
 * `loadAtlas` when it differs.
 */
export async function atlasAtHand(): Promise<Atlas> {
  const held = kept().last
  return held?.pool === pool() ? held.atlas : loadAtlas()
}

async function readAtlas(): Promise<Atlas> {
  for (;;) {
    const before = await readHead() // first: a change that begins after it moves the version
    await passGridsGate()
    const [grids, types, retired, calendar] = [await readGrids(), await readTypes(), await readRetiredTypes(), await readCalendar()]
    const { gridVersion } = await readHead()
    if (gridVersion === before.gridVersion) return makeAtlas(grids, types, gridVersion, retired, calendar, await readLifecycle())
  }
}
