'use client'
import { Fragment, type KeyboardEvent, type MouseEvent, useRef, useState } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { nextAction } from '@/lib/client/actions'
import { dueText } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { actionName, type EventWords, leadsOf, partyName, placeName, shortPlace, shortType } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'

const { lists: texts } = deskTexts

/** Of the columns: where there is one column of everything, a row is a card of three lines between its tick and its action. */
const cell = 'truncate border-t border-line px-6 py-5 text-13 max-lg:border-0 max-lg:py-1'
const columns = {
  choose: 'w-38 pl-16! max-lg:row-span-3 max-lg:w-40 max-lg:px-6!',
  event: 'max-lg:col-start-2 [&:first-child]:pl-16',
  place: 'max-lg:col-start-2 lg:[&:lang(en)]:whitespace-normal',
  due: 'w-164 max-lg:col-start-2 max-lg:w-auto lg:[&:lang(en)]:w-168',
  state: 'w-60 max-lg:hidden lg:[&:lang(en)]:w-84 lg:[&:lang(en)]:whitespace-normal',
  lead: 'w-108 max-[76rem]:hidden',
  action: 'w-98 pr-16! text-clip text-right! max-lg:col-start-3 max-lg:row-span-3 max-lg:row-start-1 max-lg:w-auto max-lg:p-0! lg:[&:lang(en)]:w-106',
} as const
const box = 'max-lg:size-24'

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
    <span className={event.lead ? '' : 'text-ink-3'} title={text}>
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
    // and is pressed once however long Enter is held
    if (!own && e.repeat && e.key === 'Enter') return e.preventDefault()
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
    <table className="w-full table-fixed border-collapse max-lg:block" data-testid="event-rows">
      <thead className="max-lg:hidden">
        <tr className="*:sticky *:top-0 *:z-1 *:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_4%)] *:px-6 *:py-3 *:text-left *:text-13 *:font-normal *:text-ink-3">
          {onChoose && (
            <th scope="col" className={columns.choose}>
              <input
                type="checkbox"
                aria-label={texts.chooseAll}
                checked={all}
                onChange={() => onChoose(all ? new Set() : new Set(events.map((e) => e.number)))}
              />
            </th>
          )}
          {(['event', 'place', 'due', 'state', 'lead', 'action'] as const).map((name) => (
            <th key={name} scope="col" className={columns[name]}>
              {texts.columns[name]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} className="max-lg:block" onKeyDown={onKeyDown}>
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
              className="cursor-pointer -outline-offset-2 hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_4%)] aria-selected:bg-chosen aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)] max-lg:grid max-lg:grid-cols-[auto_minmax(0,1fr)_auto] max-lg:items-center max-lg:border-t max-lg:border-line max-lg:px-12 max-lg:py-8"
              onFocus={() => setCurrent(event.number)}
              onClick={(e) => {
                if (e.target instanceof Element && !e.target.closest('button, input, label')) onOpen(event)
              }}
            >
              {onChoose && (
                <td className={`${cell} ${columns.choose}`}>
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={texts.choose(`${name} ${event.caseNumber}`)}
                    className={box}
                    checked={chosen.has(event.number)}
                    onChange={() => toggle(event.number)}
                  />
                </td>
              )}
              <td className={`${cell} ${columns.event}`}>
                <span className="flex items-center gap-6 text-14 text-ink-1">
                  <span className="[--u:0.84px]">
                    <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
                  </span>
                  <span className="truncate lg:[&:lang(en)]:leading-18 lg:[&:lang(en)]:whitespace-normal" title={name}>
                    {name}
                  </span>
                  <UrgencyWord urgency={event.urgency} quiet />
                </span>
                <span className="leading-15 text-ink-3">{event.caseNumber}</span>
              </td>
              <td className={`${cell} ${columns.place}`} title={placeName(event.grid, words)}>
                {shortPlace(event.grid, words)
                  .split(', ')
                  .map((part, i) => (
                    <Fragment key={part}>
                      {i > 0 && ', '}
                      <span className="whitespace-nowrap">{part}</span>
                    </Fragment>
                  ))}
              </td>
              <td className={`${cell} ${columns.due}`}>
                {event.status === 'open' ? <LightMark light={event.light} text={dueText(event, now)} /> : deskTexts.due.done}
              </td>
              <td className={`${cell} ${columns.state}`}>{stateName(event.state, words)}</td>
              <td className={`${cell} ${columns.lead}`}>
                <Lead event={event} words={words} />
              </td>
              <td className={`${cell} ${columns.action}`}>
                {action && (
                  <Action
                    size="small"
                    className="lg:[&:lang(en)]:whitespace-normal"
                    tabIndex={i === at ? 0 : -1}
                    data-action={action}
                    // the second click of a double one is meant for nothing that has come in its place
                    onClick={({ detail }: MouseEvent) => detail < 2 && onAct(event, action)}
                  >
                    {actionName(action, words)}
                  </Action>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
