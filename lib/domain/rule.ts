import * as z from 'zod/mini'
import { TypeCode, Urgency } from './category'
import type { EventFacts } from './change'
import { GridCode, GridLevel } from './grid'
import type { Words } from './language'
import { sourceLife } from './life'

/** The colours of a warning (风险预警四色), the gravest first. */
export const Colour = z.enum(['red', 'orange', 'yellow', 'blue'])
export type Colour = z.infer<typeof Colour>

/** What each colour is called: its Roman numeral (in letters, which every font has) stands beside it everywhere, since colour alone tells too few. */
export const COLOURS: Readonly<Record<Colour, { numeral: 'I' | 'II' | 'III' | 'IV'; words: Words }>> = {
  red: { numeral: 'I', words: { zh: '红', en: 'Red' } },
  orange: { numeral: 'II', words: { zh: '橙', en: 'Orange' } },
  yellow: { numeral: 'III', words: { zh: '黄', en: 'Yellow' } },
  blue: { numeral: 'IV', words: { zh: '蓝', en: 'Blue' } },
}

/** Is the first colour graver than the second? */
export const isGraver = (a: Colour, b: Colour): boolean => Colour.options.indexOf(a) < Colour.options.indexOf(b)

/** Kinds of rules of fact whose condition is of one event by itself. */
export const EventKind = z.enum(['urgency', 'overdue'])
/** Kinds of rules of fact whose condition is of several events together (lib/warning/group-rules.ts): 重复发生, 近重复, 阈值. */
export const GroupKind = z.enum(['recurrence', 'near_repeat', 'threshold'])

/** The kinds of rules of fact, which claim only what is counted. */
export const FactKind = z.enum([...EventKind.options, ...GroupKind.options])
export type FactKind = z.infer<typeof FactKind>

/**
 * The kinds of rules of inference, evaluated at night: clusters (聚集), surges (突增), silences (静默) and hot spots that change (热点变化). Until such a rule is published it runs in the shadow and
 * tells nobody.
 */
export const InferredKind = z.enum(['cluster', 'surge', 'silence', 'hotspot'])
export type InferredKind = z.infer<typeof InferredKind>

/** The kinds of rules there are. */
export const RuleKind = z.enum([...FactKind.options, ...InferredKind.options])
export type RuleKind = z.infer<typeof RuleKind>

