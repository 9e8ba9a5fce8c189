import { numberParts, type OrderTerm, orderHolds } from '@/lib/domain/order-search'
import { findOrders, instantAt, type StoredOrder } from './order-rows'

const NUMBER = `('f' || to_char(o.day, 'YYYYMMDD') || '-' || CASE WHEN o.sequence < 10000 THEN lpad(o.sequence::text, 4, '0') ELSE o.sequence::text END)`
/** Orders that are read at a time, and at most so often: of those that SQL finds few are found by masked digits alone. */
const PAGE = 50
const PAGES = 20

/** A word as a pattern of what is kept: stars stand where masked digits were, and a hyphen where there may have been none. */
const patternOf = (term: string): string => `%${term.replace(/[\\%_]/g, '\\$&').replace(/[*-]+/g, '%')}%`

/**
 * Orders below these prefixes of grids (null: all) that hold all words of a search, the newest first. SQL finds those that may: what was said is kept unmasked, so
 * which of them do is decided by `orderHolds`, of the masked words.
 */
export async function searchOrders(prefixes: readonly string[] | null, terms: readonly OrderTerm[], limit: number): Promise<StoredOrder[]> {
  if (terms.length === 0) return []
  const values: unknown[] = [prefixes]
  const add = (value: unknown) => `$${values.push(value)}`
  const within = (list: string) => `EXISTS (SELECT FROM unnest(${list}::text[]) AS u (prefix) WHERE starts_with(o.grid_code, u.prefix))`
  const holds = terms.map(({ term, places }) => {
    const { ending, beginning } = numberParts(term)
    const pattern = add(patternOf(term))
    const ways = [`lower(s.name || ' ' || s.name_en) LIKE ${pattern}`, `lower(normalize(o.words, NFKC)) LIKE ${pattern}`]
    if (ending !== null) ways.push(`${NUMBER} LIKE ${add(`%${ending}`)}`)
    if (beginning !== null) ways.push(`${NUMBER} LIKE ${add(`${beginning}%`)}`)
    if (places.length > 0) ways.push(within(add(places)))
    return `(${ways.join(' OR ')})`
  })
  const where = [`($1::text[] IS NULL OR ${within('$1')})`, ...holds].join(' AND ')
  const found: StoredOrder[] = []
  let last: StoredOrder | undefined
  for (let page = 0; page < PAGES && found.length < limit; page++) {
    const next = [...values]
    const behind = last ? `AND (o.created_at, o.id) < (${instantAt(next.push(last.createdAt))}, $${next.push(last.id)}::uuid)` : ''
    const rows = await findOrders(`WHERE ${where} ${behind} ORDER BY o.created_at DESC, o.id DESC LIMIT ${PAGE}`, next)
    found.push(...rows.filter((row) => orderHolds(terms, row)))
    if (rows.length < PAGE) break
    last = rows.at(-1)
  }
  return found.slice(0, limit)
}
