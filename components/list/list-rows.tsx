'use client'
import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { CardMark } from '@/components/ui/card-mark'
import { ClassChip } from '@/components/ui/class-chip'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { dueText, formatMoment } from '@/lib/client/due'
import type { Column } from '@/lib/client/event-query'
import { formatTime } from '@/lib/client/format'
import { lastStep } from '@/lib/client/last-step'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts as texts } from '@/lib/client/messages/list'
import { stateName } from '@/lib/client/names'
import { type EventWords, partyName, placeName, shortPlace, shortType } from '@/lib/client/words'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { EventOrder } from '@/lib/domain/routes/event-list'
import type { Listed } from './use-listed'

/** Where there is one column of everything, a row is a card of three lines beside its tick. */
const cell = 'truncate border-t border-line px-8 py-8 text-14 max-lg:not-print:border-0 max-lg:not-print:px-6 max-lg:not-print:py-1'
const looks = {
  choose:
    'print:hidden w-44 overflow-visible pl-16! align-middle [&_input]:block max-lg:not-print:row-span-4 max-lg:not-print:w-44 max-lg:not-print:self-start max-lg:not-print:pt-6!',
  due: 'w-172 max-lg:not-print:col-start-2 max-lg:not-print:w-auto lg:[&:lang(en)]:w-204',
  number: 'w-92 text-ink-3 max-lg:not-print:col-start-2 max-lg:not-print:w-auto max-lg:not-print:text-13',
  event: 'max-lg:not-print:col-start-2 max-lg:not-print:row-start-1',
  place: 'max-lg:not-print:col-start-2 max-lg:not-print:text-13',
  state: 'w-70 max-lg:not-print:hidden lg:[&:lang(en)]:w-124',
  lead: 'w-92 max-lg:not-print:hidden max-[76rem]:[&:lang(en)]:hidden',
  last: 'w-166 max-lg:not-print:col-start-2 max-lg:not-print:w-auto max-lg:not-print:text-13',
} as const
/** The order that a column gives. */
const orderOf = { due: 'urgent', number: 'newest', event: 'type', place: 'place', state: 'state', lead: 'lead' } as const satisfies Partial<
  Record<keyof typeof looks, EventOrder>
>
type Name = Exclude<keyof typeof looks, 'choose'>
const NAMES: readonly Name[] = ['due', 'number', 'event', 'place', 'state', 'lead', 'last']

/** 14:31 of today, 昨 16:40, 11-20 09:05 of any other day. */
function momentOf(instant: string, now: number): string {
  const at = Date.parse(instant)
  const today = startOfDay(now)
  const time = formatTime(at).slice(0, 5)
  if (at >= today && at < today + DAY_MS) return time
  return at >= today - DAY_MS && at < today ? texts.yesterday(time) : formatMoment(instant, now)
}

/** 20261124-00271 where the day stands elsewhere in the row: 1124-00271. */
const shortNumber = (caseNumber: string): string => caseNumber.slice(4)

export type ListRowsProps = {
  rows: readonly Listed[]
  words: EventWords
  order: EventOrder
  without: readonly Column[]
  now: number
  /** 事件编号 of the event that is open beside the list */
  open: string | null
  chosen: ReadonlySet<number>
  current: number | null
  body: RefObject<HTMLTableSectionElement | null>
  onOrder(order: EventOrder): void
  onChoose(numbers: ReadonlySet<number>): void
  onCurrent(number: number): void
  onOpen(event: Listed): void
}

