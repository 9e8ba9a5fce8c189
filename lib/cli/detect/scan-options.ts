import { Command, InvalidArgumentError, Option } from 'commander'
import { EARTH_RADIUS_METERS } from '@/lib/domain/great-circle'
import { COORDINATES, type Coordinates } from '@/lib/warning/distance'
import { SCOPES, type Scope } from '@/lib/warning/scan'
import { SECONDARY, type Secondary } from '@/lib/warning/scan-clusters'
import { DIRECTIONS, type Direction, SCAN_MODELS, type ScanModel } from '@/lib/warning/scan-statistic'
import { Failure } from '../shell'
import { FORMATS, parseDate, TIME_UNITS, type TimeUnit, unitOf } from './scan-study'

/** Of what a zone may hold a share at most. */
export const SHARES = ['population', 'cases', 'baseline', 'none'] as const

/** The options of `gridsight detect scan`. */
export type ScanFlags = {
  model: ScanModel
  cases?: string
  locations: string
  population?: string
  strata?: string
  baseline?: string
  controls?: string
  stratify?: string
  coordinates: Coordinates
  timeUnit: TimeUnit
  start?: string
  end?: string
  aggregate: number
  scope: Scope
  prospective?: boolean
  shareOf?: (typeof SHARES)[number]
  maxShare: number
  maxRadius?: number
  maxNeighbours?: number
  minWindow: number
  maxWindow?: number
  minCases: number
  direction: Direction
  secondary: Secondary
  maxClusters: number
  replicates: number
  stopAt: number
  streams: number
  seed: number
}

const whole = (least: number) => (text: string) => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value) || value < least) throw new InvalidArgumentError(`a whole number of at least ${least} is needed.`)
  return value
}

const positive = (most: number) => (text: string) => {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value > 0 && value <= most)) throw new InvalidArgumentError(`a number above 0${most < Infinity ? ` and at most ${most}` : ''} is needed.`)
  return value
}

const choice = (flag: string, about: string, values: readonly string[]) => new Option(flag, about).choices([...values])

/** The command with its options; no action yet. */
export function scanOptions(): Command {
  return new Command('scan')
    .description('the scan statistic (扫描统计): clusters of cases in space and time')
    .addOption(choice('--model <model>', 'what is held to be true without clusters', SCAN_MODELS).makeOptionMandatory())
    .option('--cases <file>', 'location,date,count (spatial: the date may be missing); - is standard input; not needed with --stratify')
    .requiredOption('--locations <file>', 'location,x,y: every row is a centre; in degrees x is the longitude')
    .option('--population <file>', 'poisson: location,population[,date][,stratum]; bernoulli: the trials of each unit of time')
    .option('--strata <file>', 'poisson: location,stratum,cases,population, for indirect standardisation')
    .option('--baseline <file>', 'location[,date],expected: scaled to the cases by poisson, as it is by ebp')
    .option('--controls <file>', 'bernoulli: location[,date],count')
    .option('--stratify <file>', 'permutation: location,date,stratum,count; days are permuted within each stratum')
    .addOption(
      choice(
        '--coordinates <kind>',
        `degrees: great circle (haversine, radius of the earth ${EARTH_RADIUS_METERS} m); metres: any plane`,
        COORDINATES,
      ).makeOptionMandatory(),
    )
    .addOption(choice('--time-unit <unit>', 'what dates are rounded down to', TIME_UNITS).default('day'))
    .option('--start <date>', 'first date of the study (default: that of the cases)')
    .option('--end <date>', 'last date of the study (default: that of the cases)')
    .option('--aggregate <units>', 'units to an interval, counted back from the end', whole(1), 1)
    .addOption(choice('--scope <scope>', 'what clusters are made of', SCOPES).default('space-time'))
    .option('--prospective', 'only windows that end with the study')
    .addOption(choice('--share-of <what>', 'what a zone may hold a share of (poisson: population; permutation, bernoulli: cases; ebp: none)', SHARES))
    .option('--max-share <share>', 'the largest share, inclusive', positive(1), 0.5)
    .option('--max-radius <metres>', 'the largest radius, inclusive, in metres (or the unit of the plane)', positive(Infinity))
    .option('--max-neighbours <count>', 'the most locations of a zone, its centre included', whole(1))
    .option('--min-window <units>', 'the shortest window', whole(1), 1)
    .option('--max-window <units>', 'the longest window, inclusive (default: half of the study)', whole(1))
    .option('--min-cases <count>', 'the fewest cases of a cluster with more than expected', whole(0), 2)
    .addOption(choice('--direction <direction>', 'more than expected, fewer, or both', DIRECTIONS).default('high'))
    .addOption(
      choice(
        '--secondary <rule>',
        'what clusters may not share: a location, a location at the same time; none: the best of each centre',
        SECONDARY,
      ).default('no-shared-location'),
    )
    .option('--max-clusters <count>', 'the most clusters', whole(1), 20)
    .option('--replicates <count>', 'Monte Carlo replicates', whole(0), 999)
    .option('--stop-at <count>', 'stop when so many replicates reach the most likely cluster', whole(1), 0)
    .option('--streams <count>', 'scans looked at together, k: the recurrence interval is 1/(1 − (1 − p)^k)', whole(1), 1)
    .option('--seed <number>', 'seed of the replicates', whole(0), 1)
}

