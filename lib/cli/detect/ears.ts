import { Command, Option } from 'commander'
import { EARS_ALPHA, EARS_METHODS, ears, earsNeeds } from '@/lib/warning/ears'
import type { Shell } from '../shell'
import { above0, between, whole } from './numbers'
import { judged, readSeries, type SeriesFlags, tellSeries, withSeriesOptions } from './series'

type Flags = SeriesFlags & { method: (typeof EARS_METHODS)[number]; baseline: number; alpha?: number; minSd: number }

/** `gridsight detect ears`: each count against the days before it. */
export function earsCommand(shell: Shell): Command {
  const command = new Command('ears').description('a count against the mean and spread of the days before it (EARS C1, C2, C3)')
  return withSeriesOptions(command)
    .addOption(
      new Option('--method <name>', 'C1: the days just before; C2: two days between; C3: a rise in C2 over the two days before')
        .choices(EARS_METHODS)
        .default('C1'),
    )
    .option('--baseline <n>', 'units of time that the mean and the standard deviation are taken of', whole(2, 10_000), 7)
    .option('--alpha <p>', 'tail of the normal beyond which it alarms (0.001, for C3 0.025)', above0(0.5))
    .option('--min-sd <s>', 'least standard deviation; with 0, a baseline that never varies has its mean as upper bound', between(0), 0)
    .action(async (flags: Flags) => {
      const series = await readSeries(flags)
      const { method, baseline, minSd } = flags
      const options = { method, baseline, alpha: flags.alpha ?? EARS_ALPHA[method], minSd }
      const need = earsNeeds(options)
      const at = judged(series, flags, need, `${method} with a baseline of ${baseline} needs ${need} before the one that it judges`)
      tellSeries(shell, series, 'ears', options, ears(series.counts, at, options))
    })
}
