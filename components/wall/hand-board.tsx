'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useState } from 'react'
import type { Placing } from '@/components/map/camera'
import { Footnotes } from '@/components/panels/footnotes'
import { HistoryBar } from '@/components/panels/history-bar'
import { KeyFigures } from '@/components/panels/key-figures'
import { LagNote } from '@/components/panels/lag-note'
import { Legend } from '@/components/panels/legend'
import { TruthLine } from '@/components/panels/truth-line'
import { Logo } from '@/components/ui/logo'
import { Notice } from '@/components/ui/notice'
import { Segments } from '@/components/ui/segments'
import { drains } from '@/components/ui/wall-looks'
import type { WallConfig } from '@/lib/client/config'
import { handTexts as texts } from '@/lib/client/messages/hand'
import { openedTexts } from '@/lib/client/messages/opened'
import { wallTexts } from '@/lib/client/messages/wall'
import { eventRows, feedRows } from '@/lib/client/rows'
import { shortType } from '@/lib/client/type-names'
import type { World } from '@/lib/client/world'
import type { EventType } from '@/lib/domain/category'
import { HeatWindow } from '@/lib/domain/heat'
import { HandAlerts } from './hand-alerts'
import { HandEvents, HandPlaces } from './hand-places'
import { handSheet } from './hand-sheet'
import { useBoard } from './use-board'
import { useGridEvents } from './use-grid-events'

const AreaNews = dynamic(() => import('@/components/panels/area-news'), { ssr: false })
const MapTable = dynamic(() => import('@/components/panels/map-table'), { ssr: false })
const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
const none = new Map<string, number>()
const FLIGHT_MS = 600
const NEWEST = 8
/** All of the map's own place, with a margin; names of 13 pixels. */
const placing: Placing = (width, height) => ({ frame: { left: 16, top: 16, right: width - 16, bottom: height - 16 }, unit: 0.82 })

/**
 * The board on what is held in a hand, or is too small for the wall's letters: one sheet below the other, scrolled by a thumb; the map is one of them.
 * It shows what the wall shows to the same viewer.
 */
