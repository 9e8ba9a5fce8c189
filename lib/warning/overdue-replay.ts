import { startOfDayNumber } from '@/lib/domain/clock'
import { isPastLimit } from '@/lib/domain/replay'
import type { DaySteps } from '@/lib/domain/replay-day'

/** A stretch of time in which something waited, epoch milliseconds; `to` null: it does still. */
export type Wait = { readonly from: number; readonly to: number | null }

/** Since when was it, where its first step says that it was already: before all that is asked about. */
const BEFORE = Number.NEGATIVE_INFINITY

/** Gathers from what became known day by day when clocks of some events had run out: what the rule of overdue events would have told of. */
export class OverdueWaits {
  readonly #steps: ReadonlyMap<number, { at: number; was: boolean; is: boolean }[]>

  /** `numbers`: those of the events that are asked about. */
  constructor(numbers: Iterable<number>) {
    this.#steps = new Map([...numbers].map((number) => [number, []]))
  }

  /** Takes in steps of a civil day (a number). */
  add(day: number, { at, number, from, to }: Pick<DaySteps, 'at' | 'number' | 'from' | 'to'>): void {
    const start = startOfDayNumber(day)
    for (let i = 0; i < number.length; i++)
      this.#steps.get(number[i] ?? 0)?.push({ at: start + (at[i] ?? 0), was: isPastLimit(from[i] ?? 0), is: isPastLimit(to[i] ?? 0) })
  }

  /** When clocks of an event had run out, in order; what moves to another grid or type goes on. */
  of(number: number): Wait[] {
    const steps = [...(this.#steps.get(number) ?? [])].sort((a, b) => a.at - b.at)
    const waits: Wait[] = []
    let since = steps[0]?.was ? BEFORE : null
    for (const { at, is } of steps) {
      const last = waits.at(-1)
      if (is && since === null) since = last?.to === at ? (waits.pop()?.from ?? at) : at
      if (is || since === null) continue
      if (since < at) waits.push({ from: since, to: at })
      since = null
    }
    if (since !== null) waits.push({ from: since, to: null })
    return waits
  }
}
