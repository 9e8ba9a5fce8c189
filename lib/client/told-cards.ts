const KEY = 'gridsight.cards'

/** A card by what is told of it: a second reply to the same card is another piece of news. */
export const cardKey = ({ number, since }: { number: number; since: string }): string => `${number}@${since}`

/** Of the cards that wait, those that this browser has not told of yet, by the keys that it keeps. */
export const untold = <T extends { number: number; since: string }>(cards: readonly T[], told: ReadonlySet<string>): T[] =>
  cards.filter((card) => !told.has(cardKey(card)))

/** The keys of what this browser has told of. */
export function readTold(): ReadonlySet<string> {
  try {
    return new Set((localStorage.getItem(KEY) ?? '').split(',').filter((key) => key !== ''))
  } catch {
    return new Set() // a browser that keeps nothing
  }
}

/** Keeps that these were told of; what waits no more is forgotten. */
export function noteTold(waiting: readonly { number: number; since: string }[]): ReadonlySet<string> {
  const keys = waiting.map(cardKey)
  try {
    localStorage.setItem(KEY, keys.join(','))
  } catch {
    // told again on the next page
  }
  return new Set(keys)
}
