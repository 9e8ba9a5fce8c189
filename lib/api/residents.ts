import { readResidentsSetting } from '@/lib/db/county-settings'
import { findHousehold } from '@/lib/db/people/people'
import { inviteHousehold, withdrawInvitation } from '@/lib/db/residents/invitations'
import { countResidents, householdOfResident, listResidents, revokeResident } from '@/lib/db/residents/residents'
import type { Viewer } from '@/lib/domain/access'
import { Problem } from '@/lib/domain/problem'
import type { HouseholdResidents } from '@/lib/domain/resident'
import { ROLES } from '@/lib/domain/roles'
import { residentRoutes } from '@/lib/domain/routes/residents'
import { householdOf } from './households'
import { auditRead, needPeople, peopleGrids } from './people-access'
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
  if (!ROLES[viewer.role].invites) throw new Problem('forbidden', `The role ${viewer.role} invites no households.`)
}

async function residentsOf(call: Call, household: string): Promise<HouseholdResidents> {
  await auditRead(call, { kind: 'household', id: household }, { list: 'residents' })
  return listResidents(household)
}

/** Residents and invitations, as those see them who work with the households. */
export const residentsServed: readonly Served[] = [
  serveViewer(residentRoutes.counts, async ({ viewer, query }) => {
    needPeople(viewer)
    const grids = peopleGrids(viewer, query().within)
    return { on: (await readResidentsSetting()).on, ...(await countResidents(grids)) }
  }),
  serveViewer(residentRoutes.ofHousehold, async (call) => residentsOf(call, (await householdToInvite(call)).id)),
  serveViewer(residentRoutes.invite, async (call) => {
    const { viewer, address, request } = call
    const household = await householdToInvite(call)
    const { resident = null } = await call.body()
    if (!(await readResidentsSetting()).on) throw new Problem('conflict', 'Residents are switched off in the settings.')
    const made = await inviteHousehold({ viewer, address }, household, { resident, now: Date.now() })
    return { id: made.id, code: made.code, address: `${ownOrigin(request)}/my#${made.code}`, expiresAt: new Date(made.expiresAt).toISOString() }
  }),
  serveViewer(residentRoutes.withdraw, async (call) => {
    const { viewer, address, params } = call
    const { id: household } = await householdToInvite(call)
    if (!(await withdrawInvitation({ viewer, address }, { id: params().invitation, household })))
      throw new Problem('not_found', 'There is no such invitation here that holds.')
    return residentsOf(call, household)
  }),
  serveViewer(residentRoutes.revoke, async ({ viewer, address, params }) => {
    needInviter(viewer)
    const { id } = params()
    const household = await householdOfResident(id)
    const isHere = household !== null && (await findHousehold(household, peopleGrids(viewer))) !== null
    if (!isHere || !(await revokeResident({ viewer, address }, id))) throw new Problem('not_found', 'There is no such resident here.')
  }),
]
