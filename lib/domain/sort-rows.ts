import { columnOf, type OrderBy } from './list-order'

export type Way = 'ascending' | 'descending'
/** What rows are sorted by; null: as they came. */
export type Sorting<Column extends string> = { by: Column; way: Way } | null
/** What a row is sorted by, a column each; null: it has nothing there. */
export type SortKeys<Row, Column extends string> = Readonly<Record<Column, (row: Row) => string | number | null>>

// 第 2 before 第 10, and names as a dictionary has them
const collator = new Intl.Collator('zh-CN', { numeric: true })

/** How two rows stand by what they are sorted by: less than 0 where the first comes first, 0 where they are alike. */
export function compareKeys(one: string | number | null, other: string | number | null, way: Way): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  const sign = way === 'ascending' ? 1 : -1
  return sign * (typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other)))
}

/** The rows by a column, those that are alike as they came; what has nothing there is last, whichever way. */
export function sortRows<Row, Column extends string>(rows: readonly Row[], keys: SortKeys<Row, Column>, sorting: Sorting<Column>): readonly Row[] {
  if (sorting === null) return rows
  const keyOf = keys[sorting.by]
  return [...rows].sort((a, b) => compareKeys(keyOf(a), keyOf(b), sorting.way))
}

/** What a press on the head of a column asks for: up, down, and as it came. */
export function nextSorting<Column extends string>(now: Sorting<Column>, by: Column): Sorting<Column> {
  if (now?.by !== by) return { by, way: 'ascending' }
  return now.way === 'ascending' ? { by, way: 'descending' } : null
}

/** The order that an address or a query says, as a sorting; null where it goes by none of these columns. */
export function sortingOf<Column extends string>(order: string | null, columns: readonly Column[]): Sorting<Column> {
  const of = order === null ? null : columnOf(order, columns)
  return of && { by: of.by, way: of.descends ? 'descending' : 'ascending' }
}

/** A sorting as an address and a query say it. */
export const orderOf = <Column extends string>(sorting: Sorting<Column>): OrderBy<Column> | null =>
  sorting && (sorting.way === 'ascending' ? sorting.by : `-${sorting.by}`)
