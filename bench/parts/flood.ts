import { once } from 'node:events'
import http from 'node:http'
import parser from 'socket.io-msgpack-parser'
import { type WebSocket, WebSocketServer } from 'ws'
import * as z from 'zod/mini'
import type { Atlas } from '@/lib/domain/atlas'
import { type EventChange, type EventFacts, encodeChanges } from '@/lib/domain/change'
import { numbersFrom } from '@/lib/testing/busy-days'
import { unpack } from './line'

/** The real server with a socket of our own before it, by which a page is sent frames as fast as it takes them. */
export type Flood = {
  url: string
  /** goes on from the revision that the page has: the server may have moved lights since */
  begin(revision: number): void
  /** sends so many frames to the page that is connected */
  send(frames: number): void
  /** the revision of the last frame */
  readonly revision: number
  /** whether a page has subscribed */
  readonly open: boolean
  stop(): Promise<void>
}

const [CONNECT, EVENT, ACK] = [0, 2, 3]
const PING_MS = 5_000
const Head = z.looseObject({ logId: z.string(), revision: z.int() })
const Bytes = z.tuple([z.instanceof(Uint8Array)])
const Asked = z.object({ type: z.int(), id: z.optional(z.int()), data: z.optional(z.unknown()) })
const Subscribing = z.tuple([z.literal('subscribe')], z.unknown())

const pack = (packet: Record<string, unknown>): Buffer => {
  const [bytes] = Bytes.parse(new parser.Encoder().encode({ nsp: '/', ...packet }))
  return Buffer.from(bytes)
}

/** Events that just happened; 3 of 10 changes are of an event that is open, and handle it. */
function frameMaker(atlas: Atlas): (since: number, count: number) => EventChange[] {
  const below = numbersFrom(5)
  const { width, height } = atlas.lattice
  const open: { number: number; facts: EventFacts }[] = []
  return (since, count) =>
    Array.from({ length: count }, (_, i): EventChange => {
      const revision = since + i + 1
      const now = Date.now()
      const old = below(10) < 3 ? open.shift() : undefined
      if (old) return { revision, number: old.number, receivedAt: now, before: old.facts, after: { ...old.facts, revision, handledAt: now } }
      const facts: EventFacts = {
        revision,
        grid: atlas.leaves[below(atlas.leaves.length)]?.id ?? 0,
        type: atlas.types[below(atlas.types.length)]?.id ?? 0,
        urgency: 4,
        occurredAt: now - below(60_000),
        handledAt: null,
        cellX: 40 + below(width - 80),
        cellY: 40 + below(height - 80),
      }
      open.push({ number: revision, facts })
      if (open.length > 500) open.shift()
      return { revision, number: revision, receivedAt: now, before: null, after: facts }
    })
}

/** Stands before `target`: passes HTTP on, and answers the socket itself. `events` is the size of a frame. */
export async function startFlood(target: string, token: string, atlas: Atlas, events: number): Promise<Flood> {
  const head = Head.parse(await (await fetch(new URL('/api/snapshot', target), { headers: { authorization: `Bearer ${token}` } })).json())
  const make = frameMaker(atlas)
  const { hostname, port } = new URL(target)
  let revision = head.revision
  let page: WebSocket | null = null

  const server = http.createServer((request, response) => {
    const asked = http.request({ hostname, port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket, rest) => sockets.handleUpgrade(request, socket, rest, (opened) => greet(opened)))
  function greet(opened: WebSocket): void {
    opened.send(`0${JSON.stringify({ sid: 'flood', upgrades: [], pingInterval: PING_MS, pingTimeout: 8_000, maxPayload: 16_384 })}`)
    opened.on('message', (message: Buffer, isBinary) => {
      if (!isBinary) return
      const { type, id, data } = Asked.parse(unpack(message))
      if (type === CONNECT) opened.send(pack({ type: CONNECT, data: { sid: 'flood' } }))
      // a wall has a second socket, by which it is told what to show
      if (type !== EVENT || !Subscribing.safeParse(data).success) return
      opened.send(pack({ type: ACK, id, data: [{ logId: head.logId, revision }] }))
      page = opened
    })
    opened.on('close', () => {
      if (page === opened) page = null
    })
  }
  const beat = setInterval(() => {
    for (const each of sockets.clients) each.send('2')
  }, PING_MS)

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    begin(at) {
      revision = at
    },
    send(frames) {
      for (let i = 0; i < frames; i++) {
        const since = revision
        revision += events
        const frame = encodeChanges(make(since, events))
        page?.send(pack({ type: EVENT, data: ['events:changed', { logId: head.logId, since, revision, at: Date.now(), frame: Buffer.from(frame) }] }))
      }
    },
    get revision() {
      return revision
    },
    get open() {
      return page !== null
    },
    stop: async () => {
      clearInterval(beat)
      sockets.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
