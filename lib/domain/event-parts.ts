import * as z from 'zod/mini'

/** RFC 3339 with an offset, as text. */
export const Instant = z.iso.datetime({ offset: true })

/** The longest texts an event may bring, in UTF-16 units. */
export const textLimits = { title: 200, description: 10_000, source: 64, reporter: 100, householdId: 64, externalId: 128 } as const

/** Coordinate reference systems a position may come in; anything else is refused as `unknown_crs`. */
export const Crs = z.enum(['WGS84', 'CGCS2000', 'GCJ02', 'BD09'])
export type Crs = z.infer<typeof Crs>
