import { createOTP } from '@better-auth/utils/otp'

/** A code of an authenticator is of a half minute since 1970 (RFC 6238), and is good in the one before and the one after too. */
const STEP_MS = 30_000
const EITHER_SIDE = 1

/**
 * The half minute that a code of six digits is of, the latest where it is of several; null: it is of none that is good at this moment. The library itself
 * says only whether a code is good, which does not keep one from being used again. `key`: the secret as the library of accounts keeps it,
 * `now`: epoch milliseconds.
 */
export async function stepOf(key: string, code: string, now: number): Promise<number | null> {
  const current = Math.floor(now / STEP_MS)
  const steps = Array.from({ length: 2 * EITHER_SIDE + 1 }, (_, i) => current - EITHER_SIDE + i)
  const codes = await Promise.all(steps.map((step) => createOTP(key).hotp(step)))
  return steps[codes.lastIndexOf(code)] ?? null
}
