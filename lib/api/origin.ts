const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/** A name or address with or without a port: nothing that a URL could be read from in another way, as this goes into headers. */
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i

function hostOf(host: string): { name: string; host: string } | null {
  const name = HOST.exec(host)?.[1]?.toLowerCase()
  if (name === undefined || !URL.canParse(`http://${host}`)) return null
  const url = new URL(`http://${host}`)
  return url.hostname === name ? { name, host: url.host } : null // 127.1 and 2130706433 are addresses, but no names of ours
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
