import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { BrokenCount, Counts } from './counts'

/** Three counters an hour: events that occurred in it, those of them that are handled, and events handled in it. */
export const REPORTED = 0
export const HANDLED = 1
export const HANDLED_THEN = 2
export type Measure = typeof REPORTED | typeof HANDLED | typeof HANDLED_THEN

const MEASURES = 3
const HOURS = 24
/** Counters of a row in a day: measure by measure, hour by hour. */
const STRIDE = MEASURES * HOURS
/** A day with fewer cells than this is kept as a table, so that a few events on each of ten thousand days cost little. */
const DENSE_FROM = 600

/** Days in a block, whose sums make long periods cheap. */
const BLOCK = 32

/** From an hour since the epoch (UTC) to one of a civil day, which is what days are cut by. */
const SHIFT = -startOfDay(0) / HOUR_MS

/** A civil day: a table of cells, or all cells with the day's sums beside them. */
export type Day = { sparse: CountTable } | { cells: Counts; sums: Counts }

/** What a period holds per key (two a grid: plain and sensitive): a measure is laid out by key when it is first asked for. */
export class PeriodCounts {
  readonly #keysByRow: readonly number[]
  readonly #rowOf: Int32Array
  readonly #sums: Float64Array
  readonly #byKey: (Float64Array | undefined)[] = []

  /** `sums` are those of the rows that there are now, measure by measure. */
  constructor(keysByRow: readonly number[], rowOf: Int32Array, sums: Float64Array) {
    this.#keysByRow = keysByRow
    this.#rowOf = rowOf
    this.#sums = sums
  }

  get reported(): Float64Array {
    return this.#laidOut(REPORTED)
  }

  get handled(): Float64Array {
    return this.#laidOut(HANDLED)
  }

  get handledThen(): Float64Array {
    return this.#laidOut(HANDLED_THEN)
  }

  /** The sum of a measure over these keys. */
  total(measure: Measure, keys: Int32Array): number {
    let total = 0
    for (let i = 0; i < keys.length; i++) {
      const row = this.#rowOf[keys[i] ?? 0] ?? -1
      if (row >= 0) total += this.#sums[row * MEASURES + measure] ?? 0
    }
    return total
  }

  #laidOut(measure: Measure): Float64Array {
    const known = this.#byKey[measure]
    if (known) return known
    const counts = new Float64Array(this.#rowOf.length)
    for (let row = 0, at: number = measure; at < this.#sums.length; row++, at += MEASURES) counts[this.#keysByRow[row] ?? 0] = this.#sums[at] ?? 0
    this.#byKey[measure] = counts
    return counts
  }
}

/**
 * Counters by key and hour for any period: cells in chunks of a civil day, one row for each key that ever counted. 3 years of 514 busy
 * keys take 50 MB; a sum costs a step for each key and block of 32 days, for each day beside whole blocks, and 24 for a day that is cut.
 */
export class HourCells {
  readonly #rowOf: Int32Array
  readonly #keys: number[] = []
  readonly #days = new Map<number, Day>()
  readonly #blocks = new Map<number, Counts>()

  constructor(readonly keys: number) {
    this.#rowOf = new Int32Array(keys).fill(-1)
  }

