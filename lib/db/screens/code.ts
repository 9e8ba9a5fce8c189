import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a code stands on its screen. */
export const CODE_MS = 300_000
/** Whoever has just read a code that is taken away may still type it. */
const GRACE_MS = 30_000
const DIGITS = 6

/**
 * The code that a screen shows at `now` (epoch milliseconds) and when the next one takes its place: six digits of an HMAC-SHA-256 over the span of
 * five minutes, so that all processes know the same and nothing is kept.
 */
export function codeAt(secret: Buffer, now: number): { digits: string; endsAt: number } {
  const span = Math.floor(now / CODE_MS)
  const hash = createHmac('sha256', secret).update(`remote ${span}`).digest()
  return { digits: String(hash.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, '0'), endsAt: (span + 1) * CODE_MS }
}

/** Is this the code of the screen now, or was it until just before? */
export const isCode = (secret: Buffer, digits: string, now: number): boolean =>
  [now, now - GRACE_MS].some((at) => {
    const right = Buffer.from(codeAt(secret, at).digits)
    const typed = Buffer.from(digits)
    return typed.length === right.length && timingSafeEqual(typed, right)
  })
