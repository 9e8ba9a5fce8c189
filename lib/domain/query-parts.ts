import * as z from 'zod/mini'

/** What query strings are made of: texts that stand for numbers, and lists, which are `a,b` or the name repeated. */

/** The items of a list, as they came. */
export const words = (value: unknown): unknown =>
  (Array.isArray(value) ? value : [value]).flatMap((v) => (typeof v === 'string' ? v.split(',') : [v])).filter((v) => v !== '')
export const list = <T extends z.ZodMiniType>(item: T) => z.optional(z.pipe(z.transform(words), z.array(item)))
export const number = (value: unknown): unknown => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value)
export const numbers = (value: unknown): unknown => (Array.isArray(words(value)) ? [words(value)].flat().map(number) : value)
/** A whole number between two bounds, both taken. */
export const whole = (least: number, most: number) => z.pipe(z.transform(number), z.int().check(z.gte(least), z.lte(most)))
/** A grid-code prefix: the grid and all below it. Whether it exists is not a question of form. */
export const Within = z.optional(z.string().check(z.maxLength(64)))
