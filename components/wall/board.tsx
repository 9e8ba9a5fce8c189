'use client'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Clock } from '@/components/panels/clock'
import { Footnotes } from '@/components/panels/footnotes'
import { HistoryBar } from '@/components/panels/history-bar'
import { KeyFigures } from '@/components/panels/key-figures'
import { LagNote } from '@/components/panels/lag-note'
import { Legend } from '@/components/panels/legend'
import { RhythmStrip } from '@/components/panels/rhythm-strip'
import { TruthLine } from '@/components/panels/truth-line'
import { ground } from '@/components/ui/ground'
import { Logo } from '@/components/ui/logo'
import { Notice } from '@/components/ui/notice'
import { drains, glass } from '@/components/ui/wall-looks'
import type { LiveState } from '@/lib/client/board'
import type { WallConfig } from '@/lib/client/config'
import { pathTo } from '@/lib/client/grids'
import { wallTexts } from '@/lib/client/messages/wall'
import { eventRows } from '@/lib/client/rows'
import type { World } from '@/lib/client/world'
import { type PanelId, pastPlacing, sideOf, wallPlacing } from './layouts'
import type { PastOnMap } from './looking-back'
import { PANELS } from './panels'
import { Rail } from './rail'
import { ClockContext, SceneContext } from './scene'
import { useBoard } from './use-board'
import { useGridEvents } from './use-grid-events'
import { useHand, useScreen } from './use-screen'

const ByHand = dynamic(() => import('./by-hand'), { ssr: false })
const Touring = dynamic(() => import('./touring'), { ssr: false })
// what a hand asks for, and what only moves, comes when all else is painted
const Controls = dynamic(() => import('@/components/panels/controls').then((m) => m.Controls), { ssr: false })
const Flights = dynamic(() => import('./flights').then((m) => m.Flights), { ssr: false })
const GridCard = dynamic(() => import('@/components/panels/grid-card').then((m) => m.GridCard), { ssr: false })
const Seams = dynamic(() => import('./seams'), { ssr: false })
const AreaNews = dynamic(() => import('@/components/panels/area-news'), { ssr: false })
const MapTable = dynamic(() => import('@/components/panels/map-table'), { ssr: false })
const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
const none = new Map<string, number>()
/** Between the rails (layouts.ts). */
const MIDDLES = { one: 'inset-x-432', two: 'inset-x-840', three: 'inset-x-1488' } as const

