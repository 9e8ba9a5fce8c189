'use client'
import type { ReactNode } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { CardMark } from '@/components/ui/card-mark'
import { Tick } from '@/components/ui/choice'
import { ClassChip } from '@/components/ui/class-chip'
import { DateField } from '@/components/ui/field'
import { type ListQuery, type Narrowing, narrowingOf, PERIODS, type Status, toggled, widened } from '@/lib/client/event-query'
import { listTexts as texts } from '@/lib/client/messages/list'
import { wallTexts } from '@/lib/client/messages/wall'
import { lightName, nameOfClass, stateName } from '@/lib/client/names'
import { type EventWords, typeName } from '@/lib/client/words'
import type { EventFacets, Facet } from '@/lib/domain/event-facets'
import { EVENT_STATES, EventState, LIGHTS } from '@/lib/domain/life'
import { type Counted, FacetChips, FacetFrame, FacetRow, FacetSheet, facetOption } from './facets'
import { Popover } from './popover'

type BarProps = { query: ListQuery; facets: EventFacets | null; words: EventWords; hasGiven: boolean; onQuery(query: ListQuery): void }

/** The values of a facet, with how many there are of each. */
function valuesOf(facet: Facet, all: readonly string[], facets: EventFacets | null): Counted[] {
  const counts = new Map(facets?.facets[facet].map(({ value, count }) => [value, count]))
  const names = [...new Set([...all, ...counts.keys()])]
  return names.map((value) => ({ value, count: facets === null ? undefined : facets.counted === 'no' ? null : (counts.get(value) ?? 0) }))
}

const chosenOf = (query: ListQuery, facet: Facet): readonly string[] => query[facet] ?? []

/** What a list is narrowed by, each with how many there are under all the others. */
export function FacetBar(props: BarProps) {
  const { query, facets, words, hasGiven, onQuery } = props
  const narrowing = narrowingOf(query).filter((name) => name !== 'q' && name !== 'within')
  const clear = (...names: Narrowing[]) => onQuery(names.reduce(widened, query))
  const partsOf = (facet: Facet, all: readonly string[]) => ({
    facet,
    name: texts.facets[facet],
    values: valuesOf(facet, all, facets),
    chosen: chosenOf(query, facet),
    onToggle: (value: string) => onQuery(toggled(query, facet, value)),
    onClear: () => clear(facet),
  })
  const chips = (facet: Facet, all: readonly string[], label: (value: string) => ReactNode) => <FacetChips {...partsOf(facet, all)} label={label} />
  // of many values only those that there are, and those that are chosen; few all stand, each in its place
  const sheet = (facet: Facet, all: readonly string[], label: (value: string) => string, told: (n: number) => string) => {
    const parts = partsOf(facet, all)
    const values = parts.values.filter(({ value, count }) => count !== 0 || parts.chosen.includes(value))
    return <FacetSheet {...parts} values={values} label={label} told={told} />
  }
  const classes = [...new Map(words.types.map((type) => [type.classCode, type.className]))]
  const states = STATES[query.status]
  return (
    <FacetRow>
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
        <FacetFrame name={texts.facets.given} active={query.given !== undefined} onClear={() => clear('given')}>
          <button
            type="button"
            aria-pressed={query.given !== undefined}
            className={facetOption}
            onClick={() => onQuery({ ...query, given: query.given ? undefined : 'me' })}
          >
            {texts.given}
          </button>
        </FacetFrame>
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
    </FacetRow>
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
    <FacetFrame name={texts.facets.days} active={active} onClear={() => onQuery(widened(query, 'days'))}>
      <Popover label={texts.facets.days} button={told} className={facetOption} testId="facet-days">
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
    </FacetFrame>
  )
}
