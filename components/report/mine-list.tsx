'use client'
import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { listEvents } from '@/lib/client/event-api'
import { phoneTexts } from '@/lib/client/messages/phone'
import { lightName, stateName } from '@/lib/client/names'
import type { Phone } from '@/lib/client/phone'
import { shortType } from '@/lib/client/type-names'
import type { EventType } from '@/lib/domain/category'
import { GridEvent } from '@/lib/domain/event'
import type { LabelSet } from '@/lib/domain/transition'
import { ReportField } from './report-field'

const { mine: texts } = phoneTexts
const DAYS_MS = 90 * 24 * 3_600_000
const SHOWN = 20

type MineListProps = {
  phone: Phone | null
  types: readonly EventType[]
  labels: LabelSet /** how many reports have gone out by now */
  arrived: number
}

/** 我的上报: what one has reported of late and what has become of it; without a signal as it was read last. */
export function MineList({ phone, types, labels, arrived }: MineListProps) {
  const [mine, setMine] = useState<readonly GridEvent[] | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has arrived is a reason to read
  useEffect(() => {
    if (!phone) return
    let over = false
    const read = async () => {
      const from = new Date(Date.now() - DAYS_MS).toISOString()
      const answer = await listEvents(new URLSearchParams({ reported: 'me', from, limit: String(SHOWN) }), phone.owner)
      if (answer.ok) await phone.keep('mine', answer.body.events)
      const found = answer.ok ? answer.body.events : (await phone.recall('mine', z.array(GridEvent)))?.value
      if (!over && found) setMine(found)
    }
    void read()
    return () => {
      over = true
    }
  }, [phone, arrived])
  if (!mine || mine.length === 0) return null
  return (
    <ReportField title={`${texts.title} · ${texts.note}`} data-testid="mine">
      <ul>
        {mine.map((event) => (
          <ListRow key={event.id} data-number={event.caseNumber} data-state={event.state}>
            <span className="flex min-w-0 flex-1 flex-col">
              <strong className="text-ink-1">
                {shortType(
                  types.find(({ code }) => code === event.type),
                  event.type,
                )}
              </strong>
              <span className="text-14 text-ink-3">
                {[
                  event.caseNumber,
                  stateName(event.state, { labels }),
                  event.status === 'open' && event.light !== 'normal' ? lightName(event.light) : null,
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </span>
            <Action size="large" href={`/events/${event.caseNumber}`}>
              {event.state === 'rejected' ? texts.answer : phoneTexts.box.open}
            </Action>
          </ListRow>
        ))}
      </ul>
    </ReportField>
  )
}
