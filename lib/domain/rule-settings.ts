import * as z from 'zod/mini'
import { TypeCode, Urgency } from './category'
import { Colour } from './colour'
import { GridCode, GridLevel } from './grid'
import { ServiceCode } from './order-services'
import { ofScope } from './rule-scope'

/** What a rule of fact is set to. */
export const FactSettings = z.object({
  ...ofScope,
  /** the colour of an alert by the urgency of an event; urgencies that are not named raise none */
  colours: z.array(z.object({ urgency: Urgency, colour: Colour })).check(z.minLength(1), z.maxLength(4)),
  /** an alert ends when its condition has been gone for so long */
  clearMinutes: z.int().check(z.gte(1), z.lte(10_080)),
  /** what the system got to know of later than this after it came to be raises none, and is counted as 补报 */
  lateHours: z.int().check(z.gte(1), z.lte(8_760)),
})
export type FactSettings = z.infer<typeof FactSettings>

/** How findings of a night become alerts (lib/warning/cluster-lineage.ts); intervals (RI) are in days, over all streams of a night. */
const Lineages = {
  /** an alert is raised at this interval, or at the lesser one on two nights running */
  fireAt: z.number().check(z.gte(1), z.lte(100_000)),
  fireTwiceAt: z.number().check(z.gte(1), z.lte(100_000)),
  /** an alert ends after so many nights running without a finding of at least this interval */
  quietBelow: z.number().check(z.gte(1), z.lte(100_000)),
  endAfterNights: z.int().check(z.gte(1), z.lte(30)),
  /** within so many days of its end an alert without a verdict is renewed, and one with a verdict is named by the next */
  renewWithinDays: z.int().check(z.gte(0), z.lte(365)),
}

/** The last days that are looked at, and how few they may be: with fewer nothing is evaluated. */
const Study = {
  studyDays: z.int().check(z.gte(30), z.lte(1_096)),
  leastStudyDays: z.int().check(z.gte(30), z.lte(1_096)),
}

/** A type is a stream of its own from so many events a day on, a sensitive one, which is in no class, from so many. */
const Streams = {
  dailyAtLeast: z.number().check(z.gte(0), z.lte(10_000)),
  sensitiveDailyAtLeast: z.number().check(z.gte(0), z.lte(10_000)),
}

/** What all rules of several events are set to. */
const ofGroup = {
  colour: Colour,
  /** so many events at least */
  times: z.int().check(z.gte(2), z.lte(1_000)),
  /** the types (by code) that it watches; empty: all that its kind can be of */
  types: z.array(TypeCode).check(z.maxLength(200)),
  /** the grids (by code) in which it watches, with all below them; empty: everywhere */
  grids: z.array(GridCode).check(z.maxLength(500)),
  /** an alert ends when its condition has been gone for so long, or for the span that it counts in, whichever is longer */
  clearMinutes: z.int().check(z.gte(1), z.lte(10_080)),
  /** an event that we get to know of later than this after it happened raises none, and is counted as 补报 */
  lateHours: z.int().check(z.gte(1), z.lte(8_760)),
}

/** What a rule of recurrence (重复发生) is set to: events of one type of one household, `times` of them within `days`. */
export const RecurrenceSettings = z.object({
  ...ofGroup,
  days: z.int().check(z.gte(1), z.lte(180)),
  /** one of them must have happened after an earlier one of them was closed */
  afterClosing: z.boolean(),
  /** there must be more than the household's own year brings by chance less often than this; null: the count alone is enough */
  ownBelow: z.nullable(z.number().check(z.gt(0), z.lt(1))),
})
export type RecurrenceSettings = z.infer<typeof RecurrenceSettings>

/** What a rule of near-repeats (近重复) is set to: `times` events of one grave and rare type within `meters` and `hours` of each other. */
export const NearRepeatSettings = z.object({
  ...ofGroup,
  meters: z.number().check(z.gt(0), z.lte(5_000)),
  hours: z.int().check(z.gte(1), z.lte(720)),
  /** of types of this urgency or a graver one, with fewer events a day than this over the last year */
  urgency: Urgency,
  dailyBelow: z.number().check(z.gt(0), z.lte(1_000)),
})
export type NearRepeatSettings = z.infer<typeof NearRepeatSettings>

/**
 * What a rule of a threshold (阈值) is set to: `times` events of one type, or of one class (大类) without its sensitive types, in one grid of a level (or a
 * coarser one without children) within `days`.
 */
export const ThresholdSettings = z.object({
  ...ofGroup,
  /** what is counted together; not said: events of one type */
  by: z.optional(z.enum(['type', 'class'])),
  days: z.int().check(z.gte(1), z.lte(90)),
  level: GridLevel,
  /** there must be more than the grid's own last year brings by chance less often than this; null: the count alone is enough */
  ownBelow: z.nullable(z.number().check(z.gt(0), z.lt(1))),
  /** and by chance such a count must come, in any of the grids and of the types that it watches together, no oftener than once in so many days; null, not said: not asked */
  interval: z.optional(z.nullable(z.number().check(z.gte(1), z.lte(100_000)))),
})
export type ThresholdSettings = z.infer<typeof ThresholdSettings>

