import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { mayComeByLink, sessionCookie } from '@/lib/api/cookies'
import { originOf } from '@/lib/api/origin'
import { mapOrigins } from '@/lib/basemap/setting'
import { findViewer } from '@/lib/db/accounts/tokens'
import { isLanguage, LANGUAGE_COOKIE } from '@/lib/domain/language'
import { isPhonePage, SHELL_HEADER } from '@/lib/domain/phone-pages'
import { isTheme, THEME_COOKIE, themeOf } from '@/lib/domain/theme'
import { type Env, readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'

// Not the API: a body that passes here would be copied, and cut at a limit of its own. Everything else but the files of a build may be
// answered with a page, if only with the one that says that there is none.
export const config = { matcher: ['/((?!api/|metrics$|_next/static/|fonts/).*)'] }

/** Tells of a page that phones keep which build it is of: a new one is kept anew (public/sw.js). */
const BUILD_HEADER = 'X-Build'

/** Scripts by nonce only (a shell has none, and is given hashes when it is whole: lib/server/shell.ts); style attributes are free, because charts and the map place things by them; no outside but what is configured. */
async function contentSecurityPolicy(env: Env, nonce: string | null, host: string): Promise<string> {
  const dev = env.NODE_ENV === 'development'
  const outside = (await mapOrigins(env)).map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'self'",
    `script-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}' 'strict-dynamic'`}${dev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${dev ? " 'unsafe-inline'" : nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    `img-src 'self' data: blob:${outside}`,
    "font-src 'self' data:",
    `connect-src 'self' ws://${host} wss://${host}${outside}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    'report-uri /api/csp-reports',
  ].join('; ')
}

/** `/wall?key=…`: the key leaves the address at once; a good one becomes the session cookie. */
async function exchangeKey(request: NextRequest, key: string, host: string): Promise<Response> {
  const base = originOf(host, runtimeOrNull() ?? { publicOrigin: null, tls: false })
  const target = new URL(base)
  target.pathname = request.nextUrl.pathname // not as a reference: `//elsewhere` would be another server
  for (const [name, value] of request.nextUrl.searchParams) if (name !== 'key') target.searchParams.append(name, value)
  const viewer = await findViewer(key).catch(() => null)
  const headers = new Headers({ Location: target.href, 'Cache-Control': 'no-store' })
  if (viewer && mayComeByLink(viewer.role)) headers.set('Set-Cookie', sessionCookie(key, base.startsWith('https:')))
  return new Response(null, { status: 303, headers })
}

/** What a browser keeps of how its pages are shown, for a year. */
const kept = (name: string, value: string): string => `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`

/** Every page passes here: keys of screens are exchanged for cookies, and the page gets its Content-Security-Policy with a nonce. */
export async function proxy(request: NextRequest): Promise<Response> {
  const env = readEnv()
  const host = request.headers.get('host') ?? 'localhost'
  const key = request.nextUrl.searchParams.get('key')
  if (key !== null && (request.method === 'GET' || request.method === 'HEAD')) {
    return exchangeKey(request, key, host)
  }
  const { pathname } = request.nextUrl
  const nonce = request.headers.has(SHELL_HEADER) ? null : randomBytes(16).toString('base64')
  const policy = await contentSecurityPolicy(env, nonce, host)
  const headers = new Headers(request.headers)
  if (nonce === null) headers.delete('x-nonce')
  else headers.set('x-nonce', nonce)
  headers.set('Content-Security-Policy', policy)
  // what a layout or a page of refusal is not told by Next
  const theme = request.nextUrl.searchParams.get('theme')
  headers.set('x-path', pathname)
  headers.set('x-search', request.nextUrl.search)
  headers.set('x-theme', themeOf(theme, request.cookies.get(THEME_COOKIE)?.value))
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('Cache-Control', 'no-store')
  const build = runtimeOrNull()?.build
  if (build && isPhonePage(pathname)) response.headers.set(BUILD_HEADER, build)
  const language = request.nextUrl.searchParams.get('lang')
  if (isLanguage(language)) response.headers.append('Set-Cookie', kept(LANGUAGE_COOKIE, language))
  // a wall's theme is its own
  if (isTheme(theme) && pathname !== '/wall') response.headers.append('Set-Cookie', kept(THEME_COOKIE, theme))
  return response
}
