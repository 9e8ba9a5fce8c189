import * as z from 'zod/mini'
import { dayNumber } from './clock'
import { SaneDay } from './sane-time'

/** A day that is not as its weekday says: `holiday` is free, `workday` is a weekend worked in exchange (调休上班). Civil date in China. */
export const CalendarDay = z.object({
  date: SaneDay,
  kind: z.enum(['holiday', 'workday']),
  name: z.string().check(z.maxLength(50)),
})
export type CalendarDay = z.infer<typeof CalendarDay>

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const Time = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/))

/** Office hours of a working day in China's time, [from, to) as HH:MM, in order and apart from each other. */
export const OfficeHours = z.array(z.object({ from: Time, to: Time })).check(
  z.minLength(1),
  z.maxLength(8),
  z.refine((all) => all.every((w, i) => minutes(w.from) < minutes(w.to) && minutes(w.from) >= minutes(all[i - 1]?.to ?? '00:00')), {
    error: 'each part of the office hours ends after it begins and begins after the one before it',
  }),
)
export type OfficeHours = z.infer<typeof OfficeHours>

/** Our proposal (not from a source): 08:00–12:00 and 14:30–18:00. A county sets its own, also by season. */
export const DEFAULT_OFFICE_HOURS: OfficeHours = [
  { from: '08:00', to: '12:00' },
  { from: '14:30', to: '18:00' },
]

/** What a civil day is. */
export type DayKind = 'working' | 'weekend' | 'holiday'
const KINDS = ['working', 'weekend', 'holiday'] as const

/** The days a calendar holds: 1970-01-01 up to the end of 2199, by day number (clock.ts). */
const DAYS = Date.UTC(2200, 0, 1) / 86_400_000

/**
 * The working calendar (工作日历), indexed so that clocks answer in constant time: `before[d]` counts the working days before civil day
 * `d`, `workingDays[n]` is the day number of the n-th of them (from 0). Windows are milliseconds of the day. About 0.75 MB.
 */
export type Calendar = {
  readonly before: Int32Array
  readonly workingDays: Int32Array
  readonly windows: readonly { from: number; to: number }[]
  /** milliseconds of office hours in a working day */
  readonly officeMs: number
  /** the kind of the civil day that holds `ms`; days beyond the table follow the weekday alone */
  kindOf(ms: number): DayKind
  /**
   * Is the holiday arrangement of this year in the table? By its National Day (10-01), which every notice has and no notice of another
   * year reaches. In a year that is not covered clocks know weekends only: warn.
   */
  covers(year: number): boolean
}

/** 1970-01-01 was a Thursday. */
const isWeekend = (day: number) => {
  const weekday = (((day + 4) % 7) + 7) % 7
  return weekday === 0 || weekday === 6
}

/** Builds a calendar; of two entries for a date the later holds. A few milliseconds: keep it. */
export function makeCalendar({ days, officeHours = DEFAULT_OFFICE_HOURS }: { days: readonly CalendarDay[]; officeHours?: OfficeHours }): Calendar {
  const kinds = new Uint8Array(DAYS)
  for (let day = 0; day < DAYS; day++) kinds[day] = isWeekend(day) ? 1 : 0
  const years = new Set<number>()
  for (const { date, kind } of days) {
    const day = dayNumber(Date.parse(`${date}T00:00:00+08:00`))
    if (day >= 0 && day < DAYS) kinds[day] = kind === 'holiday' ? 2 : 0
    if (kind === 'holiday' && date.endsWith('-10-01')) years.add(Number(date.slice(0, 4)))
  }
  const before = new Int32Array(DAYS + 1)
  const workingDays: number[] = []
  for (let day = 0; day < DAYS; day++) {
    if (kinds[day] === 0) workingDays.push(day)
    before[day + 1] = workingDays.length
  }
  const windows = officeHours.map(({ from, to }) => ({ from: minutes(from) * 60_000, to: minutes(to) * 60_000 }))
  return {
    before,
    workingDays: Int32Array.from(workingDays),
    windows,
    officeMs: windows.reduce((sum, w) => sum + w.to - w.from, 0),
    kindOf(ms) {
      const day = dayNumber(ms)
      return KINDS[kinds[day] ?? (isWeekend(day) ? 1 : 0)] ?? 'working'
    },
    covers: (year) => years.has(year),
  }
}
