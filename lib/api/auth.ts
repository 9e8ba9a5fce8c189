import type * as z from 'zod/mini'
import { changePassword } from '@/lib/db/accounts/accounts'
import { phoneKey } from '@/lib/db/accounts/auth'
import { confirmSecondFactor, startSecondFactor, stepUp } from '@/lib/db/accounts/second-factor'
import { findSession, listSessions, revokeSessions, touchSession } from '@/lib/db/accounts/sessions'
import { signIn } from '@/lib/db/accounts/sign-in'
import { findViewer } from '@/lib/db/accounts/tokens'
import { listAudit } from '@/lib/db/audit/audit'
import { type Activity, ActivityAction, startPage } from '@/lib/domain/account'
import { actorOf } from '@/lib/domain/audit'
import { networkOf } from '@/lib/domain/network'
import { Problem } from '@/lib/domain/problem'
import { authRoutes } from '@/lib/domain/routes/auth'
import { budget } from './budget'
import { accountCookie, endScreenCookies, mayComeByLink, sessionCookie } from './cookies'
import { isSecureHost, lacksSecondFactor } from './identity'
import { countSignIn } from './limits'
import { endReplaced } from './replaced-session'
import { type Ask, type Call, json, needOwnOrigin } from './request'
import { type CallOf, type PersonCall, type Served, servePerson, servePublic, serveViewer } from './route'

/** Do people reach the server by https, by this request's Host? */
const isSecure = (request: Ask): boolean => isSecureHost(request.headers.get('host'))

/** Signs a person in: 200 with who they are, and the cookie; 401 `code_needed` for the second factor, 401 `unauthenticated` for anything else. */
async function takeSignIn({ request, body, address }: CallOf<typeof authRoutes.signIn>): Promise<Response> {
  if (request.headers.get('origin') !== null) needOwnOrigin(request)
  const input = await body()
  await countSignIn({ address, username: input.username })
  const tried = { ...input, address, browser: request.headers.get('user-agent') }
  const answer = await budget('sign-in').run(networkOf(address), request.signal, () => signIn(tried))
  switch (answer.kind) {
    case 'opened':
      await endReplaced(request, address)
      return json(
        { ...answer.viewer, start: await startOf(answer.cookie) },
        { headers: { 'Set-Cookie': accountCookie(answer.cookie, isSecure(request)) } },
      )
    case 'code_needed':
      throw new Problem('code_needed', 'Give the code that your authenticator shows.')
    case 'refused':
      throw new Problem('unauthenticated', 'The name or the password is wrong, or the account is locked for 15 minutes after five failures.')
  }
}

/** Where a person goes after signing in: an administrator without a second factor first sets one up. */
async function startOf(cookie: string): Promise<string> {
  const session = await findSession(cookie)
  if (!session) throw new Problem('internal', 'the session is gone already')
  return lacksSecondFactor({ ...session, by: 'account', cookie }) ? '/account' : startPage(session.viewer.role)
}

/** Ends this session, and takes a screen's key from the browser too: whoever signs out leaves nothing open. */
async function takeSignOut({ request, viewer, address }: Call): Promise<Response> {
  if (viewer.sessionId) await revokeSessions(viewer.id, { id: viewer.sessionId }, { actor: actorOf(viewer), address, action: 'session.closed' })
  return noContent([accountCookie(null, isSecure(request)), ...endScreenCookies(isSecure(request))])
}

/** Rows of one's own account that are shown. */
const MAX_ACTIVITY = 30

/** What happened to one's own account of late: there is no mail, so whoever did not do it themselves sees it here. */
async function giveActivity({ viewer }: PersonCall): Promise<z.output<typeof Activity>> {
  const rows = await listAudit({ object: { kind: 'account', id: viewer.id }, actions: ActivityAction.options, limit: MAX_ACTIVITY })
  const activity = rows.flatMap(({ id, at, action, result, address, actor }) => {
    const known = ActivityAction.safeParse(action)
    if (!known.success) return []
    // where an administrator sits is nothing to those they manage
    const isOwn = actor === null || actor.id === viewer.id
    return [{ id, at, action: known.data, result, address: isOwn ? address : null, by: isOwn ? null : actor.name }]
  })
  return { activity }
}

/** Exchanges a screen's key for the session cookie. */
async function openScreen({ request, body }: CallOf<typeof authRoutes.openScreen>): Promise<Response> {
  if (request.headers.get('origin') !== null) needOwnOrigin(request)
  const { key } = await body()
  const viewer = await findViewer(key)
  if (!viewer || !mayComeByLink(viewer.role)) throw new Problem('unauthenticated', 'This is not the key of a screen.')
  return json(viewer, { headers: { 'Set-Cookie': sessionCookie(key, isSecure(request)) } })
}

/** Nothing, with cookies. */
function noContent(cookies: readonly string[]): Response {
  const headers = new Headers()
  for (const cookie of cookies) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 204, headers })
}

export const authServed: readonly Served[] = [
  serveViewer(authRoutes.whoAmI, ({ viewer }) => viewer),
  servePublic(authRoutes.openScreen, openScreen),
  serveViewer(authRoutes.endScreen, ({ request }) => noContent(endScreenCookies(isSecure(request)))),
  servePublic(authRoutes.signIn, takeSignIn),
  serveViewer(authRoutes.signOut, takeSignOut),
  serveViewer(authRoutes.phoneKey, async ({ viewer }) => ({ key: await phoneKey(viewer.id) })),
  servePerson(authRoutes.stayActive, async ({ person }) => {
    await touchSession(person.cookie)
  }),
  servePerson(authRoutes.stepUp, async ({ body, person }) => ({ until: new Date(await stepUp(person, (await body()).code)).toISOString() })),
  servePerson(authRoutes.changePassword, async ({ request, body, person }) => {
    const { current, password } = await body()
    return noContent([accountCookie(await changePassword(person, current, password), isSecure(request))])
  }),
  servePerson(authRoutes.startSecondFactor, async ({ body, person }) => startSecondFactor(person, (await body()).password)),
  servePerson(authRoutes.confirmSecondFactor, async ({ request, body, person }) =>
    noContent([accountCookie(await confirmSecondFactor(person, (await body()).code), isSecure(request))]),
  ),
  servePerson(authRoutes.sessions, async ({ viewer }) => ({ sessions: await listSessions(viewer.id, viewer.sessionId) })),
  servePerson(authRoutes.endSession, async ({ viewer, params, address }) => {
    const ended = await revokeSessions(viewer.id, { id: params().id }, { actor: actorOf(viewer), address })
    if (ended === 0) throw new Problem('not_found', 'There is no such session.')
  }),
  servePerson(authRoutes.activity, giveActivity),
]
