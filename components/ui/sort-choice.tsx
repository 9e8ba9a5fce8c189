import { sortTexts as texts } from '@/lib/client/messages/sort'
import type { Way } from '@/lib/domain/sort-rows'
import type { SortedColumn } from './sorted-column'

const WAYS: readonly Way[] = ['ascending', 'descending']

/** What rows are sorted by, chosen where they are cards and no column has a head to press. */
export function SortChoice({ columns, className = 'sm:hidden' }: { columns: readonly SortedColumn[]; className?: string }) {
  const held = columns.find(({ way }) => way !== null)
  const options = columns.flatMap((column) => WAYS.map((way) => ({ column, way, value: `${column.name} ${way}` })))
  const choose = (value: string) => {
    const option = options.find((one) => one.value === value)
    if (option) option.column.onWay(option.way)
    else held?.onWay(null)
  }
  return (
    <SortSelect className={className} value={held ? `${held.name} ${held.way}` : ''} onChange={choose}>
      {columns.every(({ ownOrder }) => ownOrder) && <option value="">{texts.usual}</option>}
      {options.map(({ column: { name }, way, value }) => (
        <option key={value} value={value}>
          {texts.ways[way](name)}
        </option>
      ))}
    </SortSelect>
  )
}

/** The bar of such a choice, whatever its orders are. */
export function SortSelect({
  value,
  className,
  onChange,
  children,
}: {
  value: string
  className: string
  onChange(value: string): void
  children: React.ReactNode
}) {
  return (
    <label className={`flex items-center gap-12 px-12 py-6 text-14 text-ink-3 print:hidden ${className}`}>
      <span className="shrink-0">{texts.label}</span>
      <select
        className="h-48 min-w-0 flex-1 rounded-8 border border-line-strong bg-panel px-8 text-16 text-ink-1"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        data-testid="sort-choice"
      >
        {children}
      </select>
    </label>
  )
}
