import type * as z from 'zod/mini'
import { findOpenFields, type OpenFields, openFields } from '@/lib/db/events/reveals'
import { findPerson, listPeople, type StoredPerson } from '@/lib/db/people/people'
import { actorOf } from '@/lib/domain/audit'
import { maskIdNumber, maskName, maskPhone } from '@/lib/domain/masking'
import type { People, PersonRow } from '@/lib/domain/people'
import { PeopleId } from '@/lib/domain/people-queries'
import { Problem } from '@/lib/domain/problem'
import { peopleRoutes } from '@/lib/domain/routes/people'
import { placeOfList } from './community'
import { giveCoverage, giveDepartments } from './coverage'
import { giveHousehold, giveHouseholds, revealHousehold } from './households'
import { auditRead, gridNamed, needCode, needPeople, peopleGrids, proofOf } from './people-access'
import { type CallOf, type Served, serveViewer } from './route'

/** Masks all but what is open. */
export function personRow({ posts, ...person }: StoredPerson, open: OpenFields | null): PersonRow {
  const isOpen = (field: 'name' | 'phone' | 'idNumber') => open?.fields.includes(field) === true
  return {
    ...person,
    name: isOpen('name') ? person.name : maskName(person.name),
    phone: person.phone === null || isOpen('phone') ? person.phone : maskPhone(person.phone),
    idNumber: person.idNumber === null || isOpen('idNumber') ? person.idNumber : maskIdNumber(person.idNumber),
    posts: posts.map((post) => {
      const { name, nameEn, level } = gridNamed(post.grid)
      return { ...post, gridName: name, gridNameEn: nameEn, level }
    }),
    revealed: open?.fields ?? [],
    until: open ? new Date(open.until).toISOString() : null,
  }
}

/** Members and chiefs of the grids in the scope, masked; none for a place outside it. */
async function givePeople(call: CallOf<typeof peopleRoutes.people>): Promise<z.output<typeof People>> {
  needPeople(call.viewer)
  const { within, kind, surname, order, cursor, limit } = call.query()
  await placeOfList({ within, surname })
  const found = await listPeople({ grids: peopleGrids(call.viewer, within), kind, surname, order, after: cursor, limit })
  const ids = found.rows.map(({ id }) => id)
  // a search is told of also where it found nobody
  if (ids.length > 0 || surname !== undefined) await auditRead(call, { kind: 'grid', id: within ?? '' }, { list: 'people', surname, ids })
  return { people: found.rows.map((p) => personRow(p, null)), nextCursor: found.next }
}

type One = CallOf<typeof peopleRoutes.person>

async function personOf({ viewer, params }: One): Promise<StoredPerson> {
  needPeople(viewer)
  const id = PeopleId.safeParse(params().id)
  const person = id.success ? await findPerson(id.data, peopleGrids(viewer), Date.now()) : null
  if (!person) throw new Problem('not_found', 'There is no such person here.')
  return person
}

/** One person, masked but for what this viewer opened in the last five minutes. */
async function givePerson(call: One): Promise<PersonRow> {
  const person = await personOf(call)
  const object = { kind: 'person' as const, id: person.id }
  const open = await findOpenFields(proofOf(call.viewer), object)
  await auditRead(call, object, { open: open?.fields ?? [] })
  return personRow(person, open)
}

/** Opens fields of a person for five minutes, for a reason, and answers them in clear. */
async function revealPerson(call: CallOf<typeof peopleRoutes.revealPerson>): Promise<PersonRow> {
  const person = await personOf(call)
  const { reason, fields } = await call.body()
  if (fields.includes('address')) throw new Problem('invalid', 'A person has no address here; name, phone and idNumber can be opened.')
  const object = { kind: 'person' as const, id: person.id }
  await needCode(call, object, reason)
  await openFields(proofOf(call.viewer), object, fields, { actor: actorOf(call.viewer), address: call.address, reason })
  return personRow(person, await findOpenFields(proofOf(call.viewer), object))
}

export const peopleServed: readonly Served[] = [
  serveViewer(peopleRoutes.coverage, giveCoverage),
  serveViewer(peopleRoutes.people, givePeople),
  serveViewer(peopleRoutes.person, givePerson),
  serveViewer(peopleRoutes.revealPerson, revealPerson),
  serveViewer(peopleRoutes.households, giveHouseholds),
  serveViewer(peopleRoutes.household, giveHousehold),
  serveViewer(peopleRoutes.revealHousehold, revealHousehold),
  serveViewer(peopleRoutes.departments, giveDepartments),
]
