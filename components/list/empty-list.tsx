import { Action } from '@/components/ui/action'
import { type ListQuery, type Narrowing, narrowingOf, widened } from '@/lib/client/event-query'
import { listTexts as texts } from '@/lib/client/messages/list'
import { type EventFacets, FACETS } from '@/lib/domain/event-facets'

/** Why a list is empty: offers to take away what keeps most events out, first. */
export function EmptyList({ query, facets, onQuery }: { query: ListQuery; facets: EventFacets | null; onQuery(query: ListQuery): void }) {
  // a facet is counted under all others: what it counts is what there would be without it
  const without = (name: Narrowing): number => {
    const facet = FACETS.find((one) => one === name)
    return facet === undefined ? 0 : (facets?.facets[facet].reduce((sum, { count }) => sum + count, 0) ?? 0)
  }
  const narrowing = narrowingOf(query).sort((a, b) => without(b) - without(a))
  return (
    <div className="flex flex-wrap items-center gap-12 px-16 py-24" data-testid="empty">
      <p>{texts.empty}</p>
      {narrowing.map((name, i) => (
        <Action key={name} size="small" main={i === 0} onClick={() => onQuery(widened(query, name))}>
          {texts.drop(texts.facets[name])}
        </Action>
      ))}
    </div>
  )
}
