import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Does this handshake go to the sockets (or in development to the tools of the pages)? */
export type UpgradeTest = (request: IncomingMessage) => boolean

/**
 * Splits what a server's `upgrade` event brings. Node stops reading HTTP for every request with an `Upgrade` header once anybody listens,
 * whatever it asks for; yet a server that does not know a protocol ignores the header and answers as if it were not there (RFC 9110, 7.8),
 * and clients offer h2c on any plain request. So what nobody here speaks is read again without the header. Answers the server that
 * listens nowhere and gets the rest: give that one to whoever takes WebSockets.
 */
export function splitUpgrades(server: Server, isOurs: UpgradeTest): Server {
  const ours = createServer()
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isOurs(request)) ours.emit('upgrade', request, socket, head)
    else readAgain(server, request, socket, head)
  })
  return ours
}

/** A WebSocket on the path of the sockets. `dev`: those of the pages' tools too. */
export const isSocketPath =
  (dev: boolean): UpgradeTest =>
  ({ url = '', headers }) =>
    headers.upgrade?.toLowerCase() === 'websocket' && (/^\/socket\.io(?:[/?]|$)/.test(url) || (dev && url.startsWith('/_next/')))

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
  if (named.has('close')) kept.push('Connection: close')
  const again = Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${kept.join('\r\n')}\r\n\r\n`, 'latin1')
  socket.unshift(Buffer.concat([again, head]))
  // The events by which the two kinds of server take a connection.
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket)
}
