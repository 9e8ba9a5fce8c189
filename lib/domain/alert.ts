import * as z from 'zod/mini'
import { AlertAction } from './alert-actions'
import { type AlertRecord, AlertState, EndedBy, Verdict } from './alert-record'
import { Colour } from './colour'
import { Rung, RungResult } from './ladder'
import { Party } from './life'
import { WORDS_LIMIT } from './life-event'
import { RuleRecord } from './rule-gates'
import { RuleRef } from './rule-kinds'
import { SaneInstant } from './sane-time'

/** Who did something to it, and when; screens are not told who. */
const Deed = z.object({ id: z.optional(z.string()), name: z.optional(z.string()), at: z.string() })

/**
 * An alert (风险预警) as it is told: grids, headline, counts and events are of what the asker may see of it, colour and state of the whole.
 * `partial` (整体判断): there is more of it that the asker does not see.
 */
export const Alert = z.object({
  id: z.string(),
  rule: RuleRef,
  colour: Colour,
  state: AlertState,
  /** codes of the grids that its events lie in, and of their types */
  grids: z.array(z.string()),
  types: z.array(z.string()),
  startedAt: z.string(),
  /** of its last change */
  updatedAt: z.string(),
  headline: z.string(),
  /** how many events, visits or orders it has; of a rule of fact it is to have none (`expected`: 0) */
  observed: z.number(),
  expected: z.number(),
  /** of rules of inference: by chance alone one as unlikely comes once in so many nights (`recurrenceInterval`) */
  p: z.optional(z.number()),
  recurrenceInterval: z.optional(z.number()),
  /** 外推: rarer than replicates alone can tell */
  extrapolated: z.optional(z.boolean()),
  /** the civil days that it is about, inclusive */
  window: z.optional(z.object({ from: z.string(), to: z.string() })),
  /** of work that waits: the grid that all of it lies in, by code, and of visits which duty, which period and when it was due: what the list behind it is asked by */
  work: z.optional(
    z.object({ place: z.string(), duty: z.optional(z.object({ id: z.string(), name: z.string(), period: z.string(), dueAt: z.string() })) }),
  ),
  /** of a silence by the clock: since when nothing came, and how many hours that was when it was raised; `some`: nothing of the types that its rule names */
  silent: z.optional(z.object({ since: z.string(), hours: z.int(), some: z.optional(z.boolean()) })),
  /** numbers of its events */
  events: z.array(z.int()),
  /** how many of them still meet the condition */
  holding: z.int(),
  partial: z.optional(z.boolean()),
  acknowledgedBy: z.optional(Deed),
  assignedTo: z.optional(Party),
  /**
   * how far it has climbed: `step` rungs above the first, 0: nowhere yet; `rung`: whoever is to acknowledge it, called at `calledAt`; `nextAt`:
   * when it goes on by itself, to `next` (null: to whoever stands last, again); null: it does not
   */
  escalation: z.optional(
    z.object({
      step: z.int(),
      rung: z.nullable(Rung),
      calledAt: z.nullable(z.string()),
      nextAt: z.nullable(z.string()),
      next: z.nullable(Rung),
    }),
  ),
  /** of a silence of its own, of the one that holds it by matching it (`silence`, its id), or until the hours of its rule begin (`quiet`) */
  silencedUntil: z.optional(z.string()),
  silence: z.optional(z.string()),
  quiet: z.optional(z.boolean()),
  /** 转入汇总: beyond the budget of alerts since then, so it calls nobody by itself; a digest tells it, at `at` */
  digest: z.optional(z.object({ since: z.string(), at: z.string() })),
  /** 由更高级预警抑制: it calls nobody by itself while a graver one lives that holds all of it; which is told in its timeline to whoever sees that */
  inhibited: z.optional(z.boolean()),
  /** 数据不全: sources that were in maintenance while it was counted */
  incomplete: z.optional(z.array(z.string())),
  verdict: z.optional(Verdict),
  endedBy: z.optional(EndedBy),
  endedAt: z.optional(z.string()),
  /** null: 尚无历史 */
  record: z.nullable(RuleRecord),
})
export type Alert = z.infer<typeof Alert>

/**
 * What a step of its timeline was: an action of somebody; or what came by itself: `raised`, `joined` (another event), `risen` (a graver
 * colour), `cleared` (the condition is gone), `held` (it is there again), `absorbed` (another alert 并入 this one), `ended`, `renewed` (the same
 * place again within 7 days of its end), `called` (the next rung of its ladder), `resumed` (whoever acknowledged it did nothing more),
 * `inhibited` (a graver one that holds all of it lives, so it calls nobody by itself; `by`: which), `released` (it is inhibited no more),
 * `digested` (beyond the budget of alerts: `limit`, `told` of `of`; a digest tells it: `until`), `muted` (a silence holds it: `silence`, `until`, `setBy`, `reason`; or it waits for the hours of its rule: `hours`, `until`), `unmuted` (none does any more); of a cluster `found` and `quiet`: a night found it again, or did not.
 */
