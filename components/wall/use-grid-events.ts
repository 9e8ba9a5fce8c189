import { useRoute } from '@/lib/client/use-read'
import type { GridEvent } from '@/lib/domain/event'
import { eventRoutes } from '@/lib/domain/routes/events'

const COUNT = 6
const POLL_MS = 15_000

/** The last events of a grid, read again now and then while its card is open. */
export function useGridEvents(code: string | null): { events: readonly GridEvent[] | null; failed: boolean } {
  const { data, failed } = useRoute(eventRoutes.list, { query: { within: code, limit: COUNT } }, { enabled: code !== null, everyMs: POLL_MS })
  return { events: data?.events ?? null, failed }
}
