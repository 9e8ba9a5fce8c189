import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { mayComeByLink, sessionCookie } from '@/lib/api/cookies'
import { originOf } from '@/lib/api/origin'
import { mapOrigins } from '@/lib/basemap/setting'
import { findViewer } from '@/lib/db/accounts/tokens'
import { isLanguage, LANGUAGE_COOKIE } from '@/lib/domain/language'
import { isTheme, THEME_COOKIE, themeOf } from '@/lib/domain/theme'
import { type Env, readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'

// Not the API: a body that passes here would be copied, and cut at a limit of its own. Everything else but the files of a build may be
// answered with a page, if only with the one that says that there is none.
export const config = { matcher: ['/((?!api/|metrics$|_next/static/|fonts/).*)'] }

/** Scripts by nonce only; style attributes are free, because charts and the map place things by them; no outside but what is configured. */
async function contentSecurityPolicy(env: Env, nonce: string, host: string): Promise<string> {
  const dev = env.NODE_ENV === 'development'
  const outside = (await mapOrigins(env)).map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
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
  const nonce = randomBytes(16).toString('base64')
  const policy = await contentSecurityPolicy(env, nonce, host)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('Content-Security-Policy', policy)
  // what a layout or a page of refusal is not told by Next
  const theme = request.nextUrl.searchParams.get('theme')
  headers.set('x-path', request.nextUrl.pathname)
  headers.set('x-theme', themeOf(theme, request.cookies.get(THEME_COOKIE)?.value))
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  response.headers.set('Cache-Control', 'no-store')
  const language = request.nextUrl.searchParams.get('lang')
  if (isLanguage(language)) response.headers.append('Set-Cookie', kept(LANGUAGE_COOKIE, language))
  // a wall's theme is its own
  if (isTheme(theme) && request.nextUrl.pathname !== '/wall') response.headers.append('Set-Cookie', kept(THEME_COOKIE, theme))
  return response
}
