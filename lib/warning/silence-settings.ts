import type { SilenceSettings } from '@/lib/domain/rule-settings'

/** The version of the rule: another one wherever the same counts give other alerts, for its record is of one version. */
export const SILENCE_VERSION = 1

/** As shipped. A silence that goes on is the same silence, so there is no lesser interval for two nights running; any event ends it. */
export const SILENCE_SETTINGS: SilenceSettings = {
  studyDays: 365,
  leastStudyDays: 90,
  leastActiveDays: 20,
  fireAt: 100,
  fireTwiceAt: 100,
  quietBelow: 20,
  endAfterNights: 1,
  renewWithinDays: 7,
}
