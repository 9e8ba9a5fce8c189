import type { Refused } from './http'
import { residentTexts } from './messages/resident'
import { faultWord } from './word-of'

/** Bytes of a secret. */
const BYTES = 32

/** The secret of a link that is made here, so that it is known before any answer comes: 256 random bits. */
export function makeLinkSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES))
  return `gsl_${btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}`
}

/** Why something did not work, in words for somebody without an account. */
export function residentFault({ code }: Refused): string {
  const { faults } = residentTexts
  return faultWord(faults, code)
}
