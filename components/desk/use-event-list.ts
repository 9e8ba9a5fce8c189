import { useCallback, useEffect, useRef, useState } from 'react'
import { byUrgency } from '@/lib/client/due'
import { listEvents } from '@/lib/client/event-api'
import type { Behind } from '@/lib/client/figures'
import { isByDeadline, type ListName, mayHold, queryBehind, queryOf } from '@/lib/client/lists'
import type { World } from '@/lib/client/world'
import type { EventChange } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'
import type { Unfinished } from '@/lib/domain/unfinished'

const PAGE = 100
/** A change is shown at once; in a storm of changes the list is read no more often than this. */
const MIN_INTERVAL_MS = 1_200
/** A list behind a figure may change with any event, and is dear to read. */
const MIN_FIGURE_INTERVAL_MS = 10_000
const RETRY_MS = 3_000

export type EventList = {
  key: string
  events: readonly GridEvent[] | null
  failed: boolean
  /** there are more than are shown */
  more: boolean
  /** most urgent first, where all are at hand; the oldest deadline first; otherwise newest first */
  order: 'urgent' | 'deadline' | 'newest'
  /** behind a figure: how many events that counts, and how many of them are listed */
  figure: { counted: number; listed: number } | null
  /** what of the list is still being written */
  unfinished: Unfinished | null
}

const emptyList = (key: string): EventList => ({ key, events: null, failed: false, more: false, order: 'newest', figure: null, unfinished: null })

/** The events of a list, or of the one behind a figure, read again when a change may concern it. */
export function useEventList(
  world: World,
  { list, behind }: { list: ListName; behind: Behind | null },
  within: string | null,
): EventList & { readMore(): void; readAgain(): void } {
  const figure = behind ? JSON.stringify(behind) : ''
  const key = `${figure || list} ${within ?? ''}`
  const [state, setState] = useState<EventList>(() => emptyList(key))
  const pages = useRef(1)
  const reader = useRef<() => void>(() => {})

  // biome-ignore lint/correctness/useExhaustiveDependencies: `figure` is all that `behind` says
  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let running = false
    let wanted = false
    let shown: ReadonlySet<number> = new Set()
    pages.current = 1
    setState((s) => (s.key === key ? s : emptyList(key)))
    const now = () => Date.now() + world.live.get().clockOffset

    const read = async () => {
      running = true
      wanted = false
      const events: GridEvent[] = []
      let cursor: string | undefined
      let counted: EventList['figure'] = null
      let unfinished: Unfinished | null = null
      let failed = false
      for (let page = 0; page < pages.current; page++) {
        const asked = { within, now: now(), limit: PAGE, cursor }
        const answer = await listEvents(behind ? queryBehind(behind, asked) : queryOf(list, asked))
        if (over) return
        failed = !answer.ok
        if (!answer.ok) break
        events.push(...answer.body.events)
        counted ??= answer.body.figure ?? null
        unfinished ??= answer.body.unfinished ?? null
        cursor = answer.body.nextCursor ?? undefined
        if (cursor === undefined) break
      }
      if (failed) setState((s) => ({ ...s, failed: true }))
      else {
        const more = cursor !== undefined
        const byDeadline = !behind && isByDeadline(list)
        const urgent = !more && !behind && !byDeadline && list !== 'day' && list !== 'closed'
        shown = new Set(events.map((e) => e.number))
        setState({
          key,
          events: urgent ? events.sort(byUrgency) : events,
          failed: false,
          more,
          order: byDeadline ? 'deadline' : urgent ? 'urgent' : 'newest',
          figure: counted,
          unfinished,
        })
      }
      timer = setTimeout(
        () => {
          running = false
          if ((wanted || failed) && !document.hidden) void read()
          else if (failed) wanted = true
        },
        failed ? RETRY_MS : behind ? MIN_FIGURE_INTERVAL_MS : MIN_INTERVAL_MS,
      )
    }
    const want = () => {
      wanted = true
      // what changes while nobody looks is read when somebody does
      if (!running && !document.hidden) void read()
    }
    const looked = () => {
      if (wanted && !running && !document.hidden) void read()
    }
    document.addEventListener('visibilitychange', looked)
    reader.current = want
    const concerns = ({ number, before, after }: EventChange) => {
      if (shown.has(number)) return true
      const code = world.live.get().key?.gridCodes.get((after ?? before)?.grid ?? 0)
      if (within !== null && code !== undefined && !code.startsWith(within)) return false
      // whom an event was given to is told to nobody but by reading
      return behind !== null || list === 'mine' || mayHold(list, after, now()) || mayHold(list, before, now())
    }
    const end = world.listen((changes) => {
      if (changes === null || changes.some(concerns)) want()
    })
    void read()
    return () => {
      over = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', looked)
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
