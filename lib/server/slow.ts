import type { Socket } from 'socket.io'

/** A client with more than this waiting to be sent is left to the gap protocol. */
const MAX_BYTES = 1_000_000
const MAX_PACKETS = 50

/** What waits to be sent to a client. */
export type Backlog = { packets: number; bytes: number }

/** Reads a connection's backlog: packets that Engine.IO holds back, and bytes that the WebSocket has not handed to the kernel. */
export function backlogOf(socket: Socket): Backlog {
  // Neither is in the types; both have been there since their first versions, and absent they count as nothing waiting.
  const waiting: unknown = Reflect.get(socket.conn, 'writeBuffer')
  const webSocket: unknown = Reflect.get(socket.conn.transport, 'socket')
  const bytes: unknown = typeof webSocket === 'object' && webSocket !== null ? Reflect.get(webSocket, 'bufferedAmount') : 0
  return { packets: Array.isArray(waiting) ? waiting.length : 0, bytes: typeof bytes === 'number' ? bytes : 0 }
}

/** Too much waits: stop sending. */
export function isSlow({ packets, bytes }: Backlog): boolean {
  return packets > MAX_PACKETS || bytes > MAX_BYTES
}

/** Nothing waits any longer: it may come back. */
export function isDrained({ packets, bytes }: Backlog): boolean {
  return packets === 0 && bytes === 0
}
