import type * as z from 'zod/mini'
import { revokeSessions } from '@/lib/db/accounts/sessions'
import { readResidentsSetting } from '@/lib/db/county-settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { tryInvitation } from '@/lib/db/residents/invitation-tries'
import { bindPhone } from '@/lib/db/residents/invitations'
import { memberOf } from '@/lib/db/residents/member-of'
import { signInByPin } from '@/lib/db/residents/pin-sign-in'
import type { BoundResident } from '@/lib/db/residents/residents'
import { answerSolved, readMyReport, readMyReports } from '@/lib/db/submissions/my-reports'
import { saveMyReport } from '@/lib/db/submissions/submissions'
import { actorOf } from '@/lib/domain/audit'
import type { My } from '@/lib/domain/my'
import { networkOf } from '@/lib/domain/network'
import { Problem } from '@/lib/domain/problem'
import { myRoutes } from '@/lib/domain/routes/my'
import { budget } from './budget'
import { accountCookie, phoneCookie, phoneIn } from './cookies'
import { englishUnitName } from './english-units'
import { isSecureHost } from './identity'
import { countPublic } from './limits'
import { takePhoto } from './photos-in'
import { endReplaced } from './replaced-session'
import { needOwnOrigin, type OpenCall } from './request'
import { needResidents } from './resident-call'
import { type CallOf, type Served, servePublic, serveResident } from './route'
import { checkTold, communityOf, nameOf, placesOf } from './telling'

/** What a phone shows when it signs in. */
async function phoneOf({ request, address }: OpenCall) {
  if (request.headers.get('origin') !== null) needOwnOrigin(request)
  await countPublic(address)
  await needResidents()
  const secure = isSecureHost(request.headers.get('host'))
  return { secure, phone: phoneIn(request.headers.get('cookie'), secure), address, browser: request.headers.get('user-agent') }
}

/** Nothing, with cookies. */
function noContent(...cookies: string[]): Response {
  const headers = new Headers()
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 204, headers })
}

async function bind(call: CallOf<typeof myRoutes.bind>): Promise<Response> {
  const { secure, ...seat } = await phoneOf(call)
  const wanted = await call.body()
  const line = budget('sign-in')
  const { secret, cookie } = await tryInvitation(seat.address, () =>
    line.run(networkOf(seat.address), call.request.signal, () => bindPhone(wanted, seat)),
  )
  await endReplaced(call.request, seat.address)
  return noContent(phoneCookie(secret, secure), accountCookie(cookie, secure))
}

async function signIn(call: CallOf<typeof myRoutes.signIn>): Promise<Response> {
  const { secure, ...seat } = await phoneOf(call)
  const { pin } = await call.body()
  const answer = await budget('sign-in').run(networkOf(seat.address), call.request.signal, () => signInByPin({ ...seat, pin }))
  switch (answer.kind) {
    case 'opened':
      await endReplaced(call.request, seat.address)
      return noContent(accountCookie(answer.cookie, secure), ...(seat.phone === null ? [] : [phoneCookie(seat.phone, secure)]))
    case 'wrong':
      throw new Problem('unauthenticated', `The PIN is wrong; ${answer.left} tries are left.`, { left: answer.left })
    case 'locked':
      throw new Problem('conflict', 'This phone is locked after five wrong PINs; the grid member opens it again by an invitation.')
    case 'unbound':
      throw new Problem('not_found', 'This phone is bound to nobody.')
  }
}

/** What somebody who was invited as a member of a unit is in units now. */
async function unitsOf(resident: BoundResident, now: number): Promise<My['units']> {
  if (resident.personId === null) return null
  const { units } = (await memberOf(resident, now)) ?? { units: [] }
  return units.map(({ grids: _grids, ...unit }) => ({ ...unit, nameEn: englishUnitName(unit.name) }))
}

async function myOf(resident: BoundResident): Promise<z.output<typeof My>> {
  const [atlas, now] = [await loadAtlas(), Date.now()]
  const { id, name, grid } = resident
  const [units, reports] = await Promise.all([unitsOf(resident, now), readMyReports(id, atlas, now)])
  return { name, community: nameOf(atlas, communityOf(atlas, grid)), units, reports }
}

/** What residents reach. */
export const myServed: readonly Served[] = [
  servePublic(myRoutes.bind, bind),
  servePublic(myRoutes.signIn, signIn),
  serveResident(myRoutes.signOut, async ({ request, viewer, address }) => {
    if (viewer.sessionId) await revokeSessions(viewer.id, { id: viewer.sessionId }, { actor: actorOf(viewer), address, action: 'session.closed' })
    return noContent(accountCookie(null, isSecureHost(request.headers.get('host'))))
  }),
  serveResident(myRoutes.read, ({ resident }) => myOf(resident)),
  serveResident(myRoutes.places, async ({ resident, query }) => {
    const atlas = await loadAtlas()
    return placesOf(atlas, communityOf(atlas, resident.grid), query().near)
  }),
  serveResident(myRoutes.report, async ({ resident, viewer, body, address }) => {
    const given = await body()
    const [atlas, now] = [await loadAtlas(), Date.now()]
    const community = communityOf(atlas, resident.grid)
    const grid = checkTold(given, community, { atlas, now })
    const { reportsPerDay: perDay } = await readResidentsSetting()
    return {
      sentAt: new Date(
        await saveMyReport({ id: resident.id, community }, given, { grid, perDay, now, by: { actor: actorOf(viewer), address } }),
      ).toISOString(),
    }
  }),
  serveResident(myRoutes.photo, async ({ resident, viewer, params, request, address }) => {
    const { id } = params()
    if (!(await readMyReport(resident.id, id, await loadAtlas(), Date.now()))) throw new Problem('not_found', 'There is no such report of yours.')
    return takePhoto({ request, address }, { own: `resident:${resident.id}`, actor: actorOf(viewer), submission: id })
  }),
  serveResident(myRoutes.answer, async ({ resident, viewer, params, body, address }) => {
    const said = { residentId: resident.id, id: params().id, ...(await body()) }
    await answerSolved({ viewer, address }, said, { atlas: await loadAtlas(), now: Date.now() })
    return myOf(resident)
  }),
]
