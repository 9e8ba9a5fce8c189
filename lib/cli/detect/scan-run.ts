import { type Cylinder, type ScanOptions, type ScanResult, scan } from '@/lib/warning/scan'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import { makeZones } from '@/lib/warning/scan-zones'
import { Failure } from '../shell'
import { type Expected, expectedByBaseline, expectedByPopulation, expectedByStrata } from './scan-expected'
import { checkFlags, type ScanFlags, unitOption } from './scan-options'
import { boundsOf, type Cell, type PlaceList, readCells, readPlaces, withinStudy } from './scan-rows'
import { makeStudy, nameOfUnit, type Study, unitsOf } from './scan-study'
import { trialsOf } from './scan-trials'

/** Reads the files that the options name, scans them, and answers with names and dates. Throws Failure (exit 2) for what cannot be used. */
export async function runScan(flags: ScanFlags) {
  const began = performance.now()
  checkFlags(flags)
  const places = await readPlaces(flags.locations, flags.coordinates === 'degrees')
  const { cells, study, strata, counts, ignored } = await readCases(flags, places)
  const intervals = study?.intervals ?? 1
  const model = await modelOf(flags, { places, study, intervals, cells, counts })
  const zones = makeZones(places, flags.coordinates, { maxRadius: flags.maxRadius, maxNeighbours: flags.maxNeighbours })
  const cases: ScanCases = { units: intervals, counts, strata, expected: model.expected, trials: model.trials }
  const options = optionsOf(flags, study, weightsOf(flags, counts, intervals, model))
  return answer(flags, scan(zones, cases, options), { places, study, ignored: ignored + model.ignored, seed: options.seed, began })
}

/** The cases of the study, by place and interval, and by stratum where they are stratified. */
async function readCases(flags: ScanFlags, places: PlaceList) {
  const { timeUnit: unit, scope, stratify } = flags
  const dated = scope !== 'spatial'
  const plain = flags.cases === undefined ? [] : await readCells(flags.cases, ['count'], { places, unit, dated })
  const layers = stratify === undefined ? [] : await readCells(stratify, ['stratum', 'count'], { places, unit, dated: true })
  const cells = flags.cases === undefined ? layers : plain
  const limits = boundsOf(cells, unitOption('start', flags.start, unit), unitOption('end', flags.end, unit))
  // places alone are looked at over one interval, the whole study
  const every = limits && scope === 'spatial' ? limits.last - limits.first + 1 : flags.aggregate
  const study = limits && makeStudy(unit, limits.first, limits.last, every)
  const intervals = study?.intervals ?? 1
  const make = () => new Int32Array(places.ids.length * intervals)
  const add = (into: Int32Array, { row, place }: Cell, interval: number | null) => {
    const at = place * intervals + (interval ?? 0)
    into[at] = (into[at] ?? 0) + row.count('count')
  }
  const counts = make()
  const ignored = withinStudy(cells, study, (cell, interval) => add(counts, cell, interval))
  if (stratify === undefined) return { cells, study, counts, ignored, strata: undefined }
  const strata = new Map<string, Int32Array>()
  withinStudy(layers, study, (cell, interval) => {
    const name = cell.row.text('stratum')
    const layer = strata.get(name) ?? make()
    strata.set(name, layer)
    add(layer, cell, interval)
  })
  if (flags.cases !== undefined) checkStrata(flags.cases, stratify, counts, [...strata.values()], { places, study, intervals })
  return { cells, study, counts, ignored, strata: [...strata.values()] }
}

type Ground = { places: PlaceList; study: Study | null; intervals: number }

/** A cell by its names, for complaints. */
function nameOfCell(at: number, { places, study, intervals }: Ground): string {
  const id = places.ids[Math.floor(at / intervals)]
  return study && intervals > 1 ? `"${id}" in ${nameOfUnit(unitsOf(study, at % intervals).first, study.unit)}` : `"${id}"`
}

function checkStrata(cases: string, stratify: string, counts: Int32Array, strata: readonly Int32Array[], ground: Ground): void {
  for (const [at, count] of counts.entries()) {
    const sum = strata.reduce((all, layer) => all + (layer[at] ?? 0), 0)
    if (sum !== count)
      throw new Failure(`${stratify} has ${sum} cases of ${nameOfCell(at, ground)}, and ${cases} has ${count}: they must be the same.`, 2)
  }
}

type Model = Partial<Expected> & { trials?: Int32Array; ignored: number }

