'use client'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, shortType } from '@/lib/client/words'
import type { EventDetail } from '@/lib/domain/event-detail'
import { eventRoutes, type NearEvent } from '@/lib/domain/routes/events'

const { event: texts } = deskTexts

/** Open events that this one is perhaps the same as, for whoever may void it. */
export function NearEvents({ event, words, onSame }: { event: EventDetail; words: EventWords; onSame(other: NearEvent): void }) {
  const { id, type, position, occurredAt } = event
  const [lon, lat] = position ?? [0, 0]
  const { data } = useRoute(eventRoutes.near, { query: { type, lon, lat, at: occurredAt } }, { enabled: position !== null })
  const near = data?.near.filter((n) => n.event.id !== id) ?? []
  if (near.length === 0) return null
  return (
    <section className="part" data-testid="near">
      <h3>{texts.near}</h3>
      <ul className="flex flex-col gap-8">
        {near.map((found) => (
          <li key={found.event.id} className="flex flex-wrap items-center gap-8">
            <a href={`/events/${found.event.caseNumber}`} className="link">
              {found.event.caseNumber}
            </a>
            <span>{shortType(words.typeOf(found.event.type), found.event.type)}</span>
            <span className="muted">
              {stateName(found.event.state, words)} · {texts.nearNote(Math.round(found.meters), texts.hoursApart(found.hours))}
            </span>
            <button type="button" className="button ml-auto" onClick={() => onSame(found)}>
              {texts.same}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
