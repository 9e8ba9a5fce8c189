import * as z from 'zod/mini'
import { GridCode } from './grid'
import { LinkSecret } from './link'
import { MyOrderIn, ServiceTold } from './order'
import type { OrderState } from './order-life'
import { OrderAction, OrderWords } from './order-machine'
import { Position } from './position'
import { TypedTelephone } from './telephone'

/** How far what one asked for has come, as one would ask: it was received, somebody is looked for, somebody comes, is on the way, is there, it is done, it ended. */
export const MyOrderStep = z.enum(['asked', 'looking', 'found', 'out', 'there', 'done', 'ended'])
export type MyOrderStep = z.infer<typeof MyOrderStep>

/** One's own order: no words of the trade. `helper`: the family name of whoever comes, and where they can be called. Times are RFC 3339. */
export const MyOrder = z.object({
  ...{ id: z.uuid(), number: z.string(), service: ServiceTold, step: MyOrderStep, revision: z.int(), words: z.string() },
  ...{ wantedAt: z.nullable(z.string()), askedAt: z.string(), doneAt: z.nullable(z.string()) },
  helper: z.nullable(z.object({ family: z.string(), phone: z.nullable(z.string()), unit: z.nullable(z.string()), unitEn: z.nullable(z.string()) })),
  ...{ solved: z.nullable(z.boolean()), satisfied: z.nullable(z.boolean()) },
  ...{ complaint: z.nullable(z.string()), complaintAnswer: z.nullable(z.string()) },
  actions: z.array(OrderAction),
})
export type MyOrder = z.infer<typeof MyOrder>

/**
 * An order as a volunteer sees it. Until they have taken it, who asks is masked and where is the building; afterwards they know whom they go to. `until`: how long
 * it stands before them; `pool`: before all who can.
 */
export const MyTask = z.object({
  ...{ id: z.uuid(), number: z.string(), service: ServiceTold, step: MyOrderStep, revision: z.int(), words: z.string(), pool: z.boolean() },
  ...{ wantedAt: z.nullable(z.string()), until: z.nullable(z.string()), metres: z.nullable(z.int()) },
  ...{ name: z.string(), phone: z.nullable(z.string()), address: z.nullable(z.string()), satisfied: z.nullable(z.boolean()) },
  actions: z.array(OrderAction),
})
export type MyTask = z.infer<typeof MyTask>

/** What a resident can ask for, has asked for, and, where they are a volunteer, what is asked of them. */
export const MyOrders = z.object({
  services: z.array(ServiceTold),
  orders: z.array(MyOrder),
  volunteer: z.nullable(z.object({ pausedUntil: z.nullable(z.string()), offers: z.array(MyTask), pool: z.array(MyTask), mine: z.array(MyTask) })),
})
export type MyOrders = z.infer<typeof MyOrders>

/** What a resident does with an order of their own, or as a volunteer with one that is before them. */
export const MyOrderActIn = z.extend(z.omit(OrderWords, { person: true }), { requestId: z.uuid(), action: OrderAction, expectedRevision: z.int() })
/** Until when a volunteer takes no orders: so many days, or none any more. */
export const VolunteeringIn = z.object({ pauseDays: z.nullable(z.int().check(z.gte(1), z.lte(90))) })

const place = { name: z.string(), nameEn: z.string() }
/** Where a volunteer starts from, as they set it: `at` is the community that the point lies in, null where it is their unit's place. `choices`: communities near. */
export const MyStart = z.object({ at: z.nullable(z.object(place)), choices: z.array(z.object({ code: GridCode, ...place })) })
export type MyStart = z.infer<typeof MyStart>
/** From where: the middle of a community, or where the phone was when it was asked, once; null: from where the unit is. */
export const MyStartIn = z.object({
  from: z.nullable(
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('grid'), grid: GridCode }), z.object({ kind: z.literal('phone'), position: Position })]),
  ),
})
export type MyStartIn = z.infer<typeof MyStartIn>

/** Decimals of a degree that are kept of where a phone was: some hundred metres, as near as a suggestion has to know. */
const START_DECIMALS = 1_000
/** A position without what of it says which door somebody lives behind. */
export const coarse = ([lon, lat]: Position): Position => [
  Math.round(lon * START_DECIMALS) / START_DECIMALS,
  Math.round(lat * START_DECIMALS) / START_DECIMALS,
]

const line = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
/** An order of somebody without an account, by a poster's link: `follow` is the secret that they follow it by, made by the sender. `website` is what no person fills in. */
export const PublicOrderIn = z.extend(MyOrderIn, {
  follow: LinkSecret,
  name: line(50),
  phone: TypedTelephone,
  address: line(200),
  website: z.optional(z.string().check(z.maxLength(0))),
})
export type PublicOrderIn = z.infer<typeof PublicOrderIn>
export const PublicServices = z.object({ community: z.object({ name: z.string(), nameEn: z.string() }), services: z.array(ServiceTold) })

/** How far an order has come, as its asker is told. */
export function myStep({ state, outAt, arrivedAt }: { state: OrderState; outAt: number | null; arrivedAt: number | null }): MyOrderStep {
  switch (state) {
    case 'requested':
      return 'asked'
    case 'offered':
    case 'lapsed':
      return 'looking'
    case 'taken':
      return arrivedAt !== null ? 'there' : outAt !== null ? 'out' : 'found'
    case 'served':
    case 'rated':
      return 'done'
    case 'withdrawn':
      return 'ended'
  }
}
