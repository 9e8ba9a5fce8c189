const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function hostOf(host: string): { name: string; host: string } | null {
  try {
    const url = new URL(`http://${host}`)
    return url.pathname === '/' && !url.username && !url.search ? { name: url.hostname, host: url.host } : null
  } catch {
    return null
  }
}

/** Is the Host header that of a loopback name, whatever the port (it may be a tunnel's)? */
export function isLoopbackHost(host: string | null | undefined): boolean {
  const parsed = host ? hostOf(host) : null
  return parsed !== null && LOOPBACK.has(parsed.name)
}

/**
 * May a request carry this Host header? Loopback names and the host of PUBLIC_ORIGIN: any other name is a page elsewhere whose name was
 * pointed at us (DNS rebinding), or an address that the operator has not named yet.
 */
export function isAllowedHost(host: string | null | undefined, publicOrigin: string | null): boolean {
  if (!host) return false
  return isLoopbackHost(host) || (publicOrigin !== null && hostOf(host)?.host === hostOf(new URL(publicOrigin).host)?.host)
}

/**
 * May a page of this origin act here? PUBLIC_ORIGIN, or the very loopback address the request came to: a cookie is shared by all ports
 * of a host, so another program's page on another port of localhost must not pass.
 */
export function isAllowedOrigin(origin: string, host: string | null | undefined, publicOrigin: string | null): boolean {
  if (origin === publicOrigin) return true
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  return isLoopbackHost(host) && url.host === hostOf(host ?? '')?.host
}

/** The origin that a request with this (allowed) Host header came to, as people wrote it. */
export function originOf(host: string, { publicOrigin, tls }: { publicOrigin: string | null; tls: boolean }): string {
  const plain = hostOf(host)?.host ?? host
  return publicOrigin && hostOf(new URL(publicOrigin).host)?.host === plain ? publicOrigin : `${tls ? 'https' : 'http'}://${host}`
}
