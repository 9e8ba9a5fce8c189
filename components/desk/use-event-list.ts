import { useCallback, useEffect, useRef, useState } from 'react'
import { byUrgency } from '@/lib/client/due'
import { listEvents } from '@/lib/client/event-api'
import { type ListName, mayHold, queryOf } from '@/lib/client/lists'
import type { World } from '@/lib/client/world'
import type { EventChange } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'

const PAGE = 100
/** A change is shown at once; in a storm of changes the list is read no more often than this. */
const REST_MS = 1_200
const RETRY_MS = 3_000

export type EventList = {
  key: string
  events: readonly GridEvent[] | null
  failed: boolean
  /** there are more than are shown */
  more: boolean
  /** most urgent first, where all are at hand; otherwise newest first */
  sorted: boolean
}

/** The events of a list, read again when a change may concern it. */
export function useEventList(world: World, list: ListName, within: string | null): EventList & { readMore(): void; readAgain(): void } {
  const key = `${list} ${within ?? ''}`
  const [state, setState] = useState<EventList>({ key, events: null, failed: false, more: false, sorted: false })
  const pages = useRef(1)
  const reader = useRef<() => void>(() => {})

  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let running = false
    let wanted = false
    let shown: ReadonlySet<number> = new Set()
    pages.current = 1
    setState((s) => (s.key === key ? s : { key, events: null, failed: false, more: false, sorted: false }))
    const now = () => Date.now() + world.live.get().clockOffset

    const read = async () => {
      running = true
      wanted = false
      const events: GridEvent[] = []
      let cursor: string | undefined
      let failed = false
      for (let page = 0; page < pages.current; page++) {
        const answer = await listEvents(queryOf(list, { within, now: now(), limit: PAGE, cursor }))
        if (over) return
        failed = !answer.ok
        if (!answer.ok) break
        events.push(...answer.body.events)
        cursor = answer.body.nextCursor ?? undefined
        if (cursor === undefined) break
      }
      if (failed) setState((s) => ({ ...s, failed: true }))
      else {
        const more = cursor !== undefined
        const sorted = !more && list !== 'day' && list !== 'closed'
        shown = new Set(events.map((e) => e.number))
        setState({ key, events: sorted ? events.sort(byUrgency) : events, failed: false, more, sorted })
      }
      timer = setTimeout(
        () => {
          running = false
          if (wanted || failed) void read()
        },
        failed ? RETRY_MS : REST_MS,
      )
    }
    const want = () => {
      wanted = true
      if (!running) void read()
    }
    reader.current = want
    const concerns = ({ number, before, after }: EventChange) => {
      if (shown.has(number)) return true
      const code = world.live.get().key?.gridCodes.get((after ?? before)?.grid ?? 0)
      if (within !== null && code !== undefined && !code.startsWith(within)) return false
      // whom an event was given to is told to nobody but by reading
      return list === 'mine' || mayHold(list, after, now()) || mayHold(list, before, now())
    }
    const end = world.listen((changes) => {
      if (changes === null || changes.some(concerns)) want()
    })
    want()
    return () => {
      over = true
      clearTimeout(timer)
      end()
    }
  }, [world, list, within, key])

  const readMore = useCallback(() => {
    pages.current++
    reader.current()
  }, [])
  const readAgain = useCallback(() => reader.current(), [])
  const current = state.key === key ? state : { key, events: null, failed: false, more: false, sorted: false }
  return { ...current, readMore, readAgain }
}
