/** The county's civil time; China has one zone without summer time, and days are cut in it. */
export const TIME_ZONE = 'Asia/Shanghai'
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
const OFFSET_MS = 8 * HOUR_MS

/** The first instant of the civil day (Asia/Shanghai) that holds `ms`. */
export const startOfDay = (ms: number): number => Math.floor((ms + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS
/** YYYY-MM-DD of the civil day (Asia/Shanghai). */
export const civilDate = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(0, 10)
/** The number of the civil day (Asia/Shanghai) that holds `ms`: 1970-01-01 is 0. */
export const dayNumber = (ms: number): number => Math.floor((ms + OFFSET_MS) / DAY_MS)
/** The first instant of a civil day (Asia/Shanghai) by its number. */
export const startOfDayNumber = (day: number): number => day * DAY_MS - OFFSET_MS
/** YYYY-MM-DD HH:mm of the county's clock. */
export const stampOf = (ms: number): string => new Date(ms + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ')
