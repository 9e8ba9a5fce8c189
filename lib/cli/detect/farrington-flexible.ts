import { Command, Option } from 'commander'
import { DISPERSIONS, type FlexibleOptions, farringtonFlexible, THRESHOLDS } from '@/lib/warning/farrington-flexible'
import { Failure, type Shell } from '../shell'
import { type FarringtonFlags, farringtonPlan, withFarringtonOptions } from './farrington-options'
import { above0, between, whole } from './numbers'
import { readSeries, tellSeries } from './series'

type Flags = FarringtonFlags & Pick<FlexibleOptions, 'periods' | 'excludeRecent' | 'weightsThreshold' | 'trendP' | 'threshold' | 'dispersion'>

/** `gridsight detect farrington-flexible`: a week against all weeks of earlier years, by season. */
export function farringtonFlexibleCommand(shell: Shell): Command {
  const command = new Command('farrington-flexible').description('a count against all weeks of earlier years, by season (Noufaily and others 2013)')
  return withFarringtonOptions(command, 'chance of a count above the upper bound')
    .option('--periods <n>', 'seasons a year: that of this week, and others of even length; 1: only the same weeks', whole(1, 100), 10)
    .option('--exclude-recent <n>', 'units just before the one judged that are left out, lest an outbreak becomes usual', whole(0, 10_000), 26)
    .option('--weights-threshold <s>', 'Anscombe residual above which a past count weighs less', between(0), 2.58)
    .option('--trend-p <p>', 'p value below which a trend stays', above0(1), 1)
    .addOption(
      new Option('--threshold <name>', 'delta: normal on the scale of --power; nb: negative binomial; muan: that about the upper bound of the mean')
        .choices(THRESHOLDS)
        .default('delta'),
    )
    .addOption(
      new Option('--dispersion <name>', 'textbook: by Pearson residuals; r-1.20: as R’s surveillance 1.20, to reproduce its bounds')
        .choices(DISPERSIONS)
        .default('textbook'),
    )
    .action(async (flags: Flags) => {
      const series = await readSeries(flags)
      const { periods, excludeRecent, weightsThreshold, trendP, threshold, dispersion } = flags
      const { at, options } = farringtonPlan(series, flags)
      const year = { index: flags.frequency, day: 365, week: 52, month: 12 }[series.timeline.unit]
      if (periods - 1 > year - 2 * flags.halfWindow - 1)
        throw new Failure(`A year of ${year} units has no room for ${periods} seasons beside the window: ask for fewer --periods.`, 2)
      const all = { ...options, periods, excludeRecent, weightsThreshold, trendP, threshold, dispersion }
      tellSeries(shell, series, 'farrington-flexible', all, farringtonFlexible(series.counts, series.timeline, at, all))
    })
}
