import { createHmac, timingSafeEqual } from 'node:crypto'

/** A code of an authenticator is of a half minute since 1970 (RFC 6238 with SHA-1), and is good in the one before and the one after too. */
const STEP_MS = 30_000
const EITHER_SIDE = 1

/** The code of six digits that an authenticator shows for this key in this half minute. */
function codeAt(key: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const from = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(from) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

/**
 * The half minute that a code of six digits is of, the latest where it is of several; null: it is of none that is good at this moment. `key`: the
 * secret as the library of accounts keeps it, `now`: epoch milliseconds.
 */
export function stepOf(key: string, code: string, now: number): number | null {
  const current = Math.floor(now / STEP_MS)
  const given = Buffer.from(code)
  let found: number | null = null
  for (let step = current - EITHER_SIDE; step <= current + EITHER_SIDE; step++) {
    const right = Buffer.from(codeAt(key, step))
    if (given.length === right.length && timingSafeEqual(given, right)) found = step
  }
  return found
}
