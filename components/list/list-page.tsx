'use client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { BulkDialog } from '@/components/desk/bulk-dialog'
import { EventDrawer } from '@/components/desk/event-drawer'
import type { Frame } from '@/components/page/frame'
import { mayOpen } from '@/components/page/groups'
import type { Key } from '@/components/page/keys-dialog'
import { OfflineBar } from '@/components/page/offline-bar'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { TruthWord } from '@/components/page/truth-word'
import { Action } from '@/components/ui/action'
import { DoneNotice } from '@/components/ui/done-notice'
import { FaultNotice } from '@/components/ui/fault-notice'
import { actionFault, BULK_ACTIONS, fits } from '@/lib/client/actions'
import { apiQuery, firstQuery, type ListQuery, orderOf, readListQuery, writeListQuery } from '@/lib/client/event-query'
import { formatCount } from '@/lib/client/format'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts as texts } from '@/lib/client/messages/list'
import { pageTexts } from '@/lib/client/messages/page'
import { useNow } from '@/lib/client/use-store'
import { actionName, eventWords, leadsOf } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import type { EventType } from '@/lib/domain/category'
import type { EventAction } from '@/lib/domain/event-actions'
import { ACTIONS } from '@/lib/domain/event-actions'
import type { EventFacets } from '@/lib/domain/event-facets'
import { ROLES } from '@/lib/domain/roles'
import type { LabelSet } from '@/lib/domain/transition'
import { ChosenBar } from './chosen-bar'
import { EmptyList } from './empty-list'
import { ExportDialog } from './export-dialog'
import { FacetBar } from './facet-bar'
import { ListRows } from './list-rows'
import { ColumnsMenu, ScopeChoice, StatusSwitch } from './list-tools'
import { PrintedLine } from './printed-line'
import { SearchBox } from './search-box'
import { useKeys, useListWork } from './use-list-work'
import { type Listed, useListed, useNews } from './use-listed'
import { ViewTabs } from './view-tabs'

export type ListPageProps = {
  frame: Frame
  /** engine and base map of the map that a place is chosen on */
  map: MapSettings
  types: readonly EventType[]
  /** names of the grids that the viewer knows, and of those above them, by code */
  names: Readonly<Record<string, string>>
  labels: LabelSet
  /** what the address says */
  search: string
}

/** Keys that do something with what is chosen, or with the row under the focus. */
const ACTION_KEYS = { a: 'accept', d: 'dispatch', n: 'remind' } as const satisfies Record<string, EventAction>
const actionOf = new Map<string, EventAction>(Object.entries(ACTION_KEYS))

const keysOf = (): Key[] => {
  const { keys } = pageTexts
  return [
    { caps: ['↑', '↓'], text: keys.row },
    { caps: [keys.space], text: keys.choose },
    { caps: ['F'], text: texts.keys.filter },
    { caps: ['A'], text: texts.keys.accept },
    { caps: ['D'], text: texts.keys.dispatch },
    { caps: ['N'], text: texts.keys.remind },
    { caps: ['O'], text: texts.keys.page },
    { caps: ['X'], text: texts.keys.export },
  ]
}

