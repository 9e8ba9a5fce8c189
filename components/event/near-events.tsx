'use client'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
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
    <Part title={texts.near} testId="near">
      <ul>
        {near.map((found) => (
          <ListRow key={found.event.id}>
            <TextLink href={`/events/${found.event.caseNumber}`}>{found.event.caseNumber}</TextLink>
            <span>{shortType(words.typeOf(found.event.type), found.event.type)}</span>
            <span className="text-13 text-ink-3">
              {stateName(found.event.state, words)} · {texts.nearNote(Math.round(found.meters), texts.hoursApart(found.hours))}
            </span>
            <Action className="ml-auto" onClick={() => onSame(found)}>
              {texts.same}
            </Action>
          </ListRow>
        ))}
      </ul>
    </Part>
  )
}
