import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'

/**
 * Public holidays and working weekends (调休), by the yearly notices of the State Council's General Office (国务院办公厅关于部分节假日安排的通知).
 * A year that is not in the table has weekends only.
 */
const HOLIDAYS: readonly [first: string, last: string][] = [
  ['2023-09-29', '2023-10-06'],
  ['2023-12-30', '2024-01-01'],
  ['2024-02-10', '2024-02-17'],
  ['2024-04-04', '2024-04-06'],
  ['2024-05-01', '2024-05-05'],
  ['2024-06-08', '2024-06-10'],
  ['2024-09-15', '2024-09-17'],
  ['2024-10-01', '2024-10-07'],
  ['2025-01-01', '2025-01-01'],
  ['2025-01-28', '2025-02-04'],
  ['2025-04-04', '2025-04-06'],
  ['2025-05-01', '2025-05-05'],
  ['2025-05-31', '2025-06-02'],
  ['2025-10-01', '2025-10-08'],
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
]
const WORKING_WEEKENDS = new Set([
  '2023-10-07',
  '2023-10-08',
  '2024-02-04',
  '2024-02-18',
  '2024-04-07',
  '2024-04-28',
  '2024-05-11',
  '2024-09-14',
  '2024-09-29',
  '2024-10-12',
  '2025-01-26',
  '2025-02-08',
  '2025-04-27',
  '2025-09-28',
  '2025-10-11',
  '2026-01-04',
  '2026-02-14',
  '2026-02-28',
  '2026-05-09',
  '2026-09-20',
  '2026-10-10',
])

/** What a civil day is: a working day, a weekend, or a public holiday. */
export type DayKind = 0 | 1 | 2
export const WORKING_DAY = 0
export const WEEKEND = 1
export const HOLIDAY = 2

/** The kind of the civil day (Asia/Shanghai) that holds `ms`. */
export function dayKind(ms: number): DayKind {
  const date = civilDate(ms)
  if (HOLIDAYS.some(([first, last]) => date >= first && date <= last)) return HOLIDAY
  if (WORKING_WEEKENDS.has(date)) return WORKING_DAY
  const weekday = (Math.floor((startOfDay(ms) + DAY_MS / 2) / DAY_MS) + 4) % 7 // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday === 0 || weekday === 6 ? WEEKEND : WORKING_DAY
}