/** The composition: the map is the stage; head, rails and strip stand on it as the screen's layout says. */
export function Board({ world, config }: { world: World; config: WallConfig }) {
  const { live, view, tree, gridsFailed, picture, landings, trends, pageNow, now, stage, painted, onReady, select, ...read } = useBoard(world)
  const { ofGrid, streets, notes, lag, truth } = read
  const { layout, unit, tile } = useScreen(config.panels)
  const hand = useHand()
  const [level, setLevel] = useState<1 | 2 | 3 | 4>(2)
  const [homeCalls, setHomeCalls] = useState(0)
  const [tableShown, setTableShown] = useState(false)
  const [past, setPast] = useState<PastOnMap | null>(null) // null: now is shown
  const [pastCalls, setPastCalls] = useState(0)
  const isPast = past !== null
  const place = useRef(wallPlacing)
  place.current = isPast ? pastPlacing : wallPlacing
  const placing = useCallback<typeof wallPlacing>((width, height) => place.current(width, height), [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the map stands hangs on it
  useEffect(() => stage?.settle(), [stage, isPast])

  const { key, figures } = live
  const demo = config.demo || (key?.demo ?? false)
  const onTableClosed = useCallback(() => setTableShown(false), [])
  useEffect(() => world.heat.setNear(level > 2), [world, level])

  const path = useMemo(() => (tree && view.selected ? pathTo(tree, view.selected) : []), [tree, view.selected])
  const chosen = path.at(-1)
  const children = useMemo(
    () => (tree && chosen ? (tree.childrenOf.get(chosen.code) ?? []).map((grid) => ({ grid, figure: ofGrid.get(grid.code) })) : []),
    [tree, chosen, ofGrid],
  )
  const gridEvents = useGridEvents(chosen?.code ?? null)

  const there = useThere(live, config)
  const Callout = config.screen ? Touring : ByHand
  const scene = useMemo(() => ({ world, config, unit, select, painted }), [world, config, unit, select, painted])

  return (
    <main
      className={ground}
      // a tile is a window on the whole wall, and takes no hand: the remote moves all of them
      style={tile.of > 1 ? { width: `${100 * tile.of}vw`, left: `${-100 * (tile.index - 1)}vw`, pointerEvents: 'none' } : undefined}
      {...read.marks}
      data-layout={layout.name}
      data-stale={truth.drained && !isPast}
      data-past={isPast}
      data-level={level}
      data-mismatches={live.mismatches}
      data-hand={hand}
    >
      <div className={`${drains} absolute inset-0`}>
        {tree && tree.list.length > 0 && (
          <MapView
            settings={config.map}
            placing={placing}
            tree={tree}
            notes={past?.notes ?? notes}
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
            byKeys={painted}
            figureOf={past?.figureOf ?? ((code) => ofGrid.get(code))}
            onTable={() => setTableShown(true)}
          />
        )}
        {/* the ends of the map sink into the ground, so that head and controls are read on quiet */}
        <div
          aria-hidden
          className="pointer-events-none absolute inset-0 bg-[linear-gradient(to_bottom,var(--map-bg-0)_calc(84*var(--u)),transparent_calc(156*var(--u))),linear-gradient(to_top,var(--map-bg-0)_calc(144*var(--u)),transparent_calc(236*var(--u)))]"
        />
      </div>

      {painted && stage && (
        <Callout
          world={world}
          stage={stage}
          unit={unit}
          side={sideOf(layout)}
          low={live.historyProgress !== null || lag !== null}
          config={config}
          tile={tile}
          pastCalls={pastCalls}
          onPast={setPast}
          {...(tableShown && { onTableClosed })}
          onSelect={select}
        />
      )}

      {!isPast && (
        <>
          <header className="absolute inset-x-0 top-0 flex h-104 items-center px-24">
            <div className={`${drains} flex items-center gap-16 text-ink-1`}>
              <Logo className="size-48" />
              <div>
                <h1 className="text-4 leading-[1.1] font-semibold tracking-[0.02em] whitespace-nowrap">{wallTexts.title}</h1>
                <p className="text-1 text-ink-3">{tree ? wallTexts.subtitle(streets.length, tree.list.length) : '\u00a0'}</p>
              </div>
            </div>
            <div className={`${drains} min-w-0 flex-1 px-8`}>
              <KeyFigures figures={figures} trends={trends} lag={lag} shown={layout.figures} growing={live.historyProgress !== null} />
            </div>
            <div className="flex items-center gap-24">
              <TruthLine {...read.line} />
              <Clock now={pageNow === null ? null : now} />
            </div>
          </header>

          <div className={`${drains} pointer-events-none absolute inset-x-0 top-112 flex flex-col items-center gap-8`}>
            {live.historyProgress !== null ? <HistoryBar progress={live.historyProgress} /> : lag && <LagNote lag={lag} />}
          </div>

          <SceneContext value={scene}>
            <ClockContext value={pageNow === null ? null : now}>
              <Rail side="left" layout={layout} there={there} />
              <Rail
                side="right"
                layout={layout}
                there={there}
                front={
                  chosen &&
                  key && (
                    <GridCard
                      path={path}
                      figure={ofGrid.get(chosen.code)}
                      events={gridEvents.events && eventRows(gridEvents.events, key, tree, now)}
                      late={lag !== null}
                      failed={gridEvents.failed}
                      onSelect={select}
                      parts={children}
                    />
                  )
                }
              />
            </ClockContext>
          </SceneContext>

          <div className={`${drains} pointer-events-none absolute bottom-160 flex flex-col items-center gap-14 ${MIDDLES[layout.name]}`}>
            {/* they come when a hand does */}
            <div className="opacity-0 transition-opacity duration-[calc(2*var(--m-fast))] ease-out focus-within:opacity-100 in-data-[hand=true]:opacity-100">
              {painted && (
                <Controls
                  view={view}
                  shownLevel={level}
                  onChange={(change) => world.view.set(change)}
                  onHome={() => setHomeCalls((n) => n + 1)}
                  {...(config.replays && { onPast: () => setPastCalls((n) => n + 1) })}
                />
              )}
            </div>
            <div className="flex w-full items-end justify-between gap-32 px-8">
              {/* near by, names lie all over the ground */}
              <div className={level > 2 ? `${glass} px-14 py-8` : ''}>
                <Legend measure={view.measure} window={view.window} near={picture?.near ?? false} />
              </div>
              <Footnotes demo={demo} reviewNumber={config.reviewNumber} />
            </div>
          </div>
          <div className={`${drains} absolute inset-x-0 bottom-16 h-128 px-24`}>
            <RhythmStrip trends={trends} lag={lag} now={pageNow === null ? null : now} axisHours={layout.axisHours} />
          </div>
        </>
      )}
      {painted && !isPast && <AreaNews world={world} />}
      {tableShown && !isPast && <MapTable world={world} onClose={onTableClosed} />}
      {painted && <Flights stage={stage} landings={landings} />}
      {tile.of > 1 && <Seams tiles={tile.of} />}

      {live.denied && <Notice title={wallTexts.wall.denied} text={wallTexts.wall.deniedHow} />}
      {!live.denied && gridsFailed && !tree && <Notice title={wallTexts.wall.retrying} text={wallTexts.map.loading} />}
      {tree && tree.list.length === 0 && <Notice title={wallTexts.map.failed} text={wallTexts.wall.noGrids} />}
    </main>
  )
}

/** The panels that the board has something for; the same set while they are the same. */
function useThere(live: LiveState, config: WallConfig): ReadonlySet<PanelId> {
  const ids = PANELS.flatMap(({ id, isThere }) => (isThere === undefined || isThere(live, config) ? [id] : []))
  const name = ids.join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids are told by their names
  return useMemo(() => new Set(ids), [name])
}
