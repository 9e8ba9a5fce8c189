import dynamic from 'next/dynamic'
import { type ReactNode, useRef } from 'react'
import type { SortedColumn } from './sorted-column'
import { useTableKeys } from './use-table-keys'

// beside the rows, in a place that is kept for it
const SortChoice = dynamic(() => import('./sort-choice').then((m) => m.SortChoice), { ssr: false, loading: () => <div className="h-61 sm:hidden" /> })

const NONE: readonly number[] = []
/** A column that is not shown, by its place. */
const HIDDEN = [
  '[&_:is(th,td):nth-child(1)]:hidden',
  '[&_:is(th,td):nth-child(2)]:hidden',
  '[&_:is(th,td):nth-child(3)]:hidden',
  '[&_:is(th,td):nth-child(4)]:hidden',
  '[&_:is(th,td):nth-child(5)]:hidden',
  '[&_:is(th,td):nth-child(6)]:hidden',
  '[&_:is(th,td):nth-child(7)]:hidden',
  '[&_:is(th,td):nth-child(8)]:hidden',
] as const

/** On a phone each row is a card: its first cell on top, the others by their names (`data-label`) one under the other. */
const cards =
  'max-sm:block max-sm:[&_tbody]:block max-sm:[&_td]:flex max-sm:[&_td]:w-full max-sm:[&_td]:gap-12 max-sm:[&_td]:p-0! max-sm:[&_td]:text-wrap max-sm:[&_td:first-child]:items-center max-sm:[&_td:has(>a,>button)]:items-center max-sm:[&_td:first-child]:font-semibold max-sm:[&_td:first-child]:text-ink-1 max-sm:[&_td:empty]:hidden max-sm:[&_td[data-label]]:before:w-96 max-sm:[&_td[data-label]]:before:shrink-0 max-sm:[&_td[data-label]]:before:text-ink-3 max-sm:[&_td[data-label]]:before:content-[attr(data-label)] max-sm:[&_thead]:sr-only max-sm:[&_tr]:flex max-sm:[&_tr]:flex-col max-sm:[&_tr]:gap-4 max-sm:[&_tr]:px-12 max-sm:[&_tr]:py-10'

/**
 * Rows under names of columns; it scrolls by itself where it is wider than its place, or `stacks` its rows on a phone. A column without a
 * name is told to readers alone. J and K go from row to row. Where rows are cards, what they are sorted by is chosen above them.
 */
export function Table({
  columns,
  testId,
  className = '',
  stacks = false,
  without = NONE,
  children,
}: {
  columns: readonly (string | { hidden: string } | SortedColumn)[]
  testId?: string
  className?: string
  stacks?: boolean
  /** the places of columns that are left out */
  without?: readonly number[]
  children: ReactNode
}) {
  const table = useRef<HTMLTableElement>(null)
  useTableKeys(table)
  const sorted = columns.filter((column) => typeof column !== 'string' && 'name' in column)
  return (
    <div className="relative overflow-x-auto print:overflow-visible">
      {stacks && sorted.length > 0 && <SortChoice columns={sorted} />}
      <table
        ref={table}
        data-rows
        data-testid={testId}
        className={`w-full border-collapse text-left text-14 [&_td]:px-12 [&_td]:py-8 max-lg:[&_td]:px-8 [&_td:first-child]:pl-16 [&_th:first-child]:pl-16 [&_tbody_tr]:border-t [&_tbody_tr]:border-line max-sm:[&_td:first-child]:pl-12 max-sm:[&_th:first-child]:pl-12 ${stacks ? cards : ''} ${without.map((at) => HIDDEN[at] ?? '').join(' ')} ${className}`}
      >
        <thead className="bg-track/50 text-13 text-ink-3">
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th key={column} className="px-12 py-7 font-normal whitespace-nowrap">
                  {column}
                </th>
              ) : 'name' in column ? (
                <SortedHead key={column.name} {...column} />
              ) : (
                <th key={column.hidden} className="px-12 py-7">
                  <span className="sr-only">{column.hidden}</span>
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}

const ARROWS = { ascending: '↑', descending: '↓' } as const

/** The head of a column that rows can be sorted by; on a phone, where rows are cards, there is none to press. */
export function SortedHead({ name, way, onSort, className = 'px-12 py-7' }: Pick<SortedColumn, 'name' | 'way' | 'onSort'> & { className?: string }) {
  return (
    <th scope="col" className={`font-normal whitespace-nowrap ${className}`} aria-sort={way ?? undefined}>
      <span className="sm:not-print:hidden">{name}</span>
      <button
        type="button"
        className={`inline-flex items-center gap-4 underline-offset-4 hover:underline max-sm:hidden print:hidden ${way ? 'font-semibold text-ink-1' : ''}`}
        onClick={onSort}
      >
        {name}
        {way && <span aria-hidden>{ARROWS[way]}</span>}
      </button>
    </th>
  )
}
