import { populationAt } from '@/lib/warning/scan-population'
import { Failure } from '../shell'
import { readPopulation } from './scan-expected'
import type { ScanFlags } from './scan-options'
import { type PlaceList, readCells, withinStudy } from './scan-rows'
import { daysOf, type Study } from './scan-study'

type Ground = { places: PlaceList; study: Study | null; intervals: number; counts: Int32Array }

/** The trials of each place and interval: cases and controls together, or the population. */
export async function trialsOf(flags: ScanFlags, ground: Ground): Promise<{ trials: Int32Array; ignored: number }> {
  const { places, study, intervals, counts } = ground
  const trials = new Int32Array(counts.length)
  if (flags.controls !== undefined) {
    trials.set(counts)
    const dated = flags.scope !== 'spatial'
    const cells = await readCells(flags.controls, ['count'], { places, unit: flags.timeUnit, dated })
    const ignored = withinStudy(cells, study, ({ row, place }, interval) => {
      const at = place * intervals + (interval ?? 0)
      trials[at] = (trials[at] ?? 0) + row.count('count')
    })
    return { trials, ignored }
  }
  const file = flags.population ?? ''
  const { strata, stratified, dated } = await readPopulation(file, places)
  if (stratified) throw new Failure(`${file} has strata, which the model bernoulli does not know.`, 2)
  if (dated && !study) throw new Failure(`${file} has dates, so the study needs some too: give --start and --end.`, 2)
  for (const series of strata.values())
    for (const [place, points] of series.entries())
      for (let t = 0; t < intervals; t++) {
        const { from, to } = study ? daysOf(study, t) : { from: 0, to: 0 }
        trials[place * intervals + t] = Math.round(populationAt(points, (from + to) / 2))
      }
  return { trials, ignored: 0 }
}
