import { type RefObject, useEffect } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'

/** The row that J or K leads to: of the table that has the focus, or of the first one on the page; null: it is not this table's turn. */
function rowBeside(table: HTMLTableElement, by: 1 | -1): HTMLTableRowElement | null {
  const held = document.activeElement
  const turn = held?.closest('table[data-rows]') ?? document.querySelector('table[data-rows]')
  if (turn !== table) return null
  const rows = [...(table.tBodies[0]?.rows ?? [])]
  const at = rows.findIndex((row) => row.contains(held))
  return rows[at < 0 ? 0 : at + by] ?? null
}

/** J and K go to the next row of a table and to the one before: to what opens it, which Enter then does, or to the row itself. */
export function useTableKeys(table: RefObject<HTMLTableElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const by = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0
      if (by === 0 || isElsewhere(event) || !table.current) return
      const row = rowBeside(table.current, by)
      if (!row) return
      event.preventDefault()
      const opens = row.querySelector<HTMLElement>('a, button')
      if (!opens) row.tabIndex = -1
      const target = opens ?? row
      target.focus()
      row.scrollIntoView({ block: 'nearest' })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [table])
}
