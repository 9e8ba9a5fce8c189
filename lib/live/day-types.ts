import type { EventType } from '@/lib/domain/category'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { TREND_DAYS, USUAL_WEEKS } from '@/lib/domain/trends'

/** Days whose counts by class are kept: those that trends tell of, whole, whatever the clocks that corrections come from say. */
const CLASS_DAYS = TREND_DAYS + 2
/** Days whose types are kept: the week before this one, and the weeks before that it is compared with. */
const KEPT_DAYS = (USUAL_WEEKS + 2) * 7 + 2

/** By class (of `codes`) and key (two a grid), class by class. */
export type ClassCounts = { codes: readonly string[]; counts: Uint32Array }

/**
 * Events of the last hundred civil days by key (two a grid) and type: some 25 bytes for each of them that differ in one of the three. And
 * of the last days by class beside them, so that reading today's classes costs by grids and not by events. Types are the truth, since a type
 * may come into another class.
 */
export class DayTypes {
  #table: CountTable
  #horizon: number
  #codes: string[] = []
  #classOf = new Map<number, number>()
  #days = new Map<number, Uint32Array>()

  constructor(
    private readonly keys: number,
    types: ReadonlyMap<number, EventType>,
    now: number,
    state?: { table: CountTable; horizon: number },
  ) {
    this.#table = state?.table ?? new CountTable(3)
    this.#horizon = state?.horizon ?? dayOf(now) - KEPT_DAYS
    this.setTypes(types)
  }

  /** What a checkpoint holds. */
  state(): { table: CountTable; horizon: number } {
    return { table: this.#table, horizon: this.#horizon }
  }

  /** Sorts what is counted into the classes of these types. */
  setTypes(types: ReadonlyMap<number, EventType>): void {
    this.#codes = [...new Set([...types.values()].map((t) => t.classCode))].sort()
    this.#classOf = new Map([...types].map(([id, t]) => [id, this.#codes.indexOf(t.classCode)]))
    this.#days = new Map()
    this.#table.forEach((count, day, key, type) => {
      this.#addToClass(day, key, type, count)
    })
  }

  add(occurredAt: number, key: number, type: number, delta: number): void {
    const day = dayOf(occurredAt)
    if (day < this.#horizon) return
    this.#table.add(delta, day, key, type)
    this.#addToClass(day, key, type, delta)
  }

  expire(now: number): void {
    const horizon = dayOf(now) - KEPT_DAYS
    if (horizon <= this.#horizon) return
    this.#horizon = horizon
    for (const day of this.#days.keys()) if (day < this.#classesFrom) this.#days.delete(day)
    const kept = new CountTable(3)
    this.#table.forEach((count, day, key, type) => {
      if (day >= horizon) kept.add(count, day, key, type)
    })
    this.#table = kept
  }

  /** The first civil day (clock.ts `dayNumber`) whose types are known, where the log reaches so far back. */
  get from(): number {
    return this.#horizon
  }

  /** Calls back with each count of the days first ≤ day < end; costs by all that is kept. */
  forEachIn(first: number, end: number, fn: (count: number, day: number, key: number, type: number) => void): void {
    this.#table.forEach((count, day, key, type) => {
      if (day >= first && day < end) fn(count, day, key, type)
    })
  }

  /** What occurred on the civil day of an instant, which must be one of the last. */
  classesOf(at: number): ClassCounts {
    return { codes: this.#codes, counts: this.#days.get(dayOf(at)) ?? new Uint32Array(this.#codes.length * this.keys) }
  }

  get #classesFrom(): number {
    return this.#horizon + KEPT_DAYS - CLASS_DAYS
  }

  #addToClass(day: number, key: number, type: number, delta: number): void {
    if (day < this.#classesFrom) return
    let counts = this.#days.get(day)
    if (!counts) {
      counts = new Uint32Array(this.#codes.length * this.keys)
      this.#days.set(day, counts)
    }
    const i = (this.#classOf.get(type) ?? 0) * this.keys + key
    counts[i] = (counts[i] ?? 0) + delta
  }
}

const dayOf = (ms: number): number => Math.floor((startOfDay(ms) - startOfDay(0)) / DAY_MS)
