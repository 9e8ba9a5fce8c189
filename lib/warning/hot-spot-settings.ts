import type { HotSpotSettings } from '@/lib/domain/rule-settings'

/** The version of the rule: another one wherever the same counts give other alerts, for its record is of one version. */
export const HOT_SPOT_VERSION = 1

/** As shipped. It is looked at once a week, so two nights running are never asked for, and one look without it ends an alert. */
export const HOT_SPOT_SETTINGS: HotSpotSettings = {
  studyDays: 365,
  leastStudyDays: 180,
  weeks: 12,
  neighbours: 6,
  rate: 0.05,
  minCases: 5,
  gravest: 'blue',
  fireAt: 20,
  fireTwiceAt: 20,
  quietBelow: 20,
  endAfterNights: 1,
  renewWithinDays: 14,
}
