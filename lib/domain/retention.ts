import * as z from 'zod/mini'

/** What a retention period is for: photos and personal fields of closed events, sessions that ended, judgement reports, what residents sent, bindings of residents' phones that were ended, bookings at service places, who asked for services, what was written on visits, rows of the audit. */
export const RETENTION_KINDS = [
  'photos',
  'personal',
  'sessions',
  'reports',
  'submissions',
  'residents',
  'bookings',
  'orders',
  'duties',
  'audit',
] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

/** Logs are kept for at least six months (网络安全法 第二十一条). */
export const MIN_AUDIT_DAYS = 180
const MAX_DAYS = 36_500

const Days = z.nullable(z.int().check(z.gte(1), z.lte(MAX_DAYS)))
const AuditDays = z.nullable(z.int().check(z.gte(MIN_AUDIT_DAYS), z.lte(MAX_DAYS)))

/**
 * After how many days each kind is taken away; null: it is kept. Photos and personal fields count from the end of their event, what residents sent from the
 * decision on it, a binding from its end, a booking from the end of its time, an order from its own, an item of a duty from when it was done or its period was over.
 */
export const RetentionRules = z.object({
  photosDays: z._default(Days, null),
  personalDays: z._default(Days, null),
  sessionsDays: z._default(Days, null),
  reportsDays: z._default(Days, null),
  submissionsDays: z._default(Days, null),
  residentsDays: z._default(Days, null),
  bookingsDays: z._default(Days, null),
  ordersDays: z._default(Days, null),
  dutiesDays: z._default(Days, null),
  auditDays: z._default(AuditDays, null),
})
export type RetentionRules = z.infer<typeof RetentionRules>

/** What the county has set: the rules, and whether they are applied or only counted. */
export const Retention = z.extend(RetentionRules, { active: z._default(z.boolean(), false) })
export type Retention = z.infer<typeof Retention>

/** What of it is to change. */
export const RetentionIn = z.object({
  photosDays: z.optional(Days),
  personalDays: z.optional(Days),
  sessionsDays: z.optional(Days),
  reportsDays: z.optional(Days),
  submissionsDays: z.optional(Days),
  residentsDays: z.optional(Days),
  bookingsDays: z.optional(Days),
  ordersDays: z.optional(Days),
  dutiesDays: z.optional(Days),
  auditDays: z.optional(AuditDays),
  active: z.optional(z.boolean()),
})
export type RetentionIn = z.infer<typeof RetentionIn>

/** How many of each kind: photos, events with personal fields, sessions, reports, submissions, residents, bookings, orders, items of duties, rows of the audit. */
export const RetentionCounts = z.object({
  photos: z.int(),
  personal: z.int(),
  sessions: z.int(),
  reports: z._default(z.int(), 0),
  submissions: z._default(z.int(), 0),
  residents: z._default(z.int(), 0),
  bookings: z._default(z.int(), 0),
  orders: z._default(z.int(), 0),
  duties: z._default(z.int(), 0),
  audit: z.int(),
})
export type RetentionCounts = z.infer<typeof RetentionCounts>

/** A dry run: what these rules would have taken at that time (RFC 3339). */
export const RetentionPlan = z.object({ rules: RetentionRules, at: z.string(), counts: RetentionCounts })
export type RetentionPlan = z.infer<typeof RetentionPlan>

/** The days of one rule. */
export const daysOf = (rules: RetentionRules, kind: RetentionKind): number | null => rules[`${kind}Days`]

/** Are these the same rules? */
export const sameRules = (a: RetentionRules, b: RetentionRules): boolean => RETENTION_KINDS.every((kind) => daysOf(a, kind) === daysOf(b, kind))
