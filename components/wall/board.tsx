'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { AgePanel } from '@/components/panels/age-panel'
import { ClassPanel } from '@/components/panels/class-panel'
import { Clock } from '@/components/panels/clock'
import { CommunityPanel } from '@/components/panels/community-panel'
import { Controls } from '@/components/panels/controls'
import { DaysPanel } from '@/components/panels/days-panel'
import { FeedPanel } from '@/components/panels/feed-panel'
import { Footnotes } from '@/components/panels/footnotes'
import { FunnelPanel } from '@/components/panels/funnel-panel'
import { GridCard } from '@/components/panels/grid-card'
import { HistoryBar } from '@/components/panels/history-bar'
import { KeyFigures } from '@/components/panels/key-figures'
import { LagNote } from '@/components/panels/lag-note'
import { Legend } from '@/components/panels/legend'
import { PeoplePanel } from '@/components/panels/people-panel'
import { RhythmStrip } from '@/components/panels/rhythm-strip'
import { SourcePanel } from '@/components/panels/source-panel'
import { StreetPanel } from '@/components/panels/street-panel'
import { TruthLine } from '@/components/panels/truth-line'
import { UrgentPanel } from '@/components/panels/urgent-panel'
import { WeekPanel } from '@/components/panels/week-panel'
import { Logo } from '@/components/ui/logo'
import { Notice } from '@/components/ui/notice'
import type { WallConfig } from '@/lib/client/config'
import { formatTime, formatWeekday } from '@/lib/client/format'
import { pathTo } from '@/lib/client/grids'
import { wallTexts } from '@/lib/client/messages/wall'
import { classRows, eventRows, feedRows, lastHour, stateRows, streetNotes, urgentRows } from '@/lib/client/rows'
import { ageBars, lagOf, overdueBars, runRows, sourceRows } from '@/lib/client/trend-rows'
import { truthOf } from '@/lib/client/truth'
import { useNow, useStore } from '@/lib/client/use-store'
import { toggleClass } from '@/lib/client/view'
import type { World } from '@/lib/client/world'
import { FEED_LENGTH } from '@/lib/domain/apply'
import { Flights } from './flights'
import { wallPlacing } from './layouts'
import { type Panels, Rail } from './rail'
import { useGridEvents } from './use-grid-events'
import { usePainted } from './use-painted'
import { useProbe } from './use-probe'
import { useHand, useScreen } from './use-screen'
import { useUrgent } from './use-urgent'

const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
const none = new Map<string, number>()
/** Between two pictures of the heat on a machine that draws in software. */
const CALM_PACE_MS = 1_000
/** More lines than any feed has room for. */
const FEED_LINES = 40

