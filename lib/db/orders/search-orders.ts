import * as z from 'zod/mini'
import { numberParts } from '@/lib/domain/order-search'
import type { PlacedTerm } from '@/lib/domain/search-text'

const NUMBER = `('f' || to_char(o.day, 'YYYYMMDD') || '-' || CASE WHEN o.sequence < 10000 THEN lpad(o.sequence::text, 4, '0') ELSE o.sequence::text END)`

/** What a search reads of an order `o` of a service `s`, as `orderHolds` of lib/domain/order-search.ts asks for it. */
export const SEARCHED_COLUMNS = {
  sql: `to_char(o.day, 'YYYY-MM-DD') AS day, o.sequence, o.grid_code AS grid, s.name AS "serviceName", s.name_en AS "serviceNameEn", o.words`,
  shape: {
    ...{ day: z.string(), sequence: z.int(), grid: z.string(), serviceName: z.string(), serviceNameEn: z.string() },
    words: z.string(),
  },
}

/** A word as a pattern of what is kept: stars stand where masked digits were, and a hyphen where there may have been none. */
const patternOf = (term: string): string => `%${term.replace(/[\\%_]/g, '\\$&').replace(/[*-]+/g, '%')}%`

/**
 * Which orders may hold a word, in SQL; `add` takes a parameter and answers its name. What was said is kept unmasked, so which of them do is decided by
 * `orderHolds`, of the masked words.
 */
export function mayHold({ term, places }: PlacedTerm, add: (value: unknown) => string): string {
  const { ending, beginning } = numberParts(term)
  const pattern = add(patternOf(term))
  const ways = [`lower(s.name || ' ' || s.name_en) LIKE ${pattern}`, `lower(normalize(o.words, NFKC)) LIKE ${pattern}`]
  if (ending !== null) ways.push(`${NUMBER} LIKE ${add(`%${ending}`)}`)
  if (beginning !== null) ways.push(`${NUMBER} LIKE ${add(`${beginning}%`)}`)
  if (places.length > 0) ways.push(`EXISTS (SELECT FROM unnest(${add(places)}::text[]) AS u (prefix) WHERE starts_with(o.grid_code, u.prefix))`)
  return `(${ways.join(' OR ')})`
}
