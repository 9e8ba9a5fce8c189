import type { IncomingMessage } from 'node:http'
import { type Env, SettingError } from '@/lib/env'
import { isAllowedHost, isAllowedOrigin, isLoopbackHost } from '@/lib/live/origin'

/** PUBLIC_ORIGIN as an origin without a path, or null. Throws SettingError when it is none. */
export function publicOriginOf(env: Pick<Env, 'PUBLIC_ORIGIN'>): string | null {
  if (!env.PUBLIC_ORIGIN) return null
  const url = URL.canParse(env.PUBLIC_ORIGIN) ? new URL(env.PUBLIC_ORIGIN) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.username) {
    throw new SettingError(`PUBLIC_ORIGIN must be like https://grid.example.cn and not ${env.PUBLIC_ORIGIN}. See "Settings" in README.md.`)
  }
  return url.origin
}

/** Whether a request may come in at all, by its Host header. */
export function mayEnter(request: IncomingMessage, publicOrigin: string | null): boolean {
  return isAllowedHost(request.headers.host, publicOrigin)
}

/** May this WebSocket be opened? Browsers always name the Origin; programs have none and bring a token. */
export function mayConnect(request: IncomingMessage, publicOrigin: string | null): boolean {
  const { origin, host } = request.headers
  return mayEnter(request, publicOrigin) && (origin === undefined || isAllowedOrigin(origin, host, publicOrigin))
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/

/** Where the request comes from: the other end of the connection, or what a proxy on this machine says (the last in its list, its own word). */
export function addressOf({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const peer = socket.remoteAddress ?? ''
  const forwarded = LOOPBACK.test(peer) ? [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() : ''
  return (forwarded || peer).replace(/^::ffff:/, '').slice(0, 64)
}

/** Does the request come from this machine itself, not through a proxy on it? Decides who reads /metrics without a token. */
export function isLocal(request: IncomingMessage): boolean {
  const { headers, socket } = request
  if (headers.forwarded || headers['x-forwarded-for'] || headers['x-real-ip'] || headers.via) return false
  return isLoopbackHost(headers.host) && LOOPBACK.test(socket.remoteAddress ?? '')
}