/** What files each model takes: exactly one of these. */
const INPUTS: Readonly<Record<ScanModel, readonly ('population' | 'strata' | 'baseline' | 'controls')[]>> = {
  poisson: ['population', 'strata', 'baseline'],
  permutation: [],
  bernoulli: ['controls', 'population'],
  ebp: ['baseline'],
}

/** Throws Failure (exit 2) where options do not go together. */
export function checkFlags(flags: ScanFlags): void {
  const { model, scope } = flags
  const wanted = INPUTS[model]
  const given = (['population', 'strata', 'baseline', 'controls'] as const).filter((name) => flags[name] !== undefined)
  const named = (names: readonly string[]) => names.map((name) => `--${name}`).join(' or ')
  for (const name of given) if (!wanted.includes(name)) throw new Failure(`--${name} is not for the model ${model}.`, 2)
  if (wanted.length > 0 && given.length !== 1) throw new Failure(`The model ${model} needs ${wanted.length > 1 ? 'one of ' : ''}${named(wanted)}.`, 2)
  if (flags.stratify !== undefined && model !== 'permutation') throw new Failure('--stratify is for the model permutation.', 2)
  if (flags.cases === undefined && flags.stratify === undefined) throw new Failure('--cases is needed.', 2)
  if (model === 'permutation' && scope !== 'space-time') throw new Failure('The model permutation needs --scope space-time.', 2)
  if (scope === 'spatial' && flags.prospective) throw new Failure('--prospective needs windows of time: --scope temporal or space-time.', 2)
  if (flags.maxWindow !== undefined && flags.maxWindow < flags.minWindow) throw new Failure('--max-window must not be below --min-window.', 2)
  const share = flags.shareOf
  const weighable =
    share === undefined ||
    share === 'none' ||
    share === 'cases' ||
    (share === 'baseline' ? flags.baseline : flags.population || flags.strata || flags.controls)
  if (!weighable) throw new Failure(`--share-of ${share} needs a file of it.`, 2)
}

/** The unit that an option names as a date. */
export function unitOption(name: 'start' | 'end', text: string | undefined, unit: TimeUnit): number | undefined {
  if (text === undefined) return undefined
  const date = parseDate(text)
  if (date?.precision !== unit) throw new Failure(`--${name} ${text} is not a date of the time unit ${unit}: ${FORMATS[unit]} is needed.`, 2)
  return unitOf(date.day, unit)
}
