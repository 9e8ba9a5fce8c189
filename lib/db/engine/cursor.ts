import * as z from 'zod/mini'
import { Problem } from '@/lib/domain/problem'

/** What the next page of a list begins with: the place of the row that this one ends with, as text for an address. */
export const cursorTo = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** The place that a cursor names. Throws Problem('invalid') on one that is none of this schema, or does not fit the list that is asked for. */
export function placeIn<T extends z.ZodMiniType>(cursor: string, schema: T, fits: (place: z.output<T>) => boolean = () => true): z.output<T> {
  const read = z.safeParse(schema, told(cursor))
  if (!read.success || !fits(read.data)) throw new Problem('invalid', 'This cursor is none that this list has given.')
  return read.data
}

function told(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
