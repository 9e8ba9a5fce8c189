import { useEffect, useState } from 'react'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { DAY_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { eventListRoute } from '@/lib/domain/routes/event-list'

const COUNT = 16
const DAYS = 30
const POLL_MS = 15_000

/** The urgent events (特急, 紧急) that are open, the newest first, read again now and then; null before the first answer. */
export function useUrgent(within: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const [state, setState] = useState<{ events: readonly GridEvent[] | null; failed: boolean }>({ events: null, failed: false })
  useEffect(() => {
    return lookWhileOpen(async (isOver) => {
      const from = new Date(Date.now() - DAYS * DAY_MS).toISOString()
      const answer = await http(eventListRoute, { query: { within, status: 'open', urgency: '1,2', from, limit: COUNT } })
      if (!isOver()) setState((old) => (answer.ok ? { events: answer.body.events, failed: false } : { ...old, failed: true }))
    }, POLL_MS)
  }, [within])
  return state
}
