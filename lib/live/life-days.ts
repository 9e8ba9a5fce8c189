import { CountTable } from '@/lib/domain/count-table'
import { COUNTER_COUNT } from '@/lib/domain/life-counts'
import { BrokenCount, Counts } from './counts'

/** A run with fewer cells than this is kept as a table, so that a few events on each of ten thousand days cost little. */
const DENSE_FROM = 1_000
/** Days in a block, whose sums make long periods cheap. */
const BLOCK = 32

/** Counters of one day, or of a block of days: row by row (a row a key), counter by counter. */
export type Cells = { sparse: CountTable } | { dense: Counts }

/** Sums over days: so many counters of each row. */
export class LifeSums {
  readonly #sums: Float64Array

  constructor(
    private readonly rowOf: Int32Array,
    private readonly counters: number,
    rows: number,
  ) {
    this.#sums = new Float64Array(rows * counters)
  }

  /** Adds the counters of a key to others. */
  addTo(sums: Float64Array, key: number): void {
    const row = this.rowOf[key] ?? -1
    const from = row * this.counters
    // keys that came after the sum was made are in none of its days
    if (row < 0 || from >= this.#sums.length) return
    for (let k = 0; k < this.counters; k++) sums[k] = (sums[k] ?? 0) + (this.#sums[from + k] ?? 0)
  }

  addCells(cells: Cells, sign: 1 | -1): void {
    if ('dense' in cells) this.add(cells.dense.cells, sign)
    else
      cells.sparse.forEach((count, cell) => {
        const counter = cell % COUNTER_COUNT
        if (counter >= this.counters) return
        const at = ((cell - counter) / COUNTER_COUNT) * this.counters + counter
        this.#sums[at] = (this.#sums[at] ?? 0) + sign * count
      })
  }

  add(cells: ArrayLike<number>, sign: 1 | -1): void {
    const { counters } = this
    const sums = this.#sums
    for (let from = 0, at = 0; from < cells.length; from += COUNTER_COUNT)
      for (let k = 0; k < counters; k++, at++) sums[at] = (sums[at] ?? 0) + sign * (cells[from + k] ?? 0)
  }
}

/**
 * The counters of lives (life-counts.ts) by key and civil day, for any period: one row for each key that ever counted. A sum costs a
 * step for each key and block of 32 days, and for at most 16 days at either end; of the inside of a period or of all that is outside,
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
    const blocks = new Map<number, Cells[]>()
    for (const [number, day] of days) {
      lives.#days.set(number, day)
      const block = Math.floor(number / BLOCK)
      const known = blocks.get(block)
      if (known) known.push(day)
      else blocks.set(block, [day])
    }
    const length = lives.#keys.length * COUNTER_COUNT
    const all = new Float64Array(length)
    for (const [block, held] of blocks) {
      const sums = new Float64Array(length)
      for (const day of held) addCells(sums, day, 1)
      addCounts(all, sums, 1)
      lives.#blocks.set(block, cellsOf(sums))
    }
    lives.#all.cells = Uint32Array.from(all)
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

  /** What the days first ≤ day < end hold, of the first `counters`; null is unbounded. */
  sum(first: number | null, end: number | null, counters: number = COUNTER_COUNT): LifeSums {
    const [from, to] = [first ?? -Infinity, end ?? Infinity]
    const sums = new LifeSums(this.#rowOf, counters, this.#keys.length)
    if (from >= to) return sums
    if (this.#stepsIn(from, to) <= this.#stepsIn(-Infinity, from) + this.#stepsIn(to, Infinity)) this.#take(sums, from, to, 1)
    else {
      sums.add(this.#all.cells, 1)
      this.#take(sums, -Infinity, from, -1)
      this.#take(sums, to, Infinity, -1)
    }
    return sums
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
      if (overlap > 0) steps += Math.min(overlap, 1 + BLOCK - overlap)
    }
    return steps
  }

  #take(sums: LifeSums, from: number, to: number, sign: 1 | -1): void {
    if (to <= from) return
    for (const [block, cells] of this.#blocks) {
      const [start, stop] = [block * BLOCK, (block + 1) * BLOCK]
      const [first, end] = [Math.max(from, start), Math.min(to, stop)]
      if (first >= end) continue
      // a block of which more than half is wanted is taken whole, and what is not wanted given back
      if (2 * (end - first) <= BLOCK) this.#takeDays(sums, first, end, sign)
      else {
        sums.addCells(cells, sign)
        this.#takeDays(sums, start, first, sign === 1 ? -1 : 1)
        this.#takeDays(sums, end, stop, sign === 1 ? -1 : 1)
      }
    }
  }

  #takeDays(sums: LifeSums, first: number, end: number, sign: 1 | -1): void {
    for (let number = first; number < end; number++) {
      const day = this.#days.get(number)
      if (day) sums.addCells(day, sign)
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
    if (run.sparse.size >= DENSE_FROM) runs.set(number, denseOf(run.sparse, new type(this.#keys.length * COUNTER_COUNT)))
  }

  #row(key: number): number {
    const known = this.#rowOf[key] ?? -1
    if (known >= 0) return known
    this.#rowOf[key] = this.#keys.length
    return this.#keys.push(key) - 1
  }
}

/** The counters of a table in an array of zeros. Not where each move of a counter passes: a function that holds a closure allocates for it whenever it is called. */
function denseOf(sparse: CountTable, zeros: Uint8Array | Uint32Array): Cells {
  const dense = new Counts(zeros)
  sparse.forEach((count, at) => {
    dense.add(at, count)
  })
  return { dense }
}

function forEachCell(cells: Cells, fn: (count: number, cell: number) => void): void {
  if ('sparse' in cells) cells.sparse.forEach(fn)
  else
    cells.dense.cells.forEach((count, cell) => {
      if (count) fn(count, cell)
    })
}

/** Counters as few or as many need them. */
function cellsOf(sums: Float64Array): Cells {
  let used = 0
  for (const count of sums) if (count) used++
  if (used >= DENSE_FROM) return { dense: new Counts(Uint32Array.from(sums)) }
  const sparse = new CountTable(1, used)
  sums.forEach((count, cell) => {
    if (count) sparse.add(count, cell)
  })
  return { sparse }
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
