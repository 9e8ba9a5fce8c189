import type { Server as HttpServer } from 'node:http'
import { Server, type ServerOptions } from 'socket.io'
import parser from 'socket.io-msgpack-parser'
import * as z from 'zod/mini'
import { budget } from '@/lib/api/budget'
import { identifyOrThrow, needSecondFactor, needWork, outdated } from '@/lib/api/identity'
import { countRequest, countSubscription } from '@/lib/api/limits'
import { narrow } from '@/lib/domain/access'
import { isProblem, Problem } from '@/lib/domain/problem'
import { ViewWanted } from '@/lib/domain/view'
import { type ClientToServer, MAX_GAP, Subscribe, type SubscribeAck } from '@/lib/domain/wire'
import { whyGone } from '@/lib/live/gone'
import { nextSlice } from '@/lib/live/slices'
import { mayConnect } from './access'
import { broadcast } from './broadcast'
import type { GridServer, GridSocket } from './grid-socket'
import { type ChangesAfter, enterSince, type Frame } from './missed'
import { OpenSockets } from './open-sockets'
import { type RoomCounts, type RoomSource, Rooms } from './rooms'
import type { Screens } from './screens'
import { MAX_SUBSCRIPTIONS, Subscriptions } from './subscriptions'
import type { View } from './view'

/** A half-open connection is noticed within the sum of both, on either side. */
const PING_MS = 5_000
const PONG_MS = 8_000
/** Clients send nothing but small subscriptions. */
const MAX_BYTES = 16_384
/** Sockets that one token or person may have open in a process: as many as there are screens that share a token. */
const MAX_SOCKETS = 5_000
const REVOKE_MS = 2_000
/** The messages of clients. The parser lets all names through, also those by which the library tells of a socket (`disconnect`, `error`), and names that are no text. */
const HEARD: ReadonlySet<unknown> = new Set<keyof ClientToServer>(['subscribe', 'view', 'screen'])

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
  maxHttpBufferSize: MAX_BYTES,
}

const Auth = z.object({ token: z.optional(z.string().check(z.maxLength(256))) })

export type SocketOptions = {
  server: HttpServer
  publicOrigin: string | null
  /** the build of the pages, told to each that subscribes */
  build?: string
  source: RoomSource
  views: readonly View[]
  counts: RoomCounts
  changesAfter: ChangesAfter
  /** what the browsers of a screen are told of it; without it they are told nothing */
  screens?: Pick<Screens, 'enter' | 'leave'>
  onFault(error: unknown, what: string): void
}

/** The open sockets of this process. */
export type Sockets = { readonly rooms: Rooms; readonly count: number; stop(): Promise<void> }

