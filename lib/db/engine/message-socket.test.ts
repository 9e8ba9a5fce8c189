import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { messageSocket } from './message-socket'

/** A message as PostgreSQL sends it, with a body of so many bytes. */
function message(body: number, fill: number): Buffer {
  const bytes = Buffer.alloc(5 + body, fill)
  bytes.write('D')
  bytes.writeUInt32BE(4 + body, 1)
  return bytes
}

/** What a socket hands on, copied, of what a server sends it in these pieces. */
async function handedOn(pieces: readonly Buffer[], on = (_bytes: Buffer) => {}): Promise<Buffer[]> {
  const server = net.createServer(async (client) => {
    client.setNoDelay(true)
    for (const piece of pieces) {
      client.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    client.end()
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = messageSocket()
  const handed: Buffer[] = []
  socket.on('data', (bytes: Buffer) => {
    on(bytes)
    handed.push(Buffer.from(bytes))
  })
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'close')
  return handed
}

/** The lengths of the messages that one piece is made of. Throws if it is not made of whole messages. */
function lengthsOf(piece: Buffer): number[] {
  const lengths: number[] = []
  for (let at = 0; at < piece.length; at += lengths.at(-1) ?? 0) {
    lengths.push(1 + piece.readUInt32BE(at + 1))
    expect(at + (lengths.at(-1) ?? 0), 'a whole message').toBeLessThanOrEqual(piece.length)
  }
  return lengths
}

function cut(bytes: Buffer, every: number): Buffer[] {
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += every) pieces.push(bytes.subarray(at, at + every))
  return pieces
}

const bodies = [0, 1, 40, 65_531, 65_530, 65_532, 7, 300_000, 0, 131_067, 12, 2_000_000, 3, 100, 64_000, 5_000, 5_000]
const sent = bodies.map((body, index) => message(body, index))

it.each([1_000_003, 65_536, 65_537, 9_001, 1_447])(
  'hands on whole messages only, all of them and in order, when they come in pieces of %i bytes',
  async (every) => {
    const handed = await handedOn(cut(Buffer.concat(sent), every))
    expect(handed.flatMap(lengthsOf)).toEqual(sent.map(({ length }) => length))
    expect(Buffer.compare(Buffer.concat(handed), Buffer.concat(sent))).toBe(0)
  },
)

it('waits for the head of a message, one byte at a time', async () => {
  const few = [message(0, 1), message(3, 2), message(9, 3)]
  const handed = await handedOn(cut(Buffer.concat(few), 1))
  expect(handed.flatMap(lengthsOf)).toEqual([5, 8, 14])
  expect(Buffer.concat(handed)).toEqual(Buffer.concat(few))
})

it('makes a buffer of its own for a message that is longer than a read, and none else', async () => {
  const buffers = async (bodies: readonly number[]) => {
    const used: ArrayBufferLike[] = []
    await handedOn(cut(Buffer.concat(bodies.map((body) => message(body, 1))), 9_001), ({ buffer }) => used.push(buffer))
    return new Set(used).size
  }
  expect(await buffers(Array.from({ length: 300 }, () => 5_000))).toBe(1)
  expect(await buffers([5_000, 100_000, ...Array.from({ length: 100 }, () => 5_000)])).toBeLessThanOrEqual(3)
})
