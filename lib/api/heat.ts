import { LRUCache } from 'lru-cache'
import type * as z from 'zod/mini'
import { countCells } from '@/lib/db/events/heat-counts'
import { audienceKey, partiesOf, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventFacts } from '@/lib/domain/change'
import { encodePacked, type PackedColumns } from '@/lib/domain/columns'
import { CountTable } from '@/lib/domain/count-table'
import { Field, rasterFrame } from '@/lib/domain/field'
import { type HeatWindow, stepsAt } from '@/lib/domain/heat'
import { encodeHeatCells, encodeHeatField, heatHeader, packHeatCells } from '@/lib/domain/heat-answer'
import type { HeatCells } from '@/lib/domain/heat-state'
import type { Lattice } from '@/lib/domain/lattice'
import { Problem } from '@/lib/domain/problem'
import type { HeatQuery } from '@/lib/domain/routes/heat'
import { cellKey, cellsOf } from '@/lib/live/heat-cells'
import { cellsThen } from '@/lib/live/heat-then'
import { live } from '@/lib/live/live'
import { statesAt } from '@/lib/live/rebuild'
import { Slices } from '@/lib/live/slices'
import { makeVisibility, projectChanges } from '@/lib/live/visibility'
import { changesAfter } from './changes'
import { narrowTo } from './scope'
import { visibleParts } from './visible-parts'

/** The counts behind an answer and the state they are of. */
type Counted = { logId: string; revision: number; asOf: number | null; cells: HeatCells }

/**
 * The heat of a window as `GET /api/heat` answers it: a density field, or with form=cells the counts that a client keeps a field of its
 * own from. Without `at` it is that of now, and cells of steps to come are among them; with it, as events are known now, or were then. From memory
 * where that reaches back far enough. Throws Problem `not_found` (grid), `invalid` (type), `unavailable` (the grids are being changed).
 */
export async function readHeat(viewer: Viewer, query: z.output<typeof HeatQuery>, slices = new Slices(viewer.id)): Promise<Uint8Array<ArrayBuffer>> {
  const board = live()
  await board.settled()
  await slices.pause()
  const { atlas } = board
  const narrowed = narrowTo(viewer, query.within, atlas)
  const types = query.type ? typeIds(query.type, atlas) : null
  const at = query.at === undefined ? Date.now() : Date.parse(query.at)
  const ahead = query.at === undefined
  const { window, form } = query
  const known = query.known === 'then' && query.at !== undefined ? query.known : 'now'
  if (known === 'then' && window === 'all') throw new Problem('invalid', 'What was known then is told of windows up to 30d.')
  const steps = stepsAt(window, at)
  const headerOf = ({ logId, revision, asOf }: Omit<Counted, 'cells'>) =>
    heatHeader(rasterFrame(atlas.lattice), atlas.lattice, {
      logId,
      revision,
      asOf: asOf === null ? null : new Date(asOf).toISOString(),
      window,
      at: new Date(at).toISOString(),
      steps,
    })
  if (known === 'then') {
    const { lattice, cells } = await cellsThen(narrowed, { window, at, types }, atlas, slices)
    await slices.pause()
    const { logId, revision, asOf } = board
    const header = { ...headerOf({ logId, revision, asOf }), ...rasterOf(lattice) }
    if (form === 'cells') return encodeHeatCells(header, cells)
    const field = await draw(lattice, cells, steps, slices)
    return encodeHeatField(header, field.values())
  }
  const key = [audienceKey(narrowed), atlas.version, window, types ? [...types].sort() : '', ahead, at * Number(!ahead)].join('|')
  const counting = () => count(narrowed, atlas, { window, at, types, ahead }, slices)
  if (form === 'cells') {
    const packing = async (): Promise<PackedCells> => {
      const { cells, ...of } = await counting()
      await slices.pause()
      return { ...of, atlas, last: steps.last, columns: packHeatCells(cells) }
    }
    const counted = await keptOf(keptCells, key, (cells) => isCurrent(cells, steps.last), packing)
    await slices.pause()
    return encodePacked(headerOf(counted), counted.columns)
  }
  const drawing = async (): Promise<Drawn> => {
    const { cells, ...of } = await counting()
    const field = await draw(atlas.lattice, cells, steps, slices)
    return { ...of, atlas, last: steps.last, field, density: field.values() }
  }
  const shown = await keptOf(
    keptFields,
    key,
    (drawn) => isCurrent(drawn, steps.last) || (window === 'all' && ahead && goOn(drawn, narrowed, types)),
    drawing,
  )
  await slices.pause()
  return encodeHeatField(headerOf(shown), shown.density) // in one turn: the next may take it on
}