/** The composition: the map is the stage; head, rails and strip stand on it as the screen's layout says. */
export function Board({ world, config }: { world: World; config: WallConfig }) {
  const live = useStore(world.live, (s) => s)
  const view = useStore(world.view, (s) => s)
  const { tree, gridsFailed, picture, landings, trends } = useStore(world.scenery, (s) => s)
  const pageNow = useNow(live.clockOffset)
  const { layout, unit } = useScreen()
  const hand = useHand()
  const [stage, setStage] = useState<Stage | null>(null)
  const [level, setLevel] = useState<1 | 2 | 3 | 4>(2)
  const [homeCalls, setHomeCalls] = useState(0)
  const [mapReady, setMapReady] = useState(false)
  useProbe(world, stage)

  const { board, key, figures } = live
  const now = pageNow === null ? 0 : pageNow + live.clockOffset
  const truth = truthOf(live, pageNow ?? live.heardAt ?? 0)
  const asOf = board?.asOf ?? null
  const demo = config.demo || (key?.demo ?? false)
  const onReady = useCallback(
    (ready: Stage) => {
      if (ready.calm) world.heat.setPace(CALM_PACE_MS)
      setStage(ready)
      setMapReady(true)
    },
    [world],
  )
  const select = useCallback((selected: string | null) => world.view.set({ selected }), [world])

  const classes = useMemo(() => classRows(key, figures), [key, figures])
  const ofGrid = useMemo(() => new Map(figures?.grids.map((g) => [g.grid, g])), [figures])
  const streets = useMemo(() => runRows(trends, tree, ofGrid, 1), [trends, tree, ofGrid])
  const communities = useMemo(() => runRows(trends, tree, ofGrid, 2), [trends, tree, ofGrid])
  // a map of names is drawn anew for each other map, so it must not change with every figure
  const todays = streets.map((s) => s.today).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written of the streets is in `todays`
  const notes = useMemo(() => streetNotes(streets), [todays, streets.length])
  const states = useMemo(() => stateRows(figures), [figures])
  const ages = useMemo(() => ageBars(trends), [trends])
  const late = useMemo(() => overdueBars(trends), [trends])
  const classDays = useMemo(() => new Map(trends?.classes.map((c) => [c.code, c.days])), [trends])
  const lag = useMemo(() => lagOf(trends), [trends])
  const feed = useMemo(
    () => (board && key ? feedRows(board.recent, key, tree, view.classes, now, FEED_LINES) : []),
    [board, key, tree, view.classes, now],
  )
  const path = useMemo(() => (tree && view.selected ? pathTo(tree, view.selected) : []), [tree, view.selected])
  const chosen = path.at(-1)
  const children = useMemo(
    () => (tree && chosen ? (tree.childrenOf.get(chosen.code) ?? []).map((grid) => ({ grid, figure: ofGrid.get(grid.code) })) : []),
    [tree, chosen, ofGrid],
  )
  const gridEvents = useGridEvents(chosen?.code ?? null)
  const urgent = useUrgent(
    [...layout.left, ...layout.right].some((column) => column.panels.includes('urgent')),
    config.within,
  )

  const ready = mapReady && board !== null && tree !== null && picture !== null
  const painted = usePainted(ready && trends !== null)
  const time = formatTime(asOf)
  const trendTime = formatTime(trends?.asOf ? Date.parse(trends.asOf) : null)
  const ranking = { asOf: time, selected: view.selected, onSelect: select }
  const allCodes = classes.map((c) => c.code)
  const panels: Panels = {
    classes: (className) => (
      <ClassPanel
        className={className}
        rows={classes}
        days={classDays}
        today={figures?.today.reported ?? null}
        asOf={asOf}
        chosen={view.classes}
        onToggle={(code) => world.view.set({ classes: toggleClass(view.classes, code, allCodes) })}
        onAll={() => world.view.set({ classes: new Set() })}
      />
    ),
    streets: (className) => <StreetPanel {...ranking} className={className} rows={streets} />,
    communities: (className) => <CommunityPanel {...ranking} className={className} rows={communities} />,
    ages: (className) => <AgePanel className={className} bars={ages} late={late} overdue={figures?.total.overdue ?? null} asOf={trendTime} />,
    urgent: (className) => (
      <UrgentPanel
        className={className}
        rows={urgent.events && key ? urgentRows(urgent.events, key, tree, now) : null}
        failed={urgent.failed}
        asOf={time}
      />
    ),
    feed: (className) => (
      <FeedPanel className={className} rows={feed} lastHour={board && !lag ? lastHour(board.recent, now, FEED_LENGTH) : null} asOf={asOf} />
    ),
    week: (className) => <WeekPanel className={className} trends={trends} weekday={formatWeekday} asOf={trendTime} />,
    days: (className) => <DaysPanel className={className} painted={painted} days={trends?.days ?? []} unit={unit} asOf={trendTime} />,
    sources: (className) => (
      <SourcePanel
        className={className}
        rows={sourceRows(trends, now)}
        grids={{ count: tree?.list.length ?? 0, demo: tree?.list.some((g) => g.demo) ?? false }}
        link={live.link}
        revision={board?.revision ?? null}
        silence={truth.seconds}
        asOf={trendTime}
      />
    ),
    ...(states.length > 0 ? { funnel: (className: string) => <FunnelPanel className={className} rows={states} asOf={time} /> } : {}),
    ...(config.demo ? { people: (className: string) => <PeoplePanel className={className} /> } : {}),
  }

  return (
    <main
      data-wall
      data-layout={layout.name}
      data-truth={truth.state}
      data-stale={truth.drained}
      data-ready={ready}
      data-revision={board?.revision ?? -1}
      data-log={board?.logId ?? ''}
      data-level={level}
      data-mismatches={live.mismatches}
      data-link={live.link}
      data-calm={stage?.calm ?? false}
      data-hand={hand}
    >
      <div className="drains absolute inset-0">
        {tree && tree.list.length > 0 && (
          <MapView
            settings={config.map}
            placing={wallPlacing}
            tree={tree}
            notes={notes}
            measure={view.measure}
            level={view.level}
            selected={view.selected}
            heat={picture}
            shades={picture?.shades ?? none}
            landings={landings}
            homeCalls={homeCalls}
            onLevel={setLevel}
            onSelect={select}
            onReady={onReady}
          />
        )}
        <div aria-hidden className="veil absolute inset-0" />
      </div>

      <header className="absolute inset-x-0 top-0 flex h-104 items-center px-24">
        <div className="drains flex items-center gap-16 text-ink-1">
          <Logo className="size-48" />
          <div>
            <h1 className="text-4 leading-[1.1] font-semibold tracking-[0.02em] whitespace-nowrap">{wallTexts.title}</h1>
            <p className="text-1 text-ink-3">{tree ? wallTexts.subtitle(streets.length, tree.list.length) : '\u00a0'}</p>
          </div>
        </div>
        <div className="drains min-w-0 flex-1 px-8">
          <KeyFigures figures={figures} trends={trends} lag={lag} shown={layout.figures} />
        </div>
        <div className="flex items-center gap-24">
          <TruthLine
            truth={truth}
            asOf={asOf}
            lastWord={live.heardAt === null ? null : live.heardAt + live.clockOffset}
            polling={live.link === 'polling'}
            mismatches={live.mismatches}
          />
          <Clock now={pageNow === null ? null : now} />
        </div>
      </header>

      <div className="drains pointer-events-none absolute inset-x-0 top-112 flex flex-col items-center gap-8">
        {live.historyProgress !== null ? <HistoryBar progress={live.historyProgress} /> : lag && <LagNote lag={lag} />}
      </div>

      <Rail side="left" layout={layout} panels={panels} />
      <Rail
        side="right"
        layout={layout}
        panels={panels}
        front={
          chosen &&
          key && (
            <GridCard
              path={path}
              figure={ofGrid.get(chosen.code)}
              events={gridEvents.events && eventRows(gridEvents.events, key, tree, now)}
              failed={gridEvents.failed}
              onSelect={select}
              parts={children}
            />
          )
        }
      />

      <div className={`middle middle-${layout.name} drains pointer-events-none absolute flex flex-col items-center gap-14`}>
        <div className="controls">
          <Controls view={view} shownLevel={level} onChange={(change) => world.view.set(change)} onHome={() => setHomeCalls((n) => n + 1)} />
        </div>
        <div className="flex w-full items-end justify-between gap-32 px-8">
          <Legend measure={view.measure} window={view.window} />
          <Footnotes demo={demo} reviewNumber={config.reviewNumber} />
        </div>
      </div>
      <div className="drains strip absolute inset-x-0 px-24">
        <RhythmStrip trends={trends} lag={lag} now={pageNow === null ? null : now} axisHours={layout.axisHours} />
      </div>
      <Flights stage={stage} landings={landings} />

      {live.denied && <Notice title={wallTexts.wall.denied} text={wallTexts.wall.deniedHow} />}
      {!live.denied && gridsFailed && !tree && <Notice title={wallTexts.wall.retrying} text={wallTexts.map.loading} />}
      {tree && tree.list.length === 0 && <Notice title={wallTexts.map.failed} text={wallTexts.wall.noGrids} />}
    </main>
  )
}