/** What a rule of fact is set to. */
export const FactSettings = z.object({
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

/** What a rule of a threshold (阈值) is set to: `times` events of one type in one grid of a level (or a coarser one without children) within `days`. */
export const ThresholdSettings = z.object({
  ...ofGroup,
  days: z.int().check(z.gte(1), z.lte(90)),
  level: GridLevel,
  /** there must be more than the grid's own last year brings by chance less often than this; null: the count alone is enough */
  ownBelow: z.nullable(z.number().check(z.gt(0), z.lt(1))),
})
export type ThresholdSettings = z.infer<typeof ThresholdSettings>

/**
 * What the nightly scan of clusters (聚集; lib/warning/cluster-night.ts) is set to. Days and nights are whole civil ones; intervals (RI) are in
 * days, over all streams of a night.
 */
export const ClusterSettings = z.object({
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

/**
 * What is known of how a rule does. Rules of fact have a volume record, their alerts a day over `days`; precision (0..1) and what follows it
 * are of rules of inference. `basis`: labels, injected, permuted or verdicts.
 */
export const RuleRecord = z.object({
  kind: z.enum(['volume', 'statistical']),
  basis: z.array(z.string()),
  precision: z.optional(z.number()),
  detection: z.optional(z.number()),
  medianDelayDays: z.optional(z.number()),
  falsePer100Days: z.optional(z.number()),
  alertsPerDay: z.number(),
  episodes: z.optional(z.int()),
  days: z.number(),
})
export type RuleRecord = z.infer<typeof RuleRecord>

/** A rule as an alert names it. */
export const RuleRef = z.object({ id: z.string(), version: z.int(), kind: RuleKind, name: z.string() })
export type RuleRef = z.infer<typeof RuleRef>

const Held = {
  id: z.string(),
  version: z.int(),
  name: z.string(),
  enabled: z.boolean(),
  /** may it tell anybody? Rules of fact may from the first minute, a rule of inference with a record that passes the gates */
  published: z.boolean(),
  record: z.nullable(RuleRecord),
}
const ofEvent = { kind: EventKind, settings: FactSettings }
const ofRecurrence = { kind: z.literal('recurrence'), settings: RecurrenceSettings }
const ofNearRepeat = { kind: z.literal('near_repeat'), settings: NearRepeatSettings }
const ofThreshold = { kind: z.literal('threshold'), settings: ThresholdSettings }
const ofCluster = { kind: z.literal('cluster'), settings: ClusterSettings }
const ofSurge = { kind: z.literal('surge'), settings: SurgeSettings }
const ofSilence = { kind: z.literal('silence'), settings: SilenceSettings }
const ofHotSpot = { kind: z.literal('hotspot'), settings: HotSpotSettings }
const beginsAt = z.nullable(z.number())

/** A rule (预警规则) in the version that holds. `beginsAt`: epoch milliseconds; what fell due before it is the past. Null: it has not begun. */
const EventRule = z.object({ ...Held, ...ofEvent, beginsAt })
export type EventRule = z.infer<typeof EventRule>
const RecurrenceRule = z.object({ ...Held, ...ofRecurrence, beginsAt })
export type RecurrenceRule = z.infer<typeof RecurrenceRule>
const NearRepeatRule = z.object({ ...Held, ...ofNearRepeat, beginsAt })
export type NearRepeatRule = z.infer<typeof NearRepeatRule>
const ThresholdRule = z.object({ ...Held, ...ofThreshold, beginsAt })
export type ThresholdRule = z.infer<typeof ThresholdRule>
export const ClusterRule = z.object({ ...Held, ...ofCluster, beginsAt })
export type ClusterRule = z.infer<typeof ClusterRule>
export const SurgeRule = z.object({ ...Held, ...ofSurge, beginsAt })
export type SurgeRule = z.infer<typeof SurgeRule>
export const SilenceRule = z.object({ ...Held, ...ofSilence, beginsAt })
export type SilenceRule = z.infer<typeof SilenceRule>
export const HotSpotRule = z.object({ ...Held, ...ofHotSpot, beginsAt })
export type HotSpotRule = z.infer<typeof HotSpotRule>
export const Rule = z.discriminatedUnion('kind', [
  EventRule,
  RecurrenceRule,
  NearRepeatRule,
  ThresholdRule,
  ClusterRule,
  SurgeRule,
  SilenceRule,
  HotSpotRule,
])
export type Rule = z.infer<typeof Rule>
/** A rule whose condition is of several events together. */
export type GroupRule = RecurrenceRule | NearRepeatRule | ThresholdRule
export type FactRule = EventRule | GroupRule

/** Is a kind of rules one of inference? */
export const isInferredKind = (kind: RuleKind): kind is InferredKind => InferredKind.options.some((one) => one === kind)

/** A rule of inference. */
export type InferredRule = Extract<Rule, { kind: InferredKind }>
export const isInferredRule = (rule: Rule): rule is InferredRule => isInferredKind(rule.kind)
/** Can a rule be tried on a county's own days (运行检验)? */
export const isTriedHere = ({ kind }: { kind: RuleKind }): boolean => kind === 'cluster'
export const isFactRule = (rule: Rule): rule is FactRule => !isInferredRule(rule)
export const isGroupRule = (rule: Rule): rule is GroupRule => GroupKind.options.some((kind) => kind === rule.kind)
export const isEventRule = (rule: Rule): rule is EventRule => EventKind.options.some((kind) => kind === rule.kind)

/**
 * The gates that the record of a rule of inference passes before it may tell anybody: enough days and episodes, most of these found, and few
 * false alerts. Fewer days are enough where episodes were added to the county's own history, which then must be many.
 */
const RECORD_GATES = { days: 365, ownDays: 180, episodes: 10, injected: 100, detection: 0.6, falsePer100Days: 3 } as const

/** One gate: what is asked of a record, what it has (null: no record says), and whether that is enough. */
export const Gate = z.object({
  gate: z.enum(['days', 'episodes', 'detection', 'falsePer100Days']),
  asked: z.number(),
  reached: z.nullable(z.number()),
  passed: z.boolean(),
})
export type Gate = z.infer<typeof Gate>

/** The gates for a record of a rule of inference, the four of them in order. */
export function gatesOf(record: RuleRecord | null): Gate[] {
  const known = record?.kind === 'statistical' ? record : null
  const basis = known?.basis ?? []
  const isOwn = basis.includes('injected') && basis.includes('permuted')
  const least = (gate: Gate['gate'], asked: number, reached: number | undefined): Gate => {
    const passed = reached !== undefined && (gate === 'falsePer100Days' ? reached <= asked : reached >= asked)
    return { gate, asked, reached: reached ?? null, passed }
  }
  return [
    least('days', isOwn ? RECORD_GATES.ownDays : RECORD_GATES.days, known?.days),
    least('episodes', basis.includes('injected') ? RECORD_GATES.injected : RECORD_GATES.episodes, known?.episodes),
    least('detection', RECORD_GATES.detection, known?.detection),
    least('falsePer100Days', RECORD_GATES.falsePer100Days, known?.falsePer100Days),
  ]
}

export const mayBePublished = (record: RuleRecord | null): boolean => gatesOf(record).every(({ passed }) => passed)

const RuleName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100))

/** What `PUT /api/rules` takes: of each rule that changes, what is to be otherwise. */
export const RulesIn = z.object({
  rules: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1), z.maxLength(32)),
        name: z.optional(RuleName),
        enabled: z.optional(z.boolean()),
        published: z.optional(z.boolean()),
        // the first of these that has all it needs; whether they are of the rule's kind is seen when it is changed
        settings: z.optional(
          z.union([
            FactSettings,
            RecurrenceSettings,
            NearRepeatSettings,
            ThresholdSettings,
            ClusterSettings,
            SurgeSettings,
            SilenceSettings,
            HotSpotSettings,
          ]),
        ),
      }),
    )
    .check(z.minLength(1), z.maxLength(100)),
})
export type RulesIn = z.infer<typeof RulesIn>

