import * as z from 'zod/mini'
import { columnOf, type OrderBy } from '@/lib/domain/list-order'
import { Problem } from '@/lib/domain/problem'
import { cursorTo, placeIn } from './cursor'
import { FIRST_INSTANT, LAST_INSTANT } from './instants'

/**
 * What a column of a list goes by: SQL, and what it is to the database. A `code` is of digits or ASCII, so that any collation has it in one order. `always`: it is
 * never null, so that an index of it can be read either way.
 */
export type SortKey = { sql: string; as: 'float8' | 'instant' | 'code' | 'text'; always?: true }
/** The columns that a list can be sorted by. */
export type SortColumns<Column extends string> = Readonly<Record<Column, SortKey>>

const Value = z.union([z.nullable(z.number()), z.string().check(z.maxLength(200), z.regex(/^[^\0]*$/))])
const Place = z.tuple([z.string(), Value, z.uuid()])
/** What a row of a page tells of its place; `sortBy` is the column of `Keyset.columns`. */
export const Placed = z.object({ id: z.string(), sortBy: Value })
export type Placed = z.infer<typeof Placed>
/** `next`: what the next page begins with. */
export type Page<Row> = { rows: Row[]; next: string | null }

/** A list by the page: rows that have nothing to go by come last, whichever way, and those that are alike by their id. */
export type Keyset = {
  /** beside the columns that are selected */
  columns: string
  /** what stands after ORDER BY */
  order: string
  /** a condition: what comes behind the row that a cursor names; `add` takes a parameter and answers its name */
  behind(cursor: string | undefined, add: (value: unknown) => string): string
  /** what the page behind a row begins with */
  cursorOf(row: Placed): string
}

/** The keyset of an order; `id` is a column of uuids. */
export function keyset<Column extends string>(order: OrderBy<Column>, columns: readonly Column[], keys: SortColumns<Column>, id: string): Keyset {
  const of = columnOf(order, columns)
  if (!of) throw new Problem('invalid', 'This list has no such order.')
  const { sql: plain, as, always = false } = keys[of.by]
  const sql = as === 'text' ? `(${plain}) COLLATE "C"` : `(${plain})`
  const [direction, sign] = of.descends ? ['DESC', '<'] : ['ASC', '>']
  return {
    columns: `${as === 'instant' ? `(extract(epoch FROM ${plain}) * 1000)::float8` : plain} AS "sortBy"`,
    order: `${sql} ${direction}${always ? '' : ' NULLS LAST'}, ${id} ${direction}`,
    behind(cursor, add) {
      if (cursor === undefined) return 'true'
      const [, value, after] = placeIn(cursor, Place, ([of, at]) => of === order && isKept(at, as))
      const row = add(after)
      if (value === null) return `(${sql} IS NULL AND ${id} ${sign} ${row}::uuid)`
      const named = add(value)
      const bound = as === 'instant' ? `to_timestamp(${named}::float8 / 1000)` : as === 'float8' ? `${named}::float8` : `${named}::text`
      const behind = `(${sql}, ${id}) ${sign} (${bound}${as === 'text' ? ' COLLATE "C"' : ''}, ${row}::uuid)`
      return always ? behind : `(${behind} OR ${sql} IS NULL)`
    },
    cursorOf: (row) => cursorTo([order, row.sortBy, row.id]),
  }
}

/** A page of `limit` out of one row more, without what they are sorted by. */
export function pageOf<Row extends Placed>(found: readonly Row[], limit: number, { cursorOf }: Keyset): Page<Omit<Row, 'sortBy'>> {
  const last = found.length > limit ? found[limit - 1] : undefined
  return { rows: found.slice(0, limit).map(({ sortBy: _sortBy, ...row }) => row), next: last ? cursorOf(last) : null }
}

/** Could a row of ours have this value? Instants are of years that RFC 3339 writes: further back PostgreSQL has none. */
function isKept(value: z.infer<typeof Value>, as: SortKey['as']): boolean {
  if (value === null) return true
  if (typeof value === 'string') return as === 'code' || as === 'text'
  if (as === 'instant') return value >= FIRST_INSTANT && value <= LAST_INSTANT
  return as === 'float8' && Math.abs(value) <= 8.64e15
}
