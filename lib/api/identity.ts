import { activeSessions, findSession, touchSession } from '@/lib/db/accounts/sessions'
import { activeViewers, findViewer } from '@/lib/db/accounts/tokens'
import type { Viewer } from '@/lib/domain/access'
import { isProblem, Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { runtimeOrNull } from '@/lib/live/runtime'
import { accountIn, screenIn } from './cookies'
import { originOf } from './origin'

/** What somebody shows: a token of a header or handshake (then nothing else counts), or the cookies of a browser, to a host of ours. */
export type Shown = { token: string | null; cookies: string | null | undefined; host: string | null | undefined }

/** Do people reach the server by https under this Host header? */
export const isSecureHost = (host: string | null | undefined): boolean =>
  originOf(host ?? 'localhost', runtimeOrNull() ?? { publicOrigin: null, tls: false }).startsWith('https:')

/** Who it is, and how they are known. `cookie` is the value of the account's cookie, where that is how. */
export type Identity = { viewer: Viewer; by: 'token' | 'screen' | 'account'; cookie: string | null; secondFactor: boolean }

/** Nobody, with the difference that what was shown is no longer good. */
export type Unknown = { viewer: null; shown: boolean }

/**
 * Who somebody is: by the token they show, else by the session they signed in, else by the key of a screen. The one place that knows,
 * for HTTP, sockets and pages alike.
 */
export async function identify({ token, cookies, host }: Shown): Promise<Identity | Unknown> {
  if (token !== null) {
    const viewer = await findViewer(token)
    return viewer ? { viewer, by: 'token', cookie: null, secondFactor: false } : { viewer: null, shown: true }
  }
  const secure = isSecureHost(host)
  const cookie = accountIn(cookies, secure)
  const session = cookie === null ? null : await findSession(cookie)
  if (session) return { viewer: session.viewer, by: 'account', cookie, secondFactor: session.secondFactor }
  const key = screenIn(cookies, secure)
  const viewer = key === null ? null : await findViewer(key)
  return viewer ? { viewer, by: 'screen', cookie: null, secondFactor: false } : { viewer: null, shown: cookie !== null || key !== null }
}

/** The same, where nobody is a fault: throws Problem('unauthenticated'). */
export async function identifyOrThrow(shown: Shown): Promise<Identity> {
  const identity = await identify(shown)
  if (identity.viewer) return identity
  const why = identity.shown
    ? 'The token or session is unknown, revoked, or has run out.'
    : 'This needs a token (Authorization: Bearer …) or a session.'
  throw new Problem('unauthenticated', why)
}

/**
 * Who looks at a page, by its request's headers; null: nobody we know. Opening a page keeps the session of a person open. `starting`: the database
 * is not there yet, so the page waits for it.
 */
export async function pageIdentity(headers: Pick<Headers, 'get'>): Promise<Identity | 'starting' | null> {
  try {
    const identity = await identify({ token: null, cookies: headers.get('cookie'), host: headers.get('host') })
    if (!identity.viewer) return null
    if (identity.cookie !== null) await touchSession(identity.cookie)
    return identity
  } catch (error) {
    if (isProblem(error) && (error.code === 'starting' || error.code === 'unavailable')) return 'starting'
    throw error
  }
}

/** Administrators work with a second factor only: whoever signs in without one sets it up before anything else, in the demonstration too. */
export function lacksSecondFactor({ viewer, by, secondFactor }: Identity): boolean {
  return by === 'account' && ROLES[viewer.role].administers && !secondFactor
}

/** Throws Problem('second_factor_missing') for an administrator who has yet to set one up. */
export function needSecondFactor(identity: Identity): void {
  if (lacksSecondFactor(identity))
    throw new Problem('second_factor_missing', 'An administrator works with a second factor; set it up first (/account).')
}

/** Throws Problem('forbidden') for a resident, who reaches what is their own and nothing of the county's work. */
export function needWork({ viewer }: Pick<Identity, 'viewer'>): void {
  if (ROLES[viewer.role].reaches !== 'work') throw new Problem('forbidden', 'A resident reaches /my and /api/my alone.')
}

/** What names the token or session that a viewer is known by. */
const proofOf = ({ id, sessionId }: Viewer): string => sessionId ?? id

/** Which of these viewers are no longer known by what they showed, or are somebody else by now: another role, scope or party. */
export async function outdated(viewers: readonly Viewer[]): Promise<Set<Viewer>> {
  const [sessions, tokens] = await Promise.all([
    activeSessions([...new Set(viewers.flatMap((v) => v.sessionId ?? []))]),
    activeViewers([...new Set(viewers.flatMap((v) => (v.sessionId ? [] : v.id)))]),
  ])
  const rights = ({ role, scope, parties }: Viewer) => JSON.stringify([role, scope, parties ?? []])
  return new Set(
    viewers.filter((viewer) => {
      const now = (viewer.sessionId ? sessions : tokens).get(proofOf(viewer))
      return !now || rights(now) !== rights(viewer)
    }),
  )
}
