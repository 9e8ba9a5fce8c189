import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { isAllowedHost, isAllowedOrigin, isLoopbackHost } from '@/lib/api/origin'
import { type Env, SettingError } from '@/lib/env'

/** PUBLIC_ORIGIN as an origin without a path, or null. Throws SettingError when it is none. */
export function publicOriginOf(env: Pick<Env, 'PUBLIC_ORIGIN'>): string | null {
  if (!env.PUBLIC_ORIGIN) return null
  const url = URL.canParse(env.PUBLIC_ORIGIN) ? new URL(env.PUBLIC_ORIGIN) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.username) {
    throw new SettingError(`PUBLIC_ORIGIN must be like https://grid.example.cn and not ${env.PUBLIC_ORIGIN}. See "Settings" in README.md.`)
  }
  return url.origin
}

/** How many Host headers a request has: of several Node tells the first, and a proxy before us may go by another. */
export function countHosts({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length
}

/** Whether a request may come in at all, by its Host header. */
export function mayEnter(request: IncomingMessage, publicOrigin: string | null): boolean {
  return countHosts(request) === 1 && isAllowedHost(request.headers.host, publicOrigin)
}

/** May this WebSocket be opened? Browsers always name the Origin; programs have none and bring a token. */
export function mayConnect(request: IncomingMessage, publicOrigin: string | null): boolean {
  const { origin, host } = request.headers
  return mayEnter(request, publicOrigin) && (origin === undefined || isAllowedOrigin(origin, host, publicOrigin))
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Is this the address of a proxy of ours? */
export type ProxyTest = (address: string) => boolean

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/**
 * The proxies of TRUST_PROXY: addresses and networks (10.0.0.0/24) with commas, `loopback` for this machine. Unset: none. Throws
 * SettingError for anything else.
 */
export function trustedProxies(env: Pick<Env, 'TRUST_PROXY'>): ProxyTest {
  const list = new BlockList()
  const wanted = (env.TRUST_PROXY ?? '').split(',').map((entry) => entry.trim())
  for (const entry of wanted.filter((e) => e !== '')) {
    const [address = '', bits] = entry.split('/')
    const most = isIP(address) === 6 ? 128 : 32
    if (entry === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4')
      list.addAddress('::1', 'ipv6')
    } else if (isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) {
      throw new SettingError(`TRUST_PROXY must be like loopback or 10.0.0.5,10.0.1.0/24 and not ${entry}. See "Settings" in README.md.`)
    } else list.addSubnet(address, bits === undefined ? most : Number(bits), familyOf(address))
  }
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address))
}

const plain = (address: string) => address.replace(/^::ffff:/, '')

/**
 * Where the request comes from: the other end of the connection. Where that is a proxy of ours, what its X-Forwarded-For says: the last
 * address in it that is no proxy of ours, since whatever stands before that one is the client's own word.
 */
export function addressOf({ headers, socket }: { headers: IncomingHttpHeaders; socket: { remoteAddress?: string } }, isProxy: ProxyTest): string {
  const peer = plain(socket.remoteAddress ?? '')
  if (!isProxy(peer)) return peer
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
  const addresses = hops.map((hop) => plain(hop.trim())).filter((hop) => isIP(hop) !== 0)
  return addresses.findLast((hop) => !isProxy(hop)) ?? addresses[0] ?? peer
}

/** Does the request come from this machine itself, not through a proxy on it? Decides who reads /metrics without a token. */
export function isLocal(request: IncomingMessage): boolean {
  const { headers, socket } = request
  if (headers.forwarded || headers['x-forwarded-for'] || headers['x-real-ip'] || headers.via) return false
  return isLoopbackHost(headers.host) && LOOPBACK.test(socket.remoteAddress ?? '')
}
