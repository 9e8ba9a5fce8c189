import { useCallback, useEffect, useRef, useState } from 'react'
import { type LiveState, startState } from '@/lib/client/board'
import { listEvents } from '@/lib/client/event-api'
import { apiQuery, type ListQuery, orderOf } from '@/lib/client/event-query'
import { type Answered, http, type Refused } from '@/lib/client/http'
import { isAnyIn, openNews } from '@/lib/client/news'
import { makeRefresher } from '@/lib/client/refresher'
import { runtime } from '@/lib/client/runtime'
import type { Store } from '@/lib/client/store'
import { useRead, useReadPages } from '@/lib/client/use-read'
import type { EventChange } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'
import type { EventFacets } from '@/lib/domain/event-facets'
import { eventFacetsRoute } from '@/lib/domain/routes/event-facets'
import type { ListRow } from '@/lib/domain/routes/event-list'
import type { Unfinished } from '@/lib/domain/unfinished'
import { useLast } from './use-last'

/** Rows of a page: a screen shows 11 to 30 of them. */
const PAGE = 50
/** What is still being written is read again so often. */
const GROWING_MS = 10_000

/** An event with what its row tells beside it. */
export type Listed = GridEvent & Omit<ListRow, 'number'>

type Heard = (changes: readonly EventChange[] | null) => void
/** Changes of a place, as they come, and alerts of all places; the live state is null until the first look at the page. */
export function useNews(within: string | undefined): { live: LiveState; alerts: Store<LiveState> | null; listen: (heard: Heard) => () => void } {
  const [live, setLive] = useState(startState)
  const [alerts, setAlerts] = useState<Store<LiveState> | null>(null)
  const listeners = useRef(new Set<Heard>())
  const place = useRef(within)
  place.current = within
  useEffect(() => {
    const news = openNews((changes) => {
      if (changes !== null && !isAnyIn(changes, place.current, news.live.get().key)) return
      for (const heard of listeners.current) heard(changes)
    })
    setAlerts(news.live)
    const forget = news.live.subscribe(() => setLive(news.live.get()))
    return () => {
      forget()
      news.stop()
    }
  }, [])
  const listen = useCallback((heard: Heard) => {
    listeners.current.add(heard)
    return () => listeners.current.delete(heard)
  }, [])
  return { live, alerts, listen }
}

/** How many events a query finds, by each value of its facets. */
export const useFacets = (query: URLSearchParams, enabled: boolean) =>
  useRead(['facets', String(query)], () => http(eventFacetsRoute, { query }), { enabled })

/** The events of a list with their rows, and its facets; read again when something changes in its place, as is what stands beside it (`readBeside`). */
export function useListed(
  query: ListQuery,
  now: number | null,
  listen: (heard: Heard) => () => void,
  readBeside: () => void,
): {
  rows: readonly Listed[] | null
  /** what is shown is still the answer to the last query */
  stale: boolean
  facets: EventFacets | null
  fault: Refused | null
  /** what of the list is still being written */
  unfinished: Unfinished | null
  more: (() => void) | null
  again(): void
} {
  const { event: _event, without: _without, view: _view, ...asked } = query
  // an address is the same all day
  const day = now === null ? null : Math.floor(now / 3_600_000)
  const params = apiQuery(query, now ?? 0)
  const key = `${params}&order=${orderOf(query)}`
  const [unfinished, setUnfinished] = useState<Unfinished | null>(null)
  const read = async (cursor: string | null): Promise<Answered<{ rows: readonly Listed[]; cursor: string | null }>> => {
    const page = new URLSearchParams(params)
    page.set('order', orderOf(asked))
    page.set('rows', 'whole')
    page.set('limit', String(PAGE))
    if (cursor !== null) page.set('cursor', cursor)
    const answer = await listEvents(page)
    if (!answer.ok) return answer
    if (cursor === null) setUnfinished(answer.body.unfinished ?? null)
    const told = new Map(answer.body.rows?.map((row) => [row.number, row]))
    const rows = answer.body.events.map((event) => ({ card: null, step: null, taken: false, ...told.get(event.number), ...event }))
    return { ok: true, body: { rows, cursor: answer.body.nextCursor } }
  }
  const ready = day !== null
  const pages = useReadPages(['list', key], read, ready)
  const counts = useFacets(params, ready)
  const { again: readRows } = pages
  const { again: readCounts } = counts
  const latest = useRef(() => {})
  latest.current = () => {
    readRows()
    readCounts()
    readBeside()
  }
  const again = useCallback(() => latest.current(), [])
  const hasWords = asked.q !== undefined
  useEffect(() => {
    const refresher = makeRefresher(again, () => document.hidden, runtime)
    let later: ReturnType<typeof setTimeout> | undefined
    // also at the first word, that all may have changed: what did between the first reading and that word is told by no other
    const end = listen(() => {
      refresher.changed()
      // words are found when the index has seen them, which follows what has changed
      if (hasWords) {
        clearTimeout(later)
        later = setTimeout(refresher.changed, GROWING_MS)
      }
    })
    document.addEventListener('visibilitychange', refresher.looked)
    return () => {
      end()
      clearTimeout(later)
      refresher.stop()
      document.removeEventListener('visibilitychange', refresher.looked)
    }
  }, [listen, again, hasWords])
  useEffect(() => {
    if (!unfinished) return
    const timer = setInterval(again, GROWING_MS)
    return () => clearInterval(timer)
  }, [unfinished, again])
  const { fault, more } = pages
  const stale = pages.rows === null
  const rows = useLast(pages.rows)
  const facets = useLast(counts.data)
  // where the new query could not be read, the answer to the last one says nothing of it
  return {
    rows: stale && fault ? null : rows,
    stale,
    facets: counts.fault ? null : facets,
    fault,
    unfinished,
    more,
    again,
  }
}
