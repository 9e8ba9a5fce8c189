'use client'
import { reportTexts } from '@/lib/client/messages/report'
import { useRoute } from '@/lib/client/use-read'
import type { EventType } from '@/lib/domain/category'
import { eventRoutes, type NearEvent } from '@/lib/domain/routes/events'

const { near: texts } = reportTexts

/** Open events of the same type nearby: whoever reports the same again only reminds of it. */
export function NearList({ type, position, onSame }: { type: EventType; position: [number, number]; onSame(near: NearEvent): void }) {
  const [lon, lat] = position
  const { data } = useRoute(eventRoutes.near, { query: { type: type.code, lon, lat } })
  const near = data?.near ?? []
  if (near.length === 0) return null
  return (
    <section className="field near" data-testid="near">
      <h2>{texts.title}</h2>
      <ul>
        {near.slice(0, 3).map((found) => (
          <li key={found.event.id}>
            <span className="grow">
              <strong>{found.event.caseNumber}</strong>
              <span className="muted">{[texts.distance(Math.round(found.meters)), found.event.title].filter(Boolean).join(' · ')}</span>
            </span>
            <button type="button" className="button" onClick={() => onSame(found)}>
              {texts.same}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
