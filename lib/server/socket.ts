import type { Server as HttpServer } from 'node:http'
import { Server, type ServerOptions } from 'socket.io'
import parser from 'socket.io-msgpack-parser'
import * as z from 'zod/mini'
import { narrow } from '@/lib/domain/access'
import type { EventChange } from '@/lib/domain/change'
import { isProblem, Problem } from '@/lib/domain/problem'
import { MAX_GAP, Subscribe, type SubscribeAck } from '@/lib/domain/wire'
import { identifyOrThrow, needSecondFactor, outdated } from '@/lib/live/identity'
import { countRequest } from '@/lib/live/limits'
import { makeSight, projectChanges } from '@/lib/live/sight'
import { mayConnect } from './access'
import { broadcast } from './broadcast'
import type { GridServer, GridSocket } from './grid-socket'
import { frameOf, type RoomCounts, type RoomSource, Rooms } from './rooms'

/** A half-open connection is noticed within the sum of both, on either side. */
const PING_MS = 5_000
const PONG_MS = 8_000
/** Clients send nothing but small subscriptions. */
const MOST_BYTES = 16_384
/** Changes in one frame of a gap. */
const GAP_FRAME = 5_000
const REVOKE_MS = 2_000

/** How the sockets are spoken to; a benchmark gives its peer the same. */
export const SPEECH: Partial<ServerOptions> = {
  path: '/socket.io',
  serveClient: false,
  transports: ['websocket'],
  parser,
  perMessageDeflate: false,
  httpCompression: false,
  pingInterval: PING_MS,
  pingTimeout: PONG_MS,
  connectTimeout: 10_000,
  maxHttpBufferSize: MOST_BYTES,
}

const Auth = z.object({ token: z.optional(z.string().check(z.maxLength(256))) })

export type SocketOptions = {
  server: HttpServer
  publicOrigin: string | null
  /** the build of the pages, told to each that subscribes */
  build?: string
  source: RoomSource
  counts: RoomCounts
  /** the changes after a revision, up to what the board shows; from memory at once where it can be; null: no longer known */
  changesAfter(since: number): readonly EventChange[] | Promise<readonly EventChange[] | null>
  onFault(error: unknown, what: string): void
}

/** The open sockets of this process. */
export type Sockets = { readonly rooms: Rooms; readonly count: number; stop(): Promise<void> }

/** Opens the socket side of the server. Attach it after the HTTP handler: it takes only its own path. */
export function openSockets(options: SocketOptions): Sockets {
  const { server, publicOrigin, source, counts, onFault } = options
  const io: GridServer = new Server(server, {
    ...SPEECH,
    // CORS does not guard WebSockets, so the Origin is looked at here.
    allowRequest: (request, answer) => answer(null, mayConnect(request, publicOrigin)),
  })
  const rooms = new Rooms(broadcast, source, counts)

  io.use((socket, next) => {
    admit(socket).then(
      () => next(),
      (error: unknown) => {
        const problem = isProblem(error) ? error : new Problem('unavailable', 'The server cannot look at the token at the moment.')
        if (!isProblem(error)) onFault(error, 'a socket could not be admitted')
        next(Object.assign(new Error(problem.message), { data: { code: problem.code } }))
      },
    )
  })
  io.on('connection', (socket) => {
    socket.on('subscribe', (body: unknown, ack: unknown) => {
      const answer = (value: SubscribeAck) => {
        if (typeof ack === 'function') ack(value)
      }
      subscribe(socket, body, rooms, options, answer).catch((error: unknown) => {
        if (!isProblem(error)) onFault(error, 'a subscription failed')
        answer(isProblem(error) ? { code: error.code, message: error.message } : { code: 'internal', message: 'Something went wrong here.' })
      })
    })
    socket.on('disconnect', () => rooms.leave(socket))
  })

  let asking = false
  const revoking = setInterval(() => {
    if (asking) return
    asking = true
    disconnectRevoked(io)
      .catch((error: unknown) => onFault(error, 'the tokens of open sockets could not be looked at'))
      .finally(() => {
        asking = false
      })
  }, REVOKE_MS)

  return {
    rooms,
    get count() {
      return io.engine.clientsCount
    },
    async stop() {
      clearInterval(revoking)
      rooms.stop()
      io.disconnectSockets(true)
      // Not io.close(): it would wait for the HTTP server, which main.ts closes.
      io.engine.close()
    },
  }
}

/** Takes the token of the handshake, or the cookies; throws a Problem when nobody is behind them. */
async function admit(socket: GridSocket): Promise<void> {
  const auth = Auth.safeParse(socket.handshake.auth)
  const token = (auth.success ? auth.data.token : undefined) ?? null
  const identity = await identifyOrThrow({ token, cookies: socket.handshake.headers.cookie })
  needSecondFactor(identity)
  await countRequest(identity.viewer.id)
  socket.data.viewer = identity.viewer
}

async function subscribe(
  socket: GridSocket,
  body: unknown,
  rooms: Rooms,
  { source, build, changesAfter }: SocketOptions,
  answer: (value: SubscribeAck) => void,
): Promise<void> {
  const wanted = Subscribe.safeParse(body ?? {})
  if (!wanted.success) throw new Problem('invalid', `The subscription cannot be used (${wanted.error.issues[0]?.message ?? 'invalid'}).`)
  await countRequest(socket.data.viewer.id)
  const { within, log, since } = wanted.data
  const viewer = narrow(socket.data.viewer, within)
  if (!viewer || (within && !source.atlas.grids.some((g) => g.code.startsWith(within)))) {
    throw new Problem('not_found', `There is no grid ${within} here.`)
  }
  const sameLog = () => log === undefined || log === source.logId
  const known = since !== undefined && sameLog() && since <= source.revision && source.revision - since <= MAX_GAP
  const gap = known ? changesAfter(since) : []
  const missing = gap instanceof Promise ? await gap : gap
  if (!socket.connected) return
  // From here on nothing waits: no change can fall between the gap and the room.
  answer({ logId: source.logId, revision: source.revision, ...(build ? { build } : {}) })
  if (known && missing && sameLog()) {
    const seen = projectChanges(makeSight(viewer, source.atlas), missing)
    let from = since
    for (let i = 0; i === 0 || i < seen.length; i += GAP_FRAME) {
      const part = seen.slice(i, i + GAP_FRAME)
      const to = i + GAP_FRAME < seen.length ? (part.at(-1)?.revision ?? from) : (missing.at(-1)?.revision ?? since)
      socket.emit('events:changed', { logId: source.logId, since: from, revision: to, at: Date.now(), frame: frameOf(part) })
      from = to
    }
  }
  rooms.enter(socket, viewer)
}

/** Hangs up on those whose token or session was revoked or has run out, and on those whose role or scope is no longer what it was. */
async function disconnectRevoked(io: GridServer): Promise<void> {
  const open = [...io.of('/').sockets.values()]
  const gone = await outdated(open.map((socket) => socket.data.viewer))
  for (const socket of open) if (gone.has(socket.data.viewer)) socket.disconnect(true)
}
