import * as z from 'zod/mini'
import type { AlertsChanged } from './alerts-view'
import { EventType } from './category'
import { GridEvent } from './event'
import { GridLevel } from './grid'
import { Lattice } from './lattice'
import { EventState } from './life'
import type { ScreenTold } from './screen'
import { type ViewWanted, viewHead } from './view'

/** Figures of one grid (or of the whole scope): reported, handled and open are cohorts by time of occurrence. */
export const Figure = z.object({ reported: z.int(), handled: z.int(), open: z.int() })
export type Figure = z.infer<typeof Figure>

/** The figures of a board: the scope's totals, today's (civil day), and each visible grid's. */
export const Figures = z.object({
  /** `near` and `overdue`: open ones by their light (临期, 超期) */
  total: z.extend(Figure, { near: z.optional(z.int()), overdue: z.optional(z.int()) }),
  /** events of the scope by state, zeros left out; void ones count nowhere */
  states: z.optional(z.array(z.object({ state: EventState, count: z.int() }))),
  /** reported today, handled today (by handledAt, whenever reported) */
  today: z.object({ reported: z.int(), handled: z.int() }),
  /** today's reported by event class (code), zeros may be left out */
  classes: z.optional(z.array(z.object({ code: z.string(), today: z.int() }))),
  /** `overdue` is left out where it is 0 */
  grids: z.array(z.extend(Figure, { grid: z.string(), today: z.int(), overdue: z.optional(z.int()) })),
})
export type Figures = z.infer<typeof Figures>

/** Per grid with events of its own: how many the viewer may see one by one, and the sum of `checkHash` over them modulo 2^32. */
export const Sums = z.array(z.object({ grid: z.string(), count: z.int(), sum: z.int() }))
export type Sums = z.infer<typeof Sums>

export const Snapshot = z.object({
  logId: z.string(),
  revision: z.int(),
  /** the last change's time of receipt, RFC 3339 */
  asOf: z.nullable(z.string()),
  /** the server's clock */
  at: z.string(),
  figures: Figures,
  sums: Sums,
  events: z.array(GridEvent),
  /** `nameEn`: of types of the proposal, which screens are not to be sent a list of */
  types: z.array(z.extend(EventType, { nameEn: z.optional(z.string()) })),
  /** id → code of the grids that facts name */
  gridIds: z.record(z.string(), z.int()),
  lattice: Lattice,
  demo: z.boolean(),
  /** progress of the demonstration's history 0..1; null when none is being made */
  historyProgress: z.nullable(z.number()),
  /** what the other kinds of change have to say at this revision, by their names in the log */
  kinds: z.optional(z.record(z.string(), z.unknown())),
})
export type Snapshot = z.infer<typeof Snapshot>

/** What `GET /api/health` answers; while the server starts only `status`, `engine`, `version` and `phase` are known. */
export const Health = z.object({
  status: z.enum(['ready', 'degraded', 'starting']),
  engine: z.string(),
  version: z.string(),
  logId: z.optional(z.string()),
  revision: z.optional(z.int()),
  /** how many grids there are, of all levels */
  grids: z.optional(z.int()),
  /** what does not work, when degraded */
  trouble: z.optional(z.string()),
  /** what is being done, when starting */
  phase: z.optional(z.string()),
})
export type Health = z.infer<typeof Health>

/** client → server. `level`: rows of grids that lie deeper are left out of the figures; frames hold the events of all. */
export const Subscribe = z.object({
  within: z.optional(z.string()),
  level: z.optional(GridLevel),
  log: z.optional(z.string()),
  since: z.optional(z.int()),
})
export type Subscribe = z.infer<typeof Subscribe>
/** `build` is that of the server's pages. */
export const SubscribeAck = z.union([
  z.object({ logId: z.string(), revision: z.int(), build: z.optional(z.string()) }),
  z.object({ code: z.string(), message: z.string() }),
])
export type SubscribeAck = z.infer<typeof SubscribeAck>

const bytes = z.custom<Uint8Array>((v: unknown) => v instanceof Uint8Array || v instanceof ArrayBuffer)

/** server → client: changes after `since` up to `revision`, `frame` as of change.ts `encodeChanges` (empty: nothing for this room). */
export const EventsChanged = z.object({ logId: z.string(), since: z.int(), revision: z.int(), at: z.int(), frame: bytes })
export type EventsChanged = z.infer<typeof EventsChanged>
/**
 * server → client: the figures (view.ts says when a client takes them). What is not there has not changed; `grids` are columns of the rows
 * that have (figures-view.ts `encodeRows`: grid ids as in `gridIds` of the snapshot). A whole one has all of it, and only it has
 * `historyProgress`.
 */
export const KpisChanged = z.object({
  ...viewHead,
  total: z.optional(Figures.shape.total),
  states: Figures.shape.states,
  today: z.optional(Figures.shape.today),
  classes: Figures.shape.classes,
  grids: bytes,
  historyProgress: z.optional(z.nullable(z.number())),
})
export type KpisChanged = z.infer<typeof KpisChanged>
/** server → client: the sums at a revision, and by the name of a view the hash of its rows as this room was sent them. */
export const BoardChecked = z.object({ logId: z.string(), revision: z.int(), sums: Sums, views: z.record(z.string(), z.int()) })
export type BoardChecked = z.infer<typeof BoardChecked>

/** The facts of an event as `/api/changes` shows them (JSON form). */
const FactsOut = z.object({
  revision: z.int(),
  grid: z.string(),
  type: z.string(),
  urgency: z.int(),
  occurredAt: z.string(),
  handledAt: z.nullable(z.string()),
  cell: z.nullable(z.tuple([z.int(), z.int()])),
})
const changeHead = { revision: z.int(), receivedAt: z.string() }
const EventChangeOut = z.object({
  ...changeHead,
  kind: z.literal('event'),
  number: z.int(),
  before: z.nullable(FactsOut),
  after: z.nullable(FactsOut),
  /** the whole event as it is now, when the viewer may see it */
  event: z.nullable(GridEvent),
})
export type EventChangeOut = z.infer<typeof EventChangeOut>
/** `alert`: an Alert (alert.ts) as it was after this change, as far as the viewer sees its events. Screens read this schema, and have no use for that one. */
const AlertChangeOut = z.object({ ...changeHead, kind: z.literal('alert'), alert: z.looseObject({ id: z.string() }) })
export type AlertChangeOut = z.infer<typeof AlertChangeOut>
const ChangeOut = z.discriminatedUnion('kind', [EventChangeOut, AlertChangeOut])
export type ChangeOut = z.infer<typeof ChangeOut>
export const Changes = z.union([
  z.object({ reset: z.literal(true), logId: z.string(), revision: z.int() }),
  z.object({ logId: z.string(), since: z.int(), revision: z.int(), changes: z.array(ChangeOut) }),
])
export type Changes = z.infer<typeof Changes>

/** The socket's message maps. */
export type ClientToServer = {
  subscribe: (body: unknown, ack: (answer: SubscribeAck) => void) => void
  view: (wanted: ViewWanted) => void
  screen: () => void
}
export type ServerToClient = {
  'events:changed': (message: EventsChanged) => void
  'kpis:changed': (message: KpisChanged) => void
  'alerts:changed': (message: AlertsChanged) => void
  'board:checked': (message: BoardChecked) => void
  'screen:showing': (message: ScreenTold) => void
}

/** A gap of more than this many revisions is answered with a reset. */
export const MAX_GAP = 20_000
