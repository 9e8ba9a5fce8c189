import { type Command, Option } from 'commander'
import { DAY_MS } from '@/lib/domain/clock'
import type { SeriesRow } from '@/lib/warning/series'
import { formatDate, labelOf, parseDate, type Timeline } from '@/lib/warning/timeline'
import { Failure, type Shell } from '../shell'
import { drawTable, shown } from './numbers'
import { type Row, readRows } from './rows'

/** How a series is read and which part of it is judged, as every method for series takes it. */
export type SeriesFlags = { series: string; column: string; timeUnit?: 'day' | 'week' | 'month'; fillZero?: boolean; from?: string; to?: string }

/** A series of counts without gaps, and the file it came from. */
export type Series = { file: string; timeline: Timeline; counts: number[] }

/** More places than this in one series are a mistake in a date. */
const MAX_LENGTH = 1_000_000

/** Adds the options of a method for series, and what they mean at the end of the help. */
export function withSeriesOptions(command: Command): Command {
  return command
    .requiredOption('--series <file>', 'table with the columns index or date, and count')
    .option('--column <name>', 'the column of the counts', 'count')
    .addOption(new Option('--time-unit <unit>', 'of dates; by default told from the gaps between them').choices(['day', 'week', 'month']))
    .option('--fill-zero', 'a place that no row names between the first and the last counts 0; without this it is an error that names it')
    .option('--from <place>', 'the first index or date that is judged; by default the first that can be')
    .option('--to <place>', 'the last index or date that is judged; by default the last')
    .addHelpText(
      'after',
      `
Rows may stand in any order. A date is 2024-02-29, 2024-02 (a month) or 2024-W09 (an ISO week, its Monday; a year may have a week 53).
All dates on the first of a month are a series by month, all a multiple of 7 days apart one by week, others one by day. A day that nobody
wrote down is not a day without cases, so it counts 0 only with --fill-zero.
--json answers {method, parameters, rows: [{index or date, observed, expected, upper, statistic, alarm}]}; what a method has not is left
out, null is what could not be computed or is infinite.`,
    )
}

/** Reads a series. Throws Failure with exit 2 and a sentence that names file, line and column, or the first place that is missing. */
export async function readSeries({ series: file, column, timeUnit, fillZero }: SeriesFlags): Promise<Series> {
  const rows = await readRows(file, [column])
  const dated = rows[0]?.has('date')
  if (!dated && !rows[0]?.has('index')) throw new Failure(`${file} has neither a column "index" nor a column "date".`, 2)
  const unit: Timeline['unit'] = dated ? (timeUnit ?? unitOf(rows)) : 'index'
  const place = placer(unit)
  const placed = rows
    .map((row) => ({ row, place: place(row), count: row.count(column) }))
    .sort((a, b) => a.place - b.place || a.row.line - b.row.line)
  const first = placed[0]?.place ?? 0
  const step = unit === 'week' ? 7 : 1
  const timeline: Timeline = { unit, first, length: ((placed.at(-1)?.place ?? 0) - first) / step + 1 }
  if (timeline.length > MAX_LENGTH) throw new Failure(`${file} reaches over ${Math.floor(timeline.length)} ${unit} places: look for a wrong one.`, 2)
  const counts: number[] = []
  for (const { row, place: here, count } of placed) {
    const at = (here - first) / step
    const name = unit === 'index' ? 'index' : 'date'
    if (at < counts.length) throw row.fault(name, `${row.text(name)} is there twice`)
    if (!Number.isInteger(at)) throw row.fault(name, `${row.text(name)} is not a whole number of weeks after ${formatDate(first)}`)
    if (at > counts.length && !fillZero)
      throw new Failure(`${file} has no row for ${labelOf(timeline, counts.length)}: add it, or ask for --fill-zero if nothing happened then.`, 2)
    while (counts.length < at) counts.push(0)
    counts.push(count)
  }
  return { file, timeline, counts }
}

