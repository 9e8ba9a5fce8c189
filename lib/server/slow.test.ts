import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { expect, it, vi } from 'vitest'
import { WAIT_MS } from '@/lib/testing/wait'
import { backlogOf, isDrained, isSlow } from './slow'

it('sees what waits for a client that does not read, and that it is gone when it has read', async () => {
  const http = createServer()
  const server = new Server(http, { transports: ['websocket'], parser })
  const connected = new Promise<Socket>((resolve) => server.on('connection', resolve))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const client = io(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, { transports: ['websocket'], parser, reconnection: false })
  const socket = await connected
  await vi.waitUntil(() => client.connected)
  expect(isDrained(backlogOf(socket))).toBe(true)

  const line = (client.io.engine.transport as unknown as { ws: { _socket: { pause(): void; resume(): void } } }).ws._socket
  line.pause()
  const frame = Buffer.alloc(200_000)
  for (let i = 0; i < 100 && !isSlow(backlogOf(socket)); i++) {
    socket.emit('events:changed', { frame })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(isSlow(backlogOf(socket))).toBe(true)
  line.resume()
  await vi.waitUntil(() => isDrained(backlogOf(socket)), { timeout: WAIT_MS })
  client.disconnect()
  await server.close()
})
