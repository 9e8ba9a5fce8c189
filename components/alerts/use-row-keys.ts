import { useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import type { Alert } from '@/lib/domain/alert'

/**
 * ↑ and ↓ go through the rows, → and ← unfold and fold the one that is chosen, wherever the focus is on the page. `open` says whether there was
 * something to fold or unfold.
 */
export function useRowKeys(
  rows: readonly Alert[] | null,
  chosen: string | null,
  choose: (id: string) => void,
  open: (id: string, open: boolean) => boolean,
): void {
  const latest = useRef({ rows, chosen, choose, open })
  latest.current = { rows, chosen, choose, open }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const now = latest.current
      if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && !isElsewhere(event) && now.chosen !== null) {
        if (now.open(now.chosen, event.key === 'ArrowRight')) event.preventDefault()
        return
      }
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (step === 0 || isElsewhere(event) || !now.rows) return
      const at = now.rows.findIndex(({ id }) => id === now.chosen)
      const next = now.rows[at < 0 ? 0 : at + step]
      if (!next) return
      event.preventDefault()
      now.choose(next.id)
      document.querySelector(`[data-alert="${next.id}"][data-testid=alert-row]`)?.scrollIntoView({ block: 'nearest' })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
