import { Command, Option } from 'commander'
import { getisOrd, globalG, judgeScores, SIDES, VARIANCES } from '@/lib/warning/getis-ord'
import type { Shell } from '../shell'
import { pointIn } from './coordinates'
import { type NearFlags, nearColumns, readNear, withNearOptions } from './near'
import { above0, drawTable, shown } from './numbers'
import { readRows } from './rows'

type Flags = NearFlags & { values: string; side: (typeof SIDES)[number]; variance: (typeof VARIANCES)[number]; fdr: number }

/** `gridsight detect gistar`: where high or low values lie together. */
export function gistarCommand(shell: Shell): Command {
  const command = new Command('gistar')
    .description('where high or low values lie together (Getis and Ord’s G*, or G with --no-self)')
    .requiredOption('--values <file>', 'table with the columns id, value and, with --radius, x and y; an id has one row')
  return withNearOptions(command)
    .option('--no-self', 'a place is not among its own neighbours: G in place of G*, against the other places')
    .addOption(new Option('--side <side>', 'two: hot and cold spots; upper: only hot ones').choices(SIDES).default('two'))
    .addOption(new Option('--variance <divisor>', 'what the variance of the values is divided by').choices(VARIANCES).default('n'))
    .option('--fdr <rate>', 'false discovery rate among all places (Benjamini and Hochberg)', above0(1), 0.05)
    .addHelpText(
      'after',
      `
--json answers {method, parameters, globalG, rows: [{id, value, neighbours, statistic, p, q, spot, alarm}]}, rows as in the file: statistic
is the standard score, q the false discovery rate, spot hot, cold or none. A place without a score (no neighbours, all places as
neighbours, values that are all the same) has null and is not tested.`,
    )
    .action(async (flags: Flags) => {
      const needed = nearColumns(flags)
      const rows = await readRows(flags.values, ['id', 'value', ...needed])
      const ids = new Set<string>()
      for (const row of rows) {
        if (ids.has(row.text('id'))) throw row.fault('id', `${row.text('id')} is there twice`)
        ids.add(row.text('id'))
      }
      const values = rows.map((row) => row.number('value'))
      const points = needed.length > 0 ? rows.map((row) => pointIn(row, flags.coordinates)) : []
      const weights = await readNear(flags, [...ids], points)
      const places = judgeScores(getisOrd(values, weights, flags.variance), flags.side, flags.fdr)
      const answer = [...ids].map((id, i) => {
        const { score = null, p = null, q = null, spot = 'none' } = places[i] ?? {}
        return { id, value: values[i] ?? 0, neighbours: weights[i]?.length ?? 0, statistic: score, p, q, spot, alarm: spot !== 'none' }
      })
      const table = drawTable(
        ['id', 'value', 'neighbours', 'score', 'p', 'q', ''],
        answer.map((row) => [
          row.id,
          shown(row.value),
          String(row.neighbours),
          shown(row.statistic),
          shown(row.p),
          shown(row.q),
          row.alarm ? row.spot : '',
        ]),
      )
      const [hot, cold] = ['hot', 'cold'].map((spot) => answer.filter((row) => row.spot === spot).length)
      const { radius, weights: file, coordinates, self, side, variance, fdr } = flags
      shell.tell(`${table}\n${hot} hot and ${cold} cold of ${answer.length} places.`, {
        method: 'gistar',
        parameters: { radius, weights: file, coordinates, self, side, variance, fdr },
        globalG: globalG(values, weights),
        rows: answer,
      })
    })
}