async function modelOf(flags: ScanFlags, ground: Ground & { cells: readonly Cell[]; counts: Int32Array }): Promise<Model> {
  const { places, study, intervals, cells, counts } = ground
  if (flags.model === 'permutation') return { ignored: 0 }
  if (flags.model === 'bernoulli') {
    const { trials, ignored } = await trialsOf(flags, ground)
    for (const [at, count] of counts.entries())
      if (count > (trials[at] ?? 0)) throw new Failure(`There are ${count} cases of ${nameOfCell(at, ground)} among only ${trials[at]} trials.`, 2)
    return { trials, ignored }
  }
  const made =
    flags.population !== undefined
      ? await expectedByPopulation(flags.population, { places, study, intervals, cases: cells })
      : flags.strata !== undefined
        ? await expectedByStrata(flags.strata, places, study, intervals)
        : await expectedByBaseline(flags.baseline ?? '', { places, study, intervals, unit: flags.timeUnit })
  for (const [at, count] of counts.entries())
    if (count > 0 && !((made.expected[at] ?? 0) > 0))
      throw new Failure(`There are ${count} cases of ${nameOfCell(at, ground)}, where nothing is expected.`, 2)
  return made
}

/** What the places weigh for the limit of a zone, by default what is usual for the model. */
function weightsOf(flags: ScanFlags, counts: Int32Array, intervals: number, model: Model): ScanOptions['share'] {
  const usual = { poisson: 'population', permutation: 'cases', bernoulli: 'trials', ebp: 'none' } as const
  const of = flags.shareOf ?? usual[flags.model]
  if (of === 'none') return undefined
  const total = (values: Int32Array | Float64Array) => {
    const sums = new Float64Array(values.length / intervals)
    for (const [at, value] of values.entries()) sums[Math.floor(at / intervals)] = (sums[Math.floor(at / intervals)] ?? 0) + value
    return sums
  }
  // the share of cases is that of cases and controls together where there are some
  const weights = model.trials ? total(model.trials) : of === 'cases' ? total(counts) : (model.weights ?? total(counts))
  return { weights, most: flags.maxShare }
}

function optionsOf(flags: ScanFlags, study: Study | null, share: ScanOptions['share']): ScanOptions {
  const every = study?.every ?? 1
  const units = study ? study.last - study.first + 1 : 1
  const maxWindow = flags.maxWindow ?? Math.max(flags.minWindow, every, Math.floor(units / 2))
  if (flags.scope !== 'spatial' && maxWindow < every) throw new Failure('--max-window must not be below --aggregate.', 2)
  if (flags.scope !== 'spatial' && flags.minWindow > units)
    throw new Failure(`--min-window ${flags.minWindow} is longer than the study of ${units}.`, 2)
  if (flags.scope !== 'spatial' && Math.ceil(flags.minWindow / every) > Math.floor(maxWindow / every))
    throw new Failure(`No window of whole intervals of ${every} lies between --min-window and --max-window.`, 2)
  return {
    model: flags.model,
    scope: flags.scope,
    prospective: flags.prospective ?? false,
    share,
    minWindow: Math.ceil(flags.minWindow / every),
    maxWindow: Math.floor(maxWindow / every),
    minCases: flags.minCases,
    direction: flags.direction,
    secondary: flags.secondary,
    maxClusters: flags.maxClusters,
    replicates: flags.replicates,
    stopAt: flags.stopAt,
    streams: flags.streams,
    seed: flags.seed,
  }
}

type Context = { places: PlaceList; study: Study | null; ignored: number; seed: number; began: number }

function answer(flags: ScanFlags, { clusters, zones, cases, replicates }: ScanResult, { places, study, ignored, seed, began }: Context) {
  const named = ({ centre, places: members, radius, from, to }: Cylinder) => ({
    locations: members.map((place) => places.ids[place] ?? ''),
    centre: centre === null ? null : (places.ids[centre] ?? ''),
    radius,
    start: study && nameOfUnit(unitsOf(study, from).first, study.unit),
    end: study && nameOfUnit(unitsOf(study, to).last, study.unit),
  })
  return {
    clusters: clusters.map((cluster) => ({
      ...named(cluster),
      observed: cluster.observed,
      expected: cluster.expected,
      relativeRisk: cluster.relativeRisk,
      llr: cluster.llr,
      p: cluster.p,
      extrapolated: cluster.extrapolated,
      recurrenceInterval: cluster.recurrenceInterval === null ? null : cluster.recurrenceInterval * flags.aggregate,
      tiedWith: cluster.tiedWith.map(named),
    })),
    zones,
    cases,
    locations: places.ids.length,
    study: study && {
      start: nameOfUnit(study.first, study.unit),
      end: nameOfUnit(study.last, study.unit),
      unit: study.unit,
      aggregate: flags.aggregate,
    },
    ignored,
    replicates,
    seed,
    ms: Math.round(performance.now() - began),
  }
}

/** What `gridsight detect scan --json` answers. */
export type ScanAnswer = Awaited<ReturnType<typeof runScan>>
