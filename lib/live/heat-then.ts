import { readGridRows } from '@/lib/db/ground/grid-rows'
import { readSpots } from '@/lib/db/replay/replay-rows'
import { readVeiled } from '@/lib/db/replay/veiled'
import { maySee, type Viewer } from '@/lib/domain/access'
import { type Atlas, boundsOf } from '@/lib/domain/atlas'
import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { type HeatWindow, stepMs, stepsAt } from '@/lib/domain/heat'
import type { HeatCells } from '@/lib/domain/heat-state'
import { type Lattice, latticeFor } from '@/lib/domain/lattice'
import { cellKey, cellsOf } from './heat-cells'
import { groundAt } from './moment'
import { Slices } from './slices'

/** A window other than `all`, its end (epoch milliseconds), and the types (ids) that are wanted. */
export type HeatThen = { window: HeatWindow; at: number; types: ReadonlySet<number> | null }

/**
 * The counts by (cell, type, step) that a window held at an instant, as it was known then, of what the viewer may see now on the grids of
 * then; with the lattice that its cells are of. Costs by the events of the window's days.
 */
export async function cellsThen(
  viewer: Viewer,
  { window, at, types }: HeatThen,
  atlas: Atlas,
  slices = new Slices(viewer.id),
): Promise<{ lattice: Lattice; cells: HeatCells }> {
  const { grids } = await groundAt(at, atlas)
  const sees = new Map(
    grids.map(({ id, code }) => [
      id,
      { plain: maySee(viewer, { grid: code, sensitive: false }), sensitive: maySee(viewer, { grid: code, sensitive: true }) },
    ]),
  )
  const hidden = new Set((await readVeiled(at)).map(({ number }) => number))
  const { first, last } = stepsAt(window, at)
  const size = stepMs(window)
  const from = first * size
  // an event may be heard of some minutes before its time: clocks differ
  const parts = await readSpots(dayNumber(from) - 1, at, () => slices.pause())
  const table = new CountTable(3, countOf(parts))
  for (const { day, entries } of parts) {
    await slices.pause()
    const until = at - startOfDayNumber(day)
    for (let i = 0; i < entries.at.length && (entries.at[i] ?? 0) <= until; i++) {
      const [cellX, type, step] = [entries.cellX[i] ?? -1, entries.type[i] ?? 0, Math.floor((1_000 * (entries.seconds[i] ?? 0)) / size)]
      if (cellX < 0 || step < first || step > last || (types && !types.has(type))) continue
      const sight = sees.get(entries.grid[i] ?? 0)
      if (atlas.typeById.get(type)?.sensitive || hidden.has(entries.number[i] ?? 0) ? sight?.sensitive : sight?.plain)
        table.add(entries.sign[i] ?? 0, cellKey(cellX, entries.cellY[i] ?? 0), type, step)
    }
  }
  return {
    lattice:
      grids === atlas.grids
        ? atlas.lattice
        : await latticeOf(
            grids.map(({ id }) => id),
            atlas.lattice,
          ),
    cells: await slices.run(cellsOf(table)),
  }
}

const countOf = (parts: readonly { entries: { at: Float64Array } }[]) => parts.reduce((n, { entries }) => n + entries.at.length, 0)

/** The lattice over grids that are no longer. */
async function latticeOf(ids: readonly number[], now: Lattice): Promise<Lattice> {
  const bounds = boundsOf(await readGridRows(ids))
  return bounds ? latticeFor(bounds) : now
}
