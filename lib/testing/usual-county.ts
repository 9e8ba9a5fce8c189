import { makeCalendar } from '@/lib/domain/calendar'
import { startOfDayNumber } from '@/lib/domain/clock'
import { makeRandom, normal, poisson } from '@/lib/domain/random'
import type { KnownDays } from '@/lib/warning/known-nights'
import type { Places } from '@/lib/warning/scan-zones'

const SIDE = 6
const TYPES = [
  { code: '0101', classCode: '01', sensitive: false, daily: 9 },
  { code: '0102', classCode: '01', sensitive: false, daily: 4 },
  { code: '0201', classCode: '02', sensitive: false, daily: 12 },
]
/** 2026-03-01. */
const FIRST = 20_513

/** Leaves of the square county, a row after the other. */
export const USUAL_PLACES: Places = {
  x: Float64Array.from({ length: SIDE * SIDE }, (_, i) => 112 + 0.006 * (i % SIDE)),
  y: Float64Array.from({ length: SIDE * SIDE }, (_, i) => 33 + 0.006 * Math.floor(i / SIDE)),
}

/**
 * Days of a county in which leaves are busier or quieter, and so are days, everywhere alike: 25 events a day in 36 leaves, with nothing else behind
 * them. `rise`: from day `from` to `to` (inclusive) so many times as many of type 0201 in the first two leaves of two rows.
 */
export function usualCounty(seed: string, days: number, rise?: { from: number; to: number; factor: number }): KnownDays {
  const random = makeRandom('usual county', seed)
  const calendar = makeCalendar({ days: [] })
  const leaves = SIDE * SIDE
  const raised = new Set([0, 1, SIDE, SIDE + 1])
  const counts = TYPES.map(({ code, daily }) => {
    const busy = Array.from({ length: leaves }, () => Math.exp(0.6 * normal(random)))
    const all = busy.reduce((sum, weight) => sum + weight, 0)
    const rows = new Int32Array(leaves * days)
    for (let day = 0; day < days; day++) {
      const level = (calendar.kindOf(startOfDayNumber(FIRST + day)) === 'weekend' ? 0.6 : 1.2) * Math.exp(0.25 * normal(random))
      for (const [leaf, weight] of busy.entries()) {
        const factor = rise && code === '0201' && raised.has(leaf) && day >= rise.from && day <= rise.to ? rise.factor : 1
        rows[leaf * days + day] = poisson(random, (factor * level * daily * weight) / all)
      }
    }
    return rows
  })
  return { first: FIRST, days, leaves, types: TYPES.map(({ daily: _, ...type }) => type), counts, later: [] }
}

/** What each day is. */
export const kindsOf = ({ first, days }: Pick<KnownDays, 'first' | 'days'>) => {
  const calendar = makeCalendar({ days: [] })
  return Array.from({ length: days }, (_, day) => calendar.kindOf(startOfDayNumber(first + day)))
}
