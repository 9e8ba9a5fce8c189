import type * as z from 'zod/mini'
import { type By, changeAccount, changePassword, createAccount, findAccount, listAccounts, resetPassword } from '@/lib/db/accounts/accounts'
import { confirmSecondFactor, needStepUp, removeSecondFactor, startSecondFactor, stepUp } from '@/lib/db/accounts/second-factor'
import { findSession, listSessions, type Person, revokeSessions, touchSession } from '@/lib/db/accounts/sessions'
import { signIn } from '@/lib/db/accounts/sign-in'
import { listAudit, writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { readPostGrids } from '@/lib/db/people/people'
import type { Viewer } from '@/lib/domain/access'
import {
  AccountChange,
  AccountIn,
  type AccountRow,
  ActivityAction,
  CodeIn,
  mayLinkMember,
  mayManage,
  PasswordChangeIn,
  PasswordIn,
  ResetIn,
  SignInIn,
  startPage,
} from '@/lib/domain/account'
import { type AuditAction, type AuditEntry, actorOf } from '@/lib/domain/audit'
import { isProblem, Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { readBody } from './body'
import { budget } from './budget'
import { accountCookie, accountIn, endScreenCookies } from './cookies'
import { isSecureHost, lacksSecondFactor } from './identity'
import { countRequest, countSignIn } from './limits'
import { type Ask, type Call, type Handler, handleOpen, identifyRequest, json, needOwnOrigin, type OpenCall } from './request'

const MAX_BYTES = 10_000
const body = <T extends z.ZodMiniType>(schema: T, request: Ask) => readBody(schema, request, { limit: MAX_BYTES })

/** Do people reach the server by https, by this request's Host? */
const isSecure = (request: Ask): boolean => isSecureHost(request.headers.get('host'))
const setCookie = (request: Ask, session: string | null): ResponseInit => ({ headers: { 'Set-Cookie': accountCookie(session, isSecure(request)) } })

/** A route for a person who signed in, and nobody else: an administrator without a second factor too. */
export function handlePerson<P = unknown>(route: string, run: (call: Call<P> & { person: Person }) => Promise<Response>): Handler<P> {
  return handleOpen<P>(route, async (call) => {
    const { viewer, cookie } = await identifyRequest(call.request)
    if (cookie === null) throw new Problem('forbidden', 'This is for people who signed in, not for tokens.')
    await countRequest(viewer.id)
    return run({ ...call, viewer, person: { viewer, cookie, address: call.address } })
  })
}

/** Signs a person in: 200 with who they are, and the cookie; 401 `code_needed` for the second factor, 401 `unauthenticated` for anything else. */
export async function takeSignIn({ request, address }: OpenCall<unknown>): Promise<Response> {
  if (request.headers.get('origin') !== null) needOwnOrigin(request)
  const input = await body(SignInIn, request)
  await countSignIn({ address, username: input.username })
  const tried = { ...input, address, browser: request.headers.get('user-agent') }
  const answer = await budget('sign-in').run(address ?? 'unknown', request.signal, () => signIn(tried))
  switch (answer.kind) {
    case 'opened':
      await endReplaced(request, address)
      return json({ ...answer.viewer, start: await startOf(answer.cookie) }, setCookie(request, answer.cookie))
    case 'code_needed':
      throw new Problem('code_needed', 'Give the code that your authenticator shows.')
    case 'refused':
      throw new Problem('unauthenticated', 'The name or the password is wrong, or the account is locked for 15 minutes after five failures.')
  }
}

/** Ends the session that this browser had before: its cookie is about to be replaced, and nobody would sign out of it any more. */
async function endReplaced(request: Ask, address: string | null): Promise<void> {
  const cookie = accountIn(request.headers.get('cookie'), isSecure(request))
  const viewer = cookie === null ? undefined : (await findSession(cookie))?.viewer
  if (viewer?.sessionId) await revokeSessions(viewer.id, { id: viewer.sessionId }, { actor: actorOf(viewer), address, action: 'session.closed' })
}

/** Where a person goes after signing in: an administrator without a second factor first sets one up. */
async function startOf(cookie: string): Promise<string> {
  const session = await findSession(cookie)
  if (!session) throw new Problem('internal', 'the session is gone already')
  return lacksSecondFactor({ ...session, by: 'account', cookie }) ? '/account' : startPage(session.viewer.role)
}

/** Ends this session, and takes a screen's key from the browser too: whoever signs out leaves nothing open. */
export async function takeSignOut({ request, viewer, address }: Call<unknown>): Promise<Response> {
  if (viewer.sessionId) await revokeSessions(viewer.id, { id: viewer.sessionId }, { actor: actorOf(viewer), address, action: 'session.closed' })
  const headers = new Headers()
  headers.append('Set-Cookie', accountCookie(null, isSecure(request)))
  for (const cookie of endScreenCookies(isSecure(request))) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 204, headers })
}

type PersonCall<P = unknown> = Call<P> & { person: Person }

/** The person is still there: the session stays open. (The write itself has said so.) */
export async function takeActive({ person }: PersonCall): Promise<Response> {
  await touchSession(person.cookie)
  return new Response(null, { status: 204 })
}

export async function takeStepUp({ request, person }: PersonCall): Promise<Response> {
  const { code } = await body(CodeIn, request)
  return json({ until: new Date(await stepUp(person, code)).toISOString() })
}

export async function takeSecondFactor({ request, person }: PersonCall): Promise<Response> {
  const { password } = await body(PasswordIn, request)
  return json(await startSecondFactor(person, password))
}

