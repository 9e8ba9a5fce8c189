import * as z from 'zod/mini'
import { Colour } from './colour'
import { Ladder, NO_LADDER } from './ladder'
import { Party } from './life'
import type { Change, LogKind } from './log-kinds'
import { RuleRecord } from './rule-gates'
import { RuleRef } from './rule-kinds'

/** An alert fires until somebody acknowledges it (签收), and lives until it is resolved (解除). */
export const AlertState = z.enum(['firing', 'acknowledged', 'resolved'])
export type AlertState = z.infer<typeof AlertState>

/** What ended an alert: its condition has been gone for long enough, a person, 并入 another, or 依据撤销: the condition never held. */
export const EndedBy = z.enum(['condition', 'person', 'merged', 'withdrawn'])
export type EndedBy = z.infer<typeof EndedBy>

/** 定性: 属实, 误报 or 不明. */
export const Verdict = z.enum(['true', 'false', 'unclear'])
export type Verdict = z.infer<typeof Verdict>

/** An event of an alert: it meets the condition, it did (办结 and the like), or it turned out never to have met it (作废, 更正). */
export const AlertMember = z.object({
  number: z.int(),
  /** code of the grid that it counts in */
  grid: z.string(),
  status: z.enum(['holds', 'over', 'withdrawn']),
})
export type AlertMember = z.infer<typeof AlertMember>

/**
 * Why an alert of inference stands, as of the last night on which it was found: the window (civil days, inclusive), what is usual in it leaf by
 * leaf, and how rare that is over all places, windows and streams (`streams`) of that night; the recurrence interval in nights. `extrapolated`
 * (外推): by the tail that was fitted to the replicates. `quietNights`: nights since on which it stayed below what is looked at.
 */
export const AlertEvidence = z.object({
  night: z.string(),
  from: z.string(),
  to: z.string(),
  leaves: z.array(z.object({ grid: z.string(), expected: z.number() })),
  p: z.number(),
  extrapolated: z.boolean(),
  recurrenceInterval: z.number(),
  /** of a hot spot its class (lib/warning/hot-spot-rules.ts) */
  pattern: z.optional(z.string()),
  streams: z.int(),
  quietNights: z.int(),
})
export type AlertEvidence = z.infer<typeof AlertEvidence>

/** Work that an alert counts, an item of a duty or an order: it waits, it does not any more, or it is not there any more. */
export const AlertPart = z.object({ id: z.string(), grid: z.string(), status: z.enum(['holds', 'over', 'withdrawn']) })
export type AlertPart = z.infer<typeof AlertPart>

/**
 * What an alert of work that waits is about: the grid (a street, a community) that all of it lies in by code, and each piece of work. Of visits which duty (as it was called then), which
 * period and when it was due; of orders the civil days on which they came, inclusive.
 */
export const AlertWork = z.object({
  place: z.string(),
  duty: z.optional(z.object({ id: z.string(), name: z.string(), period: z.string(), dueAt: z.number() })),
  days: z.optional(z.object({ from: z.string(), to: z.string() })),
  parts: z.array(AlertPart),
})
export type AlertWork = z.infer<typeof AlertWork>

/**
 * What an alert of a silence by the clock is about: nothing that the rule watches (`types` by code; none: all that are not sensitive) was received from a grid since `since`, epoch
 * milliseconds, which was `hours` or more when it was raised. It names no event.
 */
const AlertSilence = z.object({
  ...{ grid: z.string(), since: z.number(), hours: z.int(), types: z.array(z.string()) },
  status: AlertPart.shape.status,
})

const time = z.nullable(z.number())
const Deed = z.object({ id: z.string(), name: z.string(), at: z.number() })

/** All that is kept of an alert, times in epoch milliseconds: what is written into the log with each change, and told by alert-told.ts. */
export const AlertRecord = z.object({
  id: z.string(),
  /** of its last change */
  revision: z.int(),
  rule: RuleRef,
  /** what it is about within its rule: the code of an event type; of clusters also that of a class */
  stream: z.string(),
  types: z.array(z.string()),
  /** of a sensitive type */
  sensitive: z.boolean(),
  colour: Colour,
  state: AlertState,
  members: z.array(AlertMember),
  /** of rules of inference */
  evidence: z.optional(AlertEvidence),
  /** of rules of work that waits, which has no members */
  work: z.optional(AlertWork),
  /** of rules of silences by the clock, which has none either */
  silent: z.optional(AlertSilence),
  startedAt: z.number(),
  updatedAt: z.number(),
  /** since when no event of it meets the condition, and when it ends by that; null while one does */
  clearedAt: time,
  endsAt: time,
  endedAt: time,
  endedBy: z.nullable(EndedBy),
  mergedInto: z.nullable(z.string()),
  follows: z.nullable(z.string()),
  acknowledged: z.nullable(Deed),
  assigned: z.nullable(Party),
  /** how often somebody has escalated it */
  escalated: z.int(),
  /** how far it has climbed; of before there were ladders: nowhere */
  ladder: z._default(Ladder, NO_LADDER),
  silencedUntil: time,
  /** sources that were in maintenance while it was counted (`incompleteBy` in silence.ts) */
  incomplete: z.optional(z.array(z.string())),
  verdict: z.nullable(z.extend(Deed, { value: Verdict })),
  /** of its rule when it was raised */
  record: z.nullable(RuleRecord),
})
export type AlertRecord = z.infer<typeof AlertRecord>

/** Does it live: firing or acknowledged? */
export const isLive = ({ state }: Pick<AlertRecord, 'state'>): boolean => state !== 'resolved'

/**
 * The grids that an alert is about, in order: the leaves of its evidence; else those of its events or its work, without what was withdrawn unless
 * all of it was.
 */
export function gridsOf({ evidence, ...alert }: Pick<AlertRecord, 'members' | 'evidence' | 'work' | 'silent'>): string[] {
  if (evidence) return evidence.leaves.map(({ grid }) => grid).sort()
  const counted = countedOf(alert)
  const standing = counted.filter(({ status }) => status !== 'withdrawn')
  return [...new Set((standing.length > 0 ? standing : counted).map(({ grid }) => grid))].sort()
}

/** What an alert counts, by where it is and how it stands: its events, its work, or its silence. */
export const countedOf = ({
  members,
  work,
  silent,
}: Pick<AlertRecord, 'members' | 'work' | 'silent'>): readonly Pick<AlertPart, 'grid' | 'status'>[] => (silent ? [silent] : (work?.parts ?? members))

/** One change of an alert: all of it as it is after. `receivedAt`: when it came to be, epoch milliseconds. */
export type AlertChange = Change & { alert: AlertRecord }

const AlertChanges = z.array(z.object({ revision: z.int(), receivedAt: z.number(), alert: AlertRecord }))

/** Changes of alerts, as JSON: there are tens a day. They name grids by code, so they hold on other grids too. */
export const ALERTS: LogKind<AlertChange> = {
  name: 'alerts',
  ofGrids: false,
  encode: (changes) => new TextEncoder().encode(JSON.stringify(changes)),
  decode: (body) => AlertChanges.parse(JSON.parse(new TextDecoder().decode(body))),
}
