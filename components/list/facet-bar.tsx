'use client'
import type { ReactNode } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { CardMark } from '@/components/ui/card-mark'
import { Tick } from '@/components/ui/choice'
import { ClassChip } from '@/components/ui/class-chip'
import { DateField } from '@/components/ui/field'
import { type ListQuery, type Narrowing, narrowingOf, PERIODS, type Status, toggled, widened } from '@/lib/client/event-query'
import { formatCount } from '@/lib/client/format'
import { inList } from '@/lib/client/in-list'
import { listTexts as texts } from '@/lib/client/messages/list'
import { wallTexts } from '@/lib/client/messages/wall'
import { lightName, nameOfClass, stateName } from '@/lib/client/names'
import { type EventWords, typeName } from '@/lib/client/words'
import type { EventFacets, Facet } from '@/lib/domain/event-facets'
import { EVENT_STATES, EventState, LIGHTS } from '@/lib/domain/life'
import { Popover } from './popover'

const frame =
  'flex min-h-30 max-w-full flex-wrap items-center max-sm:max-w-none max-sm:flex-nowrap gap-2 rounded-8 border bg-panel px-8 max-lg:min-h-44'
const option =
  'flex min-h-26 items-center gap-5 rounded-6 px-6 whitespace-nowrap text-ink-1 hover:bg-track aria-pressed:bg-ink-1 aria-pressed:text-bg max-lg:min-h-44 max-lg:px-10'

type BarProps = { query: ListQuery; facets: EventFacets | null; words: EventWords; hasGiven: boolean; onQuery(query: ListQuery): void }
type Counted = { value: string; count: number | null }

/** The values that stand in a facet: those that there are, those that are chosen, and all of them where nothing is counted. */
function valuesOf(facet: Facet, all: readonly string[], { query, facets }: Pick<BarProps, 'query' | 'facets'>): Counted[] {
  const counted = facets !== null && facets.counted !== 'no'
  const counts = new Map(facets?.facets[facet].map(({ value, count }) => [value, count]))
  const chosen: readonly string[] = query[facet] ?? []
  const names = [...new Set([...all, ...counts.keys()])]
  return names.flatMap((value) => {
    const count = counted ? (counts.get(value) ?? 0) : null
    return count === 0 && !chosen.includes(value) ? [] : [{ value, count }]
  })
}

function Frame({ name, active, onClear, children }: { name: string; active: boolean; onClear(): void; children: ReactNode }) {
  return (
    <fieldset className={`${frame} ${active ? 'border-ink-1' : 'border-line-strong'}`}>
      <legend className="sr-only">{name}</legend>
      <span className="px-4 whitespace-nowrap text-ink-3" aria-hidden>
        {name}
      </span>
      {children}
      {active && (
        <button type="button" aria-label={texts.drop(name)} className="rounded-4 px-6 text-ink-1 hover:bg-track max-lg:min-h-44" onClick={onClear}>
          <span aria-hidden>×</span>
        </button>
      )}
    </fieldset>
  )
}

const Count = ({ of }: { of: number | null }) => (of === null ? null : <span className="text-ink-3 in-aria-pressed:text-bg">{formatCount(of)}</span>)

