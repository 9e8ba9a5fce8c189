'use client'
import { useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { myPlaceTexts as texts } from '@/lib/client/messages/my-places'
import { hourOf, kindName, listed, metersText, serviceName, soonTime } from '@/lib/client/place-words'
import type { MyStation, MyStations } from '@/lib/domain/my-places'
import type { MyBooking } from '@/lib/domain/place-booking'
import { myPlaceRoutes } from '@/lib/domain/routes/my-places'
import { Onward } from './onward'

const sheet = 'flex flex-col gap-10 rounded-12 border border-line bg-panel px-16 py-14'
type Go = { onGo(view: string): void }

/** Whether a place is open, as one says it to a neighbour. */
export function openWords({ open, until }: Pick<MyStation, 'open' | 'until'>, now: number): string {
  const time = until === null ? null : soonTime(until, now, texts.tomorrow)
  if (open) return time === null ? texts.openAlways : texts.openUntil(time)
  return time === null ? texts.noOpening : texts.opensAt(time)
}

/** A place in a line or two, which leads on to it. */
export function StationLine({ station, now, onGo }: { station: MyStation; now: number } & Go) {
  const { id, kind, name, meters, open, services } = station
  return (
    <button
      type="button"
      onClick={() => onGo(`station-${id}`)}
      className="flex w-full items-center gap-12 text-left"
      data-testid="station"
      data-open={open}
    >
      <span className="min-w-0 flex-1">
        <strong className="block text-18 font-semibold text-ink-1">{name}</strong>
        <span className="flex flex-wrap gap-x-12">
          <span className={open ? 'font-semibold text-live' : ''}>{openWords(station, now)}</span>
          {meters !== null && <span className="whitespace-nowrap">{texts.near(metersText(meters))}</span>}
        </span>
        <span className="block text-16 text-ink-3">
          {kindName(kind)} · {texts.has(listed(services.map(serviceName)))}
        </span>
      </span>
      <Onward />
    </button>
  )
}

/** What one has booked and the nearest place that is open, on the first page; nothing where nothing could be read. */
export function MyPlacesCard({ onGo, onRead }: Go & { onRead(card: string): void }) {
  const [found, setFound] = useState<{ stations: MyStations['stations']; now: number } | null>(null)
  const [bookings, setBookings] = useState<readonly MyBooking[]>([])
  useEffect(() => {
    let over = false
    void Promise.all([http(myPlaceRoutes.stations), http(myPlaceRoutes.bookings)]).then(([near, booked]) => {
      if (over) return
      if (near.ok) setFound({ stations: near.body.stations, now: Date.now() })
      if (booked.ok) setBookings(booked.body.bookings)
      onRead('places')
    })
    return () => {
      over = true
    }
  }, [onRead])
  const changed = (made: MyBooking) => setBookings((all) => all.map((one) => (one.id === made.id ? made : one)))
  const stations = found?.stations ?? []
  const nearest = stations.find(({ open }) => open) ?? stations[0]
  return (
    <>
      {bookings.length > 0 && (
        <section className={sheet} data-testid="my-bookings">
          <h2 className="text-18 font-semibold text-ink-1">{texts.mine}</h2>
          {bookings.map((booking) => (
            <BookingLine key={booking.id} booking={booking} onChanged={changed} />
          ))}
        </section>
      )}
      {found && nearest && (
        <section className={sheet} data-testid="my-stations">
          <div className="flex items-center gap-10">
            <h2 className="min-w-0 flex-1 text-18 font-semibold text-ink-1">{texts.title}</h2>
            <button
              type="button"
              onClick={() => onGo('stations')}
              className="-my-10 flex min-h-48 items-center gap-4 text-16 text-ink-2"
              data-testid="all-stations"
            >
              {texts.all(formatCount(stations.length))}
              <Onward />
            </button>
          </div>
          <StationLine station={nearest} now={found.now} onGo={onGo} />
        </section>
      )}
    </>
  )
}

/** One booking, and giving it up, which is asked twice. */
export function BookingLine({ booking, onChanged }: { booking: MyBooking; onChanged(made: MyBooking): void }) {
  const { id, placeName, service, startsAt, endsAt, state, pupil, cancels } = booking
  const [sure, setSure] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const cancel = async () => {
    setBusy(true)
    const answer = await http(myPlaceRoutes.cancel, { params: { id } })
    setBusy(false)
    setFailed(!answer.ok)
    if (answer.ok) onChanged(answer.body)
  }
  return (
    <div
      className="flex flex-col gap-6 border-t border-line pt-10 first-of-type:border-t-0 first-of-type:pt-0"
      data-testid="my-booking"
      data-state={state}
    >
      <div className="flex flex-wrap items-center gap-x-12 gap-y-4">
        <span className="min-w-0 flex-1">
          <strong className="block font-semibold text-ink-1">
            {soonTime(startsAt, Date.now(), texts.tomorrow)}–{hourOf(endsAt)} {serviceName(service)}
          </strong>
          <span className="block text-16">
            {[placeName, pupil === null ? null : texts.forPupil(pupil), texts.states[state]].filter((one) => one !== null).join(' · ')}
          </span>
        </span>
        {cancels && !sure && (
          <Action size="large" onClick={() => setSure(true)} data-testid="cancel" aria-label={`${texts.cancel} ${placeName}`}>
            {texts.cancel}
          </Action>
        )}
      </div>
      {sure && cancels && (
        <div className="flex flex-wrap items-center gap-10">
          <p className="flex-1">{texts.cancelSure}</p>
          <Action size="large" main disabled={busy} onClick={() => void cancel()} data-testid="cancel-sure">
            {texts.cancel}
          </Action>
        </div>
      )}
      {failed && <Callout role="alert">{texts.faults.other}</Callout>}
    </div>
  )
}

/** All places near, from where one lives or from where one is. */
export function MyStationList({ onGo }: Go) {
  const [found, setFound] = useState<(MyStations & { now: number }) | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const read = useCallback(async (near: string | null) => {
    const answer = await http(myPlaceRoutes.stations, { query: { near } })
    setFault(answer.ok ? null : texts.failed)
    if (answer.ok) setFound({ ...answer.body, now: Date.now() })
  }, [])
  useEffect(() => void read(null), [read])
  const locate = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => void read(`${coords.longitude.toFixed(5)},${coords.latitude.toFixed(5)}`),
      () => setFault(texts.hereFailed),
      { timeout: 10_000, maximumAge: 60_000 },
    )
  return (
    <>
      <Action size="large" className="min-h-52 text-18" onClick={locate} data-testid="here">
        {texts.here}
      </Action>
      {fault !== null && <Callout role="alert">{fault}</Callout>}
      {found && <p className="px-4 text-16 text-ink-3">{texts.from[found.from]}</p>}
      {found?.stations.length === 0 && <p className={sheet}>{texts.none}</p>}
      {found?.stations.map((station) => (
        <section key={station.id} className={sheet}>
          <StationLine station={station} now={found.now} onGo={onGo} />
        </section>
      ))}
    </>
  )
}
