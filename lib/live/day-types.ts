import type { EventType } from '@/lib/domain/category'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { TREND_DAYS } from '@/lib/domain/trends'

/** Days that are kept: those that trends tell of, whole, whatever the clocks that corrections come from say. */
const KEPT_DAYS = TREND_DAYS + 2

/** By class (of `codes`) and key (two a grid), class by class. */
export type ClassCounts = { codes: readonly string[]; counts: Uint32Array }

/**
 * Events of the last civil days by key (two a grid) and type; and by class beside them, so that reading today's classes costs by grids
 * and not by events. Types are the truth, since a type may come into another class.
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
    const kept = new CountTable(3)
    this.#table.forEach((count, day, key, type) => {
      if (day >= horizon) kept.add(count, day, key, type)
    })
    this.#table = kept
    for (const day of this.#days.keys()) if (day < horizon) this.#days.delete(day)
  }

  /** What occurred on the civil day of an instant, which must be one of the last. */
  classesOf(at: number): ClassCounts {
    return { codes: this.#codes, counts: this.#days.get(dayOf(at)) ?? new Uint32Array(this.#codes.length * this.keys) }
  }

  #addToClass(day: number, key: number, type: number, delta: number): void {
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
