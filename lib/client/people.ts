import type { OrderBy } from '@/lib/domain/list-order'
import type { RevealField } from '@/lib/domain/people'
import type { HouseholdSort, PeopleSort } from '@/lib/domain/people-queries'
import { peopleRoutes } from '@/lib/domain/routes/people'
import { http, type Refused } from './http'
import { peopleTexts } from './messages/people'
import { faultWord } from './word-of'

type WhichPeople = { within: string | null; surname: string | null; order: OrderBy<PeopleSort> | null }
export const readPeople = ({ order, ...which }: WhichPeople, cursor: string | null) =>
  http(peopleRoutes.people, { query: { ...which, ...(order !== null && { order }), cursor } })
type WhichHouseholds = {
  within?: string | null
  service?: string | null
  surname?: string | null
  order?: OrderBy<HouseholdSort> | null
  bound?: boolean
  residents?: boolean
}
/** Households of a grid or of a node of the service tree, those bound to a member or not, those that have residents or not. */
export const readHouseholds = ({ order, ...which }: WhichHouseholds, cursor: string | null) =>
  http(peopleRoutes.households, { query: { ...which, ...(order != null && { order }), cursor } })
export const revealPerson = (id: string, reason: string, fields: readonly RevealField[]) =>
  http(peopleRoutes.revealPerson, { params: { id }, body: { reason, fields: [...fields] } })
export const revealHousehold = (id: string, reason: string, fields: readonly RevealField[]) =>
  http(peopleRoutes.revealHousehold, { params: { id }, body: { reason, fields: [...fields] } })

/** Why something could not be read, in words. */
export function readFault({ code }: Refused): string {
  const { faults } = peopleTexts
  return faultWord(faults, code)
}

/** Why something was not opened, in words. */
export function revealFault({ code }: Refused): string {
  const { faults } = peopleTexts.reveal
  return faultWord(faults, code)
}
