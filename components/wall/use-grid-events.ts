import { useEffect, useState } from 'react'
import { fetchEvents } from '@/lib/client/api'
import type { GridEvent } from '@/lib/domain/event'

const COUNT = 6
const REFRESH_MS = 15_000

/** The last events of a grid, read again now and then while its card is open. */
export function useGridEvents(code: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const [answer, setAnswer] = useState<{ code: string; events: readonly GridEvent[] | null; failed: boolean } | null>(null)
  useEffect(() => {
    if (code === null) return
    let current = true
    const read = () =>
      fetchEvents(code, COUNT).then(
        (events) => current && setAnswer({ code, events, failed: false }),
        () => current && setAnswer((old) => ({ code, events: old?.code === code ? old.events : null, failed: true })),
      )
    void read()
    const timer = setInterval(read, REFRESH_MS)
    return () => {
      current = false
      clearInterval(timer)
    }
  }, [code])
  return answer && answer.code === code ? answer : { events: null, failed: false }
}