const ofNew = { name: RuleName, enabled: z._default(z.boolean(), true) }

/** What `POST /api/rules` takes: a rule of several events, with its scope in the settings. It is on unless it says otherwise. */
export const RuleIn = z.discriminatedUnion('kind', [
  z.object({ ...ofNew, ...ofRecurrence }),
  z.object({ ...ofNew, ...ofNearRepeat }),
  z.object({ ...ofNew, ...ofThreshold }),
])
export type RuleIn = z.infer<typeof RuleIn>

/** Was a rule made by hand? Those that come with the program are called by their kind, and cannot be removed. */
export const isMadeByHand = ({ id, kind }: Pick<Rule, 'id' | 'kind'>): boolean => id !== kind

/** What came late (补报), by civil day of receipt: so many events, and so many alerts that they would have led to. */
export const LateDay = z.object({ day: z.string(), events: z.int(), alerts: z.int() })
export type LateDay = z.infer<typeof LateDay>

const toldBegin = z.nullable(z.string())

/** A rule as `GET /api/rules` shows it; `record` null: 尚无历史. `gates`: those of a rule of inference. */
export const RuleOut = z.discriminatedUnion('kind', [
  z.object({ ...Held, ...ofEvent, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofRecurrence, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofNearRepeat, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofThreshold, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofCluster, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofSurge, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofSilence, beginsAt: toldBegin, gates: z.array(Gate) }),
  z.object({ ...Held, ...ofHotSpot, beginsAt: toldBegin, gates: z.array(Gate) }),
])
export type RuleOut = z.infer<typeof RuleOut>

/** A night of a rule of inference in numbers; `unplaced`: events that no scan of leaves saw; `told`: findings that an alert tells. */
export const NightSummary = z.object({
  rule: z.string(),
  night: z.string(),
  ...{ days: z.int(), streams: z.int(), events: z.int(), unplaced: z.int(), found: z.int(), told: z.int() },
  /** 数据不全: a source was missing, so nothing was looked for */
  incomplete: z.optional(z.boolean()),
})
export type NightSummary = z.infer<typeof NightSummary>

/**
 * What weekly questions (lib/domain/question.ts) say of one kind of places of which nobody was told: so many of the answers 有 or 没有 (`of`) were 有, and `share`
 * with Wilson's 95 % interval; null: there is no answer yet. 说不清 (`unclear`) is apart.
 */
export const MissedShare = z.object({
  ...{ yes: z.int(), of: z.int(), unclear: z.int() },
  share: z.nullable(z.object({ value: z.number(), low: z.number(), high: z.number() })),
})
export type MissedShare = z.infer<typeof MissedShare>

/** An estimate of what is missed (漏报), of the last 52 weeks: among candidates of the shadow, and among places where nothing was found. */
export const Missed = z.object({ candidates: MissedShare, quiet: MissedShare })
export type Missed = z.infer<typeof Missed>

/** `nights`: the last ones, the latest first; like `late` and `missed` for those who see the whole county. */
export const Rules = z.object({ rules: z.array(RuleOut), late: z.array(LateDay), nights: z.array(NightSummary), missed: z.nullable(Missed) })
export type Rules = z.infer<typeof Rules>

/** The colour that a rule of fact gives an event of this urgency; null: none. */
export const colourFor = ({ settings }: Pick<EventRule, 'settings'>, urgency: number): Colour | null =>
  settings.colours.find((row) => row.urgency === urgency)?.colour ?? null

/** The part of an event that a rule of fact looks at. */
export type Ruled = Pick<EventFacts, 'urgency' | 'handledAt' | 'life'>

/**
 * THE condition of a rule of single events: does one meet it as it stands? 特急: of such an urgency and open. Overdue (超期): of such an urgency, and
 * a clock that runs for it has run out; one that waits for verification, or is suspended, has a clock that stands.
 */
export function meets(rule: Pick<EventRule, 'kind' | 'settings'>, event: Ruled): boolean {
  if (colourFor(rule, event.urgency) === null) return false
  const { state, light } = event.life ?? sourceLife(event.handledAt)
  switch (rule.kind) {
    case 'urgency':
      return state !== 'closed' && state !== 'rejected' && state !== 'void'
    case 'overdue':
      return light === 'overdue' && (state === 'awaiting_acceptance' || state === 'awaiting_dispatch' || state === 'handling')
  }
}