/** What a list is narrowed by, each with how many there are under all the others. */
export function FacetBar(props: BarProps) {
  const { query, facets, words, hasGiven, onQuery } = props
  const narrowing = narrowingOf(query).filter((name) => name !== 'q' && name !== 'within')
  const clear = (...names: Narrowing[]) => onQuery(names.reduce(widened, query))
  const chips = (facet: Facet, all: readonly string[], label: (value: string) => ReactNode) => {
    const values = valuesOf(facet, all, props)
    const chosen: readonly string[] = query[facet] ?? []
    return values.length === 0 ? null : (
      <Frame name={texts.facets[facet]} active={chosen.length > 0} onClear={() => clear(facet)}>
        {values.map(({ value, count }) => (
          <button
            key={value}
            type="button"
            aria-pressed={chosen.includes(value)}
            data-facet={facet}
            data-value={value}
            data-count={count}
            className={option}
            onClick={() => onQuery(toggled(query, facet, value))}
          >
            {label(value)}
            <Count of={count} />
          </button>
        ))}
      </Frame>
    )
  }
  /** Many values: behind a button. */
  const sheet = (facet: Facet, all: readonly string[], label: (value: string) => string, told: (n: number) => string) => {
    const values = valuesOf(facet, all, props)
    const chosen: readonly string[] = query[facet] ?? []
    return values.length === 0 ? null : (
      <Frame name={texts.facets[facet]} active={chosen.length > 0} onClear={() => clear(facet)}>
        <Popover
          label={texts.facets[facet]}
          button={<span className="max-w-180 truncate">{chosen.length > 0 ? inList(chosen.map(label)) : told(values.length)}</span>}
          className={option}
          testId={`facet-${facet}`}
        >
          {values.map(({ value, count }) => (
            <Tick
              key={value}
              type="checkbox"
              data-facet={facet}
              data-value={value}
              checked={chosen.includes(value)}
              onChange={() => onQuery(toggled(query, facet, value))}
            >
              {label(value)} <Count of={count} />
            </Tick>
          ))}
        </Popover>
      </Frame>
    )
  }
  const classes = [...new Map(words.types.map((type) => [type.classCode, type.className]))]
  const states = STATES[query.status]
  return (
    <div
      id="facets"
      className="relative flex flex-wrap items-center gap-6 text-13 max-sm:flex-nowrap max-sm:overflow-x-auto print:hidden"
      data-testid="facets"
    >
      {chips('state', states, (value) => stateName(EventState.parse(value), words))}
      {query.status === 'open' && chips('light', [...LIGHTS].reverse(), (value) => <Lit light={LIGHTS.find((one) => one === value) ?? 'normal'} />)}
      {chips('card', ['red', 'yellow'], (value) => (
        <>
          <CardMark card={value === 'red' ? 'red' : 'yellow'} />
          {texts.cards[value === 'red' ? 'red' : 'yellow']}
        </>
      ))}
      <DayFrame query={query} onQuery={onQuery} />
      {hasGiven && (
        <Frame name={texts.facets.given} active={query.given !== undefined} onClear={() => clear('given')}>
          <button
            type="button"
            aria-pressed={query.given !== undefined}
            className={option}
            onClick={() => onQuery({ ...query, given: query.given ? undefined : 'me' })}
          >
            {texts.given}
          </button>
        </Frame>
      )}
      {chips(
        'class',
        classes.map(([code]) => code),
        (value) => {
          const name = classes.find(([code]) => code === value)?.[1] ?? value
          return (
            <>
              <span className="[--u:0.84px]" title={nameOfClass(value, name)}>
                <ClassChip code={value} name={name} />
              </span>
              <span className="sr-only">{nameOfClass(value, name)}</span>
            </>
          )
        },
      )}
      {chips('urgency', ['1', '2', '3', '4'], (value) => wallTexts.feed.urgency[Number(value) - 1] ?? value)}
      {sheet(
        'type',
        words.types.map(({ code }) => code),
        (value) => {
          const type = words.typeOf(value)
          return type ? typeName(type) : value
        },
        texts.kinds,
      )}
      {sheet('department', [], (value) => value, texts.parties)}
      <span className="ml-auto flex items-center gap-8 whitespace-nowrap text-ink-3">
        {facets?.counted === 'no' && texts.notCounted}
        {narrowing.length > 0 && (
          <>
            {texts.chosen(narrowing.length)}
            <button
              type="button"
              className="text-ink-1 underline underline-offset-4 max-lg:min-h-44"
              onClick={() => clear(...narrowing)}
              data-testid="clear-facets"
            >
              {texts.clearAll}
            </button>
          </>
        )}
      </span>
    </div>
  )
}

/** The states of each kind of list. */
const STATES: Record<Status, readonly EventState[]> = {
  all: EVENT_STATES,
  open: ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'awaiting_verification', 'suspended'],
  handled: ['closed', 'rejected'],
  void: ['void'],
}

const Lit = ({ light }: { light: (typeof LIGHTS)[number] }) => (
  <span className="in-aria-pressed:[&_*]:text-bg in-aria-pressed:[&_svg]:[--panel:var(--ink-1)]" title={lightName(light)}>
    <LightMark light={light} />
  </span>
)

/** From when to when it happened. */
function DayFrame({ query, onQuery }: Pick<BarProps, 'query' | 'onQuery'>) {
  const { days, from, to } = query
  const active = days !== undefined || from !== undefined || to !== undefined
  const told = days !== undefined ? texts.period(days) : active ? `${from ?? ''}—${to ?? ''}` : texts.anyDay
  const pick = (change: Pick<ListQuery, 'days' | 'from' | 'to'>) => onQuery({ ...query, days: undefined, ...change })
  return (
    <Frame name={texts.facets.days} active={active} onClear={() => onQuery(widened(query, 'days'))}>
      <Popover label={texts.facets.days} button={told} className={option} testId="facet-days">
        {PERIODS.map((of) => (
          <Tick key={of} type="radio" name="days" checked={days === of} onChange={() => pick({ days: of, from: undefined, to: undefined })}>
            {texts.period(of)}
          </Tick>
        ))}
        <div className="flex flex-col gap-8 border-t border-line pt-8">
          <DateField
            key={`from ${from}`}
            label={texts.from}
            type="date"
            defaultValue={from}
            onBlur={(e) => pick({ from: e.target.value || undefined, to })}
          />
          <DateField
            key={`to ${to}`}
            label={texts.to}
            type="date"
            defaultValue={to}
            onBlur={(e) => pick({ from, to: e.target.value || undefined })}
          />
        </div>
      </Popover>
    </Frame>
  )
}
