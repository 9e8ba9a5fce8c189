import type * as z from 'zod/mini'
import { findOpenFields, type OpenFields, openFields } from '@/lib/db/events/reveals'
import { findHousehold, listHouseholds, type StoredHousehold } from '@/lib/db/people/people'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { maskAddress, maskIdNumber, maskName, maskPhone } from '@/lib/domain/masking'
import type { HouseholdRow, Households } from '@/lib/domain/people'
import { PeopleId } from '@/lib/domain/people-queries'
import { Problem } from '@/lib/domain/problem'
import type { peopleRoutes } from '@/lib/domain/routes/people'
import { nodesBelow } from '@/lib/domain/service-tree'
import { placeOfList } from './community'
import { auditRead, gridNamed, needCode, needPeople, peopleGrids, proofOf } from './people-access'
import type { CallOf } from './route'

/** Masks all but what is open. */
export function householdRow(household: StoredHousehold, open: OpenFields | null): HouseholdRow {
  const isOpen = (field: OpenFields['fields'][number]) => open?.fields.includes(field) === true
  const { name, phone, idNumber, address, member } = household
  return {
    ...household,
    gridName: gridNamed(household.grid).name,
    gridNameEn: gridNamed(household.grid).nameEn,
    name: isOpen('name') ? name : maskName(name),
    phone: phone === null || isOpen('phone') ? phone : maskPhone(phone),
    idNumber: idNumber === null || isOpen('idNumber') ? idNumber : maskIdNumber(idNumber),
    address: isOpen('address') ? address : maskAddress(address),
    member: member && { id: member.id, name: maskName(member.name) },
    revealed: open?.fields ?? [],
    until: open ? new Date(open.until).toISOString() : null,
  }
}

/** Households of the grids in the scope, masked; none for a place outside it. */
export async function giveHouseholds(call: CallOf<typeof peopleRoutes.households>): Promise<z.output<typeof Households>> {
  needPeople(call.viewer)
  const { within: asked, bound, residents, member, service, surname, order, cursor, limit } = call.query()
  const within = await placeOfList({ within: asked, service, surname })
  const grids = peopleGrids(call.viewer, within)
  const services = service === undefined ? undefined : nodesBelow((await loadPeopleBook()).nodes, service)
  const found = await listHouseholds({ grids, bound, residents, member, services, surname, order, after: cursor, limit })
  const ids = found.rows.map(({ id }) => id)
  // a search is told of also where it found nobody
  if (ids.length > 0 || surname !== undefined)
    await auditRead(call, { kind: 'grid', id: within ?? '' }, { list: 'households', bound, residents, member, service, surname, ids })
  return { households: found.rows.map((h) => householdRow(h, null)), nextCursor: found.next }
}

type One = CallOf<typeof peopleRoutes.household>

/** The household of a call, where it lies in the area of whoever asks. Throws Problem `forbidden`, `not_found`. */
export async function householdOf({ viewer, params }: { viewer: Viewer; params(): { id: string } }): Promise<StoredHousehold> {
  needPeople(viewer)
  const id = PeopleId.safeParse(params().id)
  const household = id.success ? await findHousehold(id.data, peopleGrids(viewer)) : null
  if (!household) throw new Problem('not_found', 'There is no such household here.')
  return household
}

/** One household, masked but for what this viewer opened in the last five minutes. */
export async function giveHousehold(call: One): Promise<HouseholdRow> {
  const household = await householdOf(call)
  const object = { kind: 'household' as const, id: household.id }
  const open = await findOpenFields(proofOf(call.viewer), object)
  await auditRead(call, object, { open: open?.fields ?? [] })
  return householdRow(household, open)
}

/** Opens fields of a household for five minutes, for a reason, and answers them in clear. */
export async function revealHousehold(call: CallOf<typeof peopleRoutes.revealHousehold>): Promise<HouseholdRow> {
  const household = await householdOf(call)
  const { reason, fields } = await call.body()
  const object = { kind: 'household' as const, id: household.id }
  await needCode(call, object, reason)
  await openFields(proofOf(call.viewer), object, fields, { actor: actorOf(call.viewer), address: call.address, reason })
  return householdRow(household, await findOpenFields(proofOf(call.viewer), object))
}
