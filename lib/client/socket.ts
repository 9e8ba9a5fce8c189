import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import * as z from 'zod/mini'
import { decodeChanges } from '@/lib/domain/change'
import { decodeRows } from '@/lib/domain/figures-view'
import type { ViewWanted } from '@/lib/domain/view'
import { BoardChecked, EventsChanged, KpisChanged, SubscribeAck } from '@/lib/domain/wire'
import type { Message, Transport } from './ports'

const ACK_MS = 8_000
const CONNECT_MS = 6_000
const Refusal = z.object({ data: z.object({ code: z.string() }) })

/** Bytes as they came: msgpack gives views or buffers. */
const bytesOf = (bytes: Uint8Array | ArrayBuffer): Uint8Array => (bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes))

/** Parses a message of the socket; null (and a line in the console) for one that cannot be read. */
export function readMessage(name: string, body: unknown): Message | null {
  try {
    switch (name) {
      case 'events:changed': {
        const { frame, ...rest } = EventsChanged.parse(body)
        return { kind: 'changes', body: { ...rest, changes: decodeChanges(bytesOf(frame)) } }
      }
      case 'kpis:changed': {
        const { grids, ...rest } = KpisChanged.parse(body)
        return { kind: 'kpis', body: { ...rest, rows: decodeRows(bytesOf(grids)) } }
      }
      case 'alerts:changed':
        return { kind: 'alerts', body }
      case 'board:checked':
        return { kind: 'checked', body: BoardChecked.parse(body) }
      default:
        return null // a newer server may say more
    }
  } catch (error) {
    console.error(`a message ${name} could not be read`, error)
    return null
  }
}

/** Connections over Socket.IO, WebSocket only. Each is a fresh one: when to try again is the session's business. */
export function socketTransport(within: string | undefined): Transport {
  return {
    open(on) {
      const socket = io({ transports: ['websocket'], parser, reconnection: false, forceNew: true, timeout: CONNECT_MS })
      let over = false
      const end = (why: 'lost' | 'denied') => {
        if (over) return
        over = true
        socket.disconnect()
        on.closed(why)
      }
      socket.on('connect', () => on.opened())
      socket.on('connect_error', (error) => {
        const refusal = Refusal.safeParse(error)
        end(refusal.success && ['unauthenticated', 'forbidden'].includes(refusal.data.data.code) ? 'denied' : 'lost')
      })
      socket.on('disconnect', () => end('lost'))
      // a proxy that lets nothing through may close what never opened, of which neither of the above would hear before a timeout
      socket.io.engine.once('close', () => end('lost'))
      socket.onAny((name: string, body: unknown) => {
        const message = over ? null : readMessage(name, body)
        if (message) on.message(message)
      })
      return {
        subscribe: async (body) =>
          SubscribeAck.parse(await socket.timeout(ACK_MS).emitWithAck('subscribe', { ...body, ...(within ? { within } : {}) })),
        view: (name) => void socket.emit('view', { name } satisfies ViewWanted),
        close() {
          over = true
          socket.disconnect()
        },
      }
    },
  }
}
