'use client'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { inputLook } from '@/components/ui/field'
import { formatMoment } from '@/lib/client/due'
import { inList } from '@/lib/client/in-list'
import { said } from '@/lib/client/language'
import { orderTexts } from '@/lib/client/messages/orders'
import { pageTexts } from '@/lib/client/messages/page'
import { searchTexts as texts } from '@/lib/client/messages/search'
import { useRoute } from '@/lib/client/use-read'
import { typeName } from '@/lib/client/words'
import { mayReadPeople } from '@/lib/domain/people'
import { type Found, searchRoute } from '@/lib/domain/routes/search'
import type { Frame } from './frame'
import { groupsFor, hrefOf, mayOpen } from './groups'
import { Failed } from './states'
import { UnfinishedNote } from './unfinished-note'

/** Whoever types is asked about when they pause. */
const PAUSE_MS = 200

/** Searches everywhere: what is found are links, which ↑ and ↓ go through. */
export default function SearchDialog({ frame, onClose }: { frame: Frame; onClose(): void }) {
  const [text, setText] = useState('')
  const [asked, setAsked] = useState('')
  const element = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const { data, fault, again } = useRoute(searchRoute, { query: { q: asked } }, { enabled: asked !== '' })
  const last = useRef<Found | null>(null)
  // what was found for another word does not stand under one that could not be looked for
  if (data || fault) last.current = data
  const found = asked === '' ? null : last.current
  const q = text.trim()
  // Enter opens what has the focus, as of any link
  useEffect(() => {
    const within = element.current
    const go = (e: KeyboardEvent) => {
      const step = e.key === 'ArrowDown' ? 1 : e.key === 'ArrowUp' ? -1 : 0
      if (step === 0 || !within) return
      e.preventDefault()
      const stops = [...within.querySelectorAll<HTMLElement>('input, a')]
      const at = stops.findIndex((stop) => stop.contains(document.activeElement))
      stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus()
    }
    within?.addEventListener('keydown', go)
    return () => within?.removeEventListener('keydown', go)
  }, [])
  const pages =
    q === ''
      ? []
      : groupsFor(frame.viewer, frame).flatMap((group) => group.pages.filter((page) => pageTexts.pages[page].toLowerCase().includes(q.toLowerCase())))
  const nothing =
    found !== null &&
    data !== null &&
    [found.events, found.grids, found.orders ?? [], found.people ?? [], found.households ?? [], pages].every((one) => one.length === 0)
  const hasEvents = mayOpen('events', frame.viewer)
  return (
    <Dialog title={texts.title} onClose={onClose} testId="search">
      <div ref={element} className="flex flex-col gap-12 pt-12">
        <form
          onSubmit={(e) => {
            e.preventDefault()
            element.current?.querySelector('a')?.click()
          }}
        >
          <input
            autoFocus
            type="search"
            aria-label={texts.title}
            placeholder={texts.hint}
            className={inputLook}
            value={text}
            maxLength={100}
            onChange={(e) => setText(e.target.value)}
            data-testid="search-text"
          />
        </form>
        {mayReadPeople(frame.viewer) && q === '' && <p className="text-13 text-ink-3">{texts.how}</p>}
        <div className="flex flex-col gap-12" aria-busy={asked !== q || (asked !== '' && data === null && fault === null)} data-testid="found">
          {q !== '' && hasEvents && (
            <ul>
              <Row href={`/events?q=${encodeURIComponent(q)}`}>{texts.inList(q)}</Row>
            </ul>
          )}
          <Part title={texts.pages} of={pages.length}>
            {pages.map((page) => (
              <Row key={page} href={hrefOf(page)}>
                {pageTexts.pages[page]}
              </Row>
            ))}
          </Part>
          {found && <FoundParts found={found} />}
          {asked !== '' && fault && <Failed code={fault.code} onRetry={again} className="px-0!" />}
        </div>
        {nothing && (
          <p role="status" className="text-ink-3">
            {texts.nothing}
          </p>
        )}
        <UnfinishedNote of={found?.unfinished ?? null} />
      </div>
    </Dialog>
  )
}

function FoundParts({ found: { events, grids, orders, people, households } }: { found: Found }) {
  const place = (zh: string, en: string) => said({ zh, en })
  return (
    <>
      <Part title={texts.events} of={events.length}>
        {events.map(({ event, type, place: zh, placeEn }) => (
          <Row
            key={event.number}
            href={`/events/${event.caseNumber}`}
            aside={`${event.caseNumber} · ${formatMoment(event.occurredAt, Date.parse(event.receivedAt))}`}
          >
            {typeName({ name: type })} · {place(zh, placeEn)}
            {event.words === 'masked' && (event.title ?? event.description) !== undefined && (
              <span className="text-ink-3"> {event.title ?? event.description}</span>
            )}
          </Row>
        ))}
      </Part>
      <Part title={pageTexts.pages.orders} of={orders?.length ?? 0}>
        {orders?.map(({ id, number, state, words, service, serviceEn, place: zh, placeEn }) => (
          <Row key={id} href={`/orders?at=${id}`} aside={`${number} · ${orderTexts.states[state]}`}>
            {place(service, serviceEn)} · {place(zh, placeEn)}
            <span className="text-ink-3"> {words}</span>
          </Row>
        ))}
      </Part>
      <Part title={texts.grids} of={grids.length}>
        {grids.map(({ code, name, nameEn }) => (
          <Row key={code} href={`/events?within=${code}`} aside={code}>
            {place(name, nameEn)}
          </Row>
        ))}
      </Part>
      <Part title={texts.people} of={people?.length ?? 0}>
        {people?.map((person) => (
          <Row key={person.id} href="/people" aside={person.phone ?? ''}>
            {person.name} · {inList(person.posts.map((post) => place(post.gridName, post.gridNameEn)))}
          </Row>
        ))}
      </Part>
      <Part title={texts.households} of={households?.length ?? 0}>
        {households?.map((household) => (
          <Row key={household.id} href="/people" aside={household.phone ?? ''}>
            {household.name} · {place(household.gridName, household.gridNameEn)} · {household.address}
          </Row>
        ))}
      </Part>
    </>
  )
}

function Part({ title, of, children }: { title: string; of: number; children: ReactNode }) {
  if (of === 0) return null
  return (
    <section>
      <h3 className="pb-4 text-13 text-ink-3">{title}</h3>
      <ul>{children}</ul>
    </section>
  )
}

function Row({ href, aside, children }: { href: string; aside?: string; children: ReactNode }) {
  return (
    <li className="list-none">
      <a
        href={href}
        className="flex min-h-36 items-center gap-12 rounded-6 px-10 text-ink-1 hover:bg-track focus:bg-chosen focus:outline-none max-lg:min-h-48"
        data-testid="found-row"
      >
        <span className="min-w-0 flex-1 truncate">{children}</span>
        {aside !== undefined && <span className="shrink-0 text-13 text-ink-3">{aside}</span>}
      </a>
    </li>
  )
}