/** The part of a header that hangs on the lattice. */
const rasterOf = (lattice: Lattice) => {
  const { bounds, width, height } = rasterFrame(lattice)
  return { lattice, bounds, width, height }
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
  slices: Slices,
): Promise<Counted> {
  const { board } = live()
  const known = board.cells(viewer, query)
  if (known) return { logId: board.logId, revision: board.revision, asOf: board.asOf, cells: known }
  const table = new CountTable(3)
  const { changed, ...counted } = await countCells(
    (x, y, type, step, count) => void table.add(count, cellKey(x, y), type, step),
    { window: query.window, at: query.at, seen: visibleParts(viewer, atlas, { types: query.types }) },
    { pause: () => slices.pause() },
  )
  if (counted.gridVersion !== atlas.version) throw new Problem('unavailable', 'The grids are being changed; please try again.')
  // what changed before it could be counted, as the log says it was; only `all` is counted in pieces, which has one step
  const isVisible = makeVisibility(viewer, atlas)
  for (const { after } of await statesAt(counted.revision, changed)) {
    if (!after || after.cellX < 0 || after.occurredAt > query.at || !isVisible(after) || (query.types && !query.types.has(after.type))) continue
    table.add(1, cellKey(after.cellX, after.cellY), after.type, 0)
  }
  const cells = await slices.run(cellsOf(table))
  return { ...counted, asOf: live().asOf, cells }
}

/** What was counted for one audience: of when, and up to which step. */
type Shown = Omit<Counted, 'cells'> & { atlas: Atlas; last: number }
/** As a field. */
type Drawn = Shown & { field: Field; density: Float32Array<ArrayBuffer> }
/** As the columns of form=cells. */
type PackedCells = Shown & { columns: PackedColumns }

/** Is it what the board says now? */
function isCurrent(shown: Shown, last: number): boolean {
  const { logId, revision, atlas } = live()
  return shown.logId === logId && shown.revision === revision && shown.atlas === atlas && shown.last === last
}

/**
 * Takes a field of all events on to the board's revision by the changes since, where memory has them: exactly what counting anew gives,
 * at the cost of the changes. False, and nothing has happened, where it must be drawn anew.
 */
function goOn(drawn: Drawn, viewer: Viewer, types: ReadonlySet<number> | null): boolean {
  const { logId, revision, asOf, atlas } = live()
  // whoever sees events because they were given to them is counted apart
  if (drawn.logId !== logId || drawn.atlas !== atlas || drawn.revision > revision || partiesOf(viewer).length > 0) return false
  const changes = changesAfter(drawn.revision)
  if (changes instanceof Promise || changes.length > MAX_TO_GO_ON) return false
  const add = (facts: EventFacts | null, count: number) => {
    if (facts && facts.cellX >= 0 && (!types || types.has(facts.type))) drawn.field.add(facts.cellX, facts.cellY, count)
  }
  for (const { before, after } of projectChanges(makeVisibility(viewer, atlas), changes)) {
    add(before, -1)
    add(after, 1)
  }
  Object.assign(drawn, { revision, asOf, density: drawn.field.values() })
  return true
}

/** More changes than this cost as much as drawing anew. */
const MAX_TO_GO_ON = 20_000

/** Fields that were drawn last, and cells that were packed last, by audience, window and choice of types. */
const keptFields = new LRUCache<string, Promise<Drawn>>({ max: 6 })
const keptCells = new LRUCache<string, Promise<PackedCells>>({ max: 6 })

/** What is kept under a key, when it serves, else made anew; those who ask for the same wait for each other. */
async function keptOf<T extends Shown>(
  kept: LRUCache<string, Promise<T>>,
  key: string,
  serves: (of: T) => boolean,
  making: () => Promise<T>,
): Promise<T> {
  const before = kept.get(key)
  const ask = async () => {
    const of = await before?.catch(() => null)
    return of && serves(of) ? of : making()
  }
  const asked = ask()
  kept.set(key, asked)
  asked.catch(() => {
    if (kept.peek(key) === asked) kept.delete(key)
  })
  return await asked
}

/** Counts that are added up between two looks at the clock, and cells that are drawn: a millisecond or two, also where each has a row of its own. */
const [ADDED, DRAWN] = [4_000, 100]

/** The field of the counts whose step the window holds. Long ones are drawn in slices, so that nobody else waits for them. */
export async function drawField(lattice: Lattice, cells: HeatCells, steps: { first: number; last: number }): Promise<Float32Array> {
  return (await draw(lattice, cells, steps, new Slices(''))).values()
}

async function draw(lattice: Lattice, cells: HeatCells, steps: { first: number; last: number }, slices: Slices): Promise<Field> {
  const counts = new CountTable(1)
  for (let i = 0; i < cells.count.length; i++) {
    if (i % ADDED === 0) await slices.pause()
    const step = cells.step[i] ?? 0
    if (step >= steps.first && step <= steps.last) counts.add(cells.count[i] ?? 0, (cells.cellY[i] ?? 0) * lattice.width + (cells.cellX[i] ?? 0))
  }
  const field = new Field(lattice)
  let n = 0
  for (const cell of counts.entries().keys.sort()) {
    field.add(cell % lattice.width, Math.floor(cell / lattice.width), counts.get(cell))
    if (++n % DRAWN === 0) await slices.pause()
  }
  return field
}
