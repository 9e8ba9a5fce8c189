import { maskText } from './masking'
import { orderNumber } from './order-number'
import { type PlacedTerm, searchable } from './search-text'

/** What of an order is searched; who asked, where they live and how to call them is not. */
export type SearchedOrder = { day: string; sequence: number; grid: string; serviceName: string; serviceNameEn: string; words: string }

/** The end of a number, three digits at least, such as 0014 or 1128-0014. */
const ENDING = /^[\d-]*\d{3}$/
/** The beginning of a number, with its whole day at least, such as F20261128 or 20261128-0. */
const BEGINNING = /^f?\d{8}(-\d*)?$/

/** How the number of an order has to end and to begin (lower case, with its F) where a word is a part of it; null: no number does. */
export const numberParts = (term: string): { ending: string | null; beginning: string | null } => ({
  ending: ENDING.test(term) ? term : null,
  beginning: BEGINNING.test(term) ? `f${term.replace(/^f/, '')}` : null,
})

/**
 * Is every word of a search in an order: in its number, whole or a part of it, in what is asked for, in the name of a grid that it lies in, or in what was said
 * with it, as it is read by those who see it: with the numbers of telephones and identity cards masked, so that nobody finds an order by their digits?
 */
export function orderHolds(terms: readonly PlacedTerm[], order: SearchedOrder): boolean {
  const { day, sequence, grid, serviceName, serviceNameEn, words } = order
  const number = orderNumber(day, sequence).toLowerCase()
  const texts = [`${serviceName} ${serviceNameEn}`, maskText(words)].map(searchable)
  return terms.every(({ term, places }) => {
    const { ending, beginning } = numberParts(term)
    return (
      (ending !== null && number.endsWith(ending)) ||
      (beginning !== null && number.startsWith(beginning)) ||
      places.some((place) => grid.startsWith(place)) ||
      texts.some((text) => text.includes(term))
    )
  })
}
