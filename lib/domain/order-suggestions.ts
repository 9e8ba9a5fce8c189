import * as z from 'zod/mini'
import { SkillName } from './skills'

/** Over how many days before now what somebody took counts as their load. */
export const ORDER_LOAD_DAYS = 14
/** So many are suggested at once. */
export const SUGGESTED = 3

/**
 * Why somebody is suggested: what they can (`own`: they said so themselves, else their unit can); so many metres as the crow flies, from where they start or
 * their unit is; how many orders they took in the last 14 days; how often they did this service; when they last came to this household; orders in hand now.
 */
export const OrderReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('skill'), skill: SkillName, own: z.boolean() }),
  z.object({ kind: z.literal('distance'), metres: z.int(), from: z.enum(['person', 'unit']) }),
  z.object({ kind: z.literal('load'), orders: z.int(), days: z.int() }),
  z.object({ kind: z.literal('times'), times: z.int() }),
  z.object({ kind: z.literal('household'), at: z.string() }),
  z.object({ kind: z.literal('busy'), orders: z.int() }),
])
export type OrderReason = z.infer<typeof OrderReason>
/** What marks somebody among those suggested, in a word: nearest of them, near, did it often, hardly ever, has little to do, much, knows the household. */
export const OrderTrait = z.enum(['nearest', 'near', 'practised', 'new', 'free', 'loaded', 'familiar'])
export type OrderTrait = z.infer<typeof OrderTrait>

/** Somebody who can, as SQL finds them. `lastAt`: when they last served this household, epoch milliseconds. */
export type Volunteer = {
  person: string
  name: string
  unit: string
  unitName: string
  skill: z.infer<typeof SkillName>
  own: boolean
  metres: number
  from: 'person' | 'unit'
  load: number
  inHand: number
  times: number
  lastAt: number | null
}
/** Somebody whom a search finds, whether they `can` or not; `metres` null: nobody knows where they start from; `asked`: for this order already. */
export type FoundVolunteer = Omit<Volunteer, 'metres'> & { can: boolean; metres: number | null; asked: boolean; pausedUntil: number | null }
export type OrderSuggestion = { volunteer: Volunteer; reasons: OrderReason[]; traits: OrderTrait[] }

/** How much each reason is worth; having little to do as much as being near, so that orders do not always fall to the same. Beyond FAR metres near is worth nothing, beyond BUSY orders idle is not, behind PRACTISED times once more adds nothing. */
const WORTH = { own: 1, near: 3, idle: 3, practised: 1.5, familiar: 1, inHand: 1.5 } as const
const FAR = 3_000
const BUSY = 5
const PRACTISED = 20
/** Metres that a word calls near; orders of 14 days that it calls little and much; times that it calls often and hardly ever. */
const SAID = { near: 800, free: 1, loaded: 3, often: 10, hardly: 3 } as const

const worthOf = ({ own, metres, load, inHand, times, lastAt }: Volunteer): number =>
  (own ? WORTH.own : 0) +
  WORTH.near * Math.max(0, 1 - metres / FAR) +
  WORTH.idle * Math.max(0, 1 - load / BUSY) +
  WORTH.practised * (Math.min(times, PRACTISED) / PRACTISED) +
  (lastAt === null ? 0 : WORTH.familiar) -
  WORTH.inHand * Math.min(inHand, 2)

type Facts = Omit<Volunteer, 'metres'> & Pick<FoundVolunteer, 'can' | 'metres'>
/** What speaks for and against somebody, each a fact. */
export function reasonsOf({ can, skill, own, metres, from, load, inHand, times, lastAt }: Facts): OrderReason[] {
  return [
    ...(can ? [{ kind: 'skill' as const, skill, own }] : []),
    { kind: 'times', times },
    ...(metres === null ? [] : [{ kind: 'distance' as const, metres: Math.round(metres), from }]),
    { kind: 'load', orders: load, days: ORDER_LOAD_DAYS },
    ...(lastAt === null ? [] : [{ kind: 'household' as const, at: new Date(lastAt).toISOString() }]),
    ...(inHand === 0 ? [] : [{ kind: 'busy' as const, orders: inHand }]),
  ]
}

function traitsOf({ metres, load, times, lastAt }: Volunteer, nearest: number): OrderTrait[] {
  return [
    ...(metres <= nearest ? (['nearest'] as const) : metres <= SAID.near ? (['near'] as const) : []),
    ...(lastAt === null ? [] : (['familiar'] as const)),
    ...(times >= SAID.often ? (['practised'] as const) : times < SAID.hardly ? (['new'] as const) : []),
    ...(load <= SAID.free ? (['free'] as const) : load >= SAID.loaded ? (['loaded'] as const) : []),
  ]
}

/**
 * Whom an order might be offered to, the best first, each with all reasons in words. Of equals the nearer one, then by id, so that the same facts give the same
 * answer. It proposes, and whoever dispatches decides; nobody is shown it as a place among others.
 */
export function suggestVolunteers(found: readonly Volunteer[], most = SUGGESTED): OrderSuggestion[] {
  const best = found
    .map((volunteer) => ({ volunteer, worth: worthOf(volunteer) }))
    .sort((a, b) => b.worth - a.worth || a.volunteer.metres - b.volunteer.metres || (a.volunteer.person < b.volunteer.person ? -1 : 1))
    .slice(0, most)
    .map(({ volunteer }) => volunteer)
  const nearest = Math.min(...best.map(({ metres }) => metres))
  return best.map((volunteer) => ({ volunteer, reasons: reasonsOf({ ...volunteer, can: true }), traits: traitsOf(volunteer, nearest) }))
}