/** Opens the socket side of the server. Attach it after the HTTP handler: it takes only its own path. */
export function openSockets(options: SocketOptions): Sockets {
  const { server, publicOrigin, source, views, counts, onFault } = options
  const io: GridServer = new Server(server, {
    ...SPEECH,
    // CORS does not guard WebSockets, so the Origin is looked at here.
    allowRequest: (request, answer) => answer(null, mayConnect(request, publicOrigin)),
  })
  const rooms = new Rooms(broadcast, source, views, counts)
  const open = new OpenSockets(MAX_SOCKETS)

  io.use((socket, next) => {
    admit(socket, open).then(
      () => next(),
      (error: unknown) => {
        const problem = isProblem(error) ? error : new Problem('unavailable', 'The server cannot look at the token at the moment.')
        if (!isProblem(error)) onFault(error, 'a socket could not be admitted')
        next(Object.assign(new Error(problem.message), { data: { code: problem.code } }))
      },
    )
  })
  io.on('connection', (socket) => {
    const { id } = socket.data.viewer
    // before any handler: what else a client sends ends here
    socket.use(([event], next) => {
      if (HEARD.has(event)) next()
    })
    open.add(id)
    const subscriptions = new Subscriptions()
    socket.on('subscribe', (body: unknown, ack: unknown) => {
      const answer = (value: SubscribeAck) => {
        if (typeof ack === 'function') ack(value)
      }
      const counted = subscriptions.count()
      if (counted === 'flood') return void socket.disconnect(true)
      if (counted === 'too many')
        return answer({ code: 'rate_limited', message: `More than ${MAX_SUBSCRIPTIONS.each} subscriptions of one socket in ten seconds.` })
      subscribe(socket, body, { rooms, subscriptions, ...options }, answer).catch((error: unknown) => {
        if (!isProblem(error)) onFault(error, 'a subscription failed')
        answer(isProblem(error) ? { code: error.code, message: error.message } : { code: 'internal', message: 'Something went wrong here.' })
      })
    })
    socket.on('view', (body: unknown) => {
      const counted = subscriptions.count()
      if (counted === 'flood') return void socket.disconnect(true)
      // who is not answered asks again
      if (counted === 'fine') showView(socket, body, rooms).catch((error: unknown) => isProblem(error) || onFault(error, 'a view could not be sent'))
    })
    // a browser of a screen, which shows what the screen's tour and remote say
    socket.on('screen', () => {
      if (subscriptions.count() === 'fine' && socket.data.viewer.role === 'screen') options.screens?.enter(socket, id)
    })
    socket.once('disconnect', () => {
      options.screens?.leave(socket)
      open.remove(id)
      subscriptions.end()
      rooms.leave(socket)
    })
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

/** Takes the token of the handshake, or the cookies; throws a Problem when nobody is behind them, or too many sockets are open already. */
async function admit(socket: GridSocket, open: OpenSockets): Promise<void> {
  const auth = Auth.safeParse(socket.handshake.auth)
  const token = (auth.success ? auth.data.token : undefined) ?? null
  const { cookie, host } = socket.handshake.headers
  const identity = await identifyOrThrow({ token, cookies: cookie, host })
  needWork(identity)
  needSecondFactor(identity)
  const { viewer } = identity
  await countRequest(viewer.id)
  if (open.isFull(viewer.id)) throw new Problem('rate_limited', `More than ${open.max} connections of one token or person.`, { retryAfter: 10 })
  socket.data.viewer = viewer
}

type Subscribing = SocketOptions & { rooms: Rooms; subscriptions: Subscriptions }

async function subscribe(
  socket: GridSocket,
  body: unknown,
  { rooms, subscriptions, source, build, changesAfter }: Subscribing,
  answer: (value: SubscribeAck) => void,
): Promise<void> {
  await countSubscription(socket.data.viewer.id)
  const wanted = Subscribe.safeParse(body ?? {})
  if (!wanted.success) throw new Problem('invalid', `The subscription cannot be used (${wanted.error.issues[0]?.message ?? 'invalid'}).`)
  const { within, level = 4, log, since } = wanted.data
  const viewer = narrow(socket.data.viewer, within)
  if (!viewer || (within && !source.atlas.grids.some((g) => g.code.startsWith(within)))) {
    throw new Problem('not_found', `There is no grid ${within} here.`)
  }
  const signal = subscriptions.begin()
  const goOn = () => {
    if (signal.aborted) throw whyGone(signal)
  }
  // entering a room costs too, so it takes its turn like any other work
  await nextSlice(viewer.id)
  goOn()
  const knows = (revision: number) =>
    (log === undefined || log === source.logId) && revision <= source.revision && source.revision - revision <= MAX_GAP
  const enter = (frames: readonly Frame[] | null) => {
    goOn()
    answer({ logId: source.logId, revision: source.revision, ...(build ? { build } : {}) })
    for (const frame of frames ?? []) socket.emit('events:changed', { logId: source.logId, at: Date.now(), ...frame })
    rooms.enter(socket, { viewer, level })
  }
  if (since === undefined || !knows(since)) return enter(null)
  await budget('gap').run(viewer.id, signal, () => enterSince(since, { viewer, source, changesAfter, goOn, enter }))
}

/** Sends the whole of a view to whoever asks for it, which counts as a subscription does. */
async function showView(socket: GridSocket, body: unknown, rooms: Rooms): Promise<void> {
  const { id } = socket.data.viewer
  await countSubscription(id)
  const wanted = ViewWanted.safeParse(body)
  if (!wanted.success) return
  await nextSlice(id)
  rooms.show(socket, wanted.data.name)
}

/** Hangs up on those whose token or session was revoked or has run out, and on those whose role or scope is no longer what it was. */
async function disconnectRevoked(io: GridServer): Promise<void> {
  const open = [...io.of('/').sockets.values()]
  const gone = await outdated(open.map((socket) => socket.data.viewer))
  for (const socket of open) if (gone.has(socket.data.viewer)) socket.disconnect(true)
}
