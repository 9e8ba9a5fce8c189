import type { Way } from '@/lib/domain/sort-rows'

/** A column that rows can be sorted by, and which way they are. */
export type SortedColumn = {
  name: string
  way: Way | null
  /** the head was pressed: up, down, as it came */
  onSort(): void
  /** null: not by this one any more */
  onWay(way: Way | null): void
  /** rows can also be as they came, which no column says */
  ownOrder: boolean
}
