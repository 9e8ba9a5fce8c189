'use client'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { AlertStrip } from '@/components/alerts/alert-strip'
import { useHeld, useHeldRows, usePointerOver } from '@/components/list/use-held'
import type { Key } from '@/components/page/keys-dialog'
import { OfflineBar } from '@/components/page/offline-bar'
import { Shell } from '@/components/page/shell'
import { TruthWord } from '@/components/page/truth-word'
import { DoneNotice } from '@/components/ui/done-notice'
import { FaultNotice } from '@/components/ui/fault-notice'
import { actionFault, BULK_ACTIONS, doAction, fits, needsForm } from '@/lib/client/actions'
import { listEvents } from '@/lib/client/event-api'
import type { Behind } from '@/lib/client/figures'
import { pathTo } from '@/lib/client/grids'
import { hiddenLines } from '@/lib/client/hidden-alerts'
import { countOf, type DeskPlace, type ListName, listsFor, queryOf, readPlace, writePlace } from '@/lib/client/lists'
import { aboutTexts } from '@/lib/client/messages/about'
import { deskTexts } from '@/lib/client/messages/desk'
import { pageTexts } from '@/lib/client/messages/page'
import { useNow, useStore } from '@/lib/client/use-store'
import { readView } from '@/lib/client/view'
import { actionName, type EventWords, leadsOf, placeName } from '@/lib/client/words'
import type { World } from '@/lib/client/world'
import type { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import { ACTIONS } from '@/lib/domain/event-actions'
import { MAX_HOTSPOTS } from '@/lib/domain/hotspots'
import { DeskMap, type Flight } from './desk-map'
import type { DeskProps } from './desk-props'
import { EventDrawer } from './event-drawer'
import { FigureStrip } from './figure-strip'
import { HotspotPanel } from './hotspot-panel'
import { ListPanel } from './list-panel'
import { useEventList } from './use-event-list'
import { useHotspots } from './use-hotspots'

const BulkDialog = dynamic(() => import('./bulk-dialog').then((m) => m.BulkDialog), { ssr: false })
const AreaNews = dynamic(() => import('@/components/panels/area-news'), { ssr: false })
// asked for when events stand
const BelowMap = dynamic(() => import('./below-map').then((m) => m.BelowMap), { ssr: false })

const MAX_REMINDED = 200

/** The keys of the list. */
const keysOf = (): Key[] => {
  const { keys } = pageTexts
  return [
    { caps: ['↑', '↓'], text: keys.row },
    { caps: ['Home', 'End'], text: keys.ends },
    { caps: [keys.space], text: keys.choose },
    { caps: ['Enter'], text: keys.open },
    { caps: ['M'], text: deskTexts.looked },
    { caps: ['Z'], text: deskTexts.unlooked, rare: true },
    { caps: ['U'], text: deskTexts.hotspots.remindKey, rare: true },
  ]
}

/** The composition: figures, the map at the left, and at the right what needs work; an event opens above that. */
export function Workspace({ world, frame, labels, map, hotspots: first }: DeskProps & { world: World }) {
  const { viewer, scope } = frame
  const live = useStore(world.live, (s) => s)
  const selected = useStore(world.view, (s) => s.selected)
  const tree = useStore(world.scenery, (s) => s.tree)
  const gridsFailed = useStore(world.scenery, (s) => s.gridsFailed)
  const pageNow = useNow(live.clockOffset)
  const now = (pageNow ?? 0) + live.clockOffset
  const [place, setPlace] = useState<DeskPlace>(() => readPlace(location.search, viewer))
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [bulk, setBulk] = useState<{ action: EventAction; events: readonly GridEvent[] } | null>(null)
  /** what was done last by a row of the list */
  const [done, setDone] = useState<{ action: EventAction; event: GridEvent } | null>(null)
  const forget = useCallback(() => setDone(null), [])
  /** what was not done, and how it is tried again */
  const [fault, setFault] = useState<{ text: string; again(): void } | null>(null)
  const go = useCallback((change: Partial<DeskPlace>) => {
    setPlace((old) => ({ ...old, ...change }))
    if (change.list || change.behind !== undefined) setChosen(new Set())
  }, [])
  useEffect(() => history.replaceState(null, '', `${location.pathname}${writePlace(place, location.search)}`), [place])
  useEffect(() => {
    const back = () => {
      world.view.set({ selected: readView(location.search).selected })
      setPlace(readPlace(location.search, viewer))
      setChosen(new Set())
    }
    window.addEventListener('popstate', back)
    return () => window.removeEventListener('popstate', back)
  }, [world, viewer])

  const { key, figures } = live
  const words = useMemo<EventWords>(() => {
    const types = new Map([...(key?.types.values() ?? [])].map((t) => [t.code, t]))
    return { typeOf: (code) => types.get(code), types: [...types.values()], pathOf: (code) => (tree ? pathTo(tree, code) : []), labels }
  }, [key, tree, labels])
  /** the names of types and grids are here; codes stand in the place of those of grids only where they cannot be had. Never false again once true */
  const isNamed = key !== null && (tree !== null || gridsFailed)
  const departments = useMemo(() => [...new Set([...(key?.types.values() ?? [])].flatMap(leadsOf))], [key])
  const list = useEventList(world, place, selected)
  const { hotspots, failed, again } = useHotspots(world, first)
  // what is worked on stands while a hand is over it: whoever aims at a row presses that row
  const pointer = usePointerOver()
  const held = {
    alerts: useHeld(live.alerts, pointer.isOver),
    hidden: useHeld(live.hidden, pointer.isOver),
    hotspots: useHeld(hotspots, pointer.isOver),
    events: useHeldRows(list.events, list.key, pointer.isOver, done?.event),
  }
  const openOf = useMemo(() => {
    const open = new Map(figures?.grids.map((g) => [g.grid, g.open]))
    return (grid: string) => open.get(grid) ?? (figures ? 0 : null)
  }, [figures])

  const choose = (list: ListName) => go({ list, behind: null, event: null })
  /** Opens what a figure of the whole area counts, in a place of its own: the way back leads to the list that was there. */
  const open = (to: { list: ListName } | { behind: Behind }) => {
    history.pushState(null, '', location.href)
    world.view.set({ selected: null })
    if ('list' in to) choose(to.list)
    else go({ behind: to.behind, event: null })
  }
  const [flight, setFlight] = useState<Flight | null>(null)
  const openGrid = (grid: string) => {
    world.view.set({ selected: grid })
    setFlight({ grid })
    choose('day')
  }
  const remind = async (grid: string) => {
    setFault(null)
    const answer = await listEvents(queryOf('open', { within: grid, now, limit: MAX_REMINDED }))
    if (answer.ok) setBulk({ action: 'remind', events: answer.body.events })
    else setFault(notDone('remind', placeName(grid, words), answer.code, () => void remind(grid)))
  }
  const act = async (event: GridEvent, action: EventAction) => {
    if (needsForm(action)) return go({ event: event.caseNumber })
    await perform(event, action)
  }
  const perform = async (event: GridEvent, action: EventAction) => {
    setFault(null)
    setDone(null)
    const answer = await doAction(event, action, {})
    if (answer.ok) {
      setDone({ action, event: answer.body.event })
      return list.readAgain()
    }
    // the event can be looked at as it is now
    if (answer.event) go({ event: event.caseNumber })
    const now = answer.event ?? event
    setFault(notDone(action, event.caseNumber, answer.code, () => void perform(now, action)))
  }
  const notDone = (action: EventAction, of: string, code: string, again: () => void) => ({
    text: deskTexts.notDone.text(actionName(action, words), of, actionFault(code)),
    again,
  })
  const picked = (list.events ?? []).filter((e) => chosen.has(e.number))
  const many = BULK_ACTIONS.filter((action) => ACTIONS[action].roles.includes(viewer.role))
  const selectedName = selected === null ? null : placeName(selected, words) || selected

  return (
    <Shell
      frame={{ ...frame, demo: frame.demo || (key?.demo ?? false) }}
      page="desk"
      about={aboutTexts.desk(scope)}
      truth={<TruthWord live={live} pageNow={pageNow} />}
      alerts={world.live}
      keys={keysOf()}
      fills
      ready
    >
      <AreaNews world={world} />
      <OfflineBar live={live} pageNow={pageNow} />
      <FigureStrip figures={figures} now={now} onOpen={open} />
      <div
        className="grid min-h-0 flex-1 grid-cols-[minmax(0,41fr)_minmax(0,59fr)] gap-12 max-lg:flex max-lg:flex-col"
        data-revision={live.board?.revision ?? -1}
        data-log={live.board?.logId ?? ''}
        data-testid="workspace"
      >
        <div className="flex min-h-0 flex-col gap-12 lg:[&>:first-child]:flex-1">
          <DeskMap world={world} settings={map} hasGrids={viewer.scope.kind === 'grids'} flight={flight} />
          <BelowMap viewer={viewer} words={words} onOpen={(event) => go({ event })} />
        </div>
        <div
          className="relative flex min-h-0 flex-col gap-12"
          onPointerMove={({ pointerType }) => pointer.onPointer(pointerType === 'mouse')}
          onPointerLeave={() => pointer.onPointer(false)}
        >
          <AlertStrip alerts={held.alerts} hidden={hiddenLines(held.hidden, words)} now={now} words={words} />
          <HotspotPanel
            hotspots={isNamed ? held.hotspots : null}
            expected={first?.hotspots.length ?? MAX_HOTSPOTS}
            failed={failed}
            onRetry={again}
            words={words}
            selected={selected}
            openOf={openOf}
            onRemind={ACTIONS.remind.roles.includes(viewer.role) ? (grid) => void remind(grid) : null}
            onOpen={openGrid}
          />
          <ListPanel
            list={place.list}
            behind={place.behind}
            lists={listsFor(viewer)}
            content={isNamed ? { ...list, events: held.events } : { ...list, events: null, more: false }}
            words={words}
            role={viewer.role}
            now={now}
            open={place.event}
            chosen={chosen}
            picked={picked.length}
            grid={selectedName}
            isCounted={figures !== null}
            countOf={(name) => (selected === null ? countOf(name, figures, viewer) : null)}
            many={many.filter((action) => picked.some((e) => fits(action, e, viewer.role)))}
            onList={choose}
            onLeave={() => choose(place.list)}
            onGrid={() => world.view.set({ selected: null })}
            onChoose={many.length > 0 ? setChosen : null}
            onOpen={(event) => go({ event: event.caseNumber })}
            onAct={(event, action) => void act(event, action)}
            onMany={(action) => setBulk({ action, events: picked })}
          />
          {place.event !== null && isNamed && (
            <EventDrawer
              key={place.event}
              world={world}
              caseNumber={place.event}
              words={words}
              departments={departments}
              map={map}
              now={now}
              onClose={() => {
                const row = document.querySelector(`[data-case="${place.event}"]`)
                go({ event: null })
                // an event that came by an address need not be in the list
                const target = row ?? document.getElementById('event-list')
                if (target instanceof HTMLElement) target.focus()
              }}
            />
          )}
        </div>
      </div>
      {done && (
        <DoneNotice
          key={`${done.event.number} ${done.event.revision}`}
          text={`${deskTexts.done(actionName(done.action, words))} · ${done.event.caseNumber}`}
          onUndo={ACTIONS[done.action].undoable ? () => void perform(done.event, 'undo') : null}
          onClose={forget}
          floats
        />
      )}
      {fault && <FaultNotice text={fault.text} onRetry={fault.again} onClose={() => setFault(null)} />}
      {bulk && (
        <BulkDialog
          action={bulk.action}
          events={bulk.events}
          words={words}
          departments={departments}
          role={viewer.role}
          onClose={() => {
            setBulk(null)
            setChosen(new Set())
            list.readAgain()
          }}
        />
      )}
    </Shell>
  )
}
