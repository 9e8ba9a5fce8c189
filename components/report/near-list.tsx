'use client'
import { useEffect, useState } from 'react'
import { readNear } from '@/lib/client/event-api'
import { reportTexts } from '@/lib/client/messages/report'
import type { EventType } from '@/lib/domain/category'
import type { NearEvent } from '@/lib/domain/routes/events'

const { near: texts } = reportTexts

/** Open events of the same type nearby: whoever reports the same again only reminds of it. */
export function NearList({ type, position, onSame }: { type: EventType; position: [number, number]; onSame(near: NearEvent): void }) {
  const [near, setNear] = useState<readonly NearEvent[]>([])
  const [lon, lat] = position
  useEffect(() => {
    let current = true
    setNear([])
    void readNear(type.code, [lon, lat]).then((found) => current && setNear(found))
    return () => {
      current = false
    }
  }, [type, lon, lat])
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
