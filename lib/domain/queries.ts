import * as z from 'zod/mini'
import { AttachmentKind } from './attachment'
import { AuditAction } from './audit'
import { Tree } from './binding'
import { TypeCode, Urgency } from './category'
import { EventStatus, Instant } from './event'
import { FigureName } from './figure-terms'
import { HeatWindow } from './heat'
import { EventState, Light } from './life'
import { Bounds } from './position'

/** What the calls of the API take in their query strings, where a list is `a,b` or the name repeated. */

const words = (value: unknown): unknown =>
  (Array.isArray(value) ? value : [value]).flatMap((v) => (typeof v === 'string' ? v.split(',') : [v])).filter((v) => v !== '')
const list = <T extends z.ZodMiniType>(item: T) => z.optional(z.pipe(z.transform(words), z.array(item)))
const number = (value: unknown): unknown => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value)
const whole = (least: number, most: number) => z.pipe(z.transform(number), z.int().check(z.gte(least), z.lte(most)))
const numbers = (value: unknown): unknown => (Array.isArray(words(value)) ? [words(value)].flat().map(number) : value)

/** A grid-code prefix: the grid and all below it. Whether it exists is not a question of form. */
const Within = z.optional(z.string().check(z.maxLength(64)))
const urgency = z.pipe(z.transform(number), Urgency)

/** Newest first by time of occurrence; or by the deadline, the oldest first, and last what has none. */
export const EventOrder = z.enum(['newest', 'deadline'])
export type EventOrder = z.infer<typeof EventOrder>

export const SnapshotQuery = z.object({ within: Within })
export const GridsQuery = z.object({ level: z.optional(whole(1, 4)), within: Within })
export const EventsQuery = z.object({
  within: Within,
  status: z.optional(EventStatus),
  state: list(EventState),
  light: list(Light),
  /** only what was given to whom the asker acts for */
  given: z.optional(z.literal('me')),
  /** by the deadline, of what is due (no 挂账, no 作废): from ≤ deadline < to */
  dueFrom: z.optional(Instant),
  dueTo: z.optional(Instant),
  /** by when it was handled: from ≤ handledAt < to */
  handledFrom: z.optional(Instant),
  handledTo: z.optional(Instant),
  type: list(TypeCode),
  urgency: list(urgency),
  /** in the grids that this node of the service tree lies in; `*`: any node */
  service: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
  /** the events behind this figure of `GET /api/kpis`; then `from` and `to` are its period */
  figure: z.optional(FigureName),
  /** by the time of occurrence, but with `figure` */
  from: z.optional(Instant),
  to: z.optional(Instant),
  bbox: z.optional(z.pipe(z.transform(numbers), Bounds)),
  order: z._default(EventOrder, 'newest'),
  limit: z._default(whole(1, 1_000), 100),
  cursor: z.optional(z.string().check(z.maxLength(200))),
})
/** `within`: a grid, or a node of the service tree when that is the tree. */
export const KpisQuery = z.object({ within: Within, tree: z.optional(Tree), from: z.optional(Instant), to: z.optional(Instant) })
export const TrendsQuery = z.object({ within: Within })
export const HotspotsQuery = z.object({ within: Within })
export const HeatQuery = z.object({
  within: Within,
  type: list(TypeCode),
  window: z._default(HeatWindow, '24h'),
  at: z.optional(Instant),
  form: z._default(z.enum(['field', 'cells']), 'field'),
})
export const AuditQuery = z.object({
  from: z.optional(Instant),
  to: z.optional(Instant),
  /** id or name of whoever did it */
  actor: z.optional(z.string().check(z.maxLength(100))),
  action: z.optional(AuditAction),
  /** what it was done to, `kind:id` */
  object: z.optional(z.string().check(z.maxLength(240), z.regex(/^\w+:./))),
  limit: z._default(whole(1, 500), 100),
  cursor: z.optional(whole(1, Number.MAX_SAFE_INTEGER)),
})
export const ChangesQuery = z.object({
  since: whole(0, Number.MAX_SAFE_INTEGER),
  log: z.optional(z.string().check(z.maxLength(64))),
  within: Within,
  limit: z.optional(whole(1, 20_000)),
  form: z._default(z.enum(['json', 'frame']), 'json'),
})

/** A report that is about to be sent: what open event is it perhaps the same as? */
export const NearQuery = z.object({
  type: TypeCode,
  lon: z.pipe(z.transform(number), z.number().check(z.gte(-180), z.lte(180))),
  lat: z.pipe(z.transform(number), z.number().check(z.gte(-90), z.lte(90))),
  at: z.optional(Instant),
})
export const AttachmentsQuery = z.object({ kind: z._default(AttachmentKind, 'report') })
export const AttachmentQuery = z.object({ size: z._default(z.enum(['full', 'thumb']), 'full') })
