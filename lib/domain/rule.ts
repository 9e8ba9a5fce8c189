import * as z from 'zod/mini'
import { BudgetNow } from './budget-limits'
import type { EventFacts } from './change'
import type { Colour } from './colour'
import { sourceLife } from './life'
import { Gate, RuleRecord } from './rule-gates'
import { RuleHours } from './rule-hours'
import { EventKind, GroupKind, type InferredKind, isInferredKind, isWorkKind, type RuleKind } from './rule-kinds'
import { isInScope, type Placed, type Scope } from './rule-scope'
import {
  ClusterSettings,
  FactSettings,
  HotSpotSettings,
  LapsedOrdersSettings,
  NearRepeatSettings,
  QuietSettings,
  RecurrenceSettings,
  SilenceSettings,
  SurgeSettings,
  ThresholdSettings,
  UnvisitedSettings,
} from './rule-settings'

const Held = {
  id: z.string(),
  version: z.int(),
  name: z.string(),
  enabled: z.boolean(),
  /** may it tell anybody? Rules of fact may from the first minute, a rule of inference with a record that passes the gates */
  published: z.boolean(),
  /** when it may call; null: at any hour */
  hours: z.nullable(RuleHours),
  record: z.nullable(RuleRecord),
}
const Kept = { ...Held, beginsAt: z.nullable(z.number()) }
const ofEvent = { kind: EventKind, settings: FactSettings }
const ofRecurrence = { kind: z.literal('recurrence'), settings: RecurrenceSettings }
const ofNearRepeat = { kind: z.literal('near_repeat'), settings: NearRepeatSettings }
const ofThreshold = { kind: z.literal('threshold'), settings: ThresholdSettings }
const ofUnvisited = { kind: z.literal('unvisited'), settings: UnvisitedSettings }
const ofLapsedOrders = { kind: z.literal('lapsed_orders'), settings: LapsedOrdersSettings }
const ofQuiet = { kind: z.literal('quiet'), settings: QuietSettings }
const ofCluster = { kind: z.literal('cluster'), settings: ClusterSettings }
const ofSurge = { kind: z.literal('surge'), settings: SurgeSettings }
const ofSilence = { kind: z.literal('silence'), settings: SilenceSettings }
const ofHotSpot = { kind: z.literal('hotspot'), settings: HotSpotSettings }

/** A rule (预警规则) in the version that holds. `beginsAt`: epoch milliseconds; what fell due before it is the past. Null: it has not begun. */
const EventRule = z.object({ ...Kept, ...ofEvent })
export type EventRule = z.infer<typeof EventRule>
const RecurrenceRule = z.object({ ...Kept, ...ofRecurrence })
export type RecurrenceRule = z.infer<typeof RecurrenceRule>
const NearRepeatRule = z.object({ ...Kept, ...ofNearRepeat })
export type NearRepeatRule = z.infer<typeof NearRepeatRule>
const ThresholdRule = z.object({ ...Kept, ...ofThreshold })
export type ThresholdRule = z.infer<typeof ThresholdRule>
const UnvisitedRule = z.object({ ...Kept, ...ofUnvisited })
export type UnvisitedRule = z.infer<typeof UnvisitedRule>
const LapsedOrdersRule = z.object({ ...Kept, ...ofLapsedOrders })
export type LapsedOrdersRule = z.infer<typeof LapsedOrdersRule>
const QuietRule = z.object({ ...Kept, ...ofQuiet })
export type QuietRule = z.infer<typeof QuietRule>
export const ClusterRule = z.object({ ...Kept, ...ofCluster })
export type ClusterRule = z.infer<typeof ClusterRule>
export const SurgeRule = z.object({ ...Kept, ...ofSurge })
export type SurgeRule = z.infer<typeof SurgeRule>
export const SilenceRule = z.object({ ...Kept, ...ofSilence })
export type SilenceRule = z.infer<typeof SilenceRule>
export const HotSpotRule = z.object({ ...Kept, ...ofHotSpot })
export type HotSpotRule = z.infer<typeof HotSpotRule>
export const Rule = z.discriminatedUnion('kind', [
  EventRule,
  RecurrenceRule,
  NearRepeatRule,
  ThresholdRule,
  UnvisitedRule,
  LapsedOrdersRule,
  QuietRule,
  ClusterRule,
  SurgeRule,
  SilenceRule,
  HotSpotRule,
])
export type Rule = z.infer<typeof Rule>
/** A rule whose condition is of several events together. */
export type GroupRule = RecurrenceRule | NearRepeatRule | ThresholdRule
/** A rule of fact whose condition is of events, so that it is evaluated with each change of one. */
export type FactRule = EventRule | GroupRule
/** A rule whose condition is of work that waits. */
export type WorkRule = UnvisitedRule | LapsedOrdersRule

/** A rule of inference. */
export type InferredRule = Extract<Rule, { kind: InferredKind }>
export const isInferredRule = (rule: Rule): rule is InferredRule => isInferredKind(rule.kind)
/** Can a rule be tried on a county's own days (运行检验)? */
export const isTriedHere = ({ kind }: { kind: RuleKind }): boolean => kind === 'cluster'
export const isWorkRule = (rule: Rule): rule is WorkRule => isWorkKind(rule.kind)
export const isQuietRule = (rule: Rule): rule is QuietRule => rule.kind === 'quiet'
export const isFactRule = (rule: Rule): rule is FactRule => !isInferredRule(rule) && !isWorkRule(rule) && !isQuietRule(rule)
export const isGroupRule = (rule: Rule): rule is GroupRule => GroupKind.options.some((kind) => kind === rule.kind)
export const isEventRule = (rule: Rule): rule is EventRule => EventKind.options.some((kind) => kind === rule.kind)

