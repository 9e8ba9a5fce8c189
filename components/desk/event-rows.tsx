'use client'
import { type KeyboardEvent, useRef, useState } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { ClassChip } from '@/components/ui/class-chip'
import { UrgencyMark } from '@/components/ui/urgency-mark'
import { nextAction } from '@/lib/client/actions'
import { dueText } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { actionName, type EventWords, leadsOf, partyName, placeName, shortType } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'

const { lists: texts } = deskTexts

export type EventRowsProps = {
  events: readonly GridEvent[]
  words: EventWords
  role: Role
  now: number
  chosen: ReadonlySet<number>
  /** number of the event that is open beside the list */
  open: string | null
  /** null: nothing is done with several at once */
  onChoose: ((numbers: ReadonlySet<number>) => void) | null
  onOpen(event: GridEvent): void
  onAct(event: GridEvent, action: EventAction): void
}

/** Who handles it, or who is suggested to. */
function Lead({ event, words }: { event: GridEvent; words: EventWords }) {
  const [suggested] = leadsOf(words.typeOf(event.type))
  const text = event.lead ? partyName(event.lead, words) : suggested && event.status === 'open' ? texts.suggested(suggested) : texts.unassigned
  return (
    <span className={event.lead ? '' : 'muted'} title={text}>
      {text}
    </span>
  )
}

/** The rows of a list. One of them takes the focus; ↑ ↓ Home End move it, the space bar chooses, Enter opens. */
export function EventRows({ events, words, role, now, chosen, open, onChoose, onOpen, onAct }: EventRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [current, setCurrent] = useState<number | null>(null)
  const at = Math.max(
    0,
    events.findIndex((e) => e.number === current),
  )
  const toggle = (number: number) => {
    const next = new Set(chosen)
    if (!next.delete(number)) next.add(number)
    onChoose?.(next)
  }
  const move = (index: number) => {
    const event = events[Math.max(0, Math.min(events.length - 1, index))]
    if (!event) return
    setCurrent(event.number)
    const row = body.current?.querySelector(`[data-number="${event.number}"]`)
    if (row instanceof HTMLElement) row.focus()
  }
  const onKeyDown = (e: KeyboardEvent) => {
    // a button inside of a row keeps its own keys
    const own = e.target instanceof HTMLElement && e.target.dataset.number !== undefined
    const event = events[at]
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: events.length - 1 }[e.key]
    if (to !== undefined) move(to)
    else if (own && e.key === 'Enter' && event) onOpen(event)
    else if (own && e.key === ' ' && event && onChoose) toggle(event.number)
    else return
    e.preventDefault()
  }
  const all = events.length > 0 && events.every((e) => chosen.has(e.number))
  return (
    <table className="rows" data-testid="event-rows">
      <thead>
        <tr>
          {onChoose && (
            <th scope="col" className="col-choose">
              <input
                type="checkbox"
                aria-label={texts.chooseAll}
                checked={all}
                onChange={() => onChoose(all ? new Set() : new Set(events.map((e) => e.number)))}
              />
            </th>
          )}
          <th scope="col">{texts.columns.event}</th>
          <th scope="col">{texts.columns.place}</th>
          <th scope="col">{texts.columns.due}</th>
          <th scope="col" className="col-state">
            {texts.columns.state}
          </th>
          <th scope="col" className="col-lead">
            {texts.columns.lead}
          </th>
          <th scope="col" className="col-action">
            {texts.columns.action}
          </th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {events.map((event, i) => {
          const type = words.typeOf(event.type)
          const name = shortType(type, event.type)
          const action = nextAction(event, role)
          return (
            <tr
              key={event.number}
              tabIndex={i === at ? 0 : -1}
              data-testid="event-row"
              data-number={event.number}
              data-case={event.caseNumber}
              data-state={event.state}
              aria-selected={chosen.has(event.number)}
              aria-current={open === event.caseNumber || undefined}
              onFocus={() => setCurrent(event.number)}
              onClick={(e) => {
                if (e.target instanceof Element && !e.target.closest('button, input, label')) onOpen(event)
              }}
            >
              {onChoose && (
                <td className="col-choose">
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={texts.choose(`${name} ${event.caseNumber}`)}
                    checked={chosen.has(event.number)}
                    onChange={() => toggle(event.number)}
                  />
                </td>
              )}
              <td className="col-event">
                <span className="row-name">
                  <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
                  {event.urgency <= 2 && <UrgencyMark urgency={event.urgency} />}
                  <span className="truncate" title={name}>
                    {name}
                  </span>
                </span>
                <span className="row-number num muted">{event.caseNumber}</span>
              </td>
              <td className="col-place" title={placeName(event.grid, words)}>
                {placeName(event.grid, words)}
              </td>
              <td className="col-due">
                {event.status === 'open' ? <LightMark light={event.light} text={dueText(event, now)} /> : deskTexts.due.done}
              </td>
              <td className="col-state">{stateName(event.state, words)}</td>
              <td className="col-lead">
                <Lead event={event} words={words} />
              </td>
              <td className="col-action">
                {action && (
                  <button
                    type="button"
                    tabIndex={i === at ? 0 : -1}
                    className={`button small ${action === 'remind' ? '' : 'main'}`}
                    data-action={action}
                    onClick={() => onAct(event, action)}
                  >
                    {actionName(action, words)}
                  </button>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