function dayIn(row: Row): number {
  const text = row.text('date')
  // A workbook gives a date with its midnight.
  const day = parseDate(text.replace(/[ T]00:00(:00)?$/, ''))
  if (day === null) throw row.fault('date', `"${text}" is not a date like 2024-02-29, a month like 2024-02 or a week like 2024-W09`)
  return day
}

function unitOf(rows: readonly Row[]): 'day' | 'week' | 'month' {
  const days = [...new Set(rows.map(dayIn))].sort((a, b) => a - b)
  if (rows.some((row) => /^\d{4}-\d{2}$/.test(row.text('date')))) return 'month'
  if (days.length < 2) return 'day'
  if (days.every((day) => formatDate(day).endsWith('-01'))) return 'month'
  return days.every((day) => (day - (days[0] ?? 0)) % 7 === 0) ? 'week' : 'day'
}

function placer(unit: Timeline['unit']): (row: Row) => number {
  if (unit === 'index') return (row) => row.count('index')
  if (unit !== 'month') return dayIn
  return (row) => {
    const day = dayIn(row)
    if (!formatDate(day).endsWith('-01')) throw row.fault('date', `${row.text('date')} is not the first of a month`)
    return monthOf(day)
  }
}

const monthOf = (day: number): number => {
  const date = new Date(day * DAY_MS)
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
}

/** The place that `--from` or the like names; a date within a week or month names it. Throws Failure with exit 2 outside the series. */
export function placeAt({ file, timeline }: Series, text: string, option: string): number {
  const { unit, first, length } = timeline
  const day = unit === 'index' ? (/^\d+$/.test(text) ? Number(text) : null) : parseDate(text)
  if (day === null) throw new Failure(`${option} ${text} is not ${unit === 'index' ? 'an index' : 'a date'}.`, 2)
  const at = unit === 'week' ? Math.floor((day - first) / 7) : (unit === 'month' ? monthOf(day) : day) - first
  if (at < 0 || at >= length)
    throw new Failure(`${option} ${text} is not in ${file}, which goes from ${labelOf(timeline, 0)} to ${labelOf(timeline, length - 1)}.`, 2)
  return at
}

/**
 * The places that are judged, in order: from `--from` to `--to`, or all from `need` on, the number of places that `what` wants before the
 * first. Throws Failure with exit 2 where the series or the part asked for is too short.
 */
export function judged(series: Series, { from, to }: SeriesFlags, need: number, what: string): number[] {
  const { file, timeline, counts } = series
  if (need >= counts.length) throw new Failure(`${file} is too short: it has ${counts.length} counts, and ${what}.`, 2)
  const first = from === undefined ? need : placeAt(series, from, '--from')
  const last = to === undefined ? counts.length - 1 : placeAt(series, to, '--to')
  if (first < need) throw new Failure(`--from ${from} is too early: ${what}; the first that can be judged is ${labelOf(timeline, need)}.`, 2)
  if (last < first) throw new Failure(`Nothing lies from ${labelOf(timeline, first)} to ${labelOf(timeline, last)}: change --from or --to.`, 2)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Tells what a method says: a table to people, `{method, parameters, rows}` to machines. */
export function tellSeries(shell: Shell, { timeline }: Series, method: string, parameters: object, rows: readonly SeriesRow[]): void {
  const name = timeline.unit === 'index' ? 'index' : 'date'
  const alarms = rows.filter(({ alarm }) => alarm).length
  const table = drawTable(
    [name, 'observed', 'expected', 'upper', 'statistic', ''],
    rows.map(({ at, observed, expected, upper, statistic, alarm }) => [
      String(labelOf(timeline, at)),
      shown(observed),
      shown(expected),
      shown(upper),
      shown(statistic),
      alarm ? 'ALARM' : '',
    ]),
  )
  shell.tell(`${table}\n${alarms} of ${rows.length} are alarms.`, {
    method,
    parameters: { ...parameters, timeUnit: timeline.unit },
    rows: rows.map(({ at, ...row }) => ({ [name]: labelOf(timeline, at), ...row })),
  })
}
