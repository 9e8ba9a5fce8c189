import { maskText } from './masking'

/** Words of one search; more of them narrow nothing that people would look for. */
const MAX_TERMS = 5

/** A text as it is searched: without regard to case, width and space. */
export const searchable = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** What is searched of an event's words: as those read them who act on it, so that nobody finds a telephone by its digits. */
export const searchedWords = ({ title, description }: { title: string | null; description: string | null }): string =>
  [title, description].flatMap((text) => (text === null ? [] : [searchable(maskText(text))])).join('\n')

/** The words that a search is made of, each of which must be found. */
export const termsOf = (query: string): string[] => [...new Set(searchable(query).split(' '))].filter((term) => term !== '').slice(0, MAX_TERMS)

/** Each two characters that follow one another in a text, once; none over a space. Chinese has no spaces to tell words by. */
export function bigramsOf(text: string): string[] {
  const letters = [...text]
  const pairs = new Set<string>()
  for (let i = 1; i < letters.length; i++) {
    const pair = `${letters[i - 1]}${letters[i]}`
    if (!/\s/.test(pair)) pairs.add(pair)
  }
  return [...pairs]
}

/** A word of a search, with the prefixes of the grids that are called so. */
export type PlacedTerm = { term: string; places: readonly string[] }
