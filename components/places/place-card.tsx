'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Facts } from '@/components/ui/facts'
import { Tag } from '@/components/ui/tag'
import { formatCount } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { pageTexts } from '@/lib/client/messages/page'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { openText } from '@/lib/client/place-open'
import { facilityName, kindName, listed, serviceName } from '@/lib/client/place-words'
import { useRoute } from '@/lib/client/use-read'
import type { Place } from '@/lib/domain/place'
import { hoursLines } from '@/lib/domain/place-hours-text'
import { placeRoutes } from '@/lib/domain/routes/places'
import { PlaceBookings } from './place-bookings'
import { PlaceSign } from './place-sign'

const EditDialog = dynamic(() => import('./edit-dialog').then((m) => m.EditDialog), { ssr: false })
const ErrandDialog = dynamic(() => import('./errand-dialog').then((m) => m.ErrandDialog), { ssr: false })

/** All about one place: where it is, when it is open, what it does, and what is booked there. */
export function PlaceCard({ id, onClose, onChanged }: { id: string; onClose(): void; onChanged(): void }) {
  const [day, setDay] = useState<string | null>(null)
  const { data, fault, again } = useRoute(placeRoutes.read, { params: { id }, query: { day: day ?? undefined } })
  const [now, setNow] = useState(() => Date.now())
  const [dialog, setDialog] = useState<'edit' | 'errand' | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time is that of the answer
  useEffect(() => setNow(Date.now()), [data])
  if (fault !== null)
    return (
      <Panel flush>
        <Failed code={fault.code} onRetry={again} />
      </Panel>
    )
  if (data === null)
    return (
      <Panel flush>
        <Waiting />
      </Panel>
    )
  const { place, edits } = data
  const records = data.records && place.services.includes('errands')
  return (
    <Panel testId="place-card" className="min-h-0">
      <div className="flex items-start gap-10" data-id={place.id}>
        <PlaceSign kind={place.kind} open={place.open} />
        <div className="min-w-0 flex-1">
          <h2 className="text-18 font-semibold text-ink-1">{place.name}</h2>
          <p className={place.open ? 'font-medium text-ink-1' : 'text-ink-2'} data-testid="open-now">
            {openText(place, now)}
          </p>
        </div>
        <button
          type="button"
          aria-label={pageTexts.keys.close}
          onClick={onClose}
          className="grid size-32 shrink-0 place-items-center rounded-8 text-ink-2 hover:bg-track max-lg:size-44"
          data-testid="close-place"
        >
          <svg viewBox="0 0 16 16" className="size-16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
            <path d="M3 3l10 10M13 3 3 13" />
          </svg>
        </button>
      </div>
      <PlaceFacts place={place} />
      {(edits || records) && (
        <div className="flex flex-wrap gap-8">
          {records && (
            <Action size="small" onClick={() => setDialog('errand')} data-testid="record-errand">
              {texts.card.record}
            </Action>
          )}
          {edits && (
            <Action size="small" onClick={() => setDialog('edit')} data-testid="edit-place">
              {texts.card.edit}
            </Action>
          )}
        </div>
      )}
      {place.offers.length > 0 && <PlaceBookings detail={data} now={now} onDay={setDay} again={again} />}
      {dialog === 'errand' && <ErrandDialog place={place} onClose={() => setDialog(null)} onDone={() => setDialog(null)} />}
      {dialog === 'edit' && (
        <EditDialog
          place={place}
          onClose={() => setDialog(null)}
          onStale={again}
          onDone={() => {
            setDialog(null)
            again()
            onChanged()
          }}
        />
      )}
    </Panel>
  )
}

function PlaceFacts({ place }: { place: Place }) {
  const { kind, address, gridName, gridNameEn, hours, services, facilities, capacity, contact, demo } = place
  const grid = said({ zh: gridName, en: gridNameEn })
  return (
    <Facts
      rows={[
        [texts.kind, demo ? [kindName(kind), texts.card.demo].join(' · ') : kindName(kind)],
        ...(address === null ? [] : ([[texts.card.address, address]] as const)),
        [texts.card.grid, grid],
        [
          texts.card.hours,
          <ul key="hours">
            {hoursLines(hours, said({ zh: 'zh', en: 'en' }) === 'en' ? 'en' : 'zh').map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>,
        ],
        [
          texts.card.services,
          <span key="services" className="flex flex-wrap gap-4">
            {services.map((service) => (
              <Tag key={service}>{serviceName(service)}</Tag>
            ))}
          </span>,
        ],
        ...(facilities.length === 0 ? [] : ([[texts.card.facilities, listed(facilities.map(facilityName))]] as const)),
        ...(capacity === null ? [] : ([[texts.card.capacity, texts.card.people(formatCount(capacity))]] as const)),
        ...(contact === null ? [] : ([[texts.card.contact, contact]] as const)),
      ]}
    />
  )
}
