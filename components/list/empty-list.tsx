import dynamic from 'next/dynamic'
import { Action } from '@/components/ui/action'
import { type ListQuery, type Narrowing, narrowingOf, widened } from '@/lib/client/event-query'
import { listTexts as texts } from '@/lib/client/messages/list'
import type { EventWords } from '@/lib/client/words'
import { numberSought } from '@/lib/domain/case-number'
import { type EventFacets, FACETS } from '@/lib/domain/event-facets'

const FoundElsewhere = dynamic(() => import('./found-elsewhere').then((m) => m.FoundElsewhere), { ssr: false })

type EmptyListProps = { query: ListQuery; facets: EventFacets | null; words: EventWords; onQuery(query: ListQuery): void }

/** Why a list is empty: offers the event whose number was searched for, and to take away what keeps most events out, first. */
export function EmptyList({ query, facets, words, onQuery }: EmptyListProps) {
  // a facet is counted under all others: what it counts is what there would be without it
  const without = (name: Narrowing): number => {
    const facet = FACETS.find((one) => one === name)
    return facet === undefined ? 0 : (facets?.facets[facet].reduce((sum, { count }) => sum + count, 0) ?? 0)
  }
  const narrowing = narrowingOf(query).sort((a, b) => without(b) - without(a))
  const number = numberSought(query.q ?? '')
  const all: ListQuery = { ...narrowing.reduce(widened, query), q: query.q, status: 'all' }
  const everywhere = query.q?.trim() && (query.status !== 'all' || narrowing.length > 1) && (
    <Action size="small" onClick={() => onQuery(all)} data-testid="everywhere">
      {texts.everywhere}
    </Action>
  )
  return (
    <div className="flex flex-wrap items-center gap-12 px-16 py-24" data-testid="empty">
      <p>{texts.empty}</p>
      {number === null ? (
        everywhere
      ) : (
        <FoundElsewhere key={number} number={number} words={words}>
          {everywhere}
        </FoundElsewhere>
      )}
      {narrowing.map((name, i) => (
        <Action key={name} size="small" main={i === 0 && number === null} onClick={() => onQuery(widened(query, name))}>
          {texts.drop(texts.facets[name])}
        </Action>
      ))}
    </div>
  )
}
