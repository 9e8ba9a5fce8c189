import { LRUCache } from 'lru-cache'
import type { Atlas } from '@/lib/domain/atlas'
import { live } from '@/lib/live/live'

/**
 * Answers of the database that hold while neither the log nor the atlas moves, by who asks: when a thousand screens come back at once,
 * they ask for the same. An answer may be of a later revision than the board's, never of an earlier one. A failed one is not kept.
 */
export class RevisionCache<T> {
  readonly #answers = new LRUCache<string, { logId: string; revision: number; atlas: Atlas; answer: Promise<T> }>({ max: 64 })

  /** The answer kept under this key since the board's revision, else the one that is asked for now. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const { logId, revision, atlas } = live()
    const known = this.#answers.get(key)
    if (known?.logId === logId && known.revision === revision && known.atlas === atlas) return known.answer
    const answer = ask()
    this.#answers.set(key, { logId, revision, atlas, answer })
    answer.catch(() => {
      if (this.#answers.peek(key)?.answer === answer) this.#answers.delete(key)
    })
    return answer
  }
}
