import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Does this handshake go to the sockets (or in development to the tools of the pages)? */
export type UpgradeTest = (request: IncomingMessage) => boolean

/** Where handshakes of WebSockets go: `server` listens nowhere and gets them, for whoever takes WebSockets, from `open` to `close`. */
export type Upgrades = { readonly server: Server; open(): void; close(): void }

/**
 * Splits what a server's `upgrade` event brings. Node stops reading HTTP for every request with an `Upgrade` header once anybody listens,
 * whatever it asks for; yet a server that does not know a protocol ignores the header and answers as if it were not there (RFC 9110, 7.8),
 * and clients offer h2c on any plain request. So what nobody here speaks is read again without the header. From the moment of the event the
 * connection is nobody's: unless somebody hears its error, one that is reset ends the process, and unless somebody answers, it stays. So while
 * nobody takes WebSockets they are refused here.
 */
export function splitUpgrades(server: Server, isOurs: UpgradeTest): Upgrades {
  const ours = createServer()
  let isOpen = false
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isOurs(request)) return readAgain(server, request, socket, head)
    socket.on('error', () => socket.destroy())
    if (isOpen) ours.emit('upgrade', request, socket, head)
    else socket.end(ABSENT, () => socket.destroy())
  })
  return {
    server: ours,
    open() {
      isOpen = true
    },
    close() {
      isOpen = false
    },
  }
}
const ABSENT = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** A WebSocket on the path of the sockets. `dev`: those of the pages' tools too. */
export const isSocketPath =
  (dev: boolean): UpgradeTest =>
  ({ url = '', headers }) =>
    headers.upgrade?.toLowerCase() === 'websocket' && (/^\/socket\.io(?:[/?]|$)/.test(url) || (dev && url.startsWith('/_next/')))

/** Each time leaves listeners of Node's on the connection, so that after so many it is closed. */
const MAX_READ_AGAIN = 100
const readSoOften = new WeakMap<Duplex, number>()

/** Puts the request back before what follows it on the connection, without what asked for the upgrade, and lets the server read it anew. */
function readAgain(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request
  const named = new Set((request.headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()))
  const kept: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    const lower = name.toLowerCase()
    const asks = lower === 'upgrade' || lower === 'http2-settings' || lower === 'connection'
    if (!asks) kept.push(`${name}: ${value}`)
  }
  const times = (readSoOften.get(socket) ?? 0) + 1
  readSoOften.set(socket, times)
  if (named.has('close') || times >= MAX_READ_AGAIN) kept.push('Connection: close')
  const again = Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${kept.join('\r\n')}\r\n\r\n`, 'latin1')
  socket.unshift(Buffer.concat([again, head]))
  // The events by which the two kinds of server take a connection.
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}
