import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { parseCaseNumber } from '@/lib/domain/case-number'
import type { GridEvent } from '@/lib/domain/event'
import { EVENT_STATES } from '@/lib/domain/life'
import { termsOf } from '@/lib/domain/search-text'
import { pool } from '../engine/pool'
import { onAtlas } from '../events/event-list'
import { eventColumns, toEvents } from '../events/event-rows'
import { visible, Where } from '../events/event-where'
import { byNumber, byWords, searched, type WordsBy } from '../events/list-search'

const NEWEST = 'e.occurred_at DESC, e.number DESC'
const OPEN = `e.handled_at IS NULL AND e.state <> ${EVENT_STATES.indexOf('void')}`
/** So many of the newest are looked at before the index: what fewer than one in 400 hold is fetched by it in some 20 ms. */
const RECENT = 3_000
/** Days of last digits, the newest: three years. */
const MAX_DAYS = 1_100

/**
 * Events that hold all words of a search, the newest first: in what is written about them, of all events; in number, type, place or words,
 * of open ones; and a number alone by its index, of all of the last three years. No way of these reads all events.
 */
export async function searchEvents(viewer: Viewer, query: string, limit: number): Promise<GridEvent[]> {
  const terms = termsOf(query)
  if (terms.length === 0) return []
  return onAtlas(async (atlas) => {
    const sight = visible(viewer, atlas)
    if (!sight) return []
    const seen = () => new Where().add(sight.sql, ...sight.values)
    const open = seen().add(OPEN)
    searched(open, viewer, atlas, query, 'probe')
    const found = await Promise.all([
      numbered(seen(), terms, atlas, viewer, limit),
      read(open, atlas, viewer, limit),
      written(seen, terms, atlas, viewer, limit),
    ])
    const all = new Map(found.flat().map((event) => [event.number, event]))
    return [...all.values()]
      .sort((a, b) => (a.occurredAt < b.occurredAt ? 1 : a.occurredAt > b.occurredAt ? -1 : b.number - a.number))
      .slice(0, limit)
  })
}

async function read(where: Where, atlas: Atlas, viewer: Viewer, limit: number): Promise<GridEvent[]> {
  const { rows } = await pool().query(`SELECT ${eventColumns} FROM events e ${where.sql} ORDER BY ${NEWEST} LIMIT ${limit}`, where.values)
  return toEvents(rows, atlas, viewer)
}

/**
 * By words alone. What is often written is found among the newest events, and what is not there is rare enough for the index: fetching all
 * that hold a frequent word, only to sort them, took half a second.
 */
async function written(seen: () => Where, terms: readonly string[], atlas: Atlas, viewer: Viewer, limit: number): Promise<GridEvent[]> {
  const ways = (by: WordsBy) => terms.flatMap((term) => byWords(term, viewer, atlas, by) ?? [])
  const probes = ways('probe')
  if (probes.length < terms.length) return []
  const newest = seen()
  const of = `SELECT e.* FROM events e ${newest.sql} ORDER BY ${NEWEST} LIMIT ${RECENT}`
  const holds = probes.map((way) => `(${newest.place(way)})`).join(' AND ')
  const { rows } = await pool().query(`SELECT ${eventColumns} FROM (${of}) AS e WHERE ${holds} ORDER BY ${NEWEST} LIMIT ${limit}`, newest.values)
  if (rows.length >= limit) return toEvents(rows, atlas, viewer)
  const where = seen()
  for (const { sql, values } of ways('index')) where.add(sql, ...values)
  return read(where, atlas, viewer, limit)
}

async function numbered(where: Where, terms: readonly string[], atlas: Atlas, viewer: Viewer, limit: number): Promise<GridEvent[]> {
  const [term = ''] = terms
  const exact = terms.length === 1 ? byNumber(term) : null
  if (exact === null) return []
  if (parseCaseNumber(term.replace(/^(\d{8})-?(\d{5,})$/, '$1-$2'))) return read(where.add(exact.sql, ...exact.values), atlas, viewer, limit)
  const days = where.place({ sql: '?::int4', values: [MAX_DAYS] })
  const digits = term.slice(term.indexOf('-') + 1)
  const [step, value] = [digits.length >= 5 ? null : 10 ** digits.length, Number(digits)].map((part) =>
    where.place({ sql: '?::int4', values: [part] }),
  )
  const { rows } = await pool().query(
    `SELECT ${eventColumns} FROM (SELECT day, last FROM case_days ORDER BY day DESC LIMIT ${days}) AS d, LATERAL (
       SELECT * FROM events WHERE case_day = d.day AND case_seq = ANY(
         CASE WHEN ${step} IS NULL THEN ARRAY[${value}] ELSE ARRAY(SELECT generate_series(${value}, d.last, ${step})) END)
     ) AS e ${where.add(exact.sql, ...exact.values).sql} ORDER BY d.day DESC LIMIT ${limit}`,
    where.values,
  )
  return toEvents(rows, atlas, viewer)
}
