'use client'
import { useEffect, useRef } from 'react'
import { Failed } from '@/components/page/states'
import { TextLink } from '@/components/ui/text-link'
import { formatMoment } from '@/lib/client/due'
import { alertTexts } from '@/lib/client/messages/alerts'
import { pageTexts } from '@/lib/client/messages/page'
import { stateName } from '@/lib/client/names'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, placeName } from '@/lib/client/words'
import type { AlertDetail } from '@/lib/domain/alert'
import { DAY_MS } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { useEventSteps } from './use-event-steps'

const SHOWN = 6
const READ = 500
/** An event may have happened long before it came to meet a rule: its limit ran out, or it was made more urgent. */
const BEFORE_MS = 120 * DAY_MS

/** What all of these codes begin with. */
function commonPlace([first = '', ...others]: readonly string[]): string {
  let place = first
  while (place !== '' && !others.every((grid) => isWithin(grid, place))) place = place.slice(0, -3)
  return place
}

/** The events of an alert, the newest first, each with a way to its page; what the list does not show is named by its number alone. */
export function AlertEvents({ alert, words, now }: { alert: AlertDetail; words: EventWords; now: number }) {
  const { id, events: numbers, holding, grids, types, startedAt, updatedAt } = alert
  const from = new Date(Date.parse(startedAt) - BEFORE_MS).toISOString()
  // one list instead of an event each: a reading is audited
  const { data, fault, again } = useRoute(eventListRoute, { query: { within: commonPlace(grids) || null, type: types.join(','), from, limit: READ } })
  // it is read again when events have joined or hold no more, not with what is done with the alert itself
  const moved = `${numbers} ${holding}`
  const seen = useRef({ id, moved })
  useEffect(() => {
    const before = seen.current
    seen.current = { id, moved }
    if (before.id === id && before.moved !== moved) again()
  }, [id, moved, again])
  const list = useRef<HTMLUListElement>(null)
  useEventSteps(list)
  const known = new Map(data?.events.map((event) => [event.number, event]))
  // numbers go by what came first here, which is not always what happened first
  const at = (number: number) => Date.parse(known.get(number)?.occurredAt ?? '') || 0
  const shown = [...numbers].sort((a, b) => at(b) - at(a) || b - a).slice(0, SHOWN)
  return (
    <section data-testid="alert-events" data-moved={updatedAt}>
      <h3 className="pb-6 text-14 font-semibold text-ink-1">{alertTexts.events(numbers.length)}</h3>
      {fault ? (
        <Failed code={fault.code} onRetry={again} className="px-0" />
      ) : (
        data === null && (
          <p role="status" className="sr-only">
            {pageTexts.state.loading}
          </p>
        )
      )}
      <ul ref={list}>
        {!fault &&
          shown.map((number) => {
            const event = known.get(number)
            return (
              <li key={number} className="flex flex-wrap items-baseline gap-x-12 gap-y-2 border-t border-line py-6 first:border-t-0">
                {/* a row that is being read is as high as it will be: what follows does not move */}
                {data === null && (
                  <span className="flex h-lh w-full items-center max-sm:h-44" aria-hidden>
                    <span className="h-14 w-3/5 rounded-4 bg-track transition-opacity delay-300 duration-1 starting:opacity-0" />
                  </span>
                )}
                {data && (
                  <TextLink href={`/events/${event?.caseNumber ?? number}`} className="max-sm:flex max-sm:min-h-44 max-sm:items-center">
                    {event?.caseNumber ?? number}
                  </TextLink>
                )}
                {event && (
                  <>
                    <span className="text-13 text-ink-3">{formatMoment(event.occurredAt, now)}</span>
                    <span className="min-w-0 flex-1 wrap-anywhere">{placeName(event.grid, words)}</span>
                    <span>{stateName(event.state, words)}</span>
                  </>
                )}
              </li>
            )
          })}
      </ul>
      {numbers.length > SHOWN && <p className="pt-4 text-13 text-ink-3">{alertTexts.eventsMore(numbers.length - SHOWN)}</p>}
    </section>
  )
}
