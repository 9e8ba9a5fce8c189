import * as z from 'zod/mini'

/** A telephone number as a list has it: digits, with dashes at most, and a country's sign before them. */
export const Telephone = z.string().check(z.regex(/^\+?[\d-]{5,20}$/, 'must be digits, with dashes at most'))

/** A number as somebody types it now: the same, and a mobile one, which begins with 13 to 19, has 11 digits. For the `pattern` of a field too. */
export const TYPED_TELEPHONE = String.raw`1[3-9](?:-?\d){9}|(?!1[3-9])\+?[\d\-]{5,20}`
export const TypedTelephone = z
  .string()
  .check(z.regex(new RegExp(`^(?:${TYPED_TELEPHONE})$`), 'must be digits, with dashes at most; 11 of a mobile number'))
