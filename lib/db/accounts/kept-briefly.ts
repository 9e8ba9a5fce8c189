import { LRUCache } from 'lru-cache'

/**
 * Answers about tokens or sessions, each reused for less than two seconds in one process: what ends one is seen everywhere within that,
 * well under 5 s. Those who ask together are answered by one look; a fault of the database is no answer.
 */
export class KeptBriefly<T> {
  readonly #answers = new LRUCache<string, Promise<T>>({ max: 10_000, ttl: 1_999, ttlResolution: 0 })

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key)
    if (known) return known
    const answer = ask()
    this.#answers.set(key, answer)
    answer.catch(() => this.#answers.delete(key))
    return answer
  }

  clear(): void {
    this.#answers.clear()
  }
}
