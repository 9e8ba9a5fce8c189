import type { Role } from '@/lib/domain/access'

/** The cookie that holds a screen's token. */
export const SESSION_COOKIE = 'gridsight_session'
/** A wall runs for months without a keyboard, so its cookie lasts as long as browsers allow; the token ends it earlier. */
const MAX_AGE_SECONDS = 400 * 86_400
/** Only tokens that cannot change anything are taken from a link: an address ends up in histories and logs. */
const LINK_ROLES: readonly Role[] = ['screen', 'viewer', 'auditor']

/** May a token of this role be exchanged for a cookie by a link? */
export function mayComeByLink(role: Role): boolean {
  return LINK_ROLES.includes(role)
}

/** The cookie that holds the session of a person who signed in. */
export const ACCOUNT_COOKIE = 'gridsight_account'

/** The value of a cookie of a Cookie header, or null. */
export function cookieOf(cookies: string | null | undefined, wanted: string): string | null {
  for (const part of (cookies ?? '').split(';')) {
    const [name, ...value] = part.split('=')
    if (name?.trim() === wanted) return value.join('=').trim() || null
  }
  return null
}

/** The Set-Cookie that opens a session; with null the one that ends it. */
export function sessionCookie(token: string | null, secure: boolean): string {
  const parts = [`${SESSION_COOKIE}=${token ?? ''}`, 'Path=/', `Max-Age=${token === null ? 0 : MAX_AGE_SECONDS}`, 'HttpOnly', 'SameSite=Lax']
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}

/** The Set-Cookie of a person's session, which lasts no longer than the browser; with null the one that ends it. */
export function accountCookie(session: string | null, secure: boolean): string {
  const parts = [`${ACCOUNT_COOKIE}=${session ?? ''}`, 'Path=/', ...(session === null ? ['Max-Age=0'] : []), 'HttpOnly', 'SameSite=Lax']
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}
