import { useMemo } from 'react'
import { useAddressPart } from '@/lib/client/use-address'
import type { OrderBy } from '@/lib/domain/list-order'
import { nextSorting, orderOf, type SortKeys, sortingOf, sortRows } from '@/lib/domain/sort-rows'
import type { SortedColumn } from './sorted-column'

/** What a list is sorted by, kept in the address under `name`; `column` makes the head of a column that it can be sorted by. */
export type Ordering<Column extends string> = { order: OrderBy<Column> | null; column(by: Column, name: string): SortedColumn }

/**
 * The order of a list that the server sorts. `usual`: what it is sorted by where the address says nothing, told at the head of its column.
 * `columns` stays the same object.
 */
export function useOrdering<Column extends string>(
  columns: readonly Column[],
  { name = 'order', usual = null }: { name?: string; usual?: OrderBy<Column> | null } = {},
): Ordering<Column> {
  const [said, say] = useAddressPart(name)
  const sorting = sortingOf(said, columns) ?? sortingOf(usual, columns)
  const go = (to: OrderBy<Column> | null) => say(to === usual ? null : to)
  const next = (by: Column) => {
    const to = orderOf(nextSorting(sorting, by))
    // the usual way of a column is left for the other
    go(to === null && orderOf(sorting) === usual ? by : to)
  }
  return {
    order: orderOf(sorting),
    column: (by, label) => ({
      name: label,
      way: sorting?.by === by ? sorting.way : null,
      onSort: () => next(by),
      onWay: (way) => go(orderOf(way && { by, way })),
      ownOrder: usual === null,
    }),
  }
}

const namesOf = <Column extends string>(keys: Readonly<Record<Column, unknown>>): Column[] => {
  const names: Column[] = []
  for (const name in keys) names.push(name)
  return names
}

/** Rows that are all on the page, sorted by whichever column is pressed, which the address says under `name`. `keys` stay the same object. */
export function useSorting<Row, Column extends string>(
  rows: readonly Row[],
  keys: SortKeys<Row, Column>,
  name = 'sort',
): { sorted: readonly Row[] } & Pick<Ordering<Column>, 'column'> {
  const columns = useMemo(() => namesOf(keys), [keys])
  const { order, column } = useOrdering(columns, { name })
  const sorted = useMemo(() => sortRows(rows, keys, sortingOf(order, columns)), [rows, keys, columns, order])
  return { sorted, column }
}
