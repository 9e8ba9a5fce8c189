import { Command, InvalidArgumentError } from 'commander'
import { runLengths } from '@/lib/warning/cusum-arl'
import type { Shell } from '../shell'
import { above0, between, drawTable, shown } from './numbers'

const SHIFTS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4]
/** Beyond this the runs are longer than any series. */
const MAX_H = 50

/** `gridsight detect cusum-arl`: how long a CUSUM runs until it alarms. */
export function cusumArlCommand(shell: Shell): Command {
  return new Command('cusum-arl')
    .description('average run length of a CUSUM of normal observations until it alarms, before and after a shift of the mean')
    .option('--k <k>', 'allowance, in standard deviations', between(0, MAX_H), 0.5)
    .option('--h <h>', 'decision interval, in standard deviations', above0(MAX_H), 4)
    .option('--shift <list>', 'shifts of the mean, in standard deviations, with commas between', readShifts, SHIFTS)
    .addHelpText(
      'after',
      '--json answers {method, parameters, rows: [{shift, upper, lower, twoSided}]}: one side alone, the other alone, both kept at once.',
    )
    .action(({ k, h, shift }: { k: number; h: number; shift: number[] }) => {
      const rows = shift.map((by) => ({ shift: by, ...runLengths(k, h, by) }))
      const table = drawTable(
        ['shift', 'upper side', 'lower side', 'two-sided'],
        rows.map((row) => [shown(row.shift), ...[row.upper, row.lower, row.twoSided].map((length) => length.toPrecision(4))]),
      )
      shell.tell(table, { method: 'cusum-arl', parameters: { k, h, shift }, rows })
    })
}

function readShifts(text: string): number[] {
  const shifts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (shifts.some((shift) => !(Math.abs(shift) <= MAX_H))) throw new InvalidArgumentError('numbers with commas between are needed, like 0,0.5,1.')
  return shifts
}
