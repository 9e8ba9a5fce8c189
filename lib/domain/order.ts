import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { DAY_MS } from './clock'
import { GridCode } from './grid'
import { ORDER_DUES } from './order-due'
import { OrderState } from './order-life'
import { OrderAction, OrderWords } from './order-machine'
import { ServiceCode } from './order-services'
import { OrderReason, OrderTrait } from './order-suggestions'
import { mayReadPeople } from './people'
import { Position } from './position'
import type { RoleName } from './roles'
import { SaneInstant } from './sane-time'
import { Share } from './share'
import { TypedTelephone } from './telephone'

const line = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))

/** What is asked for, whoever asks: `id` is new, and sending the same again is harmless. `wantedAt`: when it suits them. */
const wanted = {
  id: z.uuid(),
  service: ServiceCode,
  wantedAt: z.optional(z.nullable(SaneInstant)),
  words: z._default(z.string().check(z.trim(), z.maxLength(1_000)), ''),
}
/** An order that somebody who works there makes for a resident (代居民出单): of a household that is known, or of whoever called. */
export const OrderIn = z.object({
  ...wanted,
  grid: GridCode,
  position: z.optional(Position),
  household: z.optional(z.uuid()),
  name: line(100),
  phone: z.optional(TypedTelephone),
  address: line(300),
})
export type OrderIn = z.infer<typeof OrderIn>
/** May help be wanted then? From a week ago on, as a phone without a connection sends late, and up to a year ahead. */
export const mayBeWantedAt = (at: number, now: number): boolean => at >= now - 7 * DAY_MS && at <= now + 366 * DAY_MS

/** An order of a resident on their own phone: who they are and where they live is known. `phone`: where they can be called. */
export const MyOrderIn = z.object({ ...wanted, phone: z.optional(TypedTelephone) })
export type MyOrderIn = z.infer<typeof MyOrderIn>

/** What somebody does with an order, as of the revision that they looked at. */
export const OrderActIn = z.extend(OrderWords, { requestId: z.uuid(), action: OrderAction, expectedRevision: z.int() })
export type OrderActIn = z.infer<typeof OrderActIn>

const names = { name: z.string(), nameEn: z.string() }
export const ServiceTold = z.object({ code: ServiceCode, ...names, minutes: z.int() })
/** A volunteer as those see them who dispatch: masked, with their unit. */
export const OrderVolunteer = z.object({ person: z.string(), name: z.string(), unit: z.nullable(z.string()), unitEn: z.nullable(z.string()) })

export type OrderVolunteer = z.infer<typeof OrderVolunteer>

/** Who asked, and how: on their own phone, by a poster's link, or somebody who works there for them. */
export const OrderSource = z.enum(['resident', 'link', 'clerk'])

/**
 * An order as those see it who work there: personal data masked but for the fields in `revealed`, which are open `until` then. `lapses`: how many did not take
 * it. `volunteerLeft`: it was taken by somebody who has left since, so that it is to be given to somebody else. Times are RFC 3339.
 */
export const Order = z.object({
  ...{ id: z.uuid(), number: z.string(), service: ServiceTold, state: OrderState, revision: z.int(), demo: z.boolean() },
  ...{ grid: z.string(), gridName: z.string(), gridNameEn: z.string(), source: OrderSource },
  ...{ name: z.string(), phone: z.nullable(z.string()), address: z.nullable(z.string()), words: z.string() },
  ...{ wantedAt: z.nullable(z.string()), createdAt: z.string() },
  ...{ nth: z.int(), lapses: z.int(), pool: z.boolean(), offeredAt: z.nullable(z.string()), offerUntil: z.nullable(z.string()) },
  ...{ volunteer: z.nullable(OrderVolunteer), volunteerLeft: z.boolean(), assigned: z.boolean(), takenAt: z.nullable(z.string()) },
  ...{ outAt: z.nullable(z.string()), arrivedAt: z.nullable(z.string()), servedAt: z.nullable(z.string()) },
  ...{ ratedAt: z.nullable(z.string()), solved: z.nullable(z.boolean()), satisfied: z.nullable(z.boolean()), opinion: z.nullable(z.string()) },
  ...{ complaint: z.nullable(z.string()), complaintAnswer: z.nullable(z.string()) },
  ...{ withdrawnAt: z.nullable(z.string()), reason: z.nullable(z.string()) },
  actions: z.array(OrderAction),
  ...{ revealed: z.array(z.enum(['name', 'phone', 'address'])), until: z.nullable(z.string()) },
})
export type Order = z.infer<typeof Order>

/** What became of an offer: taken, declined, lapsed, or ended because the order went another way; null: it stands. */
export const OfferOutcome = z.enum(['taken', 'declined', 'lapsed', 'ended'])
export type OfferOutcome = z.infer<typeof OfferOutcome>
/** Who did a step: their name, masked of a resident; null: the clock. `byLink`: whoever has the link of the order, as whom they are known to nobody. */
const StepBy = { by: z.nullable(z.string()), byLink: z.boolean() }
export type OrderStepBy = z.infer<z.ZodMiniObject<typeof StepBy>>
/** An order with whom it was offered to and what was done. `ladder`: how long each offer of its service stands, minutes. */
export const OrderDetail = z.extend(Order, {
  ladder: z.array(z.int()),
  poolMinutes: z.int(),
  offers: z.array(z.object({ volunteer: z.nullable(OrderVolunteer), offeredAt: z.string(), until: z.string(), outcome: z.nullable(OfferOutcome) })),
  steps: z.array(z.object({ action: z.string(), at: z.string(), ...StepBy })),
})
export type OrderDetail = z.infer<typeof OrderDetail>

