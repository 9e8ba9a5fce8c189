import type { CountTable } from '@/lib/domain/count-table'
import type { HeatCells } from '@/lib/domain/heat-state'

/** A cell as one integer of a key. */
export const cellKey = (cellX: number, cellY: number): number => (cellY << 16) | cellX

/** Entries that are laid out in a step. */
const STEP = 16_384

/** Counts by cell (`cellKey`), type and step as columns, in steps. The table must not be changed until they are done. */
export function* cellsOf(table: CountTable): Generator<void, HeatCells, void> {
  const { keys, counts } = yield* table.copyEntries()
  const columns = { cellX: new Int32Array(counts.length), cellY: new Int32Array(counts.length), type: new Int32Array(counts.length) }
  const step = new Int32Array(counts.length)
  for (let i = 0; i < counts.length; i++) {
    if (i % STEP === 0) yield
    const cell = keys[3 * i] ?? 0
    columns.cellX[i] = cell & 0xffff
    columns.cellY[i] = cell >>> 16
    columns.type[i] = keys[3 * i + 1] ?? 0
    step[i] = keys[3 * i + 2] ?? 0
  }
  return { ...columns, step, count: counts }
}
