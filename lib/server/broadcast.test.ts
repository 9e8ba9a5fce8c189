import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { KpisChanged } from '@/lib/domain/wire'
import { WAIT_MS } from '@/lib/testing/wait'
import { broadcast } from './broadcast'
import type { GridServer, GridSocket } from './grid-socket'
import { backlogOf, isDrained } from './slow'
import { SPEECH } from './socket'

let http: HttpServer
let server: GridServer
const clients: Socket[] = []
/** revisions of the figures each client got, in order */
const got: number[][] = []

const head = { total: { reported: 0, handled: 0, open: 0 }, today: { reported: 0, handled: 0 }, grids: Buffer.alloc(0) }
const kpis = (revision: number): KpisChanged => ({ logId: 'log', revision, at: 0, ...head, historyProgress: null })

beforeEach(async () => {
  http = createServer()
  server = new Server(http, SPEECH)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect()
  got.length = 0
  await server.close()
})

async function connect(): Promise<GridSocket> {
  const address = http.address()
  const connected = new Promise<GridSocket>((resolve) => server.once('connection', resolve))
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const client = io(url, { transports: ['websocket'], parser: SPEECH.parser, reconnection: false, forceNew: true })
  const revisions: number[] = []
  client.on('kpis:changed', (message: KpisChanged) => revisions.push(message.revision))
  clients.push(client)
  got.push(revisions)
  return connected
}
const room = (...members: GridSocket[]) => ({ key: 'room', members: new Set(members) })

it('brings the same to all, in the order in which it was sent, beside what one is sent alone', async () => {
  const [a, b, other] = [await connect(), await connect(), await connect()]
  for (let i = 0; i < 50; i++) {
    a.emit('kpis:changed', kpis(1_000 + i))
    broadcast(room(a, b), 'kpis:changed', kpis(i))
  }
  other.emit('kpis:changed', kpis(7))
  await vi.waitUntil(() => got[0]?.length === 100 && got[1]?.length === 50 && got[2]?.length === 1, { timeout: WAIT_MS })
  expect(got[0]).toEqual(Array.from({ length: 50 }, (_, i) => [1_000 + i, i]).flat())
  expect(got[1]).toEqual(Array.from({ length: 50 }, (_, i) => i))
})

it('lets nothing overtake what waits for a client that does not read', async () => {
  const socket = await connect()
  const transport = clients[0]?.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }
  const line = transport.ws._socket
  line.pause()
  const wide = { ...kpis(0), logId: 'x'.repeat(200_000) }
  let sent = 0
  for (; backlogOf(socket).packets === 0; sent++) {
    socket.emit('kpis:changed', { ...wide, revision: sent })
    await new Promise((resolve) => setImmediate(resolve))
  }
  for (let i = 0; i < 20; i++) broadcast(room(socket), 'kpis:changed', { ...wide, revision: sent++ })
  line.resume()
  await vi.waitUntil(() => got[0]?.length === sent, { timeout: WAIT_MS })
  expect(got[0]).toEqual(Array.from({ length: sent }, (_, i) => i))
  await vi.waitUntil(() => isDrained(backlogOf(socket)))
})

it('leaves out whoever has just gone', async () => {
  const [gone, here] = [await connect(), await connect()]
  gone.disconnect(true)
  broadcast(room(gone, here), 'kpis:changed', kpis(3))
  await vi.waitUntil(() => got[1]?.length === 1, { timeout: WAIT_MS })
  expect(got).toEqual([[], [3]])
})