/** 事件清单: the events of one's area, what they are narrowed by, and one of them beside the list; all of it is in the address. */
export function ListPage({ frame, types, names, labels, search, map }: ListPageProps) {
  const { viewer } = frame
  const [query, setQuery] = useState<ListQuery>(() => (search === '' ? firstQuery(viewer) : readListQuery(search)))
  const { live, alerts, listen } = useNews(query.within)
  const pageNow = useNow(live.clockOffset)
  const now = (pageNow ?? 0) + live.clockOffset
  const { rows: listed, stale, facets, fault, more, again } = useListed(query, pageNow === null ? null : now, listen)
  const words = useMemo(() => eventWords(types, names, labels), [types, names, labels])
  const departments = useMemo(() => [...new Set(types.flatMap(leadsOf))], [types])
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState<number | null>(null)
  // numbers of what was chosen when it was asked for
  const [exporting, setExporting] = useState<readonly number[] | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const order = orderOf(query)
  const without = query.without ?? []

  const go = useCallback((next: ListQuery) => {
    setQuery(next)
    setChosen(new Set())
  }, [])
  const openEvent = (event: string | undefined) => setQuery((old) => ({ ...old, event }))
  useEffect(() => history.replaceState(null, '', `${location.pathname}${writeListQuery(query)}`), [query])

  const work = useListWork(listed, again, (event) => openEvent(event.caseNumber))
  const rows = listed && work.keep(listed)
  const many = BULK_ACTIONS.filter((action) => ACTIONS[action].roles.includes(viewer.role))
  const picked = (rows ?? []).filter((event) => chosen.has(event.number))
  const askExport = () => setExporting(picked.map(({ number }) => number))
  const close = () => {
    const row = document.querySelector(`[data-case="${query.event}"]`)
    openEvent(undefined)
    // an event that came by an address need not be in the list
    const target = row ?? document.getElementById('event-list')
    if (target instanceof HTMLElement) target.focus()
  }
  const act = (action: EventAction, events: readonly Listed[]) => {
    setChosen(new Set())
    void work.act(action, events)
  }
  useKeys((key) => {
    const row = rows?.find(({ number }) => number === current)
    const action = actionOf.get(key)
    if (action !== undefined && many.includes(action)) {
      const events = (picked.length > 0 ? picked : row ? [row] : []).filter((event) => fits(action, event, viewer.role))
      if (events.length > 0) act(action, events)
      return events.length > 0
    }
    switch (key) {
      case '/':
        input.current?.focus()
        input.current?.select()
        return true
      case 'f': {
        const first = document.querySelector('#facets button')
        if (first instanceof HTMLElement) first.focus()
        return true
      }
      case 'o':
        if (row) location.assign(`/events/${row.caseNumber}`)
        return row !== undefined
      case 'x':
        askExport()
        return true
      case 'z':
        void work.takeBack()
        return work.done !== null
      default:
        return false
    }
  })

  return (
    <Shell
      frame={frame}
      page="events"
      about={aboutOf(frame, facets)}
      truth={<TruthWord live={live} pageNow={pageNow} />}
      alerts={alerts}
      keys={keysOf()}
      fills
      ready={rows !== null}
      tools={
        <>
          <ScopeChoice viewer={viewer} names={names} value={query.within} onChange={(within) => go({ ...query, within, event: undefined })} />
          <ColumnsMenu without={without} onChange={(next) => setQuery((old) => ({ ...old, without: next.length > 0 ? [...next] : undefined }))} />
          <StatusSwitch query={query} onQuery={go} />
          <Action onClick={askExport} data-testid="export-open">
            {texts.exports.button}
          </Action>
          {mayOpen('report', viewer) && frame.entryByHand && (
            <Action main href="/report">
              + {pageTexts.pages.report}
            </Action>
          )}
        </>
      }
    >
      <OfflineBar live={live} pageNow={pageNow} />
      <PrintedLine name={viewer.name} now={now} query={query} count={countText(facets)} words={words} />
      <div
        data-printed="list"
        className={`grid min-h-0 flex-1 gap-12 print:block ${query.event === undefined ? 'grid-cols-1' : 'grid-cols-[minmax(0,1fr)_372px] max-lg:grid-cols-1'}`}
      >
        <div className="flex min-h-0 min-w-0 flex-col gap-8 print:block">
          <div className="flex flex-wrap items-center gap-12 print:hidden">
            <SearchBox
              value={query.q ?? ''}
              count={countText(facets)}
              asked={apiQuery(query, 0).toString()}
              input={input}
              onSearch={(q) => go({ ...query, q: q === '' ? undefined : q })}
            />
            <ViewTabs viewer={viewer} query={query} now={pageNow === null ? null : Math.floor(now / 3_600_000) * 3_600_000} onQuery={go} />
          </div>
          <FacetBar
            query={query}
            facets={facets}
            words={words}
            hasGiven={viewer.role === 'operator' || viewer.role === 'handler'}
            onQuery={(next) => go({ ...next, event: query.event })}
          />
          <section
            className={`flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 border border-line bg-panel outline-none print:overflow-visible print:rounded-none print:border-0 ${stale && rows ? 'opacity-60' : ''}`}
            id="event-list"
            tabIndex={-1}
            aria-label={pageTexts.pages.events}
            aria-busy={stale}
            data-testid="event-list"
            data-loaded={rows !== null && !stale}
            data-total={facets?.total}
          >
            <div className="min-h-0 flex-1 overflow-y-auto max-lg:overflow-visible print:overflow-visible">
              {rows === null ? (
                fault ? (
                  <Failed code={fault.code} onRetry={again} />
                ) : (
                  <Waiting />
                )
              ) : rows.length === 0 ? (
                <EmptyList query={query} facets={facets} onQuery={go} />
              ) : (
                <ListRows
                  rows={rows}
                  words={words}
                  order={order}
                  without={without}
                  now={now}
                  open={query.event ?? null}
                  chosen={chosen}
                  current={current}
                  body={body}
                  onOrder={(next) => setQuery((old) => ({ ...old, order: next }))}
                  onChoose={setChosen}
                  onCurrent={setCurrent}
                  onOpen={(event) => openEvent(event.caseNumber)}
                />
              )}
              {more && (
                <Action className="mx-16 my-10 print:hidden" onClick={more} data-testid="list-more">
                  {texts.more}
                </Action>
              )}
            </div>
            {picked.length > 0 && (
              <ChosenBar
                count={picked.length}
                actions={many.map((action) => ({
                  action,
                  name: actionName(action, words),
                  able: picked.filter((event) => fits(action, event, viewer.role)).length,
                  cap: Object.entries(ACTION_KEYS).find(([, of]) => of === action)?.[0],
                }))}
                onAct={(action) => act(action, picked)}
                onExport={askExport}
                onClose={() => setChosen(new Set())}
              />
            )}
          </section>
        </div>
        {query.event !== undefined && (
          <div className="relative min-h-0 print:hidden">
            <EventDrawer
              key={query.event}
              world={{ listen: (heard) => listen(heard) }}
              caseNumber={query.event}
              words={words}
              departments={departments}
              map={map}
              now={now}
              onClose={close}
            />
          </div>
        )}
      </div>
      {exporting && (
        <ExportDialog
          list="events"
          query={`${apiQuery(query, now)}&order=${order}`}
          chosen={exporting}
          hasWords={viewer.userId !== undefined && ROLES[viewer.role].actsOn !== 'none'}
          onClose={() => setExporting(null)}
        />
      )}
      {work.done && (
        <DoneNotice
          key={`${work.done.event.number} ${work.done.event.revision}`}
          text={`${deskTexts.done(actionName(work.done.action, words))} · ${work.done.event.caseNumber}`}
          onUndo={ACTIONS[work.done.action].undoable ? () => void work.takeBack() : null}
          onClose={work.forget}
          floats
        />
      )}
      {work.fault && (
        <FaultNotice
          text={deskTexts.notDone.text(actionName(work.fault.action, words), work.fault.event.caseNumber, actionFault(work.fault.code))}
          onRetry={work.fault.retry}
          onClose={work.forgive}
        />
      )}
      {work.asked && (
        <BulkDialog
          action={work.asked.action}
          events={work.asked.events}
          words={words}
          departments={departments}
          role={viewer.role}
          onClose={() => {
            work.close()
            again()
          }}
        />
      )}
    </Shell>
  )
}

const countText = (facets: EventFacets | null): string | null =>
  facets === null || facets.counted === 'no'
    ? null
    : facets.counted === 'more'
      ? texts.moreThan(formatCount(facets.total))
      : texts.count(formatCount(facets.total))

const aboutOf = ({ scope }: Frame, facets: EventFacets | null): string =>
  [
    scope,
    ...(facets?.facets.light.flatMap(({ value, count }) => (value === 'overdue' ? [`${deskTexts.lists.overdue} ${formatCount(count)}`] : [])) ?? []),
  ].join(' · ')
