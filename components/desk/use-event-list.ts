import { useCallback, useEffect, useRef, useState } from 'react'
import { listEvents } from '@/lib/client/event-api'
import { concernsList, FIGURE_INTERVAL_MS, LIST_INTERVAL_MS, type Listed, makeListReader, type ReadEvents, readPages } from '@/lib/client/list-reader'
import { queryBehind, queryOf } from '@/lib/client/lists'
import { runtime } from '@/lib/client/runtime'
import type { World } from '@/lib/client/world'
import type { GridEvent } from '@/lib/domain/event'

const PAGE = 100

export type EventList = Omit<ReadEvents, 'events'> & {
  key: string
  events: readonly GridEvent[] | null
  failed: boolean
}

const emptyList = (key: string): EventList => ({ key, events: null, failed: false, more: false, order: 'newest', figure: null, unfinished: null })

/** The events of a list, or of the one behind a figure, read again when a change may concern it. */
export function useEventList(world: World, { list, behind }: Listed, within: string | null): EventList & { readMore(): void; readAgain(): void } {
  const figure = behind ? JSON.stringify(behind) : ''
  const key = `${figure || list} ${within ?? ''}`
  const [state, setState] = useState<EventList>(() => emptyList(key))
  const pages = useRef(1)
  const reader = useRef<() => void>(() => {})

  // biome-ignore lint/correctness/useExhaustiveDependencies: `figure` is all that `behind` says
  useEffect(() => {
    let over = false
    let shown: ReadonlySet<number> = new Set()
    pages.current = 1
    setState((s) => (s.key === key ? s : emptyList(key)))
    const now = () => Date.now() + world.live.get().clockOffset

    const readPage = async (cursor: string | undefined) => {
      const asked = { within, now: now(), limit: PAGE, cursor }
      const answer = await listEvents(behind ? queryBehind(behind, asked) : queryOf(list, asked))
      return answer.ok && !over ? answer.body : null
    }
    const read = async () => {
      const found = await readPages({ list, behind }, () => pages.current, readPage)
      if (over) return false
      if (found) shown = new Set(found.events.map((e) => e.number))
      setState((s) => (found ? { key, failed: false, ...found } : { ...s, failed: true }))
      return found !== null
    }
    const minIntervalMs = behind ? FIGURE_INTERVAL_MS : LIST_INTERVAL_MS
    const reading = makeListReader(read, { minIntervalMs, isHidden: () => document.hidden, runtime })
    document.addEventListener('visibilitychange', reading.looked)
    reader.current = reading.want
    const end = world.listen((changes) => {
      const codes = world.live.get().key?.gridCodes
      const of = { list, behind, within, shown, now: now() }
      const concerns = changes?.some((one) => concernsList(one, { ...of, code: codes?.get((one.after ?? one.before)?.grid ?? 0) }))
      if (concerns !== false) reading.want()
    })
    return () => {
      over = true
      reading.stop()
      document.removeEventListener('visibilitychange', reading.looked)
      end()
    }
  }, [world, list, figure, within, key])

  const readMore = useCallback(() => {
    pages.current++
    reader.current()
  }, [])
  const readAgain = useCallback(() => reader.current(), [])
  const current = state.key === key ? state : emptyList(key)
  return { ...current, readMore, readAgain }
}
