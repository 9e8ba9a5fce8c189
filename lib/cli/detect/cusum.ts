import { Command, Option } from 'commander'
import { cusum, TRANSFORMS } from '@/lib/warning/cusum'
import { labelOf } from '@/lib/warning/timeline'
import { Failure, type Shell } from '../shell'
import { above0, between } from './numbers'
import { judged, placeAt, readSeries, type SeriesFlags, tellSeries, withSeriesOptions } from './series'

type Flags = SeriesFlags & { transform: (typeof TRANSFORMS)[number]; meanFrom?: string; meanTo?: string; k: number; h: number }

/** `gridsight detect cusum`: what counts are above the usual, added up. */
export function cusumCommand(shell: Shell): Command {
  const command = new Command('cusum').description('small lasting rises above a fixed usual count, added up (CUSUM)')
  return withSeriesOptions(command)
    .addOption(new Option('--transform <name>', 'how a count is made nearly normal').choices(TRANSFORMS).default('standard'))
    .option('--mean-from <place>', 'the first index or date that the usual count is the mean of; by default the first of the series')
    .option('--mean-to <place>', 'the last of these; by default the one before --from')
    .option('--k <k>', 'allowance, in standard deviations', between(0), 1.04)
    .option('--h <h>', 'decision interval, in standard deviations', above0(), 2.26)
    .addHelpText('after', 'By default it judges from the place after --mean-to on. Give --from or --mean-to: the usual has to be learnt somewhere.')
    .action(async (flags: Flags) => {
      const series = await readSeries(flags)
      const { timeline, counts } = series
      if (flags.from === undefined && flags.meanTo === undefined)
        throw new Failure('Say what the usual is the mean of: give --mean-to, or --from.', 2)
      const begin = flags.meanFrom === undefined ? 0 : placeAt(series, flags.meanFrom, '--mean-from')
      const end = flags.meanTo === undefined ? placeAt(series, flags.from ?? '', '--from') - 1 : placeAt(series, flags.meanTo, '--mean-to')
      if (end < begin) throw new Failure('There is nothing that the usual could be the mean of: change --mean-from, --mean-to or --from.', 2)
      const at = flags.from === undefined ? judged(series, flags, end + 1, 'all of them make the mean') : judged(series, flags, 0, '')
      const mean = counts.slice(begin, end + 1).reduce((sum, y) => sum + y, 0) / (end + 1 - begin)
      if (mean === 0)
        throw new Failure(
          `All counts from ${labelOf(timeline, begin)} to ${labelOf(timeline, end)} are 0, and without a usual count there is no CUSUM.`,
          2,
        )
      const options = { transform: flags.transform, mean, k: flags.k, h: flags.h }
      const parameters = { ...options, meanFrom: labelOf(timeline, begin), meanTo: labelOf(timeline, end) }
      tellSeries(shell, series, 'cusum', parameters, cusum(counts, at, options))
    })
}
