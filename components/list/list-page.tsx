'use client'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { EventDrawer } from '@/components/desk/event-drawer'
import { eventKeys } from '@/components/event/event-keys'
import type { Frame } from '@/components/page/frame'
import { mayOpen } from '@/components/page/groups'
import { OfflineBar } from '@/components/page/offline-bar'
import { Shell } from '@/components/page/shell'
import { TruthWord } from '@/components/page/truth-word'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { BULK_ACTIONS, fits } from '@/lib/client/actions'
import { apiQuery, COLUMNS, type Column, firstQuery, type ListQuery, orderOf, readListQuery, writeListQuery } from '@/lib/client/event-query'
import { keepWalk } from '@/lib/client/event-walk'
import { formatCount } from '@/lib/client/format'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts as texts } from '@/lib/client/messages/list'
import { pageTexts } from '@/lib/client/messages/page'
import { useNow } from '@/lib/client/use-store'
import { eventWords, leadsOf } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import type { EventType } from '@/lib/domain/category'
import type { EventAction } from '@/lib/domain/event-actions'
import { ACTIONS } from '@/lib/domain/event-actions'
import type { EventFacets } from '@/lib/domain/event-facets'
import { ROLES } from '@/lib/domain/roles'
import type { LabelSet } from '@/lib/domain/transition'
import { ColumnsMenu } from './columns-menu'
import { ExportDialog } from './export-dialog'
import { FacetBar } from './facet-bar'
import { actionOfKey, listKeys } from './list-keys'
import { ListMap } from './list-map'
import { ListPanel } from './list-panel'
import { ScopeChoice, StatusSwitch } from './list-tools'
import { PrintedLine } from './printed-line'
import { SearchBox } from './search-box'
import { useHeldRows, usePointerOver } from './use-held'
import { useKeys } from './use-keys'
import { useListWork } from './use-list-work'
import { type Listed, useListed, useNews } from './use-listed'
import { usePoints } from './use-points'
import { ViewTabs } from './view-tabs'
import { WorkNotices } from './work-notices'

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

/** Beside a map there is room for what is most urgent and what it is. */
const BESIDE_MAP: readonly Column[] = ['number', 'place', 'state', 'lead', 'last']

