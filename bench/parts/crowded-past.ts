import { setTimeout as sleep } from 'node:timers/promises'
import { openPool, setPool, transaction } from '@/lib/db/engine/pool'
import { insertParts } from '@/lib/db/replay/replay-rows'
import { DAY_MS } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import {
  countSteps,
  type DayEntries,
  type DaySteps,
  decodeEntries,
  decodeSteps,
  ENTRY_COLUMNS,
  joinDays,
  STEP_COLUMNS,
} from '@/lib/domain/replay-day'
import { showProgress } from './options'

type Stored = { steps: DaySteps; entries: DayEntries }

/**
 * Makes the store of the replay hold so many times the events that it has: each of them again, with all its steps, so many days later, and what
 * would lie in the future at the beginning instead. What a moment costs is what it would be of as many events, whose writing takes hours; the
 * events table is left as it is, so nothing but the replay can be asked then. Answers how many events and steps there are now.
 */
export async function crowdPast(databaseUrl: string, times: number): Promise<{ events: number; steps: number }> {
  const pool = openPool(databaseUrl)
  setPool(pool)
  try {
    const parts = new Map<number, Stored[]>()
    const { rows } = await pool.query<{ day: number; steps: Buffer; entries: Buffer }>('SELECT day, steps, entries FROM replay_parts')
    for (const { day, steps, entries } of rows)
      parts.set(day, [...(parts.get(day) ?? []), { steps: decodeSteps(steps), entries: decodeEntries(entries) }])
    const stored = new Map(
      Array.from(parts, ([day, of]) => [
        day,
        joinDays(
          day,
          of.map((part) => ({ ...part, net: new CountTable(3) })),
        ),
      ]),
    )
    const days = [...stored.keys()].sort((a, b) => a - b)
    const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0]
    const span = last - first + 1
    const began = new Map<number, number>()
    let highest = 0
    for (const day of days)
      for (const number of stored.get(day)?.steps.number ?? []) {
        if (!began.has(number)) began.set(number, day)
        highest = Math.max(highest, number)
      }
    let steps = 0
    for (let day = first; day <= last; day++) {
      showProgress(`crowding the past: day ${day - first + 1} of ${span}`)
      const made = { steps: gathered(STEP_COLUMNS), entries: gathered(ENTRY_COLUMNS) }
      for (let copy = 0; copy < times; copy++) {
        const later = Math.round((copy * span) / times)
        for (const shift of later === 0 ? [0] : [later, later - span]) {
          const from = stored.get(day - shift)
          if (!from) continue
          const isHere = (number: number) => ((began.get(number) ?? 0) + later <= last ? later : later - span) === shift
          const change = { number: copy * (highest + 1), occurredAt: shift * DAY_MS }
          made.steps.take(from.steps, isHere, change)
          made.entries.take(from.entries, isHere, change)
        }
      }
      const [of, entries] = [made.steps.inOrder(), made.entries.inOrder()]
      const net = new CountTable(3)
      countSteps(of, (delta, grid, type, counter) => void net.add(delta, grid, type, counter))
      steps += of.at.length
      await transaction(async (tx) => {
        await tx.query('DELETE FROM replay_parts WHERE day = $1', [day])
        await insertParts(tx, 0, [{ day, steps: of, entries, net }])
      })
    }
    showProgress('the server makes the counters of the months')
    const WITHOUT =
      'SELECT count(DISTINCT month)::int4 - 1 AS more FROM replay_parts p WHERE NOT EXISTS (SELECT FROM replay_months m WHERE m.month = p.month)'
    while (((await pool.query<{ more: number }>(WITHOUT)).rows[0]?.more ?? 0) > 0) await sleep(1_000)
    return { events: began.size * times, steps }
  } finally {
    setPool(null)
    await pool.end()
  }
}

/** Rows of one day from several. */
function gathered<K extends string>(names: readonly (K | 'at' | 'number')[]) {
  type Name = K | 'at' | 'number'
  const rows: Record<string, number>[] = []
  return {
    take(from: Readonly<Record<Name, Float64Array>>, isHere: (number: number) => boolean, change: Readonly<Record<string, number>>) {
      for (let i = 0; i < from.at.length; i++) {
        if (!isHere(from.number[i] ?? 0)) continue
        const row: Record<string, number> = {}
        for (const name of names) row[name] = (from[name][i] ?? 0) + (change[name] ?? 0)
        rows.push(row)
      }
    },
    inOrder(): Record<Name, Float64Array> {
      rows.sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
      return Object.fromEntries(names.map((name) => [name, Float64Array.from(rows, (row) => row[name] ?? 0)])) as Record<Name, Float64Array>
    },
  }
}
