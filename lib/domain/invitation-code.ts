/** Digits of a code that are drawn; one more is made of them. */
const DRAWN_DIGITS = 12
/**
 * Digits of the one-time code of an invitation (邀请码). Who tries codes is told from whoever has one by the address alone, so the code is long enough that no
 * stop of the whole county is needed: 10^12 codes, of which 10,000 may hold at once in a large county, so that one try finds one of these with 10^-8. From an
 * address 20 tries an hour find one in 168 hours, as long as a code holds, with 0.003 %; from a thousand addresses, which the guard lets have 5 an hour each
 * (`lib/db/residents/invitation-tries.ts`), with 0.9 %, and the audit has said so within the first hour. With eight digits that would be 94 codes.
 */
export const INVITATION_DIGITS = DRAWN_DIGITS + 1
/** Has it the form of a code? */
export const INVITATION_CODE = new RegExp(`^\\d{${INVITATION_DIGITS}}$`)

/**
 * What comes after all digits but the last, by ISO/IEC 7064 MOD 11,10: no single digit can be another one, and few neighbours can be
 * exchanged, without the last one telling. So whoever mistypes a code is told so at once, and it counts as no try of their address, which
 * a telephone network can share among thousands.
 */
export function checkDigit(digits: string): number {
  let product = 10
  for (const digit of digits) product = (((Number(digit) + product) % 10 || 10) * 2) % 11
  return (11 - product) % 10
}

/** A code with these drawn digits; `draw`: a whole number from 0 to below its argument. */
export function makeInvitationCode(draw: (below: number) => number): string {
  const digits = String(draw(10 ** DRAWN_DIGITS)).padStart(DRAWN_DIGITS, '0')
  return `${digits}${checkDigit(digits)}`
}

/** Can it be a code, or has it another length or a digit that is wrong? */
export const isInvitationCode = (text: string): boolean => INVITATION_CODE.test(text) && Number(text.at(-1)) === checkDigit(text.slice(0, -1))

/** A code as people read it out: 4 digits at a time, and 5 at the end. */
export const spacedCode = (code: string): string => code.replace(/\d{4}(?=\d{4})/g, '$& ')
