import { originOf } from '@/lib/api/origin'

/** What every answer carries, of pages, routes, files and the server's own refusals alike. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(self), payment=(), usb=()',
} as const

/** The policy of what is no page: nothing in it may load or run anything. */
export const NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'"
/** The policy of files of the build. A worker goes by the policy of its own file and loads tiles and parts of itself, so it is no stricter. */
const FILES = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
const STRICT_TRANSPORT = 'max-age=31536000'

/**
 * The headers of an answer at this path to a request with this Host header. The policy of a page has a nonce and is set in proxy.ts,
 * which passes every path that has none here.
 */
export function securityHeaders(
  path: string,
  host: string | undefined,
  origin: { publicOrigin: string | null; tls: boolean },
): [name: string, value: string][] {
  const policy = policyOf(path)
  const secure = host !== undefined && originOf(host, origin).startsWith('https:')
  return [
    ...Object.entries(SECURITY_HEADERS),
    ...(policy ? [['Content-Security-Policy', policy] satisfies [string, string]] : []),
    ...(secure ? [['Strict-Transport-Security', STRICT_TRANSPORT] satisfies [string, string]] : []),
  ]
}

/** Is this path (undecoded) one of the API? `misspelt`: in other letters than its addresses have, as /API/orders, so that there is nothing at it. */
export function apiPath(path: string): 'api' | 'misspelt' | null {
  if (path === '/api' || path.startsWith('/api/')) return 'api'
  return /^\/api(\/|$)/i.test(decodeURIComponent(path)) ? 'misspelt' : null
}

function policyOf(path: string): string | null {
  if (path === '/metrics' || apiPath(path) !== null) return NOTHING_LOADS
  return path.startsWith('/_next/static/') || path.startsWith('/fonts/') ? FILES : null
}
