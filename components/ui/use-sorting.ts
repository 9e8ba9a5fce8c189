import { useMemo, useState } from 'react'
import { nextSorting, type Sorting, type SortKeys, sortRows } from '@/lib/client/sort-rows'
import type { SortedColumn } from './table'

/** Rows that are all on the page, sorted by whichever column is pressed; `column` makes the head of one. `keys` stay the same object. */
export function useSorting<Row, Column extends string>(
  rows: readonly Row[],
  keys: SortKeys<Row, Column>,
): { sorted: readonly Row[]; column(by: Column, name: string): SortedColumn } {
  const [sorting, setSorting] = useState<Sorting<Column>>(null)
  const sorted = useMemo(() => sortRows(rows, keys, sorting), [rows, keys, sorting])
  return {
    sorted,
    column: (by, name) => ({ name, way: sorting?.by === by ? sorting.way : null, onSort: () => setSorting((now) => nextSorting(now, by)) }),
  }
}
