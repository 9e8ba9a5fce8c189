import type { ReactNode } from 'react'

/** On a phone each row is a card: its first cell on top, the others by their names (`data-label`) one under the other. */
const cards =
  'max-sm:block max-sm:[&_tbody]:block max-sm:[&_td]:flex max-sm:[&_td]:w-full max-sm:[&_td]:gap-12 max-sm:[&_td]:p-0! max-sm:[&_td]:text-wrap max-sm:[&_td:first-child]:items-center max-sm:[&_td:first-child]:font-semibold max-sm:[&_td:first-child]:text-ink-1 max-sm:[&_td:empty]:hidden max-sm:[&_td[data-label]]:before:w-96 max-sm:[&_td[data-label]]:before:shrink-0 max-sm:[&_td[data-label]]:before:text-ink-3 max-sm:[&_td[data-label]]:before:content-[attr(data-label)] max-sm:[&_thead]:sr-only max-sm:[&_tr]:flex max-sm:[&_tr]:flex-col max-sm:[&_tr]:gap-4 max-sm:[&_tr]:px-12 max-sm:[&_tr]:py-10'

/**
 * Rows under names of columns; it scrolls by itself where it is wider than its place, or `stacks` its rows on a phone. A column without a
 * name is told to readers alone.
 */
export function Table({
  columns,
  testId,
  className = '',
  stacks = false,
  children,
}: {
  columns: readonly (string | { hidden: string })[]
  testId?: string
  className?: string
  stacks?: boolean
  children: ReactNode
}) {
  return (
    <div className="relative overflow-x-auto">
      <table
        data-testid={testId}
        className={`w-full border-collapse text-left text-14 [&_td]:px-12 [&_td]:py-8 max-lg:[&_td]:px-8 [&_td:first-child]:pl-16 [&_th:first-child]:pl-16 [&_tbody_tr]:border-t [&_tbody_tr]:border-line max-sm:[&_td:first-child]:pl-12 max-sm:[&_th:first-child]:pl-12 ${stacks ? cards : ''} ${className}`}
      >
        <thead className="bg-track/50 text-13 text-ink-3">
          <tr>
            {columns.map((column) =>
              typeof column === 'string' ? (
                <th key={column} className="px-12 py-7 font-normal whitespace-nowrap">
                  {column}
                </th>
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
