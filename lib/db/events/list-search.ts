import { mayKnowGrid, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { parseCaseNumber } from '@/lib/domain/case-number'
import { isWithin } from '@/lib/domain/grid'
import { bigramsOf, searchable, termsOf } from '@/lib/domain/search-text'
import { englishType } from '@/lib/domain/type-names'
import { readsWords, type Where } from './event-where'
import type { Condition } from './figure-sql'

/**
 * How words are looked for: in the `index` of all events, whose cost is that of what it finds, or in each event that all else leaves
 * (`probe`, some 5 µs an event), which is less where those are few, as open ones are.
 */
export type WordsBy = 'index' | 'probe'

/**
 * Leaves the events that hold every word of a search: in their number (whole, or its last digits, three at least), their type or class,
 * the name of a grid that they lie in, or, for those who read it, in what is written about them, which one character alone does not find.
 */
export function searched(where: Where, viewer: Viewer, atlas: Atlas, query: string, by: WordsBy): void {
  for (const term of termsOf(query)) {
    const ways = [byNumber(term), byPlace(term, viewer, atlas), byType(term, atlas), byWords(term, viewer, atlas, by)].filter((way) => way !== null)
    const sql = ways.map((way) => `(${way.sql})`).join(' OR ')
    where.add(sql || 'FALSE', ...ways.flatMap(({ values }) => values))
  }
}

/** 20261124-00271, the same without its line, 1124-00271 as lists show it, or the last digits. */
export function byNumber(term: string): Condition | null {
  const whole = parseCaseNumber(term) ?? parseCaseNumber(term.replace(/^(\d{8})(\d{5,})$/, '$1-$2'))
  if (whole) return { sql: 'e.case_day = ?::date AND e.case_seq = ?::int4', values: [whole.day, whole.sequence] }
  const short = /^(\d{4})-(\d{5,9})$/.exec(term)
  if (short) return { sql: "to_char(e.case_day, 'MMDD') = ? AND e.case_seq = ?::int4", values: [short[1], Number(short[2])] }
  if (!/^\d{3,9}$/.test(term)) return null
  // five digits are a whole running number; fewer are the end of one
  return term.length >= 5
    ? { sql: 'e.case_seq = ?::int4', values: [Number(term)] }
    : { sql: 'e.case_seq % ?::int4 = ?::int4', values: [10 ** term.length, Number(term)] }
}

/** The grids that are called so and what lies below them, of those that the viewer knows. */
function byPlace(term: string, viewer: Viewer, atlas: Atlas): Condition | null {
  const called = atlas.grids.filter(({ name, code }) => searchable(name).includes(term) && mayKnowGrid(viewer, code))
  if (called.length === 0) return null
  const codes = called.map(({ code }) => code)
  return { sql: 'e.grid_id = ANY(?::int4[])', values: [atlas.grids.filter((g) => codes.some((code) => isWithin(g.code, code))).map(({ id }) => id)] }
}

function byType(term: string, atlas: Atlas): Condition | null {
  const called = [...atlas.typeById.values()].filter(({ name, className }) =>
    searchable(`${name} ${className} ${englishType(name) ?? ''}`).includes(term),
  )
  return called.length === 0 ? null : { sql: 'e.type_id = ANY(?::int4[])', values: [called.map(({ id }) => id)] }
}

/** Of what is written, only what this viewer reads. */
export function byWords(term: string, viewer: Viewer, atlas: Atlas, by: WordsBy): Condition | null {
  const pairs = bigramsOf(term)
  const reads = readsWords(viewer, atlas)
  if (pairs.length === 0 || reads === null) return null
  if (by === 'probe')
    return {
      // no EXISTS, which the planner may answer by reading all texts
      sql: `(${reads.sql}) AND COALESCE((SELECT strpos(x.words, ?) > 0 FROM event_texts x WHERE x.number = e.number), FALSE)`,
      values: [...reads.values, term],
    }
  return {
    sql: `(${reads.sql}) AND e.number IN (SELECT x.number FROM event_texts x WHERE x.bigrams @> ?::text[] AND strpos(x.words, ?) > 0)`,
    values: [...reads.values, pairs, term],
  }
}
