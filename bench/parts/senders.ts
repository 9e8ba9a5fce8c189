import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import { Server } from 'socket.io'
import { WebSocketServer } from 'ws'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import type { Board } from '@/lib/live/board'
import { frameOf } from '@/lib/server/frame'
import { openSockets, SPEECH } from '@/lib/server/socket'
import { viewsOf } from '@/lib/server/views'
import type { Kind } from './crowd'
import type { LineOptions } from './line'

/** A server of this process that tells its clients of changes. */
export type Sender = {
  readonly speaks: LineOptions['speaks']
  readonly kinds: readonly Kind[]
  readonly url: string
  send(changes: readonly EventChange[]): void
  /** bytes that were written to all clients since they came */
  written(): number
  stop(): Promise<void>
}

/** A message of a frame is longer than this, one of an empty frame shorter. */
const MIN_FRAME = 500

/** An HTTP server on a free port of the loopback that knows what was written to its connections. */
async function listen(): Promise<{ server: HttpServer; url: string; written(): number; stop(): Promise<void> }> {
  const server = createServer((_, response) => response.writeHead(404).end())
  const open = new Set<TcpSocket>()
  server.on('connection', (socket) => open.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    server,
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    written: () => [...open].reduce((sum, socket) => sum + socket.bytesWritten, 0),
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const quiet = {
  publicOrigin: null,
  counts: { frame: () => {}, slow: () => {} },
  changesAfter: () => Promise.resolve(null),
  onFault: (error: unknown, what: string) => console.error(what, error),
}

/** Ours: the product's sockets and rooms, without views. Its board is the benchmark's: the changes come from there. */
export async function gridsight(atlas: Atlas): Promise<Sender & { revision(): number }> {
  const { server, url, written, stop } = await listen()
  let revision = 0
  const sums = () => atlas.leaves.map((g) => ({ grid: g.code, count: 2_000, sum: 0x7fffffff }))
  const source = {
    logId: '0b6f0a9e-3c53-4a35-9d0c-6c1f1c7b8d11',
    get revision() {
      return revision
    },
    atlas,
    board: { sums },
  }
  const sockets = openSockets({ ...quiet, server, source, views: [] })
  return {
    speaks: 'gridsight',
    kinds: [{ name: 'events:changed', least: MIN_FRAME }],
    url,
    send(changes) {
      const since = revision
      revision += changes.length
      sockets.rooms.push({ since, revision, changes })
    },
    revision: () => revision,
    written,
    stop: async () => {
      await sockets.stop()
      await stop()
    },
  }
}

/** Ours with the views of a board, which it keeps: the figures follow what is sent within a second. `atlas` is the ground of the rooms. */
export async function gridsightFigures(board: Board, atlas: Atlas): Promise<Sender> {
  const { server, url, written, stop } = await listen()
  const source = {
    logId: board.logId,
    get revision() {
      return board.revision
    },
    atlas,
    board,
    books: [],
  }
  const sockets = openSockets({ ...quiet, server, source, views: viewsOf({ live: source, historyProgress: () => null }) })
  return {
    speaks: 'gridsight',
    kinds: [{ name: 'kpis:changed', least: 0 }],
    url,
    send(changes) {
      const since = board.revision
      board.apply(changes, since + changes.length)
      sockets.rooms.push({ since, revision: board.revision, changes })
    },
    written,
    stop: async () => {
      await sockets.stop()
      await stop()
    },
  }
}

/** Peer: Socket.IO, spoken as ours is, emits all figures of the board after the changes. */
export async function emitFigures(board: Board, viewer: Viewer): Promise<Sender> {
  const { server, url, written, stop } = await listen()
  const io = new Server(server, SPEECH)
  return {
    speaks: 'socket.io',
    kinds: [{ name: 'kpis:changed', least: 0 }],
    url,
    send(changes) {
      board.apply(changes, board.revision + changes.length)
      const at = Date.now()
      io.emit('kpis:changed', { logId: board.logId, revision: board.revision, at, figures: board.figures(viewer, at) })
    },
    written,
    stop: async () => {
      io.disconnectSockets(true)
      io.engine.close()
      await stop()
    },
  }
}

/** Peer: `ws` sends the frame's bytes to each client. */
export async function bareWs(): Promise<Sender> {
  const { server, url, written, stop } = await listen()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  return {
    speaks: 'ws',
    kinds: [{ name: '', least: 0 }],
    url,
    send(changes) {
      const frame = frameOf(changes)
      for (const client of sockets.clients) client.send(frame)
    },
    written,
    stop,
  }
}

/** Peer: Socket.IO, spoken as ours is, emits each change to everybody in a turn of its own, as it would after each save. */
export async function emitEach(): Promise<Sender> {
  const { server, url, written, stop } = await listen()
  const io = new Server(server, SPEECH)
  const send = ([first, ...rest]: readonly EventChange[]) => {
    io.emit('event:changed', first)
    if (rest.length) setImmediate(() => send(rest))
  }
  return {
    speaks: 'socket.io',
    kinds: [{ name: 'event:changed', least: 0 }],
    url,
    send,
    written,
    stop: async () => {
      io.disconnectSockets(true)
      io.engine.close()
      await stop()
    },
  }
}