/** 事件清单: the events of one's area, what they are narrowed by, and one of them beside the list; all of it is in the address. */
export function ListPage({ frame, types, names, labels, search, map }: ListPageProps) {
  const { viewer } = frame
  const [query, setQuery] = useState<ListQuery>(() => (search === '' ? firstQuery(viewer) : readListQuery(search)))
  const { live, alerts, listen } = useNews(query.within)
  const pageNow = useNow(live.clockOffset)
  const now = (pageNow ?? 0) + live.clockOffset
  const isMap = query.view === 'map'
  const points = usePoints(query, pageNow === null ? null : now)
  const {
    rows: listed,
    stale,
    facets,
    fault,
    unfinished,
    more,
    again,
  } = useListed(query, pageNow === null ? null : now, listen, () => {
    if (isMap) points.again()
  })
  const words = useMemo(() => eventWords(types, names, labels), [types, names, labels])
  const departments = useMemo(() => [...new Set(types.flatMap(leadsOf))], [types])
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState<number | null>(null)
  // numbers of what was chosen when it was asked for
  const [exporting, setExporting] = useState<readonly number[] | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const order = orderOf(query)
  const without = query.without ?? []

  const go = useCallback((next: ListQuery) => {
    setQuery(next)
    setChosen(new Set())
  }, [])
  const openEvent = (event: string | undefined) => setQuery((old) => ({ ...old, event }))
  useEffect(() => history.replaceState(null, '', `${location.pathname}${writeListQuery(query)}`), [query])

  const work = useListWork(listed, again, (event) => openEvent(event.caseNumber))
  const pointer = usePointerOver()
  const rows = useHeldRows(listed && work.keep(listed), `${apiQuery(query, 0)} ${order}`, pointer.isOver)
  useEffect(() => {
    if (rows) keepWalk({ cases: rows.map(({ caseNumber }) => caseNumber), list: `/events${writeListQuery({ ...query, event: undefined })}` })
  }, [rows, query])
  const many = BULK_ACTIONS.filter((action) => ACTIONS[action].roles.includes(viewer.role))
  const picked = (rows ?? []).filter((event) => chosen.has(event.number))
  const showAs = (view: 'rows' | 'map') => setQuery((old) => ({ ...old, view: view === 'map' ? view : undefined }))
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
    const action = actionOfKey(key)
    if (action !== undefined && many.includes(action)) {
      // its buttons name their letters, so they are meant where no row is ticked
      if (query.event !== undefined && picked.length === 0) return false
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
      case 'v':
        showAs(isMap ? 'rows' : 'map')
        return true
      case 'x':
        askExport()
        return true
      case 'z': {
        const undo = document.querySelector<HTMLElement>('[data-testid=drawer] [data-testid=undo]')
        if (undo) undo.click()
        else void work.takeBack()
        return undo !== null || work.done !== null
      }
      default:
        return false
    }
  })

  const panel = (
    <ListPanel
      rows={rows}
      stale={stale}
      fault={fault}
      unfinished={unfinished}
      query={query}
      facets={facets}
      picked={picked}
      many={many}
      role={viewer.role}
      more={more}
      words={words}
      order={order}
      without={isMap ? BESIDE_MAP : without}
      now={now}
      open={query.event ?? null}
      chosen={chosen}
      current={current}
      onRetry={again}
      onPointer={pointer.onPointer}
      onQuery={go}
      onAct={act}
      onExport={askExport}
      onOrder={(next) => setQuery((old) => ({ ...old, order: next }))}
      onChoose={setChosen}
      onCurrent={setCurrent}
      onOpen={(event) => openEvent(event.caseNumber)}
    />
  )
  return (
    <Shell
      frame={frame}
      page="events"
      about={aboutOf(frame, facets)}
      truth={<TruthWord live={live} pageNow={pageNow} />}
      alerts={alerts}
      keys={listKeys(eventKeys(viewer.role, words, many))}
      fills
      ready={rows !== null}
      tools={
        <>
          <ScopeChoice viewer={viewer} names={names} value={query.within} onChange={(within) => go({ ...query, within, event: undefined })} />
          {!isMap && (
            <ColumnsMenu
              columns={COLUMNS}
              names={texts.columns}
              without={without}
              onChange={(next) => setQuery((old) => ({ ...old, without: next.length > 0 ? [...next] : undefined }))}
            />
          )}
          <StatusSwitch query={query} onQuery={go} />
          <ViewSwitch
            label={texts.map.switch}
            value={isMap ? 'map' : 'rows'}
            options={[
              { value: 'rows', label: texts.map.rows },
              { value: 'map', label: texts.map.name },
            ]}
            onChange={showAs}
            testId="list-view"
          />
          <Action onClick={askExport} data-testid="export-open">
            {pageTexts.export}
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
        className={`grid min-h-0 flex-1 gap-12 print:block max-lg:grid-cols-1 ${isMap ? 'grid-cols-[minmax(0,1fr)_minmax(372px,31%)]' : query.event === undefined ? 'grid-cols-1' : 'grid-cols-[minmax(0,1fr)_372px]'}`}
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
            <ViewTabs
              viewer={viewer}
              query={query}
              now={pageNow === null ? null : Math.floor(now / 3_600_000) * 3_600_000}
              onQuery={(next) => go({ ...next, view: query.view })}
            />
          </div>
          <FacetBar
            query={query}
            facets={facets}
            words={words}
            hasGiven={viewer.role === 'operator' || viewer.role === 'handler'}
            onQuery={(next) => go({ ...next, event: query.event })}
          />
          {isMap ? (
            <ListMap
              read={points}
              within={query.within}
              words={words}
              settings={map}
              selected={points.data?.points.find(({ caseNumber }) => caseNumber === query.event)?.number ?? current}
              order={texts.orders[order]}
              onSelect={({ number, caseNumber }) => {
                setCurrent(number)
                openEvent(caseNumber)
              }}
            />
          ) : (
            panel
          )}
        </div>
        {(isMap || query.event !== undefined) && (
          <div className={`relative flex min-h-0 min-w-0 flex-col ${isMap ? 'print:block' : 'print:hidden'}`}>
            {isMap && panel}
            {query.event !== undefined && (
              <div className="contents print:hidden">
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
      <WorkNotices work={work} words={words} departments={departments} role={viewer.role} onOver={again} />
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
