import { Action } from '@/components/ui/action'
import { Tick } from '@/components/ui/choice'
import { listTexts as texts } from '@/lib/client/messages/list'
import { Popover } from './popover'

/** Which columns stand in a list; those that always do are not among `columns`. */
export function ColumnsMenu<Column extends string>({
  columns,
  names,
  without,
  onChange,
}: {
  columns: readonly Column[]
  names: Readonly<Record<Column, string>>
  without: readonly Column[]
  onChange(without: readonly Column[]): void
}) {
  return (
    <span className="max-lg:hidden">
      <Popover
        label={texts.columnsButton}
        button={texts.columnsButton}
        className="min-h-32 rounded-8 border border-line-strong bg-panel px-12 text-14 text-ink-1 max-lg:min-h-44"
        testId="columns"
      >
        {columns.map((column) => (
          <Tick
            key={column}
            type="checkbox"
            data-column={column}
            checked={!without.includes(column)}
            onChange={() => onChange(without.includes(column) ? without.filter((one) => one !== column) : [...without, column])}
          >
            {names[column]}
          </Tick>
        ))}
        {without.length > 0 && (
          <Action size="small" onClick={() => onChange([])}>
            {texts.reset}
          </Action>
        )}
      </Popover>
    </span>
  )
}
