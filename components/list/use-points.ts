import { apiQuery, type ListQuery, orderOf } from '@/lib/client/event-query'
import { http } from '@/lib/client/http'
import { type Read, useRead } from '@/lib/client/use-read'
import { type EventPoints, eventPointsRoute } from '@/lib/domain/routes/event-points'

/** The events of a list as points of a map, where it is shown as one. */
export function usePoints(query: ListQuery, now: number | null): Read<EventPoints> {
  const params = apiQuery(query, now ?? 0)
  params.set('order', orderOf(query))
  return useRead(['points', String(params)], () => http(eventPointsRoute, { query: params }), { enabled: now !== null && query.view === 'map' })
}
