import type { Role } from '@/lib/domain/access'
import { ROLES } from '@/lib/domain/roles'

/** The cookie that holds a screen's token; over https under `cookieName`. */
export const SESSION_COOKIE = 'gridsight_session'
/** A wall runs for months without a keyboard, so its cookie lasts as long as browsers allow; the token ends it earlier. */
const MAX_AGE_SECONDS = 400 * 86_400

/** May a token of this role be exchanged for a cookie by a link? */
export function mayComeByLink(role: Role): boolean {
  return ROLES[role].byLink
}

/** The cookie that holds the session of a person who signed in; over https under `cookieName`. */
export const ACCOUNT_COOKIE = 'gridsight_account'

/**
 * What a cookie of ours is called. Over https browsers take a `__Host-` cookie from this very host alone, so that no other host of the
 * domain can put one into them.
 */
export const cookieName = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name)

/** The session of a person in a Cookie header. One of another name was not set by us. */
export const accountIn = (cookies: string | null | undefined, secure: boolean): string | null => cookieOf(cookies, cookieName(ACCOUNT_COOKIE, secure))

/** The token of a screen in a Cookie header; over https also under the plain name, which walls that were opened before it changed have. */
export const screenIn = (cookies: string | null | undefined, secure: boolean): string | null =>
  cookieOf(cookies, cookieName(SESSION_COOKIE, secure)) ?? (secure ? cookieOf(cookies, SESSION_COOKIE) : null)

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
  const parts = [
    `${cookieName(SESSION_COOKIE, secure)}=${token ?? ''}`,
    'Path=/',
    `Max-Age=${token === null ? 0 : MAX_AGE_SECONDS}`,
    'HttpOnly',
    'SameSite=Lax',
  ]
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}

/** The Set-Cookies that take a screen's token from a browser, under each name that it may have there. */
export function endScreenCookies(secure: boolean): string[] {
  return secure ? [sessionCookie(null, true), sessionCookie(null, false)] : [sessionCookie(null, false)]
}

/** The Set-Cookie of a person's session, which lasts no longer than the browser; with null the one that ends it. */
export function accountCookie(session: string | null, secure: boolean): string {
  const parts = [
    `${cookieName(ACCOUNT_COOKIE, secure)}=${session ?? ''}`,
    'Path=/',
    ...(session === null ? ['Max-Age=0'] : []),
    'HttpOnly',
    'SameSite=Lax',
  ]
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}

/** The cookie by which a resident's phone is known; over https under `cookieName`. It opens nothing without the PIN. */
export const PHONE_COOKIE = 'gridsight_phone'

/** The secret of a resident's phone in a Cookie header. */
export const phoneIn = (cookies: string | null | undefined, secure: boolean): string | null => cookieOf(cookies, cookieName(PHONE_COOKIE, secure))

/** The Set-Cookie that binds a phone, for as long as browsers allow. */
export function phoneCookie(secret: string, secure: boolean): string {
  const parts = [`${cookieName(PHONE_COOKIE, secure)}=${secret}`, 'Path=/', `Max-Age=${MAX_AGE_SECONDS}`, 'HttpOnly', 'SameSite=Lax']
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}
