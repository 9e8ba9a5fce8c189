import * as z from 'zod/mini'

/** A time of the county's clock: HH:MM. */
export const ClockTime = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/))

/** Minutes from midnight to a time of the clock. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
