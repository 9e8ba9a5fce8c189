import { useEffect, useState } from 'react'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import type { GridEvent } from '@/lib/domain/event'
import { eventListRoute } from '@/lib/domain/routes/event-list'

const COUNT = 6
const POLL_MS = 15_000

/** The last events of a grid, read again now and then while its card is open. */
export function useGridEvents(code: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const [answer, setAnswer] = useState<{ code: string; events: readonly GridEvent[] | null; failed: boolean } | null>(null)
  useEffect(() => {
    if (code === null) return
    return lookWhileOpen(async (isOver) => {
      const read = await http(eventListRoute, { query: { within: code, limit: COUNT } })
      if (isOver()) return
      if (read.ok) setAnswer({ code, events: read.body.events, failed: false })
      else setAnswer((old) => ({ code, events: old?.code === code ? old.events : null, failed: true }))
    }, POLL_MS)
  }, [code])
  return answer && answer.code === code ? answer : { events: null, failed: false }
}
