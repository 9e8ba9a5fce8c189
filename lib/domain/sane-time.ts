import * as z from 'zod/mini'

/** Days and instants that somebody gives us lie in these years: what lies without is a slip of the hand, and beyond some no database keeps it. */
const isSane = (year: number): boolean => year >= 1900 && year <= 2199
const SAYS = 'must lie in the years 1900 to 2199'

/** A civil day (Asia/Shanghai) that there is, YYYY-MM-DD. */
export const SaneDay = z.iso.date().check(z.refine((day) => isSane(Number(day.slice(0, 4))), SAYS))

/** RFC 3339 with an offset, as text. Events have `Instant`, since what is too old or ahead has codes of its own there. */
export const SaneInstant = z.iso.datetime({ offset: true }).check(z.refine((text) => isSane(new Date(text).getUTCFullYear()), SAYS))
