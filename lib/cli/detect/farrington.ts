import { Command } from 'commander'
import { farrington } from '@/lib/warning/farrington'
import type { Shell } from '../shell'
import { type FarringtonFlags, farringtonPlan, withFarringtonOptions } from './farrington-options'
import { readSeries, tellSeries } from './series'

/** `gridsight detect farrington`: a week against the same weeks of earlier years. */
export function farringtonCommand(shell: Shell): Command {
  const command = new Command('farrington').description('a count against the same weeks of earlier years (Farrington and others 1996)')
  return withFarringtonOptions(command, 'chance of a count outside the bounds, both sides together').action(async (flags: FarringtonFlags) => {
    const series = await readSeries(flags)
    const { at, options } = farringtonPlan(series, flags)
    tellSeries(shell, series, 'farrington', options, farrington(series.counts, series.timeline, at, options))
  })
}
