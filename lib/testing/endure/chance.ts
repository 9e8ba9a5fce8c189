import type { Random } from '@/lib/domain/random'

/** A whole number from 0 up to `below`. */
export const below = (random: Random, n: number): number => Math.floor(random.next() * n)

/** One of a list; throws for an empty one. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  const [one] = list.slice(below(random, list.length))
  if (one === undefined) throw new Error('nothing to choose from')
  return one
}

/** The list in another order (Fisher and Yates). */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const cards = [...list]
  for (let i = cards.length - 1; i > 0; i--) cards.push(...cards.splice(below(random, i + 1), 1))
  return cards
}
