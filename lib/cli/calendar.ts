import { Command } from 'commander'
import { writeAudit } from '@/lib/db/audit/audit'
import { readCalendar, readOwnDays, saveCalendarDays } from '@/lib/db/ground/calendar'
import { CALENDAR_COLUMNS, readCalendarRows } from '@/lib/domain/calendar-import'
import { type FeedRow, openTable } from '@/lib/sources/tables/table'
import { Failure, type Shell } from './shell'

/** Years around this one that clocks will soon run into. */
const YEARS_AHEAD = 2

/** `gridsight calendar import|list`: public holidays and working weekends (调休) beside the published ones that are shipped. */
export function calendarCommand(shell: Shell): Command {
  const calendar = new Command('calendar').description('public holidays and working weekends (调休) that the clocks of handling limits run by')
  calendar
    .command('import')
    .description('add the days of a file, in place of earlier ones of the same date; deadlines that were set stay')
    .argument('<file>', `CSV or XLSX with the columns ${CALENDAR_COLUMNS.join(', ')}; kind: holiday, workday, 休 or 班`)
    .action(async (file: string) => {
      const rows: FeedRow[] = []
      for await (const row of (await openTable(file, ['date', 'kind'])).rows) rows.push(row)
      const { days, faults } = readCalendarRows(rows)
      if (faults.length > 0)
        throw new Failure(
          `${file} has ${faults.length} bad rows, so nothing was changed:\n${faults.map((f) => `  line ${f.line}: ${f.message}`).join('\n')}`,
        )
      if (days.length === 0) throw new Failure(`${file} has no rows, so nothing was changed.`)
      const actor = { id: 'cli', name: 'gridsight calendar import', role: null }
      await shell.withDatabase(() =>
        saveCalendarDays(days, (tx) => writeAudit(tx, { actor, action: 'calendar.changed', detail: { days: days.length } })),
      )
      shell.tell(`${days.length} days are in the calendar now.`, { days: days.length })
    })
  calendar
    .command('list')
    .description('the days that were added here, and the years whose holidays are not known')
    .action(async () => {
      const year = new Date().getFullYear()
      const { days, uncovered } = await shell.withDatabase(async () => {
        const known = await readCalendar()
        const years = Array.from({ length: YEARS_AHEAD }, (_, i) => year + i)
        return { days: await readOwnDays(), uncovered: years.filter((y) => !known.covers(y)) }
      })
      const lines = days.map(({ date, kind, name }) => `${date}  ${kind.padEnd(8)}${name}`)
      const warnings = uncovered.map(
        (y) => `The holidays of ${y} are not known: in that year clocks know weekends only. Import them once they are published.`,
      )
      shell.tell([...(lines.length ? lines : ['No day was added to the published ones.']), ...warnings].join('\n'), { days, uncovered })
    })
  return calendar
}
