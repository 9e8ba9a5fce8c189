import * as z from 'zod/mini'
import { AlertBudget } from './budget-limits'
import { CalendarDay, OfficeHours } from './calendar'
import { ClockKind, EventType, Urgency } from './category'
import { KpiWeights } from './figures'
import { JudgementSetting, JudgementSettingIn } from './judgement-setting'
import { LadderMinutes } from './ladder'
import { Limit } from './life-event'
import { OrdersSetting, OrdersSettingIn } from './order'
import { ResidentsSetting, ResidentsSettingIn } from './resident'
import { Retention, RetentionIn, RetentionPlan } from './retention'
import { RecordGates } from './rule-gates'
import { SubmissionsSetting, SubmissionsSettingIn } from './submission'
import { LabelSet, LifecycleSetting } from './transition'

/** What the weights of 综合评价 add up to where a county sets its own, so that each can be read as a percentage. */
export const WEIGHTS_SUM = 100

/** The sum of weights. */
export const sumOfWeights = (weights: KpiWeights): number => Object.values(weights).reduce((sum, weight) => sum + weight, 0)

/** What the county has set of the comparison of figures. `order`: areas whose intervals do not meet are told their place in an order. */
export const FiguresSetting = z.object({ order: z.boolean() })
export type FiguresSetting = z.infer<typeof FiguresSetting>
/** As shipped: nobody is put into an order. */
export const FIGURES_SETTING: FiguresSetting = { order: false }

/** What the county has set, as `GET /api/settings` answers. `uncovered`: years of the calendar whose holidays are not known (yet). */
export const Settings = z.object({
  lifecycle: LifecycleSetting,
  officeHours: OfficeHours,
  /** days that were added here, beside the published ones */
  calendar: z.array(CalendarDay),
  uncovered: z.array(z.int()),
  types: z.array(EventType),
  kpiWeights: KpiWeights,
  figures: FiguresSetting,
  ladder: LadderMinutes,
  gates: RecordGates,
  budget: AlertBudget,
  reports: JudgementSetting,
  submissions: SubmissionsSetting,
  residents: ResidentsSetting,
  orders: OrdersSetting,
  retention: Retention,
  /** what the rules of retention would take, as counted last; null: not yet */
  retentionPlan: z.nullable(RetentionPlan),
})
export type Settings = z.infer<typeof Settings>

/** What `PUT /api/settings` takes: only what is to change. What it does not know is refused, since nothing would be done about it. */
export const SettingsIn = z.strictObject({
  lifecycle: z.optional(
    z.strictObject({
      acceptance: z.optional(Limit),
      dispatching: z.optional(Limit),
      urgentStage: z.optional(Limit),
      closing: z.optional(Limit),
      response: z.optional(Limit),
      spotCheckShare: z.optional(LifecycleSetting.shape.spotCheckShare.def.innerType),
      entryByHand: z.optional(z.boolean()),
      labels: z.optional(LabelSet),
    }),
  ),
  officeHours: z.optional(OfficeHours),
  calendar: z.optional(z.array(CalendarDay).check(z.maxLength(2_000))),
  /** of types that are offered, by code */
  types: z.optional(
    z
      .array(
        z.strictObject({
          code: EventType.shape.code,
          urgency: z.optional(Urgency),
          limit: z.optional(EventType.shape.limit),
          clock: z.optional(ClockKind),
          lead: z.optional(EventType.shape.lead),
        }),
      )
      .check(z.maxLength(1_000)),
  ),
  kpiWeights: z.optional(
    KpiWeights.check(z.refine((weights) => sumOfWeights(weights) === WEIGHTS_SUM, { error: `the weights must add up to ${WEIGHTS_SUM}` })),
  ),
  figures: z.optional(FiguresSetting),
  ladder: z.optional(LadderMinutes),
  gates: z.optional(RecordGates),
  budget: z.optional(AlertBudget),
  reports: z.optional(JudgementSettingIn),
  submissions: z.optional(SubmissionsSettingIn),
  residents: z.optional(ResidentsSettingIn),
  orders: z.optional(OrdersSettingIn),
  retention: z.optional(RetentionIn),
  /** the parts as whoever changes them has seen them, of types those that change: 409 where somebody else has changed one since */
  seen: z.optional(z.partial(z.omit(Settings, { uncovered: true, retentionPlan: true }))),
})
export type SettingsIn = z.infer<typeof SettingsIn>
