import type { EventType } from './category'
import { CountTable } from './count-table'
import { type Count, countNet } from './replay-day'

/** Whether types (ids) are sensitive; what has the same `key` says the same of all of them. */
export type Kinds = { isSensitive(type: number): boolean; key: string }

const made = new WeakMap<ReadonlyMap<number, EventType>, Kinds>()

/** The kinds of types by id. */
export function kindsOf(types: ReadonlyMap<number, EventType>): Kinds {
  const known = made.get(types)
  if (known) return known
  const kinds: Kinds = {
    // one that is not known yet is counted as what fewer may see
    isSensitive: (type) => types.get(type)?.sensitive ?? true,
    key: [...types.values()]
      .map(({ id, sensitive }) => `${id}${sensitive ? '!' : ''}`)
      .sort()
      .join(),
  }
  made.set(types, kinds)
  return kinds
}

/**
 * Counters of a moment by grid and kind of type: all that its figures need, and few where those by type are very many. A key is the grid (id) and the
 * counter (replay.ts) of the plain or of the sensitive types.
 */
export class KindCounts {
  readonly #table = new CountTable(2)

  add(delta: number, grid: number, sensitive: boolean, counter: number): void {
    this.#table.add(delta, grid, 2 * counter + Number(sensitive))
  }

  /** Counts by type, as their kinds are. */
  by(kinds: Kinds): Count {
    return (delta, grid, type, counter) => this.add(delta, grid, kinds.isSensitive(type), counter)
  }

  /** Adds others, of one counter alone where it is named. */
  addPacked({ keys, counts }: PackedKinds, only: number | null = null): void {
    for (let i = 0; i < counts.length; i++) {
      const key = keys[2 * i + 1] ?? 0
      if (only === null || key >> 1 === only) this.#table.add(counts[i] ?? 0, keys[2 * i] ?? 0, key)
    }
  }

  forEach(fn: (count: number, grid: number, sensitive: boolean, counter: number) => void): void {
    this.#table.forEach((count, grid, key) => void fn(count, grid, (key & 1) === 1, key >> 1))
  }

  pack(): PackedKinds {
    return this.#table.entries()
  }
}

/** Counters of kinds as they are kept. */
export type PackedKinds = { keys: Int32Array; counts: Int32Array }

/** The counters by kind of what `encodeNet` wrote; throws as `decodeSteps`. */
export function packKinds(bytes: Uint8Array, kinds: Kinds): PackedKinds {
  const counts = new KindCounts()
  countNet(bytes, counts.by(kinds))
  return counts.pack()
}
