import { http } from '@/lib/client/http'
import { useRead } from '@/lib/client/use-read'
import { DAY_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { eventRoutes } from '@/lib/domain/routes/events'

const COUNT = 16
const DAYS = 30
const POLL_MS = 15_000

/** The urgent events (特急, 紧急) that are open, the newest first, read again now and then; null before the first answer. */
export function useUrgent(within: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const read = () => {
    const from = new Date(Date.now() - DAYS * DAY_MS).toISOString()
    return http(eventRoutes.list, { query: { within, status: 'open', urgency: '1,2', from, limit: COUNT } })
  }
  const { data, failed } = useRead(['urgent', within], read, { everyMs: POLL_MS })
  return { events: data?.events ?? null, failed }
}
