'use client'
import { useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { placeTexts } from '@/lib/client/messages/places'
import { hourOf, serviceName } from '@/lib/client/place-words'
import { useRoute } from '@/lib/client/use-read'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { BOOKABLE_DAYS, type PlaceDetail, type Slot } from '@/lib/domain/place'
import { BOOKINGS, type Booking, type BookingAction } from '@/lib/domain/place-booking'
import { secrecyOf } from '@/lib/domain/place-kinds'
import { placeRoutes } from '@/lib/domain/routes/places'
import { BookDialog, bookingFault } from './book-dialog'
import { RevealBooking } from './reveal-booking'
import { selectLook } from './select-look'

const { bookings: texts } = placeTexts
type Props = { detail: PlaceDetail; now: number; onDay(day: string): void; again(): void }

/** The slots of a day with how many seats are taken; and who took them, for whoever keeps the bookings. */
export function PlaceBookings({ detail, now, onDay, again }: Props) {
  const { place, day, slots, runs } = detail
  const [booking, setBooking] = useState<Slot | null>(null)
  const { data, fault, again: readAgain } = useRoute(placeRoutes.bookings, { params: { id: place.id }, query: { day } }, { enabled: runs.length > 0 })
  const changed = () => {
    again()
    readAgain()
  }
  const days = Array.from({ length: BOOKABLE_DAYS }, (_, i) => civilDate(now + i * DAY_MS))
  const isSecret = place.offers.some(({ service }) => secrecyOf(place.kind, service) !== null && !runs.includes(service))
  return (
    <section className="flex flex-col gap-8 border-t border-line pt-12" aria-label={texts.title} data-testid="place-bookings">
      <div className="flex items-center gap-8">
        <h3 className="text-15 font-semibold text-ink-1">{texts.title}</h3>
        <select
          aria-label={texts.day}
          className={`${selectLook} ml-auto`}
          value={day}
          onChange={({ target }) => onDay(target.value)}
          data-testid="booking-day"
        >
          {[...new Set([...days, day])].sort().map((one) => (
            <option key={one} value={one}>
              {one === days[0] ? `${placeTexts.today} ${one.slice(5)}` : one === days[1] ? `${placeTexts.tomorrow} ${one.slice(5)}` : one.slice(5)}
            </option>
          ))}
        </select>
      </div>
      {slots.length === 0 && <p className="text-ink-3">{texts.none}</p>}
      <ul>
        {slots.map((slot) => (
          <SlotRow
            key={`${slot.service} ${slot.startsAt}`}
            slot={slot}
            now={now}
            runs={runs.includes(slot.service)}
            bookings={data?.bookings.filter((one) => one.service === slot.service && one.startsAt === slot.startsAt) ?? []}
            place={place.id}
            onBook={() => setBooking(slot)}
            onChanged={changed}
          />
        ))}
      </ul>
      {fault !== null && runs.length > 0 && <Failed code={fault.code} onRetry={readAgain} />}
      <p className="text-13 text-ink-3">{isSecret ? texts.secret : runs.length > 0 && texts.audited}</p>
      {booking && (
        <BookDialog
          place={place}
          slot={booking}
          onClose={() => setBooking(null)}
          onStale={changed}
          onDone={() => {
            setBooking(null)
            changed()
          }}
        />
      )}
    </section>
  )
}

type SlotProps = {
  slot: Slot
  now: number
  runs: boolean
  bookings: readonly Booking[]
  place: string
  onBook(): void
  onChanged(): void
}

function SlotRow({ slot, now, runs, bookings, place, onBook, onChanged }: SlotProps) {
  const { service, startsAt, endsAt, seats, taken } = slot
  const isFull = taken >= seats
  return (
    <li className="flex flex-col gap-6 border-t border-line py-8 first:border-t-0" data-testid="slot" data-taken={taken} data-service={service}>
      <div className="flex flex-wrap items-center gap-x-10 gap-y-4">
        <span className="text-ink-1 tabular-nums">
          {hourOf(startsAt)}–{hourOf(endsAt)}
        </span>
        <span>{serviceName(service)}</span>
        <span className="ml-auto tabular-nums">
          {texts.taken(formatCount(taken), formatCount(seats))}
          {isFull && <strong className="pl-6 font-semibold text-ink-1">{texts.full}</strong>}
        </span>
        {runs && Date.parse(endsAt) > now && (
          <Action
            size="small"
            disabled={isFull}
            onClick={onBook}
            data-testid="book"
            aria-label={`${texts.book} ${hourOf(startsAt)} ${serviceName(service)}`}
          >
            {texts.book}
          </Action>
        )}
      </div>
      {bookings.map((booking) => (
        <BookingRow key={booking.id} booking={booking} place={place} onChanged={onChanged} />
      ))}
    </li>
  )
}

/** One who has booked, and what can be done with it. */
function BookingRow({ booking, place, onChanged }: { booking: Booking; place: string; onChanged(): void }) {
  const { id, state, name, phone, guardian, consentAt, byResident, actions, revision, service } = booking
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState(false)
  const act = async (action: BookingAction, named?: string) => {
    setBusy(true)
    const body = { requestId: uuid(), action, expectedRevision: revision, ...(named !== undefined && { guardian: named }) }
    const answer = await http(placeRoutes.act, { params: { id: place, booking: id }, body })
    setBusy(false)
    setFault(answer.ok ? null : answer.code === 'invalid' ? texts.consentNeeded : bookingFault(answer))
    if (answer.ok) setAsking(false)
    if (answer.ok || answer.code === 'conflict') onChanged()
  }
  const about = [phone, byResident ? texts.byResident : null].filter((one) => one !== null)
  return (
    <div className="ml-12 flex flex-col gap-4 rounded-8 bg-track/50 px-10 py-6" data-testid="booking" data-state={state}>
      <div className="flex flex-wrap items-center gap-x-8 gap-y-2">
        <span className="font-medium text-ink-1">{name}</span>
        <span className="text-13 text-ink-2">{about.join(' · ')}</span>
        <RevealBooking place={place} booking={booking} />
        <span className="ml-auto text-13 text-ink-1">{texts.states[state]}</span>
      </div>
      {(state === 'requested' || consentAt !== null) && (
        <p className="text-13">{consentAt === null ? texts.noConsent : texts.consent(guardian ?? '')}</p>
      )}
      {actions.length > 0 && !asking && (
        <div className="flex flex-wrap gap-6">
          {actions.map((action) => (
            <Action
              key={action}
              size="small"
              disabled={busy}
              data-action={action}
              aria-label={`${said(BOOKINGS.rows[action].label)} ${name} ${serviceName(service)}`}
              onClick={() => (action === 'confirm' && consentAt === null ? setAsking(true) : void act(action))}
            >
              {said(BOOKINGS.rows[action].label)}
            </Action>
          ))}
        </div>
      )}
      {asking && (
        <form
          className="flex flex-wrap items-end gap-6"
          onSubmit={(event) => {
            event.preventDefault()
            void act('confirm', String(new FormData(event.currentTarget).get('guardian') ?? ''))
          }}
        >
          <label className="flex flex-1 flex-col gap-2 text-13">
            {texts.guardian}
            <input name="guardian" required maxLength={100} className={`${selectLook} w-full`} />
          </label>
          <Action type="submit" size="small" main disabled={busy} data-testid="consent">
            {said(BOOKINGS.rows.confirm.label)}
          </Action>
        </form>
      )}
      {fault !== null && <Callout role="alert">{fault}</Callout>}
    </div>
  )
}
