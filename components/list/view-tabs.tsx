'use client'
import { apiQuery, type ListQuery, readListQuery, writeListQuery } from '@/lib/client/event-query'
import { listTexts } from '@/lib/client/messages/list'
import type { Viewer } from '@/lib/domain/access'
import { Count } from './facets'
import { type NamedView, SavedViews } from './saved-views'
import { useFacets } from './use-listed'

const { views: texts } = listTexts

/** What everybody is offered, in the words of their work. */
const shippedFor = ({ role }: Viewer): NamedView[] => [
  ...(role === 'operator' || role === 'handler' ? [{ name: texts.shipped.mine, query: '?given=me' }] : []),
  { name: texts.shipped.overdue, query: '?light=overdue' },
  { name: texts.shipped.critical, query: '?days=1&urgency=1' },
  ...(role === 'dispatcher' || role === 'supervisor' ? [{ name: texts.shipped.verify, query: '?state=awaiting_verification' }] : []),
  { name: texts.shipped.cards, query: '?card=yellow%2Cred' },
]

/** The part of an address that a view is: not which event is open, nor how it is shown. */
const viewQuery = (query: ListQuery): string => writeListQuery({ ...query, event: undefined, view: undefined })

/** The views of the list of events, each with how many events it holds. */
export function ViewTabs({ viewer, query, now, onQuery }: { viewer: Viewer; query: ListQuery; now: number | null; onQuery(query: ListQuery): void }) {
  return (
    <SavedViews
      list="events"
      isPerson={viewer.userId !== undefined}
      shipped={shippedFor(viewer)}
      current={viewQuery(query)}
      plain={(saved) => viewQuery(readListQuery(saved))}
      onGo={(saved) => onQuery(readListQuery(saved))}
    >
      {(view) => <ViewCount query={view.query} now={now} />}
    </SavedViews>
  )
}

function ViewCount({ query, now }: { query: string; now: number | null }) {
  const { data } = useFacets(apiQuery(readListQuery(query), now ?? 0), now !== null)
  return <Count of={data === null ? undefined : data.counted === 'all' ? data.total : null} className="text-13 font-normal text-ink-3" />
}
