'use client'
import dynamic from 'next/dynamic'
import { type ComponentProps, useRef } from 'react'
import { Failed, Waiting } from '@/components/page/states'
import { UnfinishedNote } from '@/components/page/unfinished-note'
import { Action } from '@/components/ui/action'
import { fits } from '@/lib/client/actions'
import type { ListQuery } from '@/lib/client/event-query'
import type { Refused } from '@/lib/client/http'
import { listTexts as texts } from '@/lib/client/messages/list'
import { pageTexts } from '@/lib/client/messages/page'
import { actionName } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import type { EventAction } from '@/lib/domain/event-actions'
import type { EventFacets } from '@/lib/domain/event-facets'
import type { Unfinished } from '@/lib/domain/unfinished'
import { ChosenBar } from './chosen-bar'
import { EmptyList } from './empty-list'
import { keyOfAction } from './list-keys'
import { ListRows } from './list-rows'
import type { Listed } from './use-listed'

const OrderChoice = dynamic(() => import('./order-choice').then((m) => m.OrderChoice), {
  ssr: false,
  loading: () => <div className="h-61 lg:hidden" />,
})

type ListPanelProps = Omit<ComponentProps<typeof ListRows>, 'rows' | 'body'> & {
  rows: readonly Listed[] | null
  /** what is shown is still the answer to the last query */
  stale: boolean
  fault: Refused | null
  unfinished: Unfinished | null
  query: ListQuery
  facets: EventFacets | null
  picked: readonly Listed[]
  /** what can be done with several at once */
  many: readonly EventAction[]
  role: Role
  more: (() => void) | null
  onRetry(): void
  /** the pointer has moved over the rows, or left them */
  onPointer(over: boolean): void
  onQuery(query: ListQuery): void
  onAct(action: EventAction, events: readonly Listed[]): void
  onExport(): void
}

/** The list as it is now: rows, or why there are none, and what can be done with those that are chosen. */
export function ListPanel(props: ListPanelProps) {
  const { rows, stale, fault, unfinished, query, facets, picked, many, role, more, onRetry, onPointer, onQuery, onAct, onExport, ...shown } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const failed = fault && <Failed code={fault.code} onRetry={onRetry} />
  return (
    <section
      className={`flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 border border-line bg-panel outline-none print:overflow-visible print:rounded-none print:border-0 ${stale && rows ? 'opacity-60' : ''}`}
      id="event-list"
      tabIndex={-1}
      aria-label={pageTexts.pages.events}
      aria-busy={stale && !fault}
      data-testid="event-list"
      data-loaded={rows !== null && !stale}
      data-total={facets?.total}
    >
      <UnfinishedNote of={unfinished} className="border-b border-line px-16 py-8" />
      <div
        className="min-h-0 flex-1 overflow-y-auto max-lg:overflow-visible print:overflow-visible"
        onPointerMove={({ pointerType }) => onPointer(pointerType === 'mouse')}
        onPointerLeave={() => onPointer(false)}
      >
        {rows === null || (stale && rows.length === 0) ? (
          (failed ?? <Waiting />)
        ) : rows.length === 0 ? (
          <EmptyList query={query} facets={facets} words={shown.words} onQuery={onQuery} />
        ) : (
          <>
            <OrderChoice order={shown.order} onOrder={shown.onOrder} />
            <ListRows {...shown} rows={rows} body={body} />
          </>
        )}
        {more && (
          <Action className="mx-16 my-10 print:hidden" onClick={more} data-testid="list-more">
            {texts.more}
          </Action>
        )}
      </div>
      {/* where nothing moves for it, and whoever asked for more looks */}
      {!stale && failed}
      {picked.length > 0 && (
        <ChosenBar
          count={picked.length}
          actions={many.map((action) => ({
            action,
            name: actionName(action, shown.words),
            able: picked.filter((event) => fits(action, event, role)).length,
            cap: keyOfAction(action),
          }))}
          onAct={(action) => onAct(action, picked)}
          onExport={onExport}
          onClose={() => shown.onChoose(new Set())}
        />
      )}
    </section>
  )
}
