import * as z from 'zod/mini'

/** A few changes are always on their way into the index of words. */
const ON_THEIR_WAY = 200

/**
 * What of a list or search is still being written (补建中): all events that occurred from `from` on are there (RFC 3339; null: all), and what is written about
 * events is found wherever it stands, or not yet (`words`).
 */
export const Unfinished = z.object({ from: z.nullable(z.string()), words: z.boolean() })
export type Unfinished = z.infer<typeof Unfinished>

/**
 * What is not there yet for whoever asks for events from `since` on (epoch milliseconds; null: all): `completeFrom` is from when on they are, `behind` how many
 * changes the index of words has yet to see, where words are asked for. Null where nothing is missing.
 */
export function unfinishedOf(asked: { since: number | null; completeFrom: number | null; behind: number }): Unfinished | null {
  const { since, completeFrom, behind } = asked
  const from = completeFrom !== null && (since === null || since < completeFrom) ? new Date(completeFrom).toISOString() : null
  const words = behind > ON_THEIR_WAY
  return from === null && !words ? null : { from, words }
}
