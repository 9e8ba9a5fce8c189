/** Message types of the PostgreSQL wire protocol (version 3.0) that the bridge looks at. */
export const Client = {
  bind: 0x42,
  close: 0x43,
  describe: 0x44,
  execute: 0x45,
  flush: 0x48,
  parse: 0x50,
  query: 0x51,
  sync: 0x53,
  terminate: 0x58,
} as const
export const Server = { notification: 0x41, row: 0x44, error: 0x45, copyIn: 0x47, ready: 0x5a } as const

/** Codes in place of a version in a startup packet. */
export const Startup = { version3: 196608, cancel: 80877102, ssl: 80877103, gss: 80877104 } as const

/** State of the session as ReadyForQuery tells it: idle, in a transaction, in a failed transaction. */
export type SessionState = 'I' | 'T' | 'E'

const EMPTY = Buffer.alloc(0)

/** Zero-terminated text. */
export const cstring = (text: string): Buffer => Buffer.from(`${text}\0`)

/** One message: type, length, body. */
export function message(type: number, body: Buffer = EMPTY): Buffer {
  const out = Buffer.allocUnsafe(5 + body.length)
  out[0] = type
  out.writeInt32BE(body.length + 4, 1)
  body.copy(out, 5)
  return out
}

/** A simple query. */
export const queryMessage = (sql: string): Buffer => message(Client.query, cstring(sql))

/** The end of an extended query. */
export const syncMessage = (): Buffer => message(Client.sync)

/** The packet that opens a session. */
export function startupPacket(parameters: Record<string, string>): Buffer {
  const body = Buffer.concat([...Object.entries(parameters).flat().map(cstring), Buffer.from([0])])
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(Startup.version3, 4)
  return Buffer.concat([head, body])
}

/** The name/value pairs of a startup packet's body (after length and version). */
export function startupParameters(body: Buffer): Record<string, string> {
  const words = body.toString('utf8').split('\0')
  const pairs: Record<string, string> = {}
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) pairs[words[i] ?? ''] = words[i + 1] ?? ''
  return pairs
}

/** ErrorResponse with a SQLSTATE; `FATAL` tells the client that the connection ends. */
export function errorMessage(code: string, text: string, severity: 'ERROR' | 'FATAL' = 'ERROR'): Buffer {
  return message(
    Server.error,
    Buffer.concat([cstring(`S${severity}`), cstring(`V${severity}`), cstring(`C${code}`), cstring(`M${text}`), Buffer.from([0])]),
  )
}

/** The readable text of an ErrorResponse. */
export function errorText(frame: Buffer): string {
  const fields = frame.toString('utf8', 5).split('\0')
  return fields.find((field) => field.startsWith('M'))?.slice(1) ?? 'unknown error'
}

/** Visits each whole message of a buffer: its type and where it starts and ends. */
export function eachMessage(buffer: Buffer, visit: (type: number, start: number, end: number) => void): void {
  for (let at = 0; at + 5 <= buffer.length; ) {
    const end = at + 1 + buffer.readInt32BE(at + 1)
    visit(buffer[at] ?? 0, at, end)
    at = end
  }
}

/** The rows of an answer in text format; NULL is ''. */
export function rowsOf(bytes: Buffer): string[][] {
  const rows: string[][] = []
  eachMessage(bytes, (type, start) => {
    if (type !== Server.row) return
    let at = start + 7
    rows.push(
      Array.from({ length: bytes.readInt16BE(start + 5) }, () => {
        const length = Math.max(0, bytes.readInt32BE(at))
        at += 4 + length
        return bytes.toString('utf8', at - length, at)
      }),
    )
  })
  return rows
}
