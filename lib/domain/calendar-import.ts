import { CalendarDay } from './calendar'
import { dayNumber } from './clock'

/** The columns of a file of calendar days; `name` may be empty. */
export const CALENDAR_COLUMNS = ['date', 'kind', 'name'] as const

/** A row as it was read from CSV, with the number of its line, and why its cells cannot be trusted. */
type CalendarRow = { line: number; values: Readonly<Record<string, string>>; fault?: { message: string } }

const kinds: Readonly<Record<string, CalendarDay['kind']>> = {
  holiday: 'holiday',
  休: 'holiday',
  放假: 'holiday',
  workday: 'workday',
  班: 'workday',
  上班: 'workday',
  调休上班: 'workday',
}

/**
 * Reads the rows of a calendar file (date YYYY-MM-DD, kind holiday or workday, also 休/放假 and 班/上班, name). Every bad row is named;
 * `days` holds the good ones, by date. A file with faults should not be taken at all.
 */
export function readCalendarRows(rows: readonly CalendarRow[]): { days: CalendarDay[]; faults: { line: number; message: string }[] } {
  const faults: { line: number; message: string }[] = []
  const found = new Map<string, { day: CalendarDay; line: number }>()
  for (const { line, values, fault } of rows) {
    const read = fault ? `cells: ${fault.message}` : readRow(values)
    if (typeof read === 'string') {
      faults.push({ line, message: read })
      continue
    }
    const earlier = found.get(read.date)
    if (earlier) faults.push({ line, message: `${read.date} is in line ${earlier.line} already` })
    else found.set(read.date, { day: read, line })
  }
  return { days: [...found.values()].map((f) => f.day).sort((a, b) => (a.date < b.date ? -1 : 1)), faults }
}

function readRow(values: CalendarRow['values']): CalendarDay | string {
  const date = values.date?.trim() ?? ''
  const kind = kinds[values.kind?.trim().toLowerCase() ?? '']
  if (!CalendarDay.shape.date.safeParse(date).success) return `"${date.slice(0, 40)}" is not a date such as 2027-01-01`
  if (!kind) return `kind: "${values.kind?.trim().slice(0, 40) ?? ''}" is neither holiday nor workday`
  const parsed = CalendarDay.safeParse({ date, kind, name: values.name?.trim() ?? '' })
  if (!parsed.success) return 'the name is longer than 50 characters'
  const weekday = (dayNumber(Date.parse(`${date}T00:00:00+08:00`)) + 4) % 7
  if (kind === 'workday' && weekday >= 1 && weekday <= 5) return `${date} is no weekend: it is worked anyway`
  return parsed.data
}
