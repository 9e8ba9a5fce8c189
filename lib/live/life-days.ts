import { CountTable } from '@/lib/domain/count-table'
import { COUNTER_COUNT } from '@/lib/domain/life-counts'
import { BrokenCount, Counts } from './counts'

/** A run with fewer cells than this is kept as a table, so that a few events on each of ten thousand days cost little. */
const DENSE_FROM = 1_000
/** Days in a block, whose sums make long periods cheap. */
const BLOCK = 32

/** Counters of one day, or of a block of days: row by row (a row a key), counter by counter. */
export type Cells = { sparse: CountTable } | { dense: Counts }

/**
 * The counters of lives (life-counts.ts) by key and civil day, for any period: one row for each key that ever counted. A sum costs a
 * step for each key and block of 32 days, and for each day beside whole blocks; of the inside of a period or of all that is outside,
 * whichever is less, since the sum of all days is kept too. 3 years of 514 busy keys take some 30 MB.
 */
export class LifeDays {
  readonly #rowOf: Int32Array
  readonly #keys: number[] = []
  readonly #days = new Map<number, Cells>()
  readonly #blocks = new Map<number, Cells>()
  readonly #all = new Counts(new Uint32Array(0))

  constructor(readonly keys: number) {
    this.#rowOf = new Int32Array(keys).fill(-1)
  }

  /** Keys by row, and the days: what a checkpoint holds. */
  state(): { keys: readonly number[]; days: ReadonlyMap<number, Cells> } {
    return { keys: this.#keys, days: this.#days }
  }

  /** Takes over what `state()` gave. */
  static from(keys: number, rows: Iterable<number>, days: Iterable<[number, Cells]>): LifeDays {
    const lives = new LifeDays(keys)
    for (const key of rows) lives.#row(key)
    for (const [number, day] of days) {
      lives.#days.set(number, day)
      forEachCell(day, (count, cell) => lives.#addToSums(number, cell, count))
    }
    return lives
  }

  /** Bytes of the cells, about. */
  get byteLength(): number {
    let bytes = this.#all.cells.byteLength
    for (const cells of [...this.#days.values(), ...this.#blocks.values()]) {
      bytes += 'sparse' in cells ? cells.sparse.byteLength : cells.dense.cells.byteLength
    }
    return bytes
  }

  /** Moves a counter of a key on a civil day (clock.ts `dayNumber`). Throws BrokenCount below zero. */
  add(key: number, day: number, counter: number, delta: number): void {
    const cell = this.#row(key) * COUNTER_COUNT + counter
    this.#move(this.#days, day, cell, delta, Uint8Array)
    this.#addToSums(day, cell, delta)
  }

  /** What the days first ≤ day < end hold: COUNTER_COUNT counters a key; null is unbounded. */
  sum(first: number | null, end: number | null): Float64Array {
    const [from, to] = [first ?? -Infinity, end ?? Infinity]
    const sums = new Float64Array(this.#keys.length * COUNTER_COUNT)
    if (from < to && this.#stepsIn(from, to) <= this.#stepsIn(-Infinity, from) + this.#stepsIn(to, Infinity)) this.#take(sums, from, to, 1)
    else if (from < to) {
      addCounts(sums, this.#all.cells, 1)
      this.#take(sums, -Infinity, from, -1)
      this.#take(sums, to, Infinity, -1)
    }
    const out = new Float64Array(this.keys * COUNTER_COUNT)
    this.#keys.forEach((key, row) => {
      out.set(sums.subarray(row * COUNTER_COUNT, (row + 1) * COUNTER_COUNT), key * COUNTER_COUNT)
    })
    return out
  }

  /** Calls back with each counter that is not zero. For comparing boards. */
  forEach(fn: (count: number, key: number, day: number, counter: number) => void): void {
    for (const [number, day] of this.#days) {
      forEachCell(day, (count, cell) => fn(count, this.#keys[Math.floor(cell / COUNTER_COUNT)] ?? -1, number, cell % COUNTER_COUNT))
    }
  }

  /** About how many runs a sum of these days reads. */
  #stepsIn(from: number, to: number): number {
    if (to <= from) return 0
    let steps = 0
    for (const block of this.#blocks.keys()) {
      const overlap = Math.min(to, (block + 1) * BLOCK) - Math.max(from, block * BLOCK)
      if (overlap > 0) steps += overlap === BLOCK ? 1 : overlap
    }
    return steps
  }

  #take(sums: Float64Array, from: number, to: number, sign: 1 | -1): void {
    if (to <= from) return
    for (const [block, cells] of this.#blocks) {
      const [first, end] = [Math.max(from, block * BLOCK), Math.min(to, (block + 1) * BLOCK)]
      if (end - first === BLOCK) addCells(sums, cells, sign)
      else
        for (let number = first; number < end; number++) {
          const day = this.#days.get(number)
          if (day) addCells(sums, day, sign)
        }
    }
  }

  #addToSums(day: number, cell: number, delta: number): void {
    this.#move(this.#blocks, Math.floor(day / BLOCK), cell, delta, Uint32Array)
    if (cell >= this.#all.cells.length) this.#all.grow(this.#keys.length * COUNTER_COUNT)
    this.#all.add(cell, delta)
  }

  #move(runs: Map<number, Cells>, number: number, cell: number, delta: number, type: typeof Uint8Array | typeof Uint32Array): void {
    let run = runs.get(number)
    if (!run) {
      run = { sparse: new CountTable(1, 0) }
      runs.set(number, run)
    }
    if ('dense' in run) {
      if (cell >= run.dense.cells.length) run.dense.grow(this.#keys.length * COUNTER_COUNT)
      run.dense.add(cell, delta)
      return
    }
    const next = run.sparse.add(delta, cell)
    if (next < 0) throw new BrokenCount(`cell ${cell} of ${number} would become ${next}`)
    if (run.sparse.size < DENSE_FROM) return
    const dense = new Counts(new type(this.#keys.length * COUNTER_COUNT))
    run.sparse.forEach((count, at) => {
      dense.add(at, count)
    })
    runs.set(number, { dense })
  }

  #row(key: number): number {
    const known = this.#rowOf[key] ?? -1
    if (known >= 0) return known
    this.#rowOf[key] = this.#keys.length
    return this.#keys.push(key) - 1
  }
}

function forEachCell(cells: Cells, fn: (count: number, cell: number) => void): void {
  if ('sparse' in cells) cells.sparse.forEach(fn)
  else
    cells.dense.cells.forEach((count, cell) => {
      if (count) fn(count, cell)
    })
}

function addCells(sums: Float64Array, cells: Cells, sign: 1 | -1): void {
  if ('dense' in cells) addCounts(sums, cells.dense.cells, sign)
  else
    cells.sparse.forEach((count, cell) => {
      sums[cell] = (sums[cell] ?? 0) + sign * count
    })
}

function addCounts(sums: Float64Array, counts: ArrayLike<number>, sign: 1 | -1): void {
  for (let i = 0; i < counts.length; i++) sums[i] = (sums[i] ?? 0) + sign * (counts[i] ?? 0)
}
