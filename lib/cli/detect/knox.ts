import { Command } from 'commander'
import { DAY_MS } from '@/lib/domain/clock'
import type { Coordinates } from '@/lib/warning/distance'
import { knox } from '@/lib/warning/knox'
import { parseDate } from '@/lib/warning/timeline'
import type { Shell } from '../shell'
import { coordinatesOption, pointIn } from './coordinates'
import { between, drawTable, shown, whole } from './numbers'
import { type Row, readRows } from './rows'

type Flags = { events: string; space: number; time: number; coordinates: Coordinates; replicates: number; seed: number }

/** `gridsight detect knox`: whether events that are near each other in space are near in time too. */
export function knoxCommand(shell: Shell): Command {
  return new Command('knox')
    .description('whether events near each other in space are near in time more often than by chance (Knox)')
    .requiredOption('--events <file>', 'table with the columns x, y and t: a number, a date (in days), or a date and time like 2024-02-29T13:05')
    .requiredOption('--space <m>', 'pairs at most this far from each other are near; exactly this far counts', between(0))
    .requiredOption('--time <d>', 'pairs at most this long from each other are near, in the unit of t, days for dates', between(0))
    .addOption(coordinatesOption())
    .option('--replicates <n>', 'permutations of the times for pPermutation; 0: none', whole(0, 1_000_000), 999)
    .option('--seed <n>', 'the same seed gives the same permutations', whole(0, Number.MAX_SAFE_INTEGER), 1)
    .addHelpText(
      'after',
      `
--json answers {method, parameters, pairs, closeSpace, closeTime, observed, expected, pGreater, pAtLeast, pPermutation}: pGreater is
P(X > observed) and pAtLeast P(X ≥ observed) of a Poisson number with the expected mean; pPermutation is (1 + permutations with as many or
more) / (1 + permutations) and needs no Poisson. The order of the rows changes nothing.`,
    )
    .action(async ({ events: file, ...options }: Flags) => {
      const rows = await readRows(file, ['x', 'y', 't'])
      const found = knox(
        rows.map((row) => ({ place: pointIn(row, options.coordinates), time: timeIn(row) })),
        options,
      )
      const { pairs, closeSpace, closeTime, observed, expected, pGreater, pAtLeast, pPermutation } = found
      const table = drawTable(
        ['', 'near in time', 'not', 'together'],
        [
          ['near in space', String(observed), String(closeSpace - observed), String(closeSpace)],
          ['not', String(closeTime - observed), String(pairs - closeSpace - closeTime + observed), String(pairs - closeSpace)],
        ],
      )
      const words = `Pairs near in both: ${observed}, by chance ${shown(expected)}; p ${shown(pAtLeast)} (Poisson, as many or more), ${shown(pGreater)} (more)`
      shell.tell(`${table}\n${words}${pPermutation === null ? '' : `, ${shown(pPermutation)} (permutation)`}.`, {
        method: 'knox',
        parameters: options,
        ...found,
      })
    })
}

function timeIn(row: Row): number {
  const text = row.text('t')
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)) {
    const ms = Date.parse(`${text.replace(' ', 'T')}Z`)
    if (Number.isFinite(ms)) return ms / DAY_MS
  }
  return parseDate(text) ?? row.number('t')
}