/** What rules of work that waits are set to. None is red: what waits for a visit or a volunteer is no emergency. */
const ofWork = {
  colour: z.enum(['orange', 'yellow', 'blue']),
  /** the grids (by code) in which it watches, with all below them; empty: everywhere */
  grids: z.array(GridCode).check(z.maxLength(500)),
  /** an alert ends when nothing of it has waited for so long */
  clearMinutes: z.int().check(z.gte(1), z.lte(10_080)),
}

/** What a rule of visits that are overdue (走访逾期) is set to: items of this duty that are not done so many days after they were due. */
export const UnvisitedSettings = z.object({
  ...ofWork,
  /** id of the template */
  duty: z.uuid(),
  days: z.int().check(z.gte(0), z.lte(90)),
  dayKind: z.enum(['working', 'calendar']),
  /** one alert a grid of this level, with all that is overdue in it */
  level: GridLevel,
})
export type UnvisitedSettings = z.infer<typeof UnvisitedSettings>

/** What a rule of orders that nobody takes (无人接单) is set to: `times` orders of one community that came within `days` and have lapsed. */
export const LapsedOrdersSettings = z.object({
  ...ofWork,
  times: z.int().check(z.gte(1), z.lte(1_000)),
  days: z.int().check(z.gte(1), z.lte(90)),
  /** the services (by code) that it watches; empty: all */
  services: z.array(ServiceCode).check(z.maxLength(100)),
})
export type LapsedOrdersSettings = z.infer<typeof LapsedOrdersSettings>

/** What a rule of silences by the clock (静默超时; lib/warning/quiet-rule.ts) is set to: nothing was received from a grid of this level for so many hours. */
export const QuietSettings = z.object({
  /** its types (none named: all that are not sensitive) and its grids */
  ...ofScope,
  /** never red: that nothing is heard is no emergency by itself */
  colour: z.enum(['orange', 'yellow', 'blue']),
  hours: z.int().check(z.gte(1), z.lte(672)),
  level: GridLevel,
})
export type QuietSettings = z.infer<typeof QuietSettings>

/**
 * What the nightly scan of clusters (聚集; lib/warning/cluster-night.ts) is set to. Its scope is scanned as if the county had nothing else. Days and nights are whole civil ones; intervals (RI) are in
 * days, over all streams of a night.
 */
export const ClusterSettings = z.object({
  ...ofScope,
  ...Study,
  /** leaves of a circle at most, and days of a window at most */
  maxLeaves: z.int().check(z.gte(1), z.lte(64)),
  maxWindowDays: z.int().check(z.gte(1), z.lte(28)),
  /** events that a cluster must hold */
  minCases: z.int().check(z.gte(2), z.lte(1_000)),
  replicates: z.int().check(z.gte(99), z.lte(9_999)),
  /** replicates stop when so many of them reach the most likely cluster */
  stopAt: z.int().check(z.gte(5), z.lte(1_000)),
  /** clusters of one stream at most */
  maxClusters: z.int().check(z.gte(1), z.lte(100)),
  ...Streams,
  ...Lineages,
})
export type ClusterSettings = z.infer<typeof ClusterSettings>

/** What the nightly look for surges (突增; lib/warning/surge-night.ts) is set to. */
export const SurgeSettings = z.object({
  ...Study,
  /** the last days that nothing is learned from: what goes on is not to become usual */
  guardDays: z.int().check(z.gte(0), z.lte(90)),
  /** beside the last day, the sum of so many is looked at */
  windowDays: z.int().check(z.gte(2), z.lte(28)),
  /** events that a surge must hold */
  minCases: z.int().check(z.gte(2), z.lte(1_000)),
  ...Streams,
  ...Lineages,
})
export type SurgeSettings = z.infer<typeof SurgeSettings>

/** What the nightly look for silences (静默; lib/warning/silence-night.ts) is set to. */
export const SilenceSettings = z.object({
  ...Study,
  /** a place is watched that was active on so many days of the study */
  leastActiveDays: z.int().check(z.gte(5), z.lte(1_000)),
  ...Lineages,
})
export type SilenceSettings = z.infer<typeof SilenceSettings>

/** What the weekly look for changed hot spots (热点变化; lib/warning/hot-spot-night.ts) is set to. */
export const HotSpotSettings = z.object({
  ...Study,
  /** the last weeks whose scores make the class of a leaf, and how many leaves count as near it */
  weeks: z.int().check(z.gte(8), z.lte(26)),
  neighbours: z.int().check(z.gte(1), z.lte(24)),
  /** a leaf is hot in a week by this false discovery rate among all leaves and weeks of its class */
  rate: z.number().check(z.gt(0), z.lte(0.5)),
  /** events of the last week that a hot spot must hold */
  minCases: z.int().check(z.gte(2), z.lte(1_000)),
  /** alerts are never graver than this, however rare */
  gravest: Colour,
  ...Lineages,
})
export type HotSpotSettings = z.infer<typeof HotSpotSettings>

/** What of any rule of inference decides what becomes of its findings. */
export type LineageSettings = Pick<ClusterSettings, 'fireAt' | 'fireTwiceAt' | 'quietBelow' | 'endAfterNights' | 'renewWithinDays'> & {
  gravest?: Colour
}
