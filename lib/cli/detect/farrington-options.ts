import { type Command, InvalidArgumentError, Option } from 'commander'
import { type FarringtonOptions, firstWithYears } from '@/lib/warning/farrington'
import { POWERS } from '@/lib/warning/farrington-bound'
import { Failure } from '../shell'
import { above0, whole } from './numbers'
import { judged, type Series, type SeriesFlags, withSeriesOptions } from './series'

/** What both methods of Farrington take. */
export type FarringtonFlags = SeriesFlags & Omit<FarringtonOptions, 'limit'> & { limit54: FarringtonOptions['limit'] }

/** Adds the options that both methods of Farrington take; `tail` says what alpha is. */
export function withFarringtonOptions(command: Command, tail: string): Command {
  return withSeriesOptions(command)
    .option('--back <years>', 'years that are looked back', whole(1, 100), 4)
    .option('--half-window <n>', 'units of time each side of the same time in each year', whole(0, 1000), 3)
    .option('--frequency <n>', 'units a year, where time is an index; dates know their years', whole(2, 1000), 52)
    .option('--alpha <p>', tail, above0(0.5), 0.05)
    .addOption(new Option('--power <name>', 'scale on which counts are nearly symmetric').choices(POWERS).default('two-thirds'))
    .option('--reweight', 'past outbreaks weigh less (default)', true)
    .option('--no-reweight', 'all past counts weigh the same')
    .option('--trend', 'allow a trend (default)', true)
    .option('--no-trend', 'no trend')
    .option('--limit54 <cases,period>', 'no alarm with fewer cases than this in so many units, this one among them', readLimit, {
      cases: 5,
      period: 4,
    })
    .addHelpText(
      'after',
      `
The same time j years back is, with indices, the index less j × frequency; by day the same date (29 February: 1 March); by week the week
whose day is nearest to the same date, so the nearest Monday where weeks are named by their Mondays (which crosses weeks 52 and 53 of ISO
years as it should); by month the same month. A trend stays if its p value is small enough, there are 3 years or more, and it does not
predict more than was ever seen. Rows have p (of a count that high), dispersion and trend besides; statistic is (observed − expected) /
(upper − expected).`,
    )
}

/** The options of the method, and the places that it judges. */
export function farringtonPlan(series: Series, flags: FarringtonFlags): { at: number[]; options: FarringtonOptions } {
  const { back, halfWindow, frequency, alpha, power, reweight, trend, limit54: limit } = flags
  const a = { index: frequency, day: 365, week: 52, month: 12 }[series.timeline.unit]
  if (2 * halfWindow + 1 > a) throw new Failure(`A half window of ${halfWindow} is more than the ${a} units of a year.`, 2)
  const need = firstWithYears(series.timeline, { back, halfWindow, frequency })
  const at = judged(series, flags, need, `${back} years back with a half window of ${halfWindow} have to lie before the one that is judged`)
  return { at, options: { back, halfWindow, frequency, alpha, power, reweight, trend, limit } }
}

function readLimit(text: string): FarringtonOptions['limit'] {
  const parts = /^(\d{1,6}),([1-9]\d{0,5})$/.exec(text)
  if (!parts) throw new InvalidArgumentError('cases and units are needed, like 5,4; 0,1 is no limit.')
  return { cases: Number(parts[1]), period: Number(parts[2]) }
}
