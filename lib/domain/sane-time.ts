import * as z from 'zod/mini'

/** Days and instants that somebody gives us lie in these years: what lies without is a slip of the hand, and beyond some no database keeps it. */
export const SANE_YEARS = { first: 1900, last: 2199 } as const

/** The first and the last instant that RFC 3339 can write, epoch milliseconds: no row has one beyond. */
export const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00Z')
export const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z')

const SAYS = `must lie in the years ${SANE_YEARS.first} to ${SANE_YEARS.last}`
const isSane = (year: number): boolean => year >= SANE_YEARS.first && year <= SANE_YEARS.last

/** A civil day (Asia/Shanghai) that there is, YYYY-MM-DD. */
export const SaneDay = z.iso.date().check(z.refine((day) => isSane(Number(day.slice(0, 4))), SAYS))

/** RFC 3339 with an offset, as text. Events have `Instant`, since what is too old or ahead has codes of its own there. */
export const SaneInstant = z.iso.datetime({ offset: true }).check(z.refine((text) => isSane(new Date(text).getUTCFullYear()), SAYS))
