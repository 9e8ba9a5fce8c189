import { readResidentsSetting } from '@/lib/db/county-settings'
import { findHousehold } from '@/lib/db/people/people'
import { inviteResident, opensByPhone, withdrawInvitation } from '@/lib/db/residents/invitations'
import { gridsOfMember, memberOf, readMembership } from '@/lib/db/residents/member-of'
import { type BoundTo, bindingOfResident, countResidents, listResidents, revokeResident } from '@/lib/db/residents/residents'
import { loadUnits } from '@/lib/db/units/unit-book'
import type { Viewer } from '@/lib/domain/access'
import { Problem } from '@/lib/domain/problem'
import type { BoundPhones, MadeInvitation } from '@/lib/domain/resident'
import { ROLES } from '@/lib/domain/roles'
import { residentRoutes } from '@/lib/domain/routes/residents'
import { mayKeepUnit, maySeeUnit } from '@/lib/domain/unit-access'
import { householdOf } from './households'
import { auditRead, needCode, needPeople, peopleGrids } from './people-access'
import { type Call, ownOrigin } from './request'
import { type Served, serveViewer } from './route'

/** The household of a call, for whoever may invite it. Throws Problem `forbidden`, `not_found`. */
function householdToInvite(call: Call & { params(): { id: string } }) {
  needInviter(call.viewer)
  return householdOf(call)
}

/** Throws Problem('forbidden') for whoever may invite nobody. */
function needInviter(viewer: Viewer): void {
  needPeople(viewer)
  if (!ROLES[viewer.role].invites) throw new Problem('forbidden', `The role ${viewer.role} invites nobody.`)
}

async function phonesOf(call: Call, of: BoundTo): Promise<BoundPhones> {
  const object = 'household' in of ? { kind: 'household', id: of.household } : { kind: 'person', id: of.person }
  await auditRead(call, object, { list: 'residents' })
  return listResidents(of)
}

/** Throws Problem('conflict') while residents are switched off. */
async function needOn(): Promise<void> {
  if (!(await readResidentsSetting()).on) throw new Problem('conflict', 'Residents are switched off in the settings.')
}

type Whom = Omit<Parameters<typeof inviteResident>[2], 'now'>
/** An invitation with its code, and the address that its QR code says. */
async function invited({ viewer, address, request }: Call, to: Parameters<typeof inviteResident>[1], whom: Whom): Promise<MadeInvitation> {
  const made = await inviteResident({ viewer, address }, to, { ...whom, now: Date.now() })
  return { id: made.id, code: made.code, address: `${ownOrigin(request)}/my#${made.code}`, expiresAt: new Date(made.expiresAt).toISOString() }
}

/** Withdraws the invitation of a call. Throws Problem('not_found') where it does not hold. */
async function withdraw({ viewer, address }: Call, invitation: string, of: BoundTo): Promise<void> {
  if (!(await withdrawInvitation({ viewer, address }, invitation, of))) throw new Problem('not_found', 'There is no such invitation here that holds.')
}

/** Somebody who is in a unit, or was last in it, for whoever changes that unit and may invite. Throws Problem `forbidden`, `not_found`. */
async function memberToInvite(
  { viewer, params }: Pick<Call, 'viewer'> & { params(): { id: string; person: string } },
  now: number,
): Promise<{ unit: string; person: string; present: boolean }> {
  needInviter(viewer)
  const { id, person } = params()
  if (!ROLES[viewer.role].organises) throw new Problem('forbidden', `The role ${viewer.role} keeps no units.`)
  const unit = (await loadUnits(now)).find((one) => one.id === id)
  if (!unit || !maySeeUnit(viewer, unit)) throw new Problem('not_found', 'There is no such unit here.')
  if (!mayKeepUnit(viewer, unit)) throw new Problem('forbidden', 'A part of this unit lies outside your area.')
  const membership = await readMembership(id, person, now)
  // whoever has left it for another is that one's
  const isElsewhere = membership === 'past' && (await memberOf({ personId: person }, now)) !== null
  if (membership === null || isElsewhere) throw new Problem('not_found', 'There is no such member of this unit.')
  return { unit: id, person, present: membership === 'present' }
}

/** May this viewer end a binding? Of a household of their area, or of a member of a unit that they change. */
async function mayEnd(viewer: Viewer, to: BoundTo): Promise<boolean> {
  if ('household' in to) return (await findHousehold(to.household, peopleGrids(viewer))) !== null
  return (await gridsOfMember(to.person, Date.now())).some((unit) => mayKeepUnit(viewer, unit))
}

/** Residents and invitations, as those see them who work with the households. */
export const residentsServed: readonly Served[] = [
  serveViewer(residentRoutes.counts, async ({ viewer, query }) => {
    needPeople(viewer)
    const grids = peopleGrids(viewer, query().within)
    return { on: (await readResidentsSetting()).on, ...(await countResidents(grids)) }
  }),
  serveViewer(residentRoutes.ofHousehold, async (call) => phonesOf(call, { household: (await householdToInvite(call)).id })),
  serveViewer(residentRoutes.invite, async (call) => {
    const { id: household, grid } = await householdToInvite(call)
    const { resident = null } = await call.body()
    await needOn()
    return invited(call, { household, grid }, { resident })
  }),
  serveViewer(residentRoutes.withdraw, async (call) => {
    const { id: household } = await householdToInvite(call)
    await withdraw(call, call.params().invitation, { household })
    return phonesOf(call, { household })
  }),
  serveViewer(residentRoutes.ofMember, async (call) => phonesOf(call, { person: (await memberToInvite(call, Date.now())).person })),
  serveViewer(residentRoutes.inviteMember, async (call) => {
    const { unit, person, present } = await memberToInvite(call, Date.now())
    if (!present) throw new Problem('conflict', 'They have left this unit.')
    await needOn()
    // it takes their phone away, or shows whoever binds the next one whom they go to
    const opens = await opensByPhone(person)
    if (opens) await needCode(call, { kind: 'person', id: person }, undefined, 'resident.invited')
    return invited(call, { person, unit }, { resident: null, firstOnly: !opens })
  }),
  serveViewer(residentRoutes.withdrawMember, async (call) => {
    const { person } = await memberToInvite(call, Date.now())
    await withdraw(call, call.params().invitation, { person })
    return phonesOf(call, { person })
  }),
  serveViewer(residentRoutes.revoke, async ({ viewer, address, params }) => {
    needInviter(viewer)
    const { id } = params()
    const to = await bindingOfResident(id)
    if (!to || !(await mayEnd(viewer, to)) || !(await revokeResident({ viewer, address }, id)))
      throw new Problem('not_found', 'There is no such resident here.')
  }),
]
