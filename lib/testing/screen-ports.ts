import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { readChanges } from '@/lib/client/api'
import { type Backend, Denied, type Runtime, type Transport } from '@/lib/client/ports'
import { readMessage } from '@/lib/client/socket'
import { Snapshot, SubscribeAck } from '@/lib/domain/wire'

/** Where a session outside a browser looks, and as whom. */
export type ScreenPlace = { origin: string; token: string; within?: string | undefined }

/** How long a connection and a subscription may take. */
const CONNECT_MS = 4_000
const REQUEST_MS = 10_000

/** The HTTP side of a page's session, with a token instead of a cookie. */
export function screenBackend({ origin, token, within }: ScreenPlace): Backend {
  const inside = within ? `&within=${within}` : ''
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, origin), { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(REQUEST_MS) })
    if (response.status === 401) throw new Denied(path)
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return response.json()
  }
  return {
    snapshot: async () => Snapshot.parse(await get(`/api/snapshot?${inside}`)),
    changes: async (since, log, key) => readChanges(await get(`/api/changes?since=${since}&log=${log}${inside}`), Date.now(), key),
  }
}

/** The socket side of a page's session. `opened` is told of each connection that is tried. */
export function screenTransport({ origin, token, within }: ScreenPlace, opened: (socket: Socket) => void): Transport {
  return {
    open(on) {
      const socket = io(origin, { transports: ['websocket'], parser, reconnection: false, forceNew: true, timeout: CONNECT_MS, auth: { token } })
      opened(socket)
      let over = false
      const end = () => {
        if (over) return
        over = true
        socket.disconnect()
        on.closed('lost')
      }
      socket.on('connect', () => on.opened())
      socket.on('connect_error', end)
      socket.on('disconnect', end)
      socket.onAny((name: string, body: unknown) => {
        const message = over ? null : readMessage(name, body)
        if (message) on.message(message)
      })
      return {
        subscribe: async (body) =>
          SubscribeAck.parse(await socket.timeout(CONNECT_MS).emitWithAck('subscribe', { ...body, ...(within ? { within } : {}) })),
        view: (name) => void socket.emit('view', { name }),
        close() {
          over = true
          socket.disconnect()
        },
      }
    },
  }
}

/** Time and chance of a session that is impatient, since a test has many reconnections to get through. */
export const impatient = (random: () => number = Math.random): Runtime => ({
  now: () => Date.now(),
  random: () => random() / 4,
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, 1_000))
    return () => clearTimeout(timer)
  },
})
