import * as z from 'zod/mini'
import type { Atlas } from '@/lib/domain/atlas'
import { EVENT_STATES, LIGHTS } from '@/lib/domain/life'
import type { EventOrder } from '@/lib/domain/routes/event-list'
import { cursorTo, placeIn } from '../engine/cursor'
import { FIRST_INSTANT, LAST_INSTANT } from '../engine/instants'
import type { Where } from './event-where'

/** What an order goes by, of `events e`: ascending or descending all together, with the number last, so that each event has one place. */
type Keys = { keys: readonly { sql: string; as: 'float8' | 'text' }[]; descends?: true; sql?: string; after?: (where: Where, place: Place) => void }

/** The place of an event in an order: the value of each key, and the number. */
const Place = z.object({ keys: z.array(z.union([z.number(), z.string().check(z.maxLength(200))])), number: z.int() })
type Place = z.infer<typeof Place>
const Cursor = z.tuple([z.string(), Place])

const epoch = (column: string) => `date_part('epoch', ${column})`
const float8 = (sql: string) => ({ sql: `(${sql})::float8`, as: 'float8' as const })
const LATER = '1e15'
const code = (state: (typeof EVENT_STATES)[number]) => EVENT_STATES.indexOf(state)
const STANDS = `e.state IN (${code('suspended')}, ${code('awaiting_verification')})`
const RUNS = `e.handled_at IS NULL AND e.state <> ${code('void')}`
const OVERDUE = `e.light = ${LIGHTS.indexOf('overdue')}`

/** An instant as the database keeps it, by epoch seconds that came from it. */
const instant = (where: Where, place: Place, sql: string) => where.add(sql, place.keys[0], place.number)

/** The orders; `sql` and `after` in the words of an index, where there is one. */
function keysOf(order: EventOrder, atlas: Atlas, where: Where): Keys {
  /** In the order of these ids. */
  const among = (ids: readonly number[], column: string) => float8(`array_position(${where.place({ sql: '?::int4[]', values: [ids] })}, ${column})`)
  switch (order) {
    case 'newest':
    case 'oldest': {
      const [direction, sign] = order === 'newest' ? ['DESC', '<'] : ['ASC', '>']
      return {
        keys: [float8(epoch('e.occurred_at'))],
        sql: `e.occurred_at ${direction}, e.number ${direction}`,
        after: (to, place) => instant(to, place, `(e.occurred_at, e.number) ${sign} (to_timestamp(?::float8), ?::int4)`),
      }
    }
    case 'deadline':
      return {
        keys: [float8(`COALESCE(${epoch('e.deadline')}, ${LATER})`)],
        sql: 'e.deadline ASC NULLS LAST, e.number ASC',
        after: (to, place) =>
          place.keys[0] === Number(LATER)
            ? to.add('e.deadline IS NULL AND e.number > ?::int4', place.number)
            : instant(to, place, '(e.deadline, e.number) > (to_timestamp(?::float8), ?::int4) OR e.deadline IS NULL'),
      }
    case 'urgent':
      return {
        keys: [
          float8(`CASE WHEN NOT (${RUNS}) THEN 4 WHEN ${STANDS} THEN 3 WHEN e.urgency = 1 THEN 0 WHEN ${OVERDUE} THEN 1 ELSE 2 END`),
          float8(`CASE WHEN e.urgency = 1 AND ${OVERDUE} THEN 0 ELSE 1 END`),
          float8(`CASE WHEN ${RUNS} THEN COALESCE(${epoch('e.deadline')}, ${LATER}) ELSE -${epoch('e.occurred_at')} END`),
        ],
      }
    case 'type':
      return {
        keys: [
          among(
            [...atlas.typeById.values()].sort((a, b) => (a.code < b.code ? -1 : 1)).map(({ id }) => id),
            'e.type_id',
          ),
        ],
      }
    case 'place':
      return {
        keys: [
          among(
            atlas.grids.map(({ id }) => id),
            'e.grid_id',
          ),
        ],
      }
    case 'state':
      return { keys: [float8('e.state')] }
    case 'lead':
      return { keys: [{ sql: `COALESCE(e.parties[1], '~') COLLATE "C"`, as: 'text' }] }
  }
}

/**
 * An order of a list in SQL: `columns` are what a place is read from, `sql` what stands after ORDER BY, and `behind` leaves in `where` what
 * comes after a place, by position and not by count.
 */
export function orderOf(
  order: EventOrder,
  atlas: Atlas,
  where: Where,
): { columns: string; sql: string; behind(place: Place): void; placeOf(row: unknown): Place } {
  const { keys, sql, after } = keysOf(order, atlas, where)
  return {
    columns: keys.map((key, i) => `${key.sql} AS key${i}`).join(', '),
    sql: sql ?? [...keys.map((key) => key.sql), 'e.number'].join(', '),
    behind(place) {
      if (after) return after(where, place)
      const values = keys.map(({ as }) => `?::${as}${as === 'text' ? ' COLLATE "C"' : ''}`)
      where.add(`(${keys.map((key) => key.sql).join(', ')}, e.number) > (${values.join(', ')}, ?::int4)`, ...place.keys, place.number)
    },
    placeOf(row) {
      const values = z.parse(z.record(z.string(), z.unknown()), row)
      return Place.parse({ keys: keys.map((_, i) => values[`key${i}`]), number: values.number })
    },
  }
}

export const writeCursor = (order: EventOrder, place: Place): string => cursorTo([order, place])

/** The place that a cursor of this order names. Throws Problem('invalid') on one that is none, or of another order. */
export function readCursor(cursor: string, order: EventOrder): Place {
  const fits = ({ keys, number }: Place) =>
    keys.length === KEYS[order] && keys.every((key) => isKey(key, order)) && number <= 0x7fffffff && number >= 0
  return placeIn(cursor, Cursor, ([of, place]) => of === order && fits(place))[1]
}

/** How many keys each order has. */
const KEYS: Record<EventOrder, number> = { newest: 1, oldest: 1, deadline: 1, urgent: 3, type: 1, place: 1, state: 1, lead: 1 }
const isKey = (key: number | string, order: EventOrder): boolean =>
  order === 'lead'
    ? typeof key === 'string' && !key.includes('\0')
    : typeof key === 'number' && (AT.has(order) ? isInstant(key) || (order === 'deadline' && key === Number(LATER)) : Math.abs(key) <= Number(LATER))
/** The orders by an instant, in epoch seconds. */
const AT: ReadonlySet<EventOrder> = new Set(['newest', 'oldest', 'deadline'])
const isInstant = (seconds: number): boolean => seconds * 1000 >= FIRST_INSTANT && seconds * 1000 <= LAST_INSTANT