  /** Keys by row, and the days: what a checkpoint holds. */
  state(): { keys: readonly number[]; days: ReadonlyMap<number, Day> } {
    return { keys: this.#keys, days: this.#days }
  }

  /** Takes over what `state()` gave. */
  static from(keys: number, rows: Iterable<number>, days: Iterable<[number, Day]>): HourCells {
    const hours = new HourCells(keys)
    for (const key of rows) hours.#row(key)
    for (const [number, day] of days) {
      hours.#days.set(number, day)
      const sums = new Float64Array(hours.#keys.length * MEASURES)
      addDay(sums, day, 0, HOURS)
      sums.forEach((count, i) => {
        if (count) hours.#addToBlock(number, i, count)
      })
    }
    return hours
  }

  /** Bytes of the cells, about. */
  get byteLength(): number {
    let bytes = 0
    for (const day of this.#days.values()) {
      bytes += 'sparse' in day ? day.sparse.byteLength : day.cells.cells.byteLength + day.sums.cells.byteLength
    }
    return bytes
  }

  /** Moves the counter of a key at an instant (epoch milliseconds). Throws BrokenCount below zero. */
  add(key: number, at: number, measure: Measure, delta: number): void {
    const hour = Math.floor(at / HOUR_MS) + SHIFT
    const number = dayNumber(at)
    const row = this.#row(key)
    const cell = row * STRIDE + measure * HOURS + (hour - number * HOURS)
    this.#addToBlock(number, row * MEASURES + measure, delta)
    let day = this.#days.get(number)
    if (!day) {
      day = { sparse: new CountTable(1, 0) }
      this.#days.set(number, day)
    }
    if ('sparse' in day) {
      const next = day.sparse.add(delta, cell)
      if (next < 0) throw new BrokenCount(`cell ${cell} of day ${number} would become ${next}`)
      if (day.sparse.size >= DENSE_FROM) this.#days.set(number, this.#dense(day.sparse))
      return
    }
    if (cell >= day.cells.cells.length) {
      day.cells.grow(this.#keys.length * STRIDE)
      day.sums.grow(this.#keys.length * MEASURES)
    }
    day.cells.add(cell, delta)
    day.sums.add(row * MEASURES + measure, delta)
  }

  /** What the hours from ≤ t < to hold by key; null is unbounded. Bounds are whole hours, epoch milliseconds. */
  sum(from: number | null, to: number | null): PeriodCounts {
    const first = from === null ? -Infinity : Math.floor(from / HOUR_MS) + SHIFT
    const end = to === null ? Infinity : Math.floor(to / HOUR_MS) + SHIFT
    const sums = new Float64Array(this.#keys.length * MEASURES)
    const blocks = wholeBlocks(first, end)
    for (const [block, { cells }] of this.#blocks) {
      if (block >= blocks.first && block <= blocks.last) for (let i = 0; i < cells.length; i++) sums[i] = (sums[i] ?? 0) + (cells[i] ?? 0)
    }
    const take = (from: number, to: number) => {
      for (const [number, day] of this.#between(from, to)) {
        addDay(sums, day, Math.max(0, first - number * HOURS), Math.min(HOURS, end - number * HOURS))
      }
    }
    if (blocks.first > blocks.last) take(Math.floor(first / HOURS), Math.floor((end - 1) / HOURS))
    else {
      take(Math.floor(first / HOURS), blocks.first * BLOCK - 1)
      take((blocks.last + 1) * BLOCK, Math.floor((end - 1) / HOURS))
    }
    return new PeriodCounts(this.#keys, this.#rowOf, sums)
  }

  /** What the civil day of an instant holds by key. */
  dayOf(at: number): PeriodCounts {
    const start = startOfDay(at)
    return this.sum(start, start + DAY_MS)
  }

  /** Adds one counter of a civil day (by its number), hour by hour, of the keys for which `wanted` has 1, to 24 sums. */
  addHours(sums: number[], day: number, measure: Measure, wanted: Uint8Array): void {
    const held = this.#days.get(day)
    if (!held) return
    const add = (hour: number, count: number) => {
      sums[hour] = (sums[hour] ?? 0) + count
    }
    if ('sparse' in held) {
      held.sparse.forEach((count, cell) => {
        const key = this.#keys[Math.floor(cell / STRIDE)] ?? -1
        if (Math.floor((cell % STRIDE) / HOURS) === measure && wanted[key]) add(cell % HOURS, count)
      })
      return
    }
    const { cells } = held.cells
    for (let row = 0; row * STRIDE < cells.length; row++) {
      if (!wanted[this.#keys[row] ?? -1]) continue
      for (let hour = 0, at = row * STRIDE + measure * HOURS; hour < HOURS; hour++, at++) add(hour, cells[at] ?? 0)
    }
  }

  /** The start of the first civil day, of those from `since` to `until`, on which anything is counted; null when there is none. */
  firstDay(since: number, until: number): number | null {
    for (let day = dayNumber(since); day <= dayNumber(until); day++) {
      const cells = this.#days.get(day)
      if (cells && !('sparse' in cells && cells.sparse.size === 0)) return startOfDay((day * HOURS - SHIFT) * HOUR_MS)
    }
    return null
  }

  /** Calls back with each counter that is not zero; `hour` counts from the epoch in UTC. For comparing boards. */
  forEach(fn: (count: number, key: number, hour: number, measure: number) => void): void {
    for (const [number, day] of this.#days) {
      const tell = (count: number, cell: number) => {
        const row = Math.floor(cell / STRIDE)
        const hour = number * HOURS + (cell % HOURS) - SHIFT
        if (count) fn(count, this.#keys[row] ?? -1, hour, Math.floor((cell % STRIDE) / HOURS))
      }
      if ('sparse' in day) day.sparse.forEach(tell)
      else day.cells.cells.forEach(tell)
    }
  }

  #addToBlock(day: number, i: number, delta: number): void {
    const block = Math.floor(day / BLOCK)
    let sums = this.#blocks.get(block)
    if (!sums) {
      sums = new Counts(new Uint32Array(this.#keys.length * MEASURES))
      this.#blocks.set(block, sums)
    }
    if (i >= sums.cells.length) sums.grow(this.#keys.length * MEASURES)
    sums.add(i, delta)
  }

  /** The days of a run that there are; an unbounded run is looked for among those there are. */
  *#between(first: number, last: number): Iterable<[number, Day]> {
    if (last < first) return
    if (!(last - first < this.#days.size)) {
      for (const [number, day] of this.#days) if (number >= first && number <= last) yield [number, day]
      return
    }
    for (let number = first; number <= last; number++) {
      const day = this.#days.get(number)
      if (day) yield [number, day]
    }
  }

  #row(key: number): number {
    const known = this.#rowOf[key] ?? -1
    if (known >= 0) return known
    this.#rowOf[key] = this.#keys.length
    return this.#keys.push(key) - 1
  }

  #dense(sparse: CountTable): Day {
    const cells = Counts.ofLength(this.#keys.length * STRIDE)
    const sums = new Counts(new Uint32Array(this.#keys.length * MEASURES)) // one type for all days: half the time of a long sum
    sparse.forEach((count, cell) => {
      cells.add(cell, count)
      sums.add(Math.floor(cell / HOURS), count)
    })
    return { cells, sums }
  }
}

/** The number of the civil day of an instant. */
const dayNumber = (at: number): number => Math.floor((Math.floor(at / HOUR_MS) + SHIFT) / HOURS)

/** The blocks that lie whole between two hours; first > last when there is none. */
function wholeBlocks(first: number, end: number): { first: number; last: number } {
  return { first: Math.ceil(first / HOURS / BLOCK), last: Math.floor(end / HOURS / BLOCK) - 1 }
}

function addDay(sums: Float64Array, day: Day, from: number, to: number): void {
  if ('sparse' in day) {
    day.sparse.forEach((count, cell) => {
      const hour = cell % HOURS
      const at = Math.floor(cell / HOURS)
      if (hour >= from && hour < to) sums[at] = (sums[at] ?? 0) + count
    })
    return
  }
  const { cells } = day.cells
  if (from === 0 && to === HOURS) {
    const whole = day.sums.cells
    for (let i = 0; i < whole.length; i++) sums[i] = (sums[i] ?? 0) + (whole[i] ?? 0)
    return
  }
  for (let i = 0, start = 0; start < cells.length; i++, start += HOURS) {
    let sum = 0
    for (let hour = from; hour < to; hour++) sum += cells[start + hour] ?? 0
    if (sum) sums[i] = (sums[i] ?? 0) + sum
  }
}
