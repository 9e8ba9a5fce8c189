'use client'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatCount } from '@/lib/client/format'
import { http, type Refused } from '@/lib/client/http'
import { myPlaceTexts as texts } from '@/lib/client/messages/my-places'
import { facilityName, hourOf, kindName, listed, serviceName } from '@/lib/client/place-words'
import { faultWord } from '@/lib/client/word-of'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import type { MyStation } from '@/lib/domain/my-places'
import { BOOKABLE_DAYS, type Slot } from '@/lib/domain/place'
import { myPlaceRoutes } from '@/lib/domain/routes/my-places'
import { openWords } from './my-places'

const sheet = 'flex flex-col gap-10 rounded-12 border border-line bg-panel px-16 py-14'
const line = 'min-h-52 w-full rounded-8 border border-line-strong bg-bg px-12 text-18 text-ink-1'

function faultOf({ code, problem }: Refused): string {
  const { faults } = texts
  if (code !== 'conflict') return faultWord(faults, code)
  const why = (['full', 'many', 'enough', 'over'] as const).find((one) => problem[one] === true)
  return faults[why ?? 'conflict']
}

/** One place: when it is open, what there is, and booking a time. */
export function MyStationPage({ id }: { id: string }) {
  const [now] = useState(() => Date.now())
  const [day, setDay] = useState(() => civilDate(now))
  const [read, setRead] = useState<{ day: string; station: MyStation } | null>(null)
  const wanted = useRef(day)
  const [said, setSaid] = useState<{ text: string; quiet: boolean } | null>(null)
  const look = useCallback(async () => {
    wanted.current = day
    const answer = await http(myPlaceRoutes.station, { params: { id }, query: { day } })
    if (wanted.current !== day) return
    if (answer.ok) setRead({ day, station: answer.body })
    else setSaid({ text: texts.failed, quiet: false })
  }, [id, day])
  useEffect(() => void look(), [look])
  if (read === null) return said === null ? null : <Callout role="alert">{said.text}</Callout>
  const { station } = read
  const { name, kind, address, contact, services, facilities, books, slots } = station
  // hours of another day are never shown below the day that was chosen
  const isOfDay = read.day === day
  const days = Array.from({ length: BOOKABLE_DAYS }, (_, i) => civilDate(now + i * DAY_MS))
  return (
    <>
      <section className={sheet} data-testid="station-page">
        <h2 className="text-[1.375rem] leading-30 font-semibold text-ink-1">{name}</h2>
        <p className={station.open ? 'font-semibold text-live' : 'text-ink-1'}>{openWords(station, now)}</p>
        <p>{[kindName(kind), address].filter((one) => one !== null).join(' · ')}</p>
        <p>{texts.has(listed([...services.map(serviceName), ...facilities.map(facilityName)]))}</p>
        {contact !== null && (
          <Action size="large" className="min-h-52 text-18" href={`tel:${contact}`}>
            {texts.call} {contact}
          </Action>
        )}
      </section>
      {said && (
        <Callout role={said.quiet ? 'status' : 'alert'} quiet={said.quiet} data-testid="booked-note">
          {said.text}
        </Callout>
      )}
      {books.length > 0 && (
        <section className={sheet} data-testid="station-slots">
          <label className="flex flex-col gap-6 text-18 font-semibold text-ink-1">
            {texts.books}
            <select
              aria-label={texts.day}
              className={`${line} font-normal`}
              value={day}
              onChange={({ target }) => setDay(target.value)}
              data-testid="my-day"
            >
              {days.map((one, i) => (
                <option key={one} value={one}>
                  {i === 0 ? `${texts.today} ${one.slice(5)}` : i === 1 ? `${texts.tomorrow} ${one.slice(5)}` : one.slice(5)}
                </option>
              ))}
            </select>
          </label>
          {station.pupils.length > 0 && <p className="text-16 text-ink-3">{texts.secret}</p>}
          {isOfDay && slots.length === 0 && <p>{texts.noSlots}</p>}
          {(isOfDay ? slots : []).map((slot) => (
            <SlotLine
              key={`${slot.service} ${slot.startsAt}`}
              slot={slot}
              place={id}
              isPupil={station.pupils.includes(slot.service)}
              isOver={Date.parse(slot.endsAt) <= now}
              onSaid={(text, quiet) => {
                setSaid({ text, quiet })
                void look()
              }}
            />
          ))}
        </section>
      )}
    </>
  )
}

type SlotProps = { slot: Slot; place: string; isPupil: boolean; isOver: boolean; onSaid(text: string, quiet: boolean): void }

/** A time that can be booked; of a child by name and with consent. */
function SlotLine({ slot, place, isPupil, isOver, onSaid }: SlotProps) {
  const { service, startsAt, endsAt, seats, taken } = slot
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  // the same however often it is sent, until it is there
  const id = useRef(uuid())
  const book = async (pupil: string | null) => {
    setBusy(true)
    const body = { id: id.current, place, service, startsAt, ...(pupil !== null && { pupil, consent: true }) }
    const answer = await http(myPlaceRoutes.book, { body })
    setBusy(false)
    if (answer.ok) {
      id.current = uuid()
      setAsking(false)
    }
    onSaid(answer.ok ? texts.done : faultOf(answer), answer.ok)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void book(String(new FormData(event.currentTarget).get('pupil') ?? '').trim())
  }
  const left = Math.max(0, seats - taken)
  return (
    <div className="flex flex-col gap-8 border-t border-line pt-10" data-testid="my-slot" data-left={left}>
      <div className="flex flex-wrap items-center gap-x-12 gap-y-6">
        <span className="min-w-0 flex-1">
          <strong className="block font-semibold text-ink-1 tabular-nums">
            {hourOf(startsAt)}–{hourOf(endsAt)}
          </strong>
          <span className="block text-16">
            {serviceName(service)} · {left === 0 ? texts.full : texts.left(formatCount(left))}
          </span>
        </span>
        {left > 0 && !isOver && !asking && (
          <Action
            size="large"
            main
            disabled={busy}
            onClick={() => (isPupil ? setAsking(true) : void book(null))}
            data-testid="my-book"
            aria-label={`${texts.book} ${hourOf(startsAt)} ${serviceName(service)}`}
          >
            {busy ? texts.booking : texts.book}
          </Action>
        )}
      </div>
      {asking && (
        <form className="flex flex-col gap-10" onSubmit={submit}>
          <label className="flex flex-col gap-6 font-medium text-ink-1">
            {texts.pupil}
            <input name="pupil" required maxLength={100} autoComplete="off" className={line} />
          </label>
          <label className="flex min-h-48 items-center gap-10 text-ink-1">
            <input type="checkbox" name="consent" required className="size-22" />
            {texts.consent}
          </label>
          <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy} data-testid="my-book-pupil">
            {busy ? texts.booking : texts.book}
          </Action>
        </form>
      )}
    </div>
  )
}
