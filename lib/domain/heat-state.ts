import type { EventChange, EventFacts } from './change'
import { CountTable } from './count-table'
import { Field } from './field'
import { type HeatWindow, stepOf, stepsAt } from './heat'
import type { Lattice } from './lattice'

/** Counts of events by cell, type (id) and step of a window, as parallel columns. */
export type HeatCells = {
  cellX: ArrayLike<number>
  cellY: ArrayLike<number>
  type: ArrayLike<number>
  step: ArrayLike<number>
  count: ArrayLike<number>
}

/** A batch of changes after `since` up to `revision`. */
export type HeatBatch = { since: number; revision: number; changes: readonly EventChange[] }

/** No column of cells. */
export const NO_CELLS: HeatCells = { cellX: [], cellY: [], type: [], step: [], count: [] }

/**
 * The heat of one window, kept current: counts by (cell, type, step) and the field of those that the window holds and the chosen types
 * let through. Steps that lie ahead (clocks differ by minutes) wait in the counts until time reaches them; steps that the window has
 * left are dropped. A change costs one kernel footprint a side; after any history the field is exactly that of counting anew.
 */
export class HeatState {
  readonly field: Field
  #table = new CountTable(3)
  #steps: { first: number; last: number }
  #at: number
  #revision = 0
  #types: ReadonlySet<number> | null
  #events = 0

  constructor(
    readonly lattice: Lattice,
    readonly window: HeatWindow,
    at: number,
    options: { types?: Iterable<number> | null; maxPixels?: number } = {},
  ) {
    this.field = new Field(lattice, options.maxPixels)
    this.#at = at
    this.#steps = stepsAt(window, at)
    this.#types = options.types ? new Set(options.types) : null
  }

  /** The instant the window ends at, epoch milliseconds. */
  get at(): number {
    return this.#at
  }
  /** The last revision counted. */
  get revision(): number {
    return this.#revision
  }
  /** The steps the window holds. */
  get steps(): { first: number; last: number } {
    return this.#steps
  }
  /** Events in the field. */
  get events(): number {
    return this.#events
  }

  /** Starts anew from counts that are true at `revision`. */
  load(revision: number, cells: HeatCells): void {
    this.#table = new CountTable(3, cells.count.length)
    this.#revision = revision
    for (let i = 0; i < cells.count.length; i++) {
      const step = cells.step[i] ?? 0
      if (step < this.#steps.first) continue
      this.#table.add(cells.count[i] ?? 0, (cells.cellY[i] ?? 0) * this.lattice.width + (cells.cellX[i] ?? 0), cells.type[i], step)
    }
    this.#rebuild()
  }

  /**
   * Folds changes in: `shown` where they touch the field, `unseen` where it is as before, since the window holds none of them or they
   * change nothing of where, when and what. What is at or below the own revision is skipped (`known`); `gap`: something between the own
   * revision and `since` is missing, nothing was done, and the caller loads again.
   */
  apply(batch: HeatBatch): 'shown' | 'unseen' | 'known' | 'gap' {
    if (batch.since > this.#revision) return 'gap'
    if (batch.revision <= this.#revision) return 'known'
    let shown = false
    for (const { revision, before, after } of batch.changes) {
      if (revision <= this.#revision || (before && after && this.#countsAlike(before, after))) continue
      if (before && this.#count(before, -1)) shown = true
      if (after && this.#count(after, 1)) shown = true
    }
    this.#revision = batch.revision
    return shown ? 'shown' : 'unseen'
  }

  /** Moves the window on to `at`. True when the field has changed. A time before the own is ignored: what has expired is gone. */
  advance(at: number): boolean {
    if (at <= this.#at) return false
    const next = stepsAt(this.window, at)
    const { first, last } = this.#steps
    this.#at = at
    if (next.last === last) return false
    const moved = new CountTable(1)
    const gone: number[] = []
    this.#table.forEach((count, cell, type, step) => {
      if (this.#shows(type) && step >= first && step <= last && step < next.first) moved.add(-count, cell)
      if (this.#shows(type) && step > last && step >= next.first && step <= next.last) moved.add(count, cell)
      if (step < next.first) gone.push(count, cell, type, step)
    })
    for (let i = 0; i < gone.length; i += 4) this.#table.add(-(gone[i] ?? 0), gone[i + 1] ?? 0, gone[i + 2], gone[i + 3])
    this.#steps = next
    return this.#addToField(moved)
  }

  /** Lets only these types (ids) through; null is all. */
  setTypes(types: Iterable<number> | null): void {
    const old = this.#types
    const next = types ? new Set(types) : null
    this.#types = next
    const moved = new CountTable(1)
    this.#table.forEach((count, cell, type, step) => {
      if (step < this.#steps.first || step > this.#steps.last) return
      const was = !old || old.has(type)
      const is = !next || next.has(type)
      if (was !== is) moved.add(is ? count : -count, cell)
    })
    this.#addToField(moved)
  }

  /** Calls back with each cell that has events in the field, and how many; in no order. Cost: one pass over the counts. */
  forEachCell(fn: (cellX: number, cellY: number, count: number) => void): void {
    const { width } = this.lattice
    const { first, last } = this.#steps
    const cells = new CountTable(1)
    this.#table.forEach((count, cell, type, step) => {
      if (step >= first && step <= last && this.#shows(type)) cells.add(count, cell)
    })
    cells.forEach((count, cell) => {
      fn(cell % width, Math.floor(cell / width), count)
    })
  }

  #shows(type: number): boolean {
    return !this.#types || this.#types.has(type)
  }

  /** Most changes of an event are steps of its handling, which leave it where it was. */
  #countsAlike(a: EventFacts, b: EventFacts): boolean {
    return a.cellX === b.cellX && a.cellY === b.cellY && a.type === b.type && stepOf(this.window, a.occurredAt) === stepOf(this.window, b.occurredAt)
  }

  /** True when the field has changed. */
  #count(facts: EventFacts, delta: number): boolean {
    if (facts.cellX < 0) return false
    const step = stepOf(this.window, facts.occurredAt)
    if (step < this.#steps.first) return false
    this.#table.add(delta, facts.cellY * this.lattice.width + facts.cellX, facts.type, step)
    if (step > this.#steps.last || !this.#shows(facts.type)) return false
    this.field.add(facts.cellX, facts.cellY, delta)
    this.#events += delta
    return true
  }

  #rebuild(): void {
    this.field.clear()
    this.#events = 0
    const cells = new CountTable(1, Math.min(this.#table.size, 1 << 16))
    this.#table.forEach((count, cell, type, step) => {
      if (step >= this.#steps.first && step <= this.#steps.last && this.#shows(type)) cells.add(count, cell)
    })
    this.#addToField(cells)
  }

  /** Cell by cell and in their order, so that each stamp is used while it is at hand. */
  #addToField(counts: CountTable): boolean {
    const { width } = this.lattice
    const cells = counts.entries().keys.sort()
    for (const cell of cells) {
      const count = counts.get(cell)
      this.#events += count
      this.field.add(cell % width, Math.floor(cell / width), count)
    }
    return cells.length > 0
  }
}
