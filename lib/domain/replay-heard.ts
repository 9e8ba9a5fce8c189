import { startOfDayNumber } from './clock'
import type { DayEntries } from './replay-day'

/** An event (number, grid and type ids) as it was last known; epoch milliseconds. */
export type LastHeard = { number: number; grid: number; type: number; occurredAt: number; knownAt: number }

/**
 * The last `most` events that had become known by an instant (epoch milliseconds), the newest first, each as it was last known; of what `sees` says yes
 * to. Costs by `most` and what is not seen among the last, since every part of a day is in the order of time.
 */
export function lastHeard(
  parts: readonly { day: number; entries: DayEntries }[],
  at: number,
  most: number,
  sees: (grid: number, type: number) => boolean,
): LastHeard[] {
  const found = parts.flatMap((part) => lastOf(part, at, most, sees))
  found.sort((a, b) => b.knownAt - a.knownAt || b.number - a.number)
  const newest = new Map<number, LastHeard>()
  for (const one of found) if (!newest.has(one.number)) newest.set(one.number, one)
  return [...newest.values()].slice(0, most)
}

/** The last of one part: what is not among them cannot be among the last of all. */
function lastOf({ day, entries }: { day: number; entries: DayEntries }, at: number, most: number, sees: (grid: number, type: number) => boolean) {
  const start = startOfDayNumber(day)
  const numbers = new Set<number>()
  const found: LastHeard[] = []
  for (let i = entries.at.length - 1; i >= 0; i--) {
    const knownAt = start + (entries.at[i] ?? 0)
    if (numbers.size >= most && knownAt !== found.at(-1)?.knownAt) break
    const [number, grid, type] = [entries.number[i] ?? 0, entries.grid[i] ?? 0, entries.type[i] ?? 0]
    if (knownAt > at || entries.sign[i] !== 1 || !sees(grid, type)) continue
    numbers.add(number)
    found.push({ number, grid, type, occurredAt: entries.occurredAt[i] ?? 0, knownAt })
  }
  return found
}
