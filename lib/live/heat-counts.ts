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

  constructor(
    readonly width: number,
    now: number,
    state?: { all: CountTable; recent: CountTable; horizon: number },
  ) {
    this.#all = state?.all ?? new CountTable(2)
    this.#recent = state?.recent ?? new CountTable(3)
    this.#horizon = state?.horizon ?? tickOf(now - KEPT_MS)
  }

  /** The tables and the first tick kept: what a checkpoint holds. */
  state(): { all: CountTable; recent: CountTable; horizon: number } {
    return { all: this.#all, recent: this.#recent, horizon: this.#horizon }
  }

  get byteLength(): number {
    return this.#all.byteLength + this.#recent.byteLength
  }

  /** Counts an event in or out. Throws BrokenCount below zero. */
  add(cellX: number, cellY: number, place: number, type: number, occurredAt: number, delta: number): void {
    const cell = cellY * this.width + cellX
    const kind = (place << 16) | type
    if (this.#all.add(delta, cell, kind) < 0) throw new BrokenCount(`cell ${cell} of grid ${place} and type ${type} would hold less than nothing`)
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
    const found = new CountTable(3)
    const take = (count: number, cell: number, kind: number, step: number) => {
      const type = kind & 0xffff
      if ((!types || types.has(type)) && sight(kind >>> 16, type)) found.add(count, cell, type, step)
    }
    if (window === 'all') {
      this.#all.forEach((count, cell, kind) => {
        take(count, cell, kind, 0)
      })
    } else {
      const { first, last } = stepsAt(window, at)
      const ticks = ticksIn(window)
      this.#recent.forEach((count, cell, kind, tick) => {
        const step = Math.floor(tick / ticks)
        if (step >= first && (ahead || step <= last)) take(count, cell, kind, step)
      })
    }
    return asColumns(found, this.width)
  }
}

const tickOf = (ms: number): number => Math.floor(ms / TICK_MS)
const ticksIn = (window: Exclude<HeatWindow, 'all'>): number => stepMs(window) / TICK_MS

function asColumns(table: CountTable, width: number): HeatCells {
  const column = () => new Int32Array(table.size)
  const cells = { cellX: column(), cellY: column(), type: column(), step: column(), count: column() }
  let i = 0
  table.forEach((count, cell, type, step) => {
    cells.cellX[i] = cell % width
    cells.cellY[i] = Math.floor(cell / width)
    cells.type[i] = type
    cells.step[i] = step
    cells.count[i++] = count
  })
  return cells
}