/** Somebody suggested, masked, with what they have to do of the last 14 days. */
export const OrderSuggestions = z.object({
  suggestions: z.array(z.object({ volunteer: OrderVolunteer, reasons: z.array(OrderReason), traits: z.array(OrderTrait), load: z.int() })),
})
export type OrderSuggestions = z.infer<typeof OrderSuggestions>

/** Members whom a search finds, masked: whether they `can`, why, and until when they take no orders; `asked`: for this order already. */
export const OrderVolunteers = z.object({
  volunteers: z.array(
    z.object({
      ...{ volunteer: OrderVolunteer, can: z.boolean(), reasons: z.array(OrderReason), load: z.int() },
      ...{ asked: z.boolean(), pausedUntil: z.nullable(z.string()) },
    }),
  ),
})
export type OrderVolunteers = z.infer<typeof OrderVolunteers>

/** The columns of the board, each with the states that stand in it. */
export const ORDER_COLUMNS = {
  waiting: ['requested', 'lapsed'],
  offered: ['offered'],
  serving: ['taken'],
  rating: ['served'],
  done: ['rated'],
} as const satisfies Record<string, readonly OrderState[]>
export type OrderColumn = keyof typeof ORDER_COLUMNS
export const OrderColumnName = z.enum(['waiting', 'offered', 'serving', 'rating', 'done'])

/**
 * Figures of the orders that came in a period: `response`: taken while the offers of their service stood, of those whose time is over or that were taken;
 * `completion`: served, of all that were not withdrawn; `solved`, `satisfied`: said so, of those rated.
 */
export const OrderFigures = z.object({ response: Share, completion: Share, solved: Share, satisfied: Share })
export type OrderFigures = z.infer<typeof OrderFigures>
export const OrderFigure = z.enum(['response', 'completion', 'solved', 'satisfied'])
export type OrderFigure = z.infer<typeof OrderFigure>

/** How many orders stand in each state now, of those that ended in a period, with the figures of the period. No names: a screen reads it too. */
export const OrderCounts = z.object({
  asOf: z.string(),
  from: z.string(),
  to: z.string(),
  states: z.record(OrderState, z.int()),
  figures: OrderFigures,
})
export type OrderCounts = z.infer<typeof OrderCounts>

/** A team of volunteers: how many of it can take an order now, of all that are in it. */
export const OrderTeam = z.object({ id: z.string(), name: z.string(), nameEn: z.string(), free: z.int(), members: z.int() })
/** The board: of each column the orders that are first in it, how many there are, the figures of the period, and who can take one now. */
export const OrderBoard = z.extend(OrderCounts, {
  columns: z.record(OrderColumnName, z.object({ count: z.int(), orders: z.array(Order) })),
  teams: z.array(OrderTeam),
  volunteers: z.object({ free: z.int(), members: z.int() }),
})
export type OrderBoard = z.infer<typeof OrderBoard>

/** What a list of orders can be sorted by. `urgent`: a complaint, then what nobody took, what waits to be offered, what is offered, under way, to rate, and what is over. */
export const ORDER_SORTS = ['urgent', 'number', 'service', 'place', 'state', 'wanted', 'who', 'came'] as const
export type OrderSort = (typeof ORDER_SORTS)[number]

const counted = <T extends z.ZodMiniType>(value: T) => z.array(z.object({ value, count: z.int() }))
/** How many orders of a list there are of each value of a facet, under all other narrowings. */
export const OrderFacets = z.object({ state: counted(OrderState), service: counted(ServiceCode), late: z.int() })
export type OrderFacets = z.infer<typeof OrderFacets>
export const OrdersListed = z.object({ orders: z.array(Order), total: z.int(), facets: OrderFacets, nextCursor: z.nullable(z.string()) })
export type OrdersListed = z.infer<typeof OrdersListed>

/** What the county has set: whether somebody without an account may ask by a poster's link (off as shipped), and how many a day by one link. */
export const OrdersSetting = z.object({
  links: z.boolean(),
  perDay: z.int().check(z.gte(1), z.lte(10_000)),
  residentPerDay: z.int().check(z.gte(1), z.lte(100)),
})
export type OrdersSetting = z.infer<typeof OrdersSetting>
export const ORDERS_SETTING: OrdersSetting = { links: false, perDay: 50, residentPerDay: 5 }
export const OrdersSettingIn = z.partial(OrdersSetting)

/** Orders that wait for this viewer, by what is to be done with them; and those that they are asked for or have taken as a member: no names. `seen`: may they open it? */
export const OwnOrders = z.object({
  due: z.array(z.object({ of: z.enum(ORDER_DUES), count: z.int() })),
  orders: z.array(
    z.object({
      ...{ id: z.uuid(), number: z.string(), service: ServiceTold, state: OrderState, gridName: z.string(), gridNameEn: z.string() },
      ...{ wantedAt: z.nullable(z.string()), offerUntil: z.nullable(z.string()), seen: z.boolean() },
    }),
  ),
})
export type OwnOrders = z.infer<typeof OwnOrders>

const CLERKS: readonly RoleName[] = ['operator', 'dispatcher', 'supervisor']

/** May this viewer be told how many orders there are, and the figures? They are of grids; no names. */
export const mayCountOrders = ({ scope }: Viewer): boolean => scope.kind === 'grids'
/** THE predicate of orders: may this viewer see those of this grid one by one, masked? Those who work with its people. */
export const maySeeOrder = (viewer: Viewer, { grid }: { grid: string }): boolean => mayReadPeople(viewer) && mayReadGrid(viewer, grid)
/** May this viewer ask for something in the name of a resident of this grid? */
export const mayOrderFor = (viewer: Viewer, grid: string): boolean => CLERKS.includes(viewer.role) && mayReadGrid(viewer, grid)
