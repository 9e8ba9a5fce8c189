import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { type HeatWindow, stepMs, stepsAt } from '@/lib/domain/heat'
import type { HeatCells } from '@/lib/domain/heat-state'
import { BrokenCount } from './counts'

/** The step of the shortest window; the steps of all others are a whole number of these, from the same zero. */
const TICK_MS = stepMs('1h')
/** Events of this long are kept by tick: the longest window, and a day to look back with it. */
export const KEPT_MS = 31 * DAY_MS

/** What of the counts is asked for; `ahead`: also steps after the window's last, for a reader who keeps the field current. */
export type HeatQuery = { window: HeatWindow; at: number; types: ReadonlySet<number> | null; ahead: boolean }

/** May events of this grid (place) and type be counted? */
export type HeatSight = (place: number, type: number) => boolean

/**
 * Events with a position by cell, grid and type, for ever; and for the last 31 days by tick too. A grid belongs to the key because one
 * cell can lie in several, and a viewer may see only one of them.
 */
export class HeatCounts {
  #all: CountTable
  #recent: CountTable
  #horizon: number
  /** by cell: the only grid (place + 1) that has had events in it, 0 for none, SEVERAL for more than one; null while there are few */
  #owner: Uint16Array | null = null

  constructor(
    readonly width: number,
    private readonly height: number,
    now: number,
    state?: { all: CountTable; recent: CountTable; horizon: number },
  ) {
    this.#all = state?.all ?? new CountTable(2)
    this.#recent = state?.recent ?? new CountTable(3)
    this.#horizon = state?.horizon ?? tickOf(now - KEPT_MS)
    this.#ownAll()
  }

  /** The tables and the first tick kept: what a checkpoint holds. */
  state(): { all: CountTable; recent: CountTable; horizon: number } {
    return { all: this.#all, recent: this.#recent, horizon: this.#horizon }
  }

  get byteLength(): number {
    return this.#all.byteLength + this.#recent.byteLength + (this.#owner?.byteLength ?? 0)
  }

  /** Counts an event in or out. Throws BrokenCount below zero. */
  add(cellX: number, cellY: number, place: number, type: number, occurredAt: number, delta: number): void {
    const cell = cellY * this.width + cellX
    const kind = (place << 16) | type
    if (this.#all.add(delta, cell, kind) < 0) throw new BrokenCount(`cell ${cell} of grid ${place} and type ${type} would hold less than nothing`)
    if (this.#owner) own(this.#owner, cell, place)
    else this.#ownAll()
    const tick = tickOf(occurredAt)
    if (tick >= this.#horizon && this.#recent.add(delta, cell, kind, tick) < 0) throw new BrokenCount(`cell ${cell} at tick ${tick}`)
  }

  /** Forgets ticks that are older than 31 days. Time that goes back brings nothing back. */
  expire(now: number): void {
    const horizon = tickOf(now - KEPT_MS)
    if (horizon < this.#horizon + HOUR_MS / TICK_MS) return // an hour at a time: it goes through the whole table
    this.#horizon = horizon
    const kept = new CountTable(3, this.#recent.size)
    this.#recent.forEach((count, cell, kind, tick) => {
      if (tick >= horizon) kept.add(count, cell, kind, tick)
    })
    this.#recent = kept
  }

  /** Can the query be answered from here? `all` only up to now. */
  holds({ window, at, ahead }: HeatQuery): boolean {
    if (window === 'all') return ahead
    return stepsAt(window, at).first * ticksIn(window) >= this.#horizon
  }

  /** The counts by (cell, type, step); null when `holds` is false. */
  cells(query: HeatQuery, sight: HeatSight): HeatCells | null {
    if (!this.holds(query)) return null
    const { window, at, types, ahead } = query
    const seen = (kind: number) => (!types || types.has(kind & 0xffff)) && sight(kind >>> 16, kind & 0xffff)
    if (window === 'all') return this.#allCells(seen)
    const { first, last } = stepsAt(window, at)
    const ticks = ticksIn(window)
    const found = new CountTable(3)
    this.#recent.forEach((count, cell, kind, tick) => {
      const step = Math.floor(tick / ticks)
      if (step >= first && (ahead || step <= last) && seen(kind)) found.add(count, cell, kind & 0xffff, step)
    })
    const columns = new Columns(found.size, this.width)
    found.forEach((count, cell, type, step) => {
      columns.push(cell, type, step, count)
    })
    return columns.cells()
  }

  /** Hardly any cell lies in several grids, so only those are brought together by type: that is most of the time for millions of counts. */
  #allCells(seen: (kind: number) => boolean): HeatCells {
    const columns = new Columns(this.#all.size, this.width)
    const shared = new CountTable(2)
    this.#all.forEach((count, cell, kind) => {
      if (!seen(kind)) return
      if (!this.#owner || this.#owner[cell] === SEVERAL) shared.add(count, cell, kind & 0xffff)
      else columns.push(cell, kind & 0xffff, 0, count)
    })
    shared.forEach((count, cell, type) => {
      columns.push(cell, type, 0, count)
    })
    return columns.cells()
  }

  /** Begins to keep the owners of cells once there are many counts: of a small department they would be all it holds. */
  #ownAll(): void {
    if (this.#all.size < OWNED_FROM) return
    const owner = new Uint16Array(this.width * this.height)
    this.#all.forEach((_, cell, kind) => {
      own(owner, cell, kind >>> 16)
    })
    this.#owner = owner
  }
}

function own(owner: Uint16Array, cell: number, place: number): void {
  if (owner[cell] !== place + 1) owner[cell] = owner[cell] === 0 ? place + 1 : SEVERAL
}

const SEVERAL = 0xffff
const OWNED_FROM = 20_000
const tickOf = (ms: number): number => Math.floor(ms / TICK_MS)
const ticksIn = (window: Exclude<HeatWindow, 'all'>): number => stepMs(window) / TICK_MS

/** Counts as columns, with room for `most`. */
class Columns {
  readonly #columns: [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array]
  #length = 0

  constructor(
    most: number,
    private readonly width: number,
  ) {
    const column = () => new Int32Array(most)
    this.#columns = [column(), column(), column(), column(), column()]
  }

  push(cell: number, type: number, step: number, count: number): void {
    const [cellX, cellY, types, steps, counts] = this.#columns
    const i = this.#length++
    cellX[i] = cell % this.width
    cellY[i] = Math.floor(cell / this.width)
    types[i] = type
    steps[i] = step
    counts[i] = count
  }

  cells(): HeatCells {
    const [cellX, cellY, type, step, count] = this.#columns
    const n = this.#length
    return {
      cellX: cellX.subarray(0, n),
      cellY: cellY.subarray(0, n),
      type: type.subarray(0, n),
      step: step.subarray(0, n),
      count: count.subarray(0, n),
    }
  }
}
