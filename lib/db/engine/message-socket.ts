import net from 'node:net'

/** As much as a socket of Node reads at once. */
const READ_BYTES = 65_536
/** Of each message of PostgreSQL: one byte says what it is, four how long it is, themselves included. */
const TYPE_BYTES = 1
const HEADER_BYTES = 5

/**
 * A socket to PostgreSQL that reads into one buffer of its own and hands on whole messages. Node makes a buffer for each read, and the parser
 * of pg another wherever a message goes on in the next read: memory outside V8's heap, for which V8 makes whoever asks for more of it collect
 * garbage. What is handed on is good until the listener returns: of it pg keeps strings, and the salt of a password, after which the server
 * waits. Not for TLS, which reads from its socket by itself.
 */
export function messageSocket(): net.Socket {
  let buffer: Buffer = Buffer.allocUnsafeSlow(READ_BYTES)
  let held = 0

  const options: net.SocketConstructorOpts & net.ConnectOpts = {
    onread: {
      buffer: () => buffer.subarray(held),
      callback: (count) => {
        held += count
        const end = endOfWhole(buffer, held)
        if (end > 0) socket.emit('data', buffer.subarray(0, end))
        const rest = buffer.subarray(end, held)
        if (held === buffer.length && end === 0) buffer = moved(rest, buffer.length * 2)
        else if (buffer.length > READ_BYTES && rest.length < READ_BYTES) buffer = moved(rest, READ_BYTES)
        else buffer.copyWithin(0, end, held)
        held = rest.length
        return true
      },
    },
  }
  const socket = new net.Socket(options)
  return socket
}

/** Where the last whole message ends among the bytes that are held; 0 if there is none. */
function endOfWhole(buffer: Buffer, held: number): number {
  let end = 0
  while (end + HEADER_BYTES <= held) {
    const next = end + TYPE_BYTES + buffer.readUInt32BE(end + TYPE_BYTES)
    if (next > held) break
    end = next
  }
  return end
}

function moved(rest: Buffer, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  rest.copy(buffer)
  return buffer
}