export function Board({ world, config }: { world: World; config: WallConfig }) {
  const { live, view, tree, gridsFailed, picture, landings, trends, now, stage, painted, onReady, select, ...read } = useBoard(world)
  const { ofGrid, notes, lag, truth } = read
  const [tableShown, setTableShown] = useState(false)
  const { board, key, figures } = live
  const { selected } = view
  useEffect(
    () => stage?.fly((selected === null ? null : tree?.byCode.get(selected)?.coordinates) ?? null, { ms: FLIGHT_MS }),
    [stage, selected, tree],
  )

  const ofPlace = useGridEvents(selected)
  const newest = useMemo(() => {
    if (!board || !key) return null
    const types = new Map<number, EventType | undefined>()
    for (const { number, type } of board.recent) types.set(number, key.types.get(type))
    for (const { number, type } of ofPlace.events ?? []) types.set(number, key.types.get(key.typeIds.get(type) ?? 0))
    const rows =
      selected === null ? feedRows(board.recent, key, tree, view.classes, now, NEWEST) : ofPlace.events && eventRows(ofPlace.events, key, tree, now)
    return rows?.map((row) => ({ ...row, type: shortType(types.get(row.number), row.type) })) ?? null
  }, [board, key, tree, selected, ofPlace.events, view.classes, now])

  return (
    <main className="relative min-h-dvh bg-bg text-ink-2" {...read.marks} data-layout="hand" data-stale={truth.drained}>
      <div className="[--u:0.875px]">
        <header className="sticky top-0 z-5 flex items-center gap-12 border-b border-line bg-bg px-16 py-8 text-ink-1">
          <Logo className="size-32 shrink-0" />
          <h1 className="min-w-0 flex-1 text-16 font-semibold text-balance">{wallTexts.title}</h1>
          <TruthLine {...read.line} />
        </header>
        <div className={`${drains} mx-auto flex max-w-1180 flex-col gap-12 p-12 lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(0,400px)] lg:items-start`}>
          {(live.historyProgress !== null || lag) && (
            <div className="flex min-w-0 *:flex-wrap lg:col-span-2">
              {live.historyProgress !== null ? <HistoryBar progress={live.historyProgress} /> : lag && <LagNote lag={lag} />}
            </div>
          )}
          <section
            aria-label={texts.figures}
            className={`${handSheet} lg:col-span-2 [&_.text-5]:text-26 [&>div]:grid! [&>div]:grid-cols-2 [&>div]:gap-y-12 sm:[&>div]:grid-cols-4 [&>div>[aria-hidden]]:hidden`}
          >
            <KeyFigures figures={figures} trends={trends} lag={lag} shown={8} growing={live.historyProgress !== null} />
          </section>
          {/* on a phone one below the other, the map in the middle; beside it where there is room */}
          <div className="contents min-w-0 flex-col gap-12 lg:order-3 lg:flex">
            <div className="order-1 flex flex-col gap-12">
              {tree && <HandAlerts alerts={live.alerts} hidden={live.hidden} tree={tree} now={now} onSelect={select} />}
              {tree && tree.list.length > 0 && (
                <HandPlaces tree={tree} trends={trends} figures={ofGrid} late={lag !== null} selected={selected} onSelect={select} />
              )}
            </div>
            <div className="order-3">
              <HandEvents rows={newest} failed={selected !== null && ofPlace.failed} />
            </div>
          </div>
          <div className="order-2 min-w-0">
            <section className={`${handSheet} overflow-hidden p-0!`} data-testid="hand-map">
              <div className="relative h-[min(46dvh,340px)] sm:h-[min(60dvh,440px)] bg-[radial-gradient(ellipse_70%_60%_at_50%_50%,var(--map-bg-1),var(--map-bg-0))] lg:h-[min(66dvh,560px)]">
                {tree && tree.list.length > 0 && (
                  <MapView
                    settings={config.map}
                    placing={placing}
                    tree={tree}
                    notes={notes}
                    measure={view.measure}
                    level={view.level}
                    selected={selected}
                    heat={picture}
                    shades={picture?.shades ?? none}
                    landings={landings}
                    homeCalls={0}
                    onLevel={(level) => world.heat.setNear(level > 2)}
                    onSelect={select}
                    onReady={onReady}
                    byKeys={painted}
                    figureOf={(code) => ofGrid.get(code)}
                    onTable={() => setTableShown(true)}
                  />
                )}
              </div>
              <div className="flex flex-wrap items-center gap-8 border-t border-line px-12 py-8 [&_button]:min-h-40">
                <Segments
                  label={openedTexts.controls.measure}
                  testId="measure"
                  value={view.measure}
                  options={[
                    { value: 'heat', label: openedTexts.controls.heat },
                    { value: 'choropleth', label: openedTexts.controls.choropleth },
                  ]}
                  onChange={(measure) => world.view.set({ measure })}
                />
                <Segments
                  label={openedTexts.controls.window}
                  testId="window"
                  value={view.window}
                  options={HeatWindow.options.map((value) => ({ value, label: openedTexts.controls.windows[value] }))}
                  onChange={(window) => world.view.set({ window })}
                />
                <button
                  type="button"
                  className="rounded-8 border border-line-strong px-12 text-14 text-ink-1"
                  onClick={() => {
                    select(null)
                    stage?.fly(null, { ms: FLIGHT_MS })
                  }}
                  data-testid="home"
                >
                  {openedTexts.controls.home}
                </button>
                <Legend measure={view.measure} window={view.window} near={picture?.near ?? false} />
              </div>
            </section>
          </div>
          <div className="order-4 *:flex-wrap *:whitespace-normal! lg:col-span-2">
            <Footnotes demo={config.demo || (key?.demo ?? false)} reviewNumber={config.reviewNumber} />
          </div>
        </div>
        {painted && <AreaNews world={world} />}
        {tableShown && <MapTable world={world} onClose={() => setTableShown(false)} />}
        {live.denied && <Over title={wallTexts.wall.denied} text={wallTexts.wall.deniedHow} />}
        {!live.denied && gridsFailed && !tree && <Over title={wallTexts.wall.retrying} text={wallTexts.map.loading} />}
        {tree && tree.list.length === 0 && <Over title={wallTexts.map.failed} text={wallTexts.wall.noGrids} />}
      </div>
    </main>
  )
}

/** What there is to be said stands in the middle of the window, however far somebody has scrolled. */
function Over(said: { title: string; text: string }) {
  return (
    <div className="fixed inset-0">
      <Notice {...said} />
    </div>
  )
}