export async function takeFirstCode({ request, person }: PersonCall): Promise<Response> {
  const { code } = await body(CodeIn, request)
  return new Response(null, { status: 204, ...setCookie(request, await confirmSecondFactor(person, code)) })
}

/** Changes one's own password; the other sessions end, and this one goes on under another cookie. */
export async function takePassword({ request, person }: PersonCall): Promise<Response> {
  const { current, password } = await body(PasswordChangeIn, request)
  return new Response(null, { status: 204, ...setCookie(request, await changePassword(person, current, password)) })
}

export async function giveSessions({ viewer }: PersonCall): Promise<Response> {
  return json({ sessions: await listSessions(viewer.id, viewer.sessionId) })
}

/** Rows of one's own account that are shown. */
const MAX_ACTIVITY = 30

/** What happened to one's own account of late: there is no mail, so whoever did not do it themselves sees it here. */
export async function giveActivity({ viewer }: PersonCall): Promise<Response> {
  const rows = await listAudit({ object: { kind: 'account', id: viewer.id }, actions: ActivityAction.options, limit: MAX_ACTIVITY })
  const activity = rows.map(({ id, at, action, result, address, actor }) => ({
    ...{ id, at, action, result },
    // where an administrator sits is nothing to those they manage
    address: actor === null || actor.id === viewer.id ? address : null,
    by: actor === null || actor.id === viewer.id ? null : actor.name,
  }))
  return json({ activity })
}

/** Ends one of one's own sessions. */
export async function endSession({ viewer, params, address }: PersonCall<{ id: string }>): Promise<Response> {
  if ((await revokeSessions(viewer.id, { id: params.id }, { actor: actorOf(viewer), address })) === 0)
    throw new Problem('not_found', 'There is no such session.')
  return new Response(null, { status: 204 })
}

// From here on: administrators.

const by = ({ viewer, address }: Call<unknown>): By => ({ actor: actorOf(viewer), address })

function needAdministrator(viewer: Viewer): void {
  if (!ROLES[viewer.role].administers) throw new Problem('forbidden', 'Only an administrator manages accounts.')
}

/** The account of the address, for whoever may manage it. To others of its kind it is not there. */
async function managed({ viewer, params }: Call<{ id: string }>): Promise<AccountRow> {
  needAdministrator(viewer)
  const account = await findAccount(params.id)
  if (!account || !mayManage(viewer, account.scope)) throw new Problem('not_found', 'There is no such account here.')
  return account
}

/**
 * Whoever changes what somebody may do proves again who they are, by a code of their authenticator: an open desk is not enough. A token
 * can give none. A refusal is audited.
 */
async function needCode({ viewer, address }: Call<unknown>, action: AuditAction, object?: AuditEntry['object']): Promise<void> {
  try {
    await needStepUp(viewer)
  } catch (error) {
    if (isProblem(error))
      await writeAudit(pool(), { actor: actorOf(viewer), action, object, address, result: 'refused', detail: { code: error.code } })
    throw error
  }
}

/** Throws Problem('unknown_party') unless this member is there for whoever links an account to them. */
async function needMember(viewer: Viewer, memberId: string | null | undefined): Promise<void> {
  if (memberId === undefined || memberId === null) return
  const grids = await readPostGrids(memberId)
  if (!grids || !mayLinkMember(viewer, grids)) throw new Problem('unknown_party', 'There is no such member in your grids.')
}

export async function giveAccounts({ viewer }: Call<unknown>): Promise<Response> {
  needAdministrator(viewer)
  return json({ accounts: (await listAccounts()).filter((account) => mayManage(viewer, account.scope)) })
}

export async function takeAccount(call: Call<unknown>): Promise<Response> {
  needAdministrator(call.viewer)
  const input = await body(AccountIn, call.request)
  if (!mayManage(call.viewer, input.scope)) throw new Problem('forbidden', 'The account would reach further than you do.')
  await needCode(call, 'account.created')
  await needMember(call.viewer, input.memberId)
  return json(await createAccount(input, by(call)), { status: 201 })
}

export const giveAccount = async (call: Call<{ id: string }>): Promise<Response> => json(await managed(call))

export async function takeAccountChange(call: Call<{ id: string }>): Promise<Response> {
  const { id, memberId } = await managed(call)
  const change = await body(AccountChange, call.request)
  if (change.scope && !mayManage(call.viewer, change.scope)) throw new Problem('forbidden', 'The account would reach further than you do.')
  await needCode(call, 'account.changed', { kind: 'account', id })
  if (change.memberId !== memberId) await needMember(call.viewer, change.memberId)
  return json(await changeAccount(id, change, by(call)))
}

export async function takeReset(call: Call<{ id: string }>): Promise<Response> {
  const { id } = await managed(call)
  const { password } = await body(ResetIn, call.request)
  await needCode(call, 'account.password_reset', { kind: 'account', id })
  return json(await resetPassword(id, password, by(call)))
}

export async function endAccountSessions(call: Call<{ id: string }>): Promise<Response> {
  const { id } = await managed(call)
  return json({ revoked: await revokeSessions(id, { except: null }, by(call)) })
}

export async function takeAwaySecondFactor(call: Call<{ id: string }>): Promise<Response> {
  const { id } = await managed(call)
  await needCode(call, 'account.totp_removed', { kind: 'account', id })
  if (!(await removeSecondFactor(id, by(call)))) throw new Problem('not_found', 'The account has no second factor.')
  return new Response(null, { status: 204 })
}