export const AlertStepName = z.enum([
  ...([
    'raised',
    'joined',
    'risen',
    'cleared',
    'held',
    'absorbed',
    'ended',
    'renewed',
    'called',
    'resumed',
    'inhibited',
    'released',
    'muted',
    'unmuted',
    'digested',
    'found',
    'quiet',
  ] as const),
  ...AlertAction.options,
])
export type AlertStepName = z.infer<typeof AlertStepName>

/** A step of an alert that came by itself, before it has a revision; `at` is epoch milliseconds. */
export type OwnStep = { step: AlertStepName; at: number; detail: Record<string, unknown>; state: AlertState; colour: Colour }

/** What has become of an alert, and by which steps. */
export type AlertOutcome = { alert: AlertRecord; steps: OwnStep[] }

/** One step of an alert. `actor` and `role` null: it came by itself; screens get no actor and no note. */
export const AlertStep = z.object({
  revision: z.int(),
  at: z.string(),
  step: AlertStepName,
  actor: z.nullable(z.string()),
  role: z.nullable(z.string()),
  state: AlertState,
  colour: Colour,
  note: z.nullable(z.string()),
  /** the number of an event that joined, by what it ended, whom it was given to, until when it is silent, … */
  detail: z.record(z.string(), z.unknown()),
})
export type AlertStep = z.infer<typeof AlertStep>

/**
 * A rung as the ladder of an alert shows it. `result` null: it was not reached yet; `at`: when it was, or will be by itself if every rung before
 * it calls somebody. `passes`: nobody new stands on one that is yet to come. `grids`: of its posts, `people`: who stands on it, of a post in `grid`; both as far as the viewer may know them.
 */
export const LadderRung = z.object({
  rung: Rung,
  result: z.nullable(RungResult),
  at: z.nullable(z.string()),
  passes: z.nullable(z.enum(['vacant', 'same'])),
  grids: z.array(z.string()),
  people: z.array(z.object({ name: z.string(), grid: z.optional(z.string()) })),
})
export type LadderRung = z.infer<typeof LadderRung>

/**
 * An alert with its timeline, the oldest step first. `actions`: what the asker may do with it now. `mergedInto`: the alert that it was merged
 * into; `follows`: the one before it at the same place, on which somebody had given a verdict.
 */
export const AlertDetail = z.extend(Alert, {
  timeline: z.array(AlertStep),
  actions: z.array(AlertAction),
  /** the last call of its ladder named the asker */
  callsYou: z.boolean(),
  /** `minutes`: from one rung to the next by its colour, null: it climbs by hand only; `repeats`: how often whoever stands last was called again */
  ladder: z.object({ minutes: z.nullable(z.int()), repeats: z.int(), rungs: z.array(LadderRung) }),
  mergedInto: z.optional(z.string()),
  follows: z.optional(z.string()),
})
export type AlertDetail = z.infer<typeof AlertDetail>

/** What `POST /api/alerts/{id}/actions` takes. `to`: whom it is given to; `until`: RFC 3339, epoch milliseconds after. */
export const AlertActionIn = z.object({
  requestId: z.uuid(),
  action: AlertAction,
  verdict: z.optional(Verdict),
  note: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(WORDS_LIMIT))),
  until: z.optional(
    z.pipe(
      SaneInstant,
      z.transform((text: string) => Date.parse(text)),
    ),
  ),
  to: z.optional(Party),
})
export type AlertActionIn = z.infer<typeof AlertActionIn>

/** Living alerts of sensitive types that a viewer is told as a number of a street only (涅阳街道：敏感类预警 1); streets without any are left out. */
export const HiddenAlerts = z.object({ grid: z.string(), count: z.int() })
export type HiddenAlerts = z.infer<typeof HiddenAlerts>

export const AlertResult = z.object({ alert: AlertDetail, logId: z.string(), revision: z.int() })
/** `hidden`, of the first page: living alerts of sensitive types in the place that was asked for. */
export const AlertPage = z.object({
  alerts: z.array(Alert),
  hidden: z.optional(z.array(HiddenAlerts)),
  nextCursor: z.nullable(z.string()),
  logId: z.string(),
  revision: z.int(),
})
export type AlertPage = z.infer<typeof AlertPage>
