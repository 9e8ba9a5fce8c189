import type { ReactNode } from 'react'

/** Rows under names of columns; it scrolls by itself where it is wider than its place. A column without a name is told to readers alone. */
export function Table({
  columns,
  testId,
  className = '',
  children,
}: {
  columns: readonly (string | { hidden: string })[]
  testId?: string
  className?: string
  children: ReactNode
}) {
  return (
    <div className="relative overflow-x-auto">
      <table
        data-testid={testId}
        className={`w-full border-collapse text-left text-14 [&_td]:px-12 [&_td]:py-8 [&_td:first-child]:pl-16 [&_th:first-child]:pl-16 [&_tbody_tr]:border-t [&_tbody_tr]:border-line max-sm:[&_td:first-child]:pl-12 max-sm:[&_th:first-child]:pl-12 ${className}`}
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
