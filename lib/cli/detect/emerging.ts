import { Command, Option } from 'commander'
import type { Point } from '@/lib/warning/distance'
import { type EmergingPlace, emerging } from '@/lib/warning/emerging'
import { VARIANCES } from '@/lib/warning/getis-ord'
import { Failure, type Shell } from '../shell'
import { pointIn } from './coordinates'
import { type NearFlags, nearColumns, readNear, withNearOptions } from './near'
import { above0, drawTable, shown, whole } from './numbers'
import { type Row, readRows } from './rows'

type Flags = Omit<NearFlags, 'self'> & {
  values: string
  timeNeighbours: number
  fdr: number
  variance: (typeof VARIANCES)[number]
  fillZero?: boolean
}

/** `gridsight detect emerging`: hot and cold spots over time, and what has become of each place. */
export function emergingCommand(shell: Shell): Command {
  const command = new Command('emerging')
    .description('what has become of each place over time: new, consecutive, intensifying, … hot and cold spots')
    .requiredOption('--values <file>', 'table with the columns id, period, value and, with --radius, x and y; a row for each period of each id')
  return withNearOptions(command)
    .option('--time-neighbours <n>', 'periods just before that count as near each period, for each neighbour and the place itself', whole(0, 1000), 1)
    .option('--fdr <rate>', 'false discovery rate among all periods of all places (Benjamini and Hochberg)', above0(1), 0.05)
    .addOption(new Option('--variance <divisor>', 'what the variance of the values is divided by').choices(VARIANCES).default('n'))
    .option('--fill-zero', 'a period that an id has no row for counts 0; without this it is an error that names it')
    .addHelpText(
      'after',
      `
Periods are the numbers or words of the column, in their order (numbers by size, dates like 2024-02-29 by time); one that no row names is
no step. Each step of each place has a G* score among all steps of all places, with the place itself among its neighbours.
The first class that fits, for hot spots (cold ones are their mirror; a step is hot when q ≤ the rate and the score is above 0):
  new           hot at the last step and never before
  consecutive   hot at the last two steps or more in a row and never before those; under 90 % of steps hot
  intensifying  90 % of steps or more hot, the last too; scores rise (Mann-Kendall, two-sided p < 0.05)
  persistent    90 % of steps or more hot, the last too; no trend
  diminishing   90 % of steps or more hot, the last too; scores fall
  sporadic      hot at the last step, on and off before; under 90 % hot; never cold
  oscillating   hot at the last step, on and off before; under 90 % hot; cold at some step
  historical    90 % of steps or more hot, not the last
  none          none of these
A place that is hot or cold at the last step is classed by that, else by what it was.
--json answers {method, parameters, rows: [{id, class, side, hot, cold, trend: {z, p}, steps: [{period, statistic, spot}], alarm}]}; side is
hot, cold or none, hot and cold count steps, alarm says that the last step is hot. A score that does not exist is 0.`,
    )
    .action(async (flags: Flags) => {
      const needed = nearColumns({ ...flags, self: true })
      const rows = await readRows(flags.values, ['id', 'period', 'value', ...needed])
      const ids = [...new Set(rows.map((row) => row.text('id')))]
      const points = needed.length > 0 ? pointsOf(flags, rows, ids) : []
      const { periods, values } = cubeOf(flags, rows)
      const weights = await readNear({ ...flags, self: true }, ids, points)
      const options = { timeNeighbours: flags.timeNeighbours, rate: flags.fdr, variance: flags.variance }
      tell(shell, flags, ids, periods, emerging(values, weights, options))
    })
}

/** The values by place, in the order of their first rows, and by period. */
function cubeOf({ values: file, fillZero }: Flags, rows: readonly Row[]): { periods: string[]; values: number[][] } {
  const byId = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const [id, period] = [row.text('id'), row.text('period')]
    const own = byId.get(id) ?? new Map<string, number>()
    if (own.has(period)) throw row.fault('period', `${id} has ${period} twice`)
    byId.set(id, own.set(period, row.number('value')))
  }
  const named = [...new Set(rows.map((row) => row.text('period')))]
  const numbers = named.every((period) => Number.isFinite(Number(period)))
  const periods = named.sort((a, b) => (numbers ? Number(a) - Number(b) : a < b ? -1 : 1))
  const values = [...byId].map(([id, own]) =>
    periods.map((period) => {
      const value = own.get(period) ?? (fillZero ? 0 : undefined)
      if (value === undefined)
        throw new Failure(`${file} has no row for ${id} in ${period}: add it, or ask for --fill-zero if nothing happened there then.`, 2)
      return value
    }),
  )
  return { periods, values }
}

function pointsOf({ coordinates }: Flags, rows: readonly Row[], ids: readonly string[]): Point[] {
  const points = new Map<string, Point>()
  for (const row of rows) {
    const point = pointIn(row, coordinates)
    const known = points.get(row.text('id')) ?? point
    if (known[0] !== point[0] || known[1] !== point[1]) throw row.fault('x', `${row.text('id')} lies elsewhere in an earlier row`)
    points.set(row.text('id'), point)
  }
  return ids.map((id) => points.get(id) ?? [0, 0])
}

function tell(shell: Shell, flags: Flags, ids: readonly string[], periods: readonly string[], places: readonly EmergingPlace[]): void {
  const { radius, weights, coordinates, timeNeighbours, fdr, variance } = flags
  const table = drawTable(
    ['id', 'class', 'hot steps', 'cold steps', 'trend z', 'p'],
    places.map(({ pattern, side, hot, cold, trend }, i) => [
      ids[i] ?? '',
      side === 'none' ? 'none' : `${pattern} ${side} spot`,
      String(hot),
      String(cold),
      shown(trend.z),
      shown(trend.p),
    ]),
  )
  const classed = places.filter(({ side }) => side !== 'none').length
  shell.tell(`${table}\n${classed} of ${places.length} places have a class, by ${periods.length} steps.`, {
    method: 'emerging',
    parameters: { radius, weights, coordinates, timeNeighbours, fdr, variance },
    rows: places.map(({ pattern, side, steps, hot, cold, trend }, i) => ({
      id: ids[i],
      class: pattern,
      side,
      hot,
      cold,
      trend,
      steps: steps.map(({ score, spot }, step) => ({ period: periods[step], statistic: score, spot })),
      alarm: steps.at(-1)?.spot === 'hot',
    })),
  })
}
