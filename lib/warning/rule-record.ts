import { DAY_MS } from '@/lib/domain/clock'
import type { RuleRecord } from '@/lib/domain/rule-gates'
import { type Rate, rateOf, type Share, shareOf } from './intervals'
import { type Alarm, type JudgedAlarm, type JudgedEpisode, type KnownEpisode, matchAlarms } from './matching'

/**
 * A stretch of past days, what a rule would have raised in it, and the episodes that are known; `from` and `to` in epoch milliseconds. Figures are
 * of the basis that it is: `labels` for episodes as they happen, `injected` for many that were added, `quiet` for none, `permuted` for days that
 * were permuted until none was left, `unjudged` for days as they were, of which nobody knows what happened.
 */
export type Replayed<T extends Alarm = Alarm> = {
  readonly basis: 'labels' | 'injected' | 'quiet' | 'permuted' | 'unjudged'
  readonly from: number
  readonly to: number
  readonly alarms: readonly T[]
  readonly episodes: readonly KnownEpisode[]
}

/** Episodes of a range of S: how many were found, and after how many days the median of those. */
export type Detection = { readonly share: Share | null; readonly medianDelayDays: number | null }

/** Ranges of S, from the least on. */
export const STRENGTHS = [
  { name: 'S ≥ 40', least: 40, below: Infinity },
  { name: '24 ≤ S < 40', least: 24, below: 40 },
  { name: '16 ≤ S < 24', least: 16, below: 24 },
  { name: 'S < 16', least: 0, below: 16 },
] as const

/** What a record can stand on, in the order in which it names it. */
const BASES = ['labels', 'injected', 'permuted'] as const

/** The bases of a record that is made of such replays. */
export const basesOf = (replays: readonly Pick<Replayed, 'basis'>[]): string[] => BASES.filter((one) => replays.some(({ basis }) => basis === one))

/** How a rule does: of past days in which it is known what happened. Shares with Wilson's intervals, rates with exact ones for Poisson counts. */
export type RuleFigures = {
  /** hits among hits and false alarms, where episodes come as they happen */
  readonly precision: Share | null
  /** of injected episodes, or where there are none of those that happened */
  readonly detection: Detection
  readonly byStrength: readonly (Detection & { readonly name: string })[]
  /** leaves in common with the alarm that found an episode, of those of either: the mean */
  readonly overlap: number | null
  /** false alarms a day, on days of histories without episodes; where there are none, on all days of which it is known what happened */
  readonly falseADay: Rate | null
  /** alarms a day, on days as they were, whether their episodes are known or not */
  readonly alertsADay: Rate | null
  readonly echoes: number
  readonly episodes: number
  readonly days: number
}

/** Counts what replays of one rule have shown, by the definitions of `matchAlarms`. Episodes that are not wholly inside a stretch are in no share. */
export function figuresOf(replays: readonly Replayed[]): RuleFigures {
  const judged = replays.map((replay) => ({ replay, ...matchAlarms(replay.alarms, replay.episodes) }))
  const of = (...bases: Replayed['basis'][]) => judged.filter(({ replay }) => bases.includes(replay.basis))
  const daysIn = (some: typeof judged) => some.reduce((sum, { replay }) => sum + (replay.to - replay.from) / DAY_MS, 0)
  const count = (some: typeof judged, verdict: JudgedAlarm<Alarm>['verdict']) =>
    some.reduce((sum, { alarms }) => sum + alarms.filter((one) => one.verdict === verdict).length, 0)
  const [labels, quiet, asTheyWere] = [of('labels'), of('quiet', 'permuted'), of('labels', 'unjudged')]
  const known = of('injected').length > 0 ? of('injected') : labels
  const episodes = known.flatMap(({ replay, episodes: all }) => all.filter(({ episode }) => episode.from >= replay.from && episode.to <= replay.to))
  const calm = quiet.length > 0 ? quiet : of('labels', 'injected')
  const found = episodes.filter(({ foundAt }) => foundAt !== null)
  return {
    precision: shareOf(count(labels, 'hit'), count(labels, 'hit') + count(labels, 'false')),
    detection: detectionOf(episodes),
    byStrength: STRENGTHS.map(({ name, least, below }) => ({
      name,
      ...detectionOf(episodes.filter(({ episode }) => episode.strength >= least && episode.strength < below)),
    })),
    overlap: found.length > 0 ? found.reduce((sum, { overlap }) => sum + overlap, 0) / found.length : null,
    falseADay: rateOf(count(calm, 'false'), daysIn(calm)),
    alertsADay: rateOf(
      asTheyWere.reduce((sum, { alarms }) => sum + alarms.length, 0),
      daysIn(asTheyWere),
    ),
    echoes: count(judged, 'echo'),
    episodes: episodes.length,
    days: daysIn(calm),
  }
}

function detectionOf(episodes: readonly JudgedEpisode[]): Detection {
  const delays = episodes.flatMap(({ episode, foundAt }) => (foundAt === null ? [] : [(foundAt - episode.from) / DAY_MS]))
  return { share: shareOf(delays.length, episodes.length), medianDelayDays: medianOf(delays) }
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

/** The figures as the record of a rule of inference; `basis`: labels, injected, permuted or verdicts. */
export function recordOf(figures: RuleFigures, basis: readonly string[]): RuleRecord {
  const { precision, detection, falseADay, alertsADay, episodes, days } = figures
  return {
    kind: 'statistical',
    basis: [...basis],
    ...(precision ? { precision: precision.value } : {}),
    ...(detection.share ? { detection: detection.share.value } : {}),
    ...(detection.medianDelayDays === null ? {} : { medianDelayDays: detection.medianDelayDays }),
    ...(falseADay ? { falsePer100Days: 100 * falseADay.value } : {}),
    alertsPerDay: alertsADay?.value ?? 0,
    episodes,
    days,
  }
}
