/**
 * Digits of the one-time code of an invitation (邀请码). Who tries codes is told from whoever has one by the address alone, so the code is long enough that no
 * stop of the whole county is needed: 10^12 codes, of which 10,000 may hold at once in a large county, so that one try finds one of these with 10^-8. From an
 * address 20 tries an hour find one in 168 hours, as long as a code holds, with 0.003 %; from a thousand addresses, which the guard lets have 5 an hour each
 * (`lib/db/residents/invitation-tries.ts`), with 0.9 %, and the audit has said so within the first hour. With eight digits that would be 94 codes.
 */
export const INVITATION_DIGITS = 12

const CODE = new RegExp(`^\\d{${INVITATION_DIGITS}}$`)
/** Has it the form of a code? */
export const isInvitationCode = (text: string): boolean => CODE.test(text)

/** A code as people read it out: 4 digits at a time. */
export const spacedCode = (code: string): string => code.replace(/\d{4}(?=\d)/g, '$& ')
