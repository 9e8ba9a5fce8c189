import type { Colour } from '@/lib/domain/rule'

/** What the nightly scan of clusters (聚集) is set to. Days and nights are whole civil ones; intervals (RI) are in days. */
export type ClusterSettings = {
  /** the last days that are looked at, and how few they may be: with fewer nothing is scanned */
  readonly studyDays: number
  readonly leastStudyDays: number
  /** leaves of a circle at most, and days of a window at most */
  readonly maxLeaves: number
  readonly maxWindowDays: number
  /** events that a cluster must hold */
  readonly minCases: number
  readonly replicates: number
  /** replicates stop when so many of them reach the most likely cluster */
  readonly stopAt: number
  /** clusters of one stream at most */
  readonly maxClusters: number
  /** a type is a stream of its own from so many events a day on, a sensitive one, which is in no class, from so many */
  readonly dailyAtLeast: number
  readonly sensitiveDailyAtLeast: number
  /** an alert is raised at this interval, or at the lesser one on two nights running */
  readonly fireAt: number
  readonly fireTwiceAt: number
  /** an alert ends after so many nights running without a cluster of at least this interval */
  readonly quietBelow: number
  readonly endAfterNights: number
  /** within so many days of its end an alert without a verdict is renewed, and one with a verdict is named by the next */
  readonly renewWithinDays: number
}

/** The version of the rule: another one wherever the same counts give other alerts, for its record is of one version. */
export const CLUSTER_VERSION = 1

/** As shipped. */
export const CLUSTER_SETTINGS: ClusterSettings = {
  studyDays: 365,
  leastStudyDays: 90,
  maxLeaves: 16,
  maxWindowDays: 14,
  minCases: 3,
  replicates: 999,
  stopAt: 20,
  maxClusters: 5,
  dailyAtLeast: 20,
  sensitiveDailyAtLeast: 0.1,
  fireAt: 100,
  fireTwiceAt: 20,
  quietBelow: 20,
  endAfterNights: 3,
  renewWithinDays: 7,
}

/** The scan of a night begins so long after midnight, when the last whole day has arrived. */
export const NIGHT_MS = 30 * 60_000

/** The least interval of each colour, days, the gravest first. */
const INTERVALS = [
  ['red', 1000],
  ['orange', 365],
  ['yellow', 100],
  ['blue', 20],
] as const
/** A cluster of fewer events is not red, however rare it is. */
const RED_CASES = 5

/** The colour of a statistical alarm by its recurrence interval, days; null below that of blue. */
export function colourOfInterval(recurrenceInterval: number, observed: number): Colour | null {
  const [colour = null] = INTERVALS.find(([, least]) => recurrenceInterval >= least) ?? []
  return colour === 'red' && observed < RED_CASES ? 'orange' : colour
}
