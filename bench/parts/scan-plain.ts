import type { Random } from '@/lib/domain/random'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import type { Zones } from '@/lib/warning/scan-zones'

/**
 * A permutation scan as one would write it down: every zone in every window that ends with the last day, a likelihood ratio with its
 * logarithms each. Answers the greatest of the cases, and of `replicates` shuffles of their days.
 */
export function plainScan(
  { counts, units }: ScanCases,
  zones: Zones,
  longest: number,
  replicates: number,
  random: Random,
): { llr: number; maxima: number[] } {
  const events: { place: number; day: number }[] = []
  for (let at = 0; at < counts.length; at++)
    for (let n = 0; n < (counts[at] ?? 0); n++) events.push({ place: Math.floor(at / units), day: at % units })
  const days = events.map(({ day }) => day)
  const total = events.length
  const maximum = (drawn: readonly number[]): number => {
    const recent = Array.from({ length: zones.places }, () => new Array<number>(longest).fill(0))
    const all = new Array<number>(zones.places).fill(0)
    const windows = new Array<number>(longest).fill(0)
    for (const [i, { place }] of events.entries()) {
      all[place] = (all[place] ?? 0) + 1
      for (let w = units - 1 - (drawn[i] ?? 0); w < longest; w++) {
        const row = recent[place]
        if (row) row[w] = (row[w] ?? 0) + 1
        windows[w] = (windows[w] ?? 0) + 1
      }
    }
    let most = 0
    for (let centre = 0; centre < zones.places; centre++) {
      const inside = new Array<number>(longest).fill(0)
      let zone = 0
      for (let p = zones.start[centre] ?? 0; p < (zones.start[centre + 1] ?? 0); p++) {
        const place = zones.order[p] ?? 0
        zone += all[place] ?? 0
        for (let w = 0; w < longest; w++) {
          const c = (inside[w] ?? 0) + (recent[place]?.[w] ?? 0)
          inside[w] = c
          const e = (zone * (windows[w] ?? 0)) / total
          if (c < 2 || c <= e) continue
          const ratio = c * Math.log(c / e) + (total - c) * Math.log((total - c) / (total - e))
          if (ratio > most) most = ratio
        }
      }
    }
    return most
  }
  const llr = maximum(days)
  const maxima = Array.from({ length: replicates }, () => {
    for (let i = days.length - 1; i > 0; i--) {
      const j = Math.floor(random.next() * (i + 1))
      const day = days[i] ?? 0
      days[i] = days[j] ?? 0
      days[j] = day
    }
    return maximum(days)
  })
  return { llr, maxima }
}
