import parser from 'socket.io-msgpack-parser'
import { WebSocket } from 'ws'
import * as z from 'zod/mini'

/** A client's connection; messages after the greeting go to `hear`, as they came. */
export type Line = { close(): void }
export type LineOptions = {
  /** bare WebSocket, Socket.IO, or Socket.IO with a subscription to the whole scope of the token */
  speaks: 'ws' | 'socket.io' | 'gridsight'
  token: string
  hear(message: Buffer): void
}

const [CONNECT, EVENT, ACK] = [0, 2, 3]
const Packet = z.object({ type: z.int(), id: z.optional(z.int()), data: z.optional(z.unknown()) })
const Bytes = z.tuple([z.instanceof(Uint8Array)])

/** Reads a Socket.IO packet. */
export function unpack(message: Buffer): z.infer<typeof Packet> {
  const decoder = new parser.Decoder()
  let packet: unknown
  decoder.on('decoded', (decoded: unknown) => {
    packet = decoded
  })
  decoder.add(message)
  return Packet.parse(packet)
}

function pack(packet: Record<string, unknown>): Uint8Array {
  const [bytes] = Bytes.parse(new parser.Encoder().encode({ nsp: '/', ...packet }))
  return bytes
}

/**
 * Opens a connection that speaks as much Socket.IO as it takes to come in, to subscribe and to answer heartbeats: thousands of
 * socket.io-client would leave the server no processor on the same machine.
 */
export function openLine(url: string, { speaks, token, hear }: LineOptions): Promise<Line> {
  const address = url.replace(/^http/, 'ws')
  const socket = new WebSocket(speaks === 'ws' ? address : `${address}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false })
  socket.binaryType = 'nodebuffer'
  return new Promise((resolve, reject) => {
    let open = false
    const opened = () => {
      open = true
      resolve({ close: () => socket.terminate() })
    }
    const greet = (message: Buffer) => {
      const { type, data } = unpack(message)
      if (type === CONNECT && speaks === 'gridsight') socket.send(pack({ type: EVENT, id: 0, data: ['subscribe', {}] }))
      else if (type === CONNECT) opened()
      else if (type === ACK && !JSON.stringify(data).includes('"code"')) opened()
      else reject(new Error(`the server refused: ${JSON.stringify(data)}`))
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('the server hung up')))
    if (speaks === 'ws') socket.on('open', opened)
    socket.on('message', (message: Buffer, isBinary) => {
      if (isBinary) return open ? hear(message) : greet(message)
      const text = message.toString()
      if (text === '2') socket.send('3')
      else if (text.startsWith('0')) socket.send(pack({ type: CONNECT, data: { token } }))
    })
  })
}

/** Opens many, a few at a time; `hear` gets the number of the client with each message. */
export async function openLines(
  url: string,
  count: number,
  { speaks, tokens }: { speaks: LineOptions['speaks']; tokens: readonly string[] },
  hear: (client: number, message: Buffer) => void,
): Promise<Line[]> {
  const lines: Line[] = []
  const next = Array.from({ length: count }, (_, i) => i).values()
  const open = async () => {
    for (const i of next) lines.push(await openLine(url, { speaks, token: tokens[i % tokens.length] ?? '', hear: (message) => hear(i, message) }))
  }
  await Promise.all(Array.from({ length: 20 }, open))
  return lines
}
