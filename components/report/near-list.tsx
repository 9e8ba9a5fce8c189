'use client'
import { useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { http } from '@/lib/client/http'
import { reportTexts } from '@/lib/client/messages/report'
import type { EventType } from '@/lib/domain/category'
import { eventRoutes, type NearEvent } from '@/lib/domain/routes/events'
import { ReportField } from './report-field'

const { near: texts } = reportTexts

/** Open events of the same type nearby: whoever reports the same again only reminds of it. */
export function NearList({
  type,
  position,
  busy,
  onSame,
}: {
  type: EventType
  position: [number, number]
  busy: boolean
  onSame(near: NearEvent): void
}) {
  const [lon, lat] = position
  const [near, setNear] = useState<readonly NearEvent[]>([])
  useEffect(() => {
    let current = true
    // without a signal nobody knows, and the report goes its way
    void http(eventRoutes.near, { query: { type: type.code, lon, lat } }).then((answer) => current && setNear(answer.ok ? answer.body.near : []))
    return () => {
      current = false
    }
  }, [type.code, lon, lat])
  if (near.length === 0) return null
  return (
    <ReportField title={texts.title} data-testid="near">
      <ul>
        {near.slice(0, 3).map((found) => (
          <ListRow key={found.event.id}>
            <span className="flex min-w-0 flex-1 flex-col">
              <strong>{found.event.caseNumber}</strong>
              <span className="text-14 text-ink-3">{[texts.distance(Math.round(found.meters)), found.event.title].filter(Boolean).join(' · ')}</span>
            </span>
            <Action size="large" disabled={busy} onClick={() => onSame(found)}>
              {texts.same}
            </Action>
          </ListRow>
        ))}
      </ul>
    </ReportField>
  )
}
