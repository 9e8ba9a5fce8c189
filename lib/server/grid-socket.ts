import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { Viewer } from '@/lib/domain/access'
import type { ClientToServer, ServerToClient } from '@/lib/domain/wire'

type SocketData = { viewer: Viewer }
/** The socket server with the product's messages. */
export type GridServer = Server<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>
/** One client of it; `data.viewer` is set before it is let in. */
export type GridSocket = Socket<ClientToServer, ServerToClient, DefaultEventsMap, SocketData>
