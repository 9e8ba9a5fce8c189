import { io, type Socket } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { vi } from 'vitest'
import { AlertsChanged } from '@/lib/domain/alerts-view'
import { decodeChanges, type EventChange } from '@/lib/domain/change'
import { BoardChecked, EventsChanged, KpisChanged, SubscribeAck } from '@/lib/domain/wire'
import { WAIT_MS } from './wait'

export type ReceivedFrame = { logId: string; since: number; revision: number; changes: EventChange[] }

/** A socket as a program has one: it keeps all it received. It never reconnects by itself. */
export type Subscriber = {
  readonly socket: Socket
  readonly frames: ReceivedFrame[]
  readonly kpis: KpisChanged[]
  readonly alerts: AlertsChanged[]
  readonly checks: BoardChecked[]
  /** why it was disconnected; null while it is not */
  readonly ended: string | null
  subscribe(body?: Record<string, unknown>): Promise<SubscribeAck>
  /** waits for a frame that reaches this revision */
  reaches(revision: number): Promise<void>
  /** asks for the whole of a view */
  view(name: unknown): void
  close(): void
}

export type ConnectOptions = { token?: string | undefined; headers?: Record<string, string>; transports?: ('websocket' | 'polling')[] }

/** Opens a socket; rejects with the server's words when it is not let in. */
export function connectSocket(url: string, { token, headers = {}, transports = ['websocket'] }: ConnectOptions): Promise<Subscriber> {
  const socket = io(url, { transports, parser, reconnection: false, forceNew: true, auth: token ? { token } : {}, extraHeaders: headers })
  const frames: ReceivedFrame[] = []
  const kpis: KpisChanged[] = []
  const alerts: AlertsChanged[] = []
  const checks: BoardChecked[] = []
  let ended: string | null = null
  socket.on('events:changed', (body: unknown) => {
    const { frame, logId, since, revision } = EventsChanged.parse(body)
    frames.push({ logId, since, revision, changes: decodeChanges(frame instanceof Uint8Array ? frame : new Uint8Array(frame)) })
  })
  socket.on('kpis:changed', (body: unknown) => kpis.push(KpisChanged.parse(body)))
  socket.on('alerts:changed', (body: unknown) => alerts.push(AlertsChanged.parse(body)))
  socket.on('board:checked', (body: unknown) => checks.push(BoardChecked.parse(body)))
  socket.on('disconnect', (reason) => {
    ended = reason
  })
  const subscriber: Subscriber = {
    socket,
    frames,
    kpis,
    alerts,
    checks,
    get ended() {
      return ended
    },
    subscribe: async (body = {}) => SubscribeAck.parse(await socket.timeout(10_000).emitWithAck('subscribe', body)),
    reaches: (revision) => vi.waitUntil(() => frames.some((f) => f.revision >= revision), { timeout: WAIT_MS, interval: 5 }).then(() => {}),
    view: (name) => void socket.emit('view', { name }),
    close: () => socket.disconnect(),
  }
  return new Promise((resolve, reject) => {
    socket.on('connect', () => resolve(subscriber))
    socket.on('connect_error', (error) => {
      socket.disconnect()
      reject(error)
    })
  })
}
