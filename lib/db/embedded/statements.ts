import { Client } from './protocol'

/** Channels that a statement starts (LISTEN) or stops (UNLISTEN, '*' for all) listening to. */
export type Listening = { kind: 'listen' | 'unlisten'; channel: string }

const LISTENING = /^\s*(un)?listen\s+(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*|\*))\s*;?\s*$/iu

/** Reads a LISTEN or UNLISTEN; null for anything else. Unquoted names fold to lower case as in PostgreSQL. */
export function readListening(sql: string): Listening | null {
  const match = LISTENING.exec(sql)
  if (!match) return null
  const [, un, quoted, bare = ''] = match
  return { kind: un ? 'unlisten' : 'listen', channel: quoted === undefined ? bare.toLowerCase() : quoted.replaceAll('""', '"') }
}

const REFUSED: readonly [pattern: RegExp, reason: string][] = [
  // PGlite cannot read on in the middle of a statement: the wasm program ends.
  [/^\s*copy\b[^;]*\bfrom\s+stdin\b/i, 'COPY FROM STDIN'],
  // One session serves everybody, so these would pull the rug from under the others.
  [/^\s*(?:discard\s+all|deallocate\s+(?:prepare\s+)?all|reset\s+all)\b/i, 'DISCARD ALL, DEALLOCATE ALL and RESET ALL'],
  // It ends the wasm program.
  [/^\s*create\s+extension\b[^;]*\bpostgis_raster\b/i, 'postgis_raster'],
  [/^\s*(?:create|drop)\s+database\b/i, 'CREATE DATABASE and DROP DATABASE'],
]

/** Why the embedded engine cannot run a statement; null when it can. */
export function refusal(sql: string): string | null {
  const found = REFUSED.find(([pattern]) => pattern.test(sql))
  return found ? `The embedded engine does not support ${found[1]}.` : null
}

/** SQL of a Query or Parse message, at most its first 4 kB: enough for the statements we look for. Null for other messages. */
export function sqlOf(frame: Buffer): string | null {
  if (frame[0] === Client.query) return text(frame, 5)
  if (frame[0] === Client.parse) return text(frame, frame.indexOf(0, 5) + 1)
  return null
}

function text(frame: Buffer, start: number): string {
  const end = frame.indexOf(0, start)
  return frame.toString('utf8', start, Math.min(end, start + 4096))
}

/** Statement and portal names are the session's, so those of each connection get a prefix of its own. Unnamed ones stay. */
export function withPrefix(prefix: string, frame: Buffer): Buffer {
  switch (frame[0]) {
    case Client.parse:
    case Client.execute:
      return renamed(frame, [5], prefix)
    case Client.bind:
      return renamed(frame, [5, frame.indexOf(0, 5) + 1], prefix)
    case Client.describe:
    case Client.close:
      return renamed(frame, [6], prefix)
    default:
      return frame
  }
}

/** Puts the prefix before each name (given by where it starts) that is not empty. */
function renamed(frame: Buffer, names: number[], prefix: string): Buffer {
  const places = names.filter((at) => frame[at] !== 0)
  if (places.length === 0) return frame
  const parts: Buffer[] = []
  let from = 0
  for (const at of places) {
    parts.push(frame.subarray(from, at), Buffer.from(prefix))
    from = at
  }
  parts.push(frame.subarray(from))
  const out = Buffer.concat(parts)
  out.writeInt32BE(out.length - 1, 1)
  return out
}

/** The name a Parse message gives to its statement; '' for the unnamed one. */
export const statementName = (frame: Buffer): string => frame.toString('utf8', 5, frame.indexOf(0, 5))