/** The rows of the list. One of them takes the focus; ↑ ↓ Home End move it, with ⇧ they choose, the space bar chooses, Enter opens. */
export function ListRows(props: ListRowsProps) {
  const { rows, words, order, without, now, open, chosen, current, body, onOrder, onChoose, onCurrent, onOpen } = props
  const [from, setFrom] = useState<number | null>(null)
  const at = Math.max(
    0,
    rows.findIndex((e) => e.number === current),
  )
  const shown = NAMES.filter((name) => !without.some((one) => one === name))
  const toggle = (number: number) => {
    const next = new Set(chosen)
    if (!next.delete(number)) next.add(number)
    onChoose(next)
  }
  const move = (index: number, choosing: boolean) => {
    const event = rows[Math.max(0, Math.min(rows.length - 1, index))]
    const here = rows[at]
    if (!event || !here) return
    if (choosing) {
      const start = from ?? here.number
      setFrom(start)
      const [a, b] = [rows.findIndex((e) => e.number === start), rows.indexOf(event)].sort((x, y) => x - y)
      onChoose(new Set([...chosen, ...rows.slice(a, (b ?? 0) + 1).map((e) => e.number)]))
    } else setFrom(null)
    onCurrent(event.number)
    const row = body.current?.querySelector(`[data-number="${event.number}"]`)
    if (row instanceof HTMLElement) row.focus()
  }
  const onKeyDown = (e: KeyboardEvent) => {
    // a button inside of a row keeps its own keys
    const own = e.target instanceof HTMLElement && e.target.dataset.number !== undefined
    const event = rows[at]
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[e.key]
    if (to !== undefined) move(to, e.shiftKey)
    else if (own && e.key === 'Enter' && event) onOpen(event)
    else if (own && e.key === ' ' && event) toggle(event.number)
    else return
    e.preventDefault()
  }
  const isNews = useNewSteps(rows)
  const all = rows.length > 0 && rows.every((e) => chosen.has(e.number))
  return (
    <table className="w-full table-fixed border-collapse max-lg:not-print:block" data-testid="list-rows">
      <thead className="max-lg:not-print:hidden">
        <tr className="print:*:static *:sticky *:top-0 *:z-1 *:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_4%)] *:px-8 *:py-7 *:text-left *:text-14 *:font-normal *:text-ink-3">
          <th scope="col" className={looks.choose}>
            <input
              type="checkbox"
              aria-label={deskTexts.lists.chooseAll}
              checked={all}
              onChange={() => onChoose(all ? new Set() : new Set(rows.map((e) => e.number)))}
            />
          </th>
          {shown.map((name) => (
            <Head key={name} name={name} order={order} onOrder={onOrder} />
          ))}
        </tr>
      </thead>
      <tbody ref={body} className="max-lg:not-print:block" onKeyDown={onKeyDown}>
        {rows.map((event, i) => (
          <tr
            key={event.number}
            tabIndex={i === at ? 0 : -1}
            data-testid="list-row"
            data-number={event.number}
            data-case={event.caseNumber}
            data-state={event.state}
            aria-selected={chosen.has(event.number)}
            aria-current={open === event.caseNumber || undefined}
            className="cursor-pointer -outline-offset-2 hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_4%)] aria-selected:bg-track/60 aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)] max-lg:not-print:grid max-lg:not-print:grid-cols-[auto_minmax(0,1fr)] max-lg:not-print:border-t max-lg:not-print:border-line max-lg:not-print:px-4 max-lg:not-print:py-8"
            onFocus={() => onCurrent(event.number)}
            onClick={(e) => {
              if (e.target instanceof Element && !e.target.closest('button, input, label')) onOpen(event)
            }}
          >
            <td className={`${cell} ${looks.choose}`}>
              <input
                type="checkbox"
                tabIndex={-1}
                aria-label={deskTexts.lists.choose(event.caseNumber)}
                className="max-lg:not-print:size-24"
                checked={chosen.has(event.number)}
                onChange={() => toggle(event.number)}
              />
            </td>
            {shown.map((name) => (
              <td key={name} className={`${cell} ${looks[name]}`} data-column={name}>
                {name === 'last' ? (
                  <span
                    key={event.step?.at}
                    className={isNews(event) ? 'rounded-4 animate-flash motion-reduce:animate-none' : ''}
                    data-news={isNews(event)}
                  >
                    <Cell name={name} event={event} words={words} now={now} />
                  </span>
                ) : (
                  <Cell name={name} event={event} words={words} now={now} />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Which rows have been done something with since they are shown: their last step is lit once. */
function useNewSteps(rows: readonly Listed[]): (event: Listed) => boolean {
  const seen = useRef(new Map<number, { at: string | undefined; isNews: boolean }>())
  for (const { number, step } of rows) {
    const was = seen.current.get(number)
    if (was?.at !== step?.at || !was) seen.current.set(number, { at: step?.at, isNews: was !== undefined })
  }
  return ({ number }) => seen.current.get(number)?.isNews === true
}

function Head({ name, order, onOrder }: { name: Name; order: EventOrder; onOrder(order: EventOrder): void }) {
  const own: EventOrder | undefined = name === 'last' ? undefined : orderOf[name]
  const label = texts.columns[name]
  if (own === undefined)
    return (
      <th scope="col" className={looks[name]}>
        {label}
      </th>
    )
  const active = order === own || (name === 'number' && order === 'oldest') || (name === 'due' && order === 'deadline')
  const next: EventOrder = order === 'newest' && name === 'number' ? 'oldest' : order === 'urgent' && name === 'due' ? 'deadline' : own
  return (
    <th scope="col" className={looks[name]} aria-sort={active ? (order === 'newest' ? 'descending' : 'ascending') : undefined}>
      <span className="hidden print:inline">{label}</span>
      <button
        type="button"
        title={texts.sortBy(label)}
        data-order={next}
        className={`flex print:hidden items-center gap-6 whitespace-nowrap hover:text-ink-1 ${active ? 'font-semibold text-ink-1' : ''}`}
        onClick={() => onOrder(next)}
      >
        {label}
        {active && (
          <>
            <svg
              viewBox="0 0 12 12"
              className={`size-10 ${order === 'newest' ? 'rotate-180' : ''}`}
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              aria-hidden
            >
              <path d="m2 8 4-4 4 4" />
            </svg>
            {(name === 'due' || name === 'number') && <span className="text-13 font-normal text-ink-3">{texts.orders[order]}</span>}
          </>
        )}
      </button>
    </th>
  )
}

function Cell({ name, event, words, now }: { name: Name; event: Listed; words: EventWords; now: number }) {
  const type = words.typeOf(event.type)
  switch (name) {
    case 'due':
      return event.status === 'open' ? (
        <span title={dueText(event, now)}>
          <LightMark light={event.light} text={dueText(event, now)} />
        </span>
      ) : (
        deskTexts.due.done
      )
    case 'number':
      return <span title={event.caseNumber}>{shortNumber(event.caseNumber)}</span>
    case 'event': {
      const title = event.words === 'masked' ? (event.title ?? event.description) : undefined
      const of = shortType(type, event.type)
      return (
        <span className="flex items-center gap-8">
          <span className="[--u:0.84px]">
            <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
          </span>
          <span className={`shrink-0 truncate text-ink-1 ${title === undefined ? '[&:lang(en)]:min-w-[6ch] [&:lang(en)]:shrink' : ''}`} title={of}>
            {of}
          </span>
          <UrgencyWord urgency={event.urgency} quiet />
          {event.card && (
            <span
              className="flex shrink-0 items-center gap-4 text-13 font-semibold text-ink-1"
              data-card={event.card}
              title={texts.cards[event.card]}
            >
              <CardMark card={event.card} />
              {texts.cards[event.card]}
            </span>
          )}
          {title !== undefined && (
            <span className="min-w-0 truncate text-13 text-ink-3" title={title}>
              {title}
            </span>
          )}
        </span>
      )
    }
    case 'place':
      return <span title={placeName(event.grid, words)}>{shortPlace(event.grid, words)}</span>
    case 'state':
      return <span title={stateName(event.state, words)}>{stateName(event.state, words)}</span>
    case 'lead':
      return event.lead ? <span title={partyName(event.lead, words)}>{partyName(event.lead, words)}</span> : '–'
    case 'last': {
      const last = lastStep(event, words)
      if (!last) return '–'
      const { what } = last
      const when = momentOf(last.at, now)
      return (
        <span title={`${when} ${what}`}>
          <span className="text-13 text-ink-3">{when}</span> {what}
        </span>
      )
    }
  }
}
