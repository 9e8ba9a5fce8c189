import { HOUR_MS } from '@/lib/domain/clock'

/**
 * Date and time with or without seconds and fraction, and with or without an offset of its own, as 2026-03-01 08:05:00, 2026/3/1 8:05 or
 * 2026年3月1日 8时5分. The year comes first: in 01/02/2014 nobody knows the month.
 */
const LOCAL =
  /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:(?:[T ]|(?<=日))\s*(\d{1,2})\s*[:时]\s*(\d{1,2})(?:\s*[:分]\s*(\d{1,2})(?:[.,](\d{1,9}))?\s*秒?|\s*分)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const two = (digits: string) => digits.padStart(2, '0')

/**
 * Turns local times of a zone into instants. In the hour that a change of clocks leaves out, the offset before the change holds (02:30
 * becomes 03:30 of the new time); in the hour that comes twice, the first one is meant. Text with an offset of its own keeps it.
 */
export type ZoneReader = (text: string) => number | null

/** Makes the reader of a zone (IANA name). Throws RangeError for a name that is unknown. Null for text that is no time. */
export function zoneReader(zone: string): ZoneReader {
  const offsetAt = offsets(zone)
  return (text) => {
    const found = LOCAL.exec(text.trim())
    if (!found) return null
    const [, year, month = '', day = '', hour = '0', minute = '0', second = '0', fraction = '', own] = found
    const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
    const written = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
    if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== written) return null
    const local = wall + (fraction ? Math.floor(Number(`0.${fraction}`) * 1000) : 0)
    if (own) return local - ownOffset(own)
    // The offsets a day before and a day after are the only ones that can hold here.
    const before = offsetAt(local - 24 * HOUR_MS)
    const after = offsetAt(local + 24 * HOUR_MS)
    if (before === after || offsetAt(local - before) === before) return local - before
    // Not the old offset. If not the new one either, the hour is left out, and the old offset carries it beyond the change.
    return offsetAt(local - after) === after ? local - after : local - before
  }
}

function ownOffset(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * HOUR_MS + Number(digits.slice(2)) * 60_000)
}

/** Offset from UTC at an instant, milliseconds; asked once for each quarter of an hour, since no zone changes within one. */
function offsets(zone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const known = new Map<number, number>()
  return (instant) => {
    const quarter = Math.floor(instant / 900_000)
    const cached = known.get(quarter)
    if (cached !== undefined) return cached
    const at = quarter * 900_000
    const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]))
    const wall = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
    if (known.size > 200_000) known.clear()
    known.set(quarter, wall - at)
    return wall - at
  }
}
