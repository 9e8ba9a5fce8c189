import type { Colour } from '@/lib/domain/colour'
import type { ClusterSettings } from '@/lib/domain/rule-settings'

/** The version of the rule: another one wherever the same counts give other alerts, for its record is of one version. */
export const CLUSTER_VERSION = 1

/** The zones that are looked at, of `ZONE_KINDS`. */
export const ZONE_KIND: 'connected' | 'circles' = 'circles'

/** Zones beside the circles (`withConnected`): so many that begin at each leaf, and of how many leaves at most. */
export const CONNECTED = { rowsEach: 4, most: 8 } as const

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
