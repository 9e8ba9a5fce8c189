import { useEffect, useState } from 'react'
import { fetchUrgent } from '@/lib/client/api'
import { DAY_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'

const COUNT = 16
const DAYS = 30
const REFRESH_MS = 15_000

/** The urgent events that are open, read again now and then; null before the first answer. */
export function useUrgent(within: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const [state, setState] = useState<{ events: readonly GridEvent[] | null; failed: boolean }>({ events: null, failed: false })
  useEffect(() => {
    let current = true
    const read = () =>
      fetchUrgent(within ?? undefined, Date.now() - DAYS * DAY_MS, COUNT).then(
        (events) => current && setState({ events, failed: false }),
        () => current && setState((old) => ({ ...old, failed: true })),
      )
    void read()
    const timer = setInterval(read, REFRESH_MS)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [within])
  return state
}
