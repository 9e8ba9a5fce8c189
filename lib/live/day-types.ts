import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'

/** Days that are kept: today's whole, whatever zone of the clock a late correction comes from. */
const KEPT_DAYS = 3

/** Events of the last civil days by key (two a grid) and type, for the classes of today. */
export class DayTypes {
  #table: CountTable
  #horizon: number

  constructor(now: number, state?: { table: CountTable; horizon: number }) {
    this.#table = state?.table ?? new CountTable(3)
    this.#horizon = state?.horizon ?? dayOf(now) - KEPT_DAYS
  }

  /** What a checkpoint holds. */
  state(): { table: CountTable; horizon: number } {
    return { table: this.#table, horizon: this.#horizon }
  }

  add(occurredAt: number, key: number, type: number, delta: number): void {
    const day = dayOf(occurredAt)
    if (day >= this.#horizon) this.#table.add(delta, day, key, type)
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
  }

  /** Calls back with what occurred on the civil day of `now`. */
  forEachToday(now: number, fn: (count: number, key: number, type: number) => void): void {
    const today = dayOf(now)
    this.#table.forEach((count, day, key, type) => {
      if (day === today) fn(count, key, type)
    })
  }
}

const dayOf = (ms: number): number => Math.floor((startOfDay(ms) - startOfDay(0)) / DAY_MS)
