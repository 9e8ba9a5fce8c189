import * as z from 'zod/mini'

/** A part of a whole, as both its numbers, so that a rate is never told without what it is of. */
export const Share = z.object({ numerator: z.int(), denominator: z.int() })
export type Share = z.infer<typeof Share>
