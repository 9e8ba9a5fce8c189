import type { CountTable } from '@/lib/domain/count-table'
import type { HeatCells } from '@/lib/domain/heat-state'

/** A cell as one integer of a key. */
export const cellKey = (cellX: number, cellY: number): number => (cellY << 16) | cellX

/** Counts by cell (`cellKey`), type and step as columns. */
export function cellsOf(table: CountTable): HeatCells {
  const { keys, counts } = table.entries()
  const column = (of: (i: number) => number) => Int32Array.from(counts, (_, i) => of(i))
  const cell = (i: number) => keys[3 * i] ?? 0
  return {
    cellX: column((i) => cell(i) & 0xffff),
    cellY: column((i) => cell(i) >>> 16),
    type: column((i) => keys[3 * i + 1] ?? 0),
    step: column((i) => keys[3 * i + 2] ?? 0),
    count: counts,
  }
}
