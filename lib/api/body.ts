import * as z from 'zod/mini'
import { Problem } from '@/lib/domain/problem'
import type { Slices } from '@/lib/live/slices'

/** The largest body taken, bytes. */
export const MAX_BODY = 10_000_000
/** A body from which nothing comes for this long is given up. */
export const BODY_IDLE_MS = 15_000
/** Of a body that is too large, this much more is read and thrown away, so that the sender gets to read the answer. */
const DRAIN = 4 * MAX_BODY
/**
 * Pieces of a body: a piece costs Node some 10 µs whatever is in it, so that a megabyte of single bytes would keep the loop for seconds. A small body
 * comes in so many at most, a large one in pieces of so many bytes on average, which no network cuts it into.
 */
const [MIN_PIECES, PIECE_BYTES] = [1_000, 256]

/** What has a body: a Request of the pages' server, or one as Node's own server has it. */
export type WithBody = { headers: Pick<Headers, 'get'>; body: AsyncIterable<Uint8Array> | null }
type Limits = { limit?: number; idleMs?: number }

/** The whole body as text. Throws as `readBytes` does, and Problem `malformed` when it is no UTF-8. */
export async function readText(request: WithBody, limits: Limits = {}): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  let fault: unknown
  // piece by piece as they come: millions of bytes at once keep the event loop
  const take = (piece?: Uint8Array) => {
    try {
      if (fault === undefined) text += decoder.decode(piece, { stream: piece !== undefined })
    } catch (error) {
      fault = error
    }
  }
  await readPieces(request, take, limits)
  take()
  if (fault !== undefined) throw new Problem('malformed', 'The body is not valid UTF-8.', {}, { cause: fault })
  return text
}

/**
 * The whole body. Throws Problem: `too_large` (also without a Content-Length), `timed_out` when it stalls, `malformed` when it is cut
 * off or in shreds, `unsupported_media_type` when it is packed.
 */
export async function readBytes(request: WithBody, limits: Limits = {}): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  await readPieces(request, (piece) => void pieces.push(piece), limits)
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

async function readPieces(
  { headers, body }: WithBody,
  take: (piece: Uint8Array) => void,
  { limit = MAX_BODY, idleMs = BODY_IDLE_MS }: Limits,
): Promise<void> {
  const encoding = headers.get('content-encoding')
  if (encoding && encoding !== 'identity')
    throw new Problem('unsupported_media_type', `A body with Content-Encoding ${encoding} is not taken; send it plain.`)
  if (!body) return
  // By hand and not by `for await`, whose end would destroy the connection before the answer is sent.
  const chunks = body[Symbol.asyncIterator]()
  const maxPieces = Math.max(MIN_PIECES, limit / PIECE_BYTES)
  let [size, pieces] = [0, 0]
  let timer: NodeJS.Timeout | undefined
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem('timed_out', `Nothing of the body came for ${idleMs / 1000} s.`)), idleMs)
  })
  stalled.catch(() => {})
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), stalled])
      if (next.done) break
      timer?.refresh()
      size += next.value.byteLength
      if (size > limit + DRAIN || ++pieces > maxPieces) break
      if (size <= limit) take(next.value)
    }
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('malformed', 'The body was cut off.', {}, { cause: error })
  } finally {
    clearTimeout(timer)
  }
  if (size > limit) throw new Problem('too_large', `The body is larger than ${limit / 1_000_000} MB; send it in parts.`)
  if (pieces > maxPieces) throw new Problem('malformed', 'The body comes in too many pieces; send larger ones.')
  const declared = headers.get('content-length')
  if (declared !== null && Number(declared) !== size) throw new Problem('malformed', 'The body was cut off.')
}

/**
 * No text of ours holds U+0000, which the database refuses in every text, and says so only when the statement fails; nor half of a pair of UTF-16 (a lone surrogate,
 * which JSON can escape), in whose place U+FFFD would be kept.
 */
export const UNKEPT_FAULT = 'U+0000 and lone surrogates are not taken'

/** Is there something in a text that no text of ours holds? */
export const isUnkept = (text: string): boolean => text.includes('\0') || LONE_SURROGATE.test(text)
const LONE_SURROGATE = /\p{Surrogate}/u
/** What such a text is escaped with in JSON. */
const ESCAPED = /\\u(?:0000|d[89a-f])/i

/** Where in a value a string holds such, as a path with dots; null: nowhere. Not by recursion: a body may be nested a million deep. */
export function unkeptIn(value: unknown): string | null {
  const left: { at: string; value: unknown }[] = [{ at: '', value }]
  for (let next = left.pop(); next; next = left.pop()) {
    const { at, value: inner } = next
    if (typeof inner === 'string' && isUnkept(inner)) return at
    if (typeof inner !== 'object' || inner === null) continue
    for (const [name, under] of Object.entries(inner)) {
      const place = [at, isUnkept(name) ? plainName(name) : name].filter((part) => part !== '').join('.')
      if (isUnkept(name)) return place
      // the path of what lies deeper than any body of ours is told to nobody
      left.push({ at: place.slice(0, MAX_PLACE), value: under })
    }
  }
  return null
}
const plainName = (name: string): string => name.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '')
const MAX_PLACE = 200

