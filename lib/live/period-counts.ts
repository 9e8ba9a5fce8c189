import { dayNumber } from '@/lib/domain/clock'
import type { View } from './board-queries'

/** From ≤ t < to, epoch milliseconds, whole civil days. */
export type Span = { from: number; to: number }

/** Events that occurred in a span: all that count in the viewer's total, and those of each grid in sight by its code. */
export type SpanCount = { total: number; byGrid: ReadonlyMap<string, number> }

/**
 * What occurred in each of these spans, as `GET /api/kpis` counts it, but for sensitive events that only their being given lets a viewer
 * see. Costs by grids and days, never by events.
 */
export function countSpans({ tree, tally, audience }: View, spans: readonly Span[]): SpanCount[] {
  return spans.map(({ from, to }) => {
    const own = tally.hours.sum(from, to).reported
    const rolled = tree.rollUp(own)
    const byGrid = audience.places.map((i): [string, number] => [
      tree.codeAt(i),
      (rolled[2 * i] ?? 0) + (audience.inFigure[i] ? (rolled[2 * i + 1] ?? 0) : 0),
    ])
    return { total: audience.totalKeys.reduce((sum, key) => sum + (own[key] ?? 0), 0), byGrid: new Map(byGrid) }
  })
}

/** The totals alone, which for many spans is far less. */
export function totalSpans({ tally, audience }: View, spans: readonly Span[]): number[] {
  return spans.map(({ from, to }) => {
    const own = tally.hours.sum(from, to).reported
    return audience.totalKeys.reduce((sum, key) => sum + (own[key] ?? 0), 0)
  })
}

/** Counts of each span, in the order of the spans: by type (id), and of sensitive types that are not seen one by one by street (code). */
export type SpanTypes = { types: ReadonlyMap<number, readonly number[]>; streets: ReadonlyMap<string, readonly number[]> }

/**
 * What occurred in each of these spans, of which no two share a day, by type, of all that counts in the viewer's total. Sensitive events that this viewer does not see one
 * by one are told by street and not by type. Types are kept for a hundred days (day-types.ts): null where a span begins before them.
 */
export function countSpanTypes({ tree, tally, audience }: View, spans: readonly Span[]): SpanTypes | null {
  const days = spans.map(({ from, to }) => ({ first: dayNumber(from), end: dayNumber(to - 1) + 1 }))
  const [first, end] = [Math.min(...days.map((day) => day.first)), Math.max(...days.map((day) => day.end))]
  if (first < tally.days.from) return null
  const spanOf = new Map(days.flatMap((day, span) => Array.from({ length: day.end - day.first }, (_, i) => [day.first + i, span] as const)))
  const types = new Map<number, number[]>()
  const streets = new Map<string, number[]>()
  const add = <K>(to: Map<K, number[]>, key: K, span: number, count: number) => {
    const counts = to.get(key) ?? days.map(() => 0)
    counts[span] = (counts[span] ?? 0) + count
    to.set(key, counts)
  }
  tally.days.forEachIn(first, end, (count, day, key, type) => {
    const [span, place] = [spanOf.get(day), key >> 1]
    if (span === undefined) return
    if (key % 2 === 0 ? audience.plain[place] : audience.sensitive[place]) add(types, type, span, count)
    else if (key % 2 === 1 && audience.inTotal[place]) add(streets, tree.codeAt(tree.street[place] ?? -1), span, count)
  })
  return { types, streets }
}
