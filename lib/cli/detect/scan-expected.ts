import { type PopulationPoint, personDays, standardise } from '@/lib/warning/scan-population'
import { Failure } from '../shell'
import { type Row, readRows } from './rows'
import { type Cell, type PlaceList, placeOf, readCells, withinStudy } from './scan-rows'
import { dateOf, daysOf, type Study, type TimeUnit } from './scan-study'

/** What a study expects, a row a place and a value an interval, and what its places weigh for the limit of a zone. */
export type Expected = { readonly expected: Float64Array; readonly weights: Float64Array; readonly ignored: number }

const ONE = { from: 0, to: 1 }
const span = (study: Study | null, interval: number) => (study ? daysOf(study, interval) : ONE)
const length = (study: Study | null, interval: number) => span(study, interval).to - span(study, interval).from

/** By stratum and place, the population as it is known, in the order of time. */
type Populations = Map<string, PopulationPoint[][]>

/** Reads `location,population[,date][,stratum]`. A population of a year is that of its 1 July, of a month that of its 15th, as SaTScan has it. */
export async function readPopulation(file: string, places: PlaceList): Promise<{ strata: Populations; dated: boolean; stratified: boolean }> {
  const rows = await readRows(file, ['location', 'population'])
  const strata: Populations = new Map()
  const seen = new Set<string>()
  for (const row of rows) {
    const place = placeOf(row, places)
    const stratum = row.has('stratum') ? row.text('stratum') : ''
    const date = row.has('date') ? row.text('date') : ''
    const key = JSON.stringify([place, stratum, date])
    if (seen.has(key)) throw row.fault('location', `"${row.text('location')}" has a population for the same ${date ? 'date' : 'location'} twice`)
    seen.add(key)
    const series = strata.get(stratum) ?? places.ids.map((): PopulationPoint[] => [])
    strata.set(stratum, series)
    series[place]?.push(...pointsOf(row))
  }
  for (const series of strata.values()) for (const points of series) points.sort((a, b) => a.at - b.at)
  const [any] = rows
  for (const [i, id] of places.ids.entries())
    if (![...strata.values()].some((series) => (series[i]?.length ?? 0) > 0))
      throw new Failure(`${file} has no population for the location "${id}".`, 2)
  return { strata, dated: any?.has('date') ?? false, stratified: any?.has('stratum') ?? false }
}

/** A population of a day holds for all of it. */
function pointsOf(row: Row): PopulationPoint[] {
  const value = row.amount('population')
  if (!row.has('date')) return [{ at: 0, value }]
  const { day, precision } = dateOf(row)
  if (precision === 'day')
    return [
      { at: day, value },
      { at: day + 1, value },
    ]
  if (precision === 'month') return [{ at: day + 14, value }]
  return [{ at: Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), 6) / 86_400_000, value }]
}

/** Person-days a place and interval. */
function daysLived(series: readonly PopulationPoint[][], study: Study | null, intervals: number): Float64Array {
  const lived = new Float64Array(series.length * intervals)
  for (const [place, points] of series.entries())
    for (let t = 0; t < intervals; t++) lived[place * intervals + t] = personDays(points, span(study, t).from, span(study, t).to)
  return lived
}

/** Expected by population, and by strata where it has some (then the cases must have a column of the same name). */
export async function expectedByPopulation(
  file: string,
  { places, study, intervals, cases }: { places: PlaceList; study: Study | null; intervals: number; cases: readonly Cell[] },
): Promise<Expected> {
  const { strata, dated, stratified } = await readPopulation(file, places)
  if (dated && !study) throw new Failure(`${file} has dates, so the study needs some too: give --start and --end.`, 2)
  const names = [...strata.keys()]
  const lived = [...strata.values()].map((series) => daysLived(series, study, intervals))
  const counts = names.map(() => 1)
  if (stratified) {
    counts.fill(0)
    withinStudy(cases, study, ({ row }) => {
      if (!row.has('stratum')) throw row.fault('stratum', `${file} has strata, so the cases need them too (or give --strata)`)
      const at = names.indexOf(row.text('stratum'))
      if (at < 0) throw row.fault('stratum', `there is no stratum "${row.text('stratum')}" in ${file}`)
      counts[at] = (counts[at] ?? 0) + row.count('count')
    })
  }
  const weights = new Float64Array(places.ids.length)
  for (const one of lived)
    for (let i = 0; i < one.length; i++) weights[Math.floor(i / intervals)] = (weights[Math.floor(i / intervals)] ?? 0) + (one[i] ?? 0)
  return { expected: standardise(lived, counts), weights, ignored: 0 }
}

/** Expected by `location,stratum,cases,population`: indirect standardisation, spread over time by days. */
export async function expectedByStrata(file: string, places: PlaceList, study: Study | null, intervals: number): Promise<Expected> {
  const rows = await readRows(file, ['location', 'stratum', 'cases', 'population'])
  const names = new Map<string, number>()
  for (const row of rows) if (!names.has(row.text('stratum'))) names.set(row.text('stratum'), names.size)
  const populations = [...names].map(() => new Float64Array(places.ids.length))
  const cases = [...names].map(() => 0)
  const weights = new Float64Array(places.ids.length)
  for (const row of rows) {
    const [s, place, population] = [names.get(row.text('stratum')) ?? 0, placeOf(row, places), row.amount('population')]
    const one = populations[s]
    if (one) one[place] = (one[place] ?? 0) + population
    cases[s] = (cases[s] ?? 0) + row.count('cases')
    weights[place] = (weights[place] ?? 0) + population
  }
  return { expected: overTime(standardise(populations, cases), study, intervals), weights, ignored: 0 }
}

/** Expected as a file says, by date or spread over time by days. */
export async function expectedByBaseline(
  file: string,
  { places, study, intervals, unit }: { places: PlaceList; study: Study | null; intervals: number; unit: TimeUnit },
): Promise<Expected> {
  const cells = await readCells(file, ['expected'], { places, unit, dated: false })
  const dated = cells[0]?.unit !== null
  const expected = new Float64Array(places.ids.length * (dated ? intervals : 1))
  const ignored = withinStudy(cells, study, ({ row, place }, interval) => {
    const at = dated ? place * intervals + (interval ?? 0) : place
    expected[at] = (expected[at] ?? 0) + row.amount('expected')
  })
  const spread = dated ? expected : overTime(expected, study, intervals)
  const weights = new Float64Array(places.ids.length)
  for (let i = 0; i < spread.length; i++) weights[Math.floor(i / intervals)] = (weights[Math.floor(i / intervals)] ?? 0) + (spread[i] ?? 0)
  return { expected: spread, weights, ignored }
}

/** Spreads a value a place over the intervals, by their days. */
function overTime(values: Float64Array, study: Study | null, intervals: number): Float64Array {
  const lengths = Array.from({ length: intervals }, (_, t) => length(study, t))
  const all = lengths.reduce((sum, n) => sum + n, 0)
  return Float64Array.from(
    { length: values.length * intervals },
    (_, i) => ((values[Math.floor(i / intervals)] ?? 0) * (lengths[i % intervals] ?? 0)) / all,
  )
}
