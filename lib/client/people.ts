import { SteppedUp } from '@/lib/domain/account'
import { Coverage, type Tree } from '@/lib/domain/binding'
import { HouseholdRow, Households, People, PersonRow, type RevealField } from '@/lib/domain/people'
import { call, type Refused } from './accounts'
import { peopleTexts } from './messages/people'

/** A query string of what is given. */
function queryOf(given: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) if (value) query.set(name, value)
  return query.size ? `?${query}` : ''
}

export const readCoverage = (tree: Tree, within: string | null) => call(Coverage, `people/coverage${queryOf({ tree, within })}`, 'GET')
/** The same of every grid in the scope: what a map shows. */
export const readCoverageMap = () => call(Coverage, `people/coverage${queryOf({ tree: 'grids', rows: 'all' })}`, 'GET')
export const readPeople = (within: string | null, cursor: string | null) => call(People, `people${queryOf({ within, cursor })}`, 'GET')
/** Households that nobody looks after, of a grid or of a node of the service tree. */
export const readUnbound = ({ within, service }: { within?: string | null; service?: string | null }, cursor: string | null) =>
  call(Households, `households${queryOf({ within, service, bound: 'false', cursor })}`, 'GET')
export const stepUp = (code: string) => call(SteppedUp, 'auth/step-up', 'POST', { code })
export const revealPerson = (id: string, reason: string, fields: readonly RevealField[]) =>
  call(PersonRow, `people/${encodeURIComponent(id)}/reveal`, 'POST', { reason, fields })
export const revealHousehold = (id: string, reason: string, fields: readonly RevealField[]) =>
  call(HouseholdRow, `households/${encodeURIComponent(id)}/reveal`, 'POST', { reason, fields })

/** Why something could not be read, in words. */
export function readFault({ code }: Refused): string {
  const { faults } = peopleTexts
  return new Map(Object.entries(faults)).get(code) ?? faults.other
}

/** Why something was not opened, in words. */
export function revealFault({ code }: Refused): string {
  const { faults } = peopleTexts.reveal
  return new Map(Object.entries(faults)).get(code) ?? faults.other
}