/** What a rule watches; one whose kind has no scope watches all. */
export const scopeOf = ({ settings }: Pick<Rule, 'settings'>): Scope =>
  'clearMinutes' in settings || 'hours' in settings || 'maxLeaves' in settings ? settings : {}

const RuleName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100))

/** What `PUT /api/rules` takes: of each rule that changes, what is to be otherwise. */
export const RulesIn = z.object({
  rules: z
    .array(
      z.object({
        id: z.string().check(z.minLength(1), z.maxLength(32)),
        /** the version that was looked at: 409 where there is a later one; not said: what is given changes whichever holds */
        expectedVersion: z.optional(z.int()),
        name: z.optional(RuleName),
        enabled: z.optional(z.boolean()),
        published: z.optional(z.boolean()),
        hours: z.optional(z.nullable(RuleHours)),
        // the first of these that has all it needs; whether they are of the rule's kind is seen when it is changed
        settings: z.optional(
          z.union([
            FactSettings,
            RecurrenceSettings,
            NearRepeatSettings,
            ThresholdSettings,
            UnvisitedSettings,
            LapsedOrdersSettings,
            QuietSettings,
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

const ofNew = { name: RuleName, enabled: z._default(z.boolean(), true), hours: z._default(z.nullable(RuleHours), null) }

/**
 * What `POST /api/rules` takes: a rule of several events, of work that waits, of silences by the clock, or of clusters, which begins in the shadow; with its scope in the settings. It is on unless it
 * says otherwise.
 */
export const RuleIn = z.discriminatedUnion('kind', [
  z.object({ ...ofNew, ...ofRecurrence }),
  z.object({ ...ofNew, ...ofNearRepeat }),
  z.object({ ...ofNew, ...ofThreshold }),
  z.object({ ...ofNew, ...ofUnvisited }),
  z.object({ ...ofNew, ...ofLapsedOrders }),
  z.object({ ...ofNew, ...ofQuiet }),
  z.object({ ...ofNew, ...ofCluster }),
])
export type RuleIn = z.infer<typeof RuleIn>

/** What came late (补报), by civil day of receipt: so many events, and so many alerts that they would have led to. */
export const LateDay = z.object({ day: z.string(), events: z.int(), alerts: z.int() })
export type LateDay = z.infer<typeof LateDay>

const Told = { ...Held, beginsAt: z.nullable(z.string()), gates: z.array(Gate) }

/** A rule as `GET /api/rules` shows it; `record` null: 尚无历史. `gates`: those of a rule of inference. */
export const RuleOut = z.discriminatedUnion('kind', [
  z.object({ ...Told, ...ofEvent }),
  z.object({ ...Told, ...ofRecurrence }),
  z.object({ ...Told, ...ofNearRepeat }),
  z.object({ ...Told, ...ofThreshold }),
  z.object({ ...Told, ...ofUnvisited }),
  z.object({ ...Told, ...ofLapsedOrders }),
  z.object({ ...Told, ...ofQuiet }),
  z.object({ ...Told, ...ofCluster }),
  z.object({ ...Told, ...ofSurge }),
  z.object({ ...Told, ...ofSilence }),
  z.object({ ...Told, ...ofHotSpot }),
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

/** Fewer verdicts (属实 and 误报) than this tell no share. */
export const FEW_VERDICTS = 20

/**
 * What people said (定性) of a rule's alerts of the last 365 days: 属实, 误报 and 不明. `precision` is 属实/(属实 + 误报) with Wilson's 95 % interval; null: of fewer
 * than FEW_VERDICTS it is not told. Not all alerts are judged, and not at random, so it is no record of the rule.
 */
export const RuleVerdicts = z.object({
  ...{ rule: z.string(), true: z.int(), false: z.int(), unclear: z.int() },
  precision: z.nullable(z.object({ value: z.number(), low: z.number(), high: z.number() })),
})
export type RuleVerdicts = z.infer<typeof RuleVerdicts>

/** `nights`: the last ones, the latest first; like `late`, `missed`, `budget` and `verdicts` (of rules with any) for those who see the whole county. */
export const Rules = z.object({
  rules: z.array(RuleOut),
  late: z.array(LateDay),
  nights: z.array(NightSummary),
  missed: z.nullable(Missed),
  budget: z.nullable(BudgetNow),
  verdicts: z.array(RuleVerdicts),
})
export type Rules = z.infer<typeof Rules>

/** The colour that a rule of fact gives an event of this urgency where its scope holds it; null: none. */
export const colourFor = ({ settings }: Pick<EventRule, 'settings'>, urgency: number, placed: Placed): Colour | null =>
  isInScope(settings, placed) ? (settings.colours.find((row) => row.urgency === urgency)?.colour ?? null) : null

/** The part of an event that a rule of fact looks at. */
export type Ruled = Pick<EventFacts, 'urgency' | 'handledAt' | 'life'>

/**
 * THE condition of a rule of single events: does one meet it as it stands, of such a type and in such a place? 特急: in its scope, of such an urgency and
 * open. Overdue (超期): in its scope, of such an urgency, and a clock that runs for it has run out; one that waits for verification, or is suspended, has a
 * clock that stands.
 */
export function meets(rule: Pick<EventRule, 'kind' | 'settings'>, event: Ruled, placed: Placed): boolean {
  if (colourFor(rule, event.urgency, placed) === null) return false
  const { state, light } = event.life ?? sourceLife(event.handledAt)
  switch (rule.kind) {
    case 'urgency':
      return state !== 'closed' && state !== 'rejected' && state !== 'void'
    case 'overdue':
      return light === 'overdue' && (state === 'awaiting_acceptance' || state === 'awaiting_dispatch' || state === 'handling')
  }
}
