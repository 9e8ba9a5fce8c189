import type { SurgeSettings } from '@/lib/domain/rule-settings'

/** The version of the rule: another one wherever the same counts give other alerts, for its record is of one version. */
export const SURGE_VERSION = 1

/** As shipped. */
export const SURGE_SETTINGS: SurgeSettings = {
  studyDays: 730,
  leastStudyDays: 180,
  guardDays: 14,
  windowDays: 7,
  minCases: 3,
  dailyAtLeast: 1,
  sensitiveDailyAtLeast: 0.1,
  fireAt: 100,
  fireTwiceAt: 20,
  quietBelow: 20,
  endAfterNights: 3,
  renewWithinDays: 7,
}