/** Parses JSON; throws Problem('malformed') with the parser's own words. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('malformed', `The body is not valid JSON (${error instanceof Error ? error.message.slice(0, 120) : 'unknown'}).`)
  }
}

/** A line of NDJSON that is no JSON: a value that no schema takes, so that the row is refused by itself. */
const UNREADABLE = Symbol('a line that is not JSON')
const LINES_A_SLICE = 500

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return UNREADABLE
  }
}

/** A long array is parsed in pieces of about so many characters. */
const PIECE_LENGTH = 200_000
/** Where an object of a list ends and the next one begins; within an object or a text it may look like that too. */
const BETWEEN_OBJECTS = /\}[ \t\n\r]*,(?=[ \t\n\r]*\{)/g

/**
 * The value of a JSON text, as `parseJson` gives it; of a long array of objects in pieces of some thousand rows at most, between which others are answered.
 * A piece that ends within an object or a text is no JSON, so one that is ends where a row does.
 */
async function parseInPieces(text: string, slices: Slices | undefined, length: number): Promise<unknown> {
  const open = /^[ \t\n\r]*\[/.exec(text)?.[0].length
  if (open === undefined) return parseJson(text)
  const rows: unknown[] = []
  for (let from = open, size = length; ; ) {
    await slices?.pause()
    BETWEEN_OBJECTS.lastIndex = from + size
    const comma = BETWEEN_OBJECTS.exec(text) && BETWEEN_OBJECTS.lastIndex - 1
    let piece: unknown[]
    try {
      piece = JSON.parse(comma === null ? `[${text.slice(from)}` : `[${text.slice(from, comma)}]`)
    } catch {
      if (comma === null) return parseJson(text) // with the parser's own words of where
      size *= 2 // so that what has been tried in vain is never more than the text
      continue
    }
    for (const row of piece) rows.push(row)
    if (comma === null) return rows
    from = comma + 1
    size = length
  }
}

/**
 * The rows of a body: of `application/json` one value or an array, of `application/x-ndjson` a value a line (blank lines are skipped, a
 * line that is no JSON becomes a row that is refused). Throws Problem: `unsupported_media_type`, `malformed`, `too_large` over `most` rows.
 */
export async function parseRows(
  text: string,
  contentType: string | null,
  most: number,
  { slices, length = PIECE_LENGTH }: { slices?: Slices | undefined; length?: number } = {},
): Promise<unknown[]> {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((p) => p.trim())
  const charset = parameters
    .find((p) => p.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (charset && charset !== 'utf-8' && charset !== 'utf8')
    throw new Problem('unsupported_media_type', `The charset ${charset} is not taken; send UTF-8.`)
  const tooMany = (n: number) => new Problem('too_large', `${n} events in one request; at most ${most} are taken, send them in parts.`)
  if (type === 'application/x-ndjson' || type === 'application/ndjson') {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length > most) throw tooMany(lines.length)
    const rows: unknown[] = []
    for (const line of lines) {
      if (rows.length % LINES_A_SLICE === 0) await slices?.pause()
      rows.push(parseLine(line))
    }
    return rows
  }
  if (type !== 'application/json') {
    throw new Problem(
      'unsupported_media_type',
      `${type ? `The type ${type}` : 'A body without Content-Type'} is not taken; send application/json or application/x-ndjson.`,
    )
  }
  const value = await parseInPieces(text, slices, length)
  const rows: unknown[] = Array.isArray(value) ? value : [value]
  if (rows.length > most) throw tooMany(rows.length)
  return rows
}

/**
 * The one value of a JSON body, by a schema; `type`: the media type, application/json unless said. Throws Problem: `unsupported_media_type`,
 * `malformed`, `invalid` naming each field that is wrong, and as `readBytes` does.
 */
export async function readBody<T extends z.ZodMiniType>(
  schema: T,
  request: WithBody,
  { type = 'application/json', ...limits }: Limits & { type?: string | undefined } = {},
): Promise<z.output<T>> {
  const [sent = ''] = (request.headers.get('content-type') ?? '').split(';')
  if (sent.trim().toLowerCase() !== type) throw new Problem('unsupported_media_type', `Send ${type}.`)
  const text = await readText(request, limits)
  const value = parseJson(text)
  const spoilt = ESCAPED.test(text) ? unkeptIn(value) : null
  if (spoilt !== null)
    throw new Problem('invalid', `"${spoilt}" cannot be used: ${UNKEPT_FAULT}.`, { errors: [{ name: spoilt, message: UNKEPT_FAULT }] })
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({ name: issue.path.join('.'), message: issue.message }))
  throw new Problem('invalid', `${errors[0]?.name ? `"${errors[0].name}"` : 'The body'} cannot be used: ${errors[0]?.message ?? 'invalid'}.`, {
    errors,
  })
}
