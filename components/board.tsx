'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import type { WallConfig } from '@/lib/client/config'
import { pathTo } from '@/lib/client/grids'
import { zh } from '@/lib/client/messages/zh-CN'
import { classRows, eventRows, feedRows, lastHour, streetNotes, streetRows } from '@/lib/client/rows'
import { truthOf } from '@/lib/client/truth'
import { useNow, useStore } from '@/lib/client/use-store'
import { toggleClass } from '@/lib/client/view'
import type { World } from '@/lib/client/world'
import { FEED_LENGTH } from '@/lib/domain/apply'
import type { Stage } from './map/stage'
import { ClassPanel } from './panels/class-panel'
import { Clock } from './panels/clock'
import { Controls } from './panels/controls'
import { FeedPanel } from './panels/feed-panel'
import { Footnotes } from './panels/footnotes'
import { GridCard } from './panels/grid-card'
import { HistoryBar } from './panels/history-bar'
import { KeyFigures } from './panels/key-figures'
import { Legend } from './panels/legend'
import { StreetPanel } from './panels/street-panel'
import { TruthLine } from './panels/truth-line'
import { Logo } from './ui/logo'
import { useGridEvents } from './use-grid-events'
import { useProbe } from './use-probe'

const MapView = dynamic(() => import('./map/map-view'), { ssr: false })
const none = new Map<string, number>()
/** Between two pictures of the heat on a machine that draws in software. */
const CALM_PACE_MS = 1_000

/** The composition: map under everything, header, rails, controls, and what must be said about the data. */
export function Board({ world, config }: { world: World; config: WallConfig }) {
  const live = useStore(world.live, (s) => s)
  const view = useStore(world.view, (s) => s)
  const { tree, gridsFailed, picture, landings } = useStore(world.scenery, (s) => s)
  const pageNow = useNow(live.clockOffset)
  const [stage, setStage] = useState<Stage | null>(null)
  const [level, setLevel] = useState<1 | 2 | 3 | 4>(2)
  const [homeCalls, setHomeCalls] = useState(0)
  const [mapReady, setMapReady] = useState(false)
  useProbe(world, stage)

  const { board, key, figures } = live
  const now = pageNow === null ? 0 : pageNow + live.clockOffset
  const truth = truthOf(live, pageNow ?? live.heardAt ?? 0)
  const asOf = board?.asOf ?? null
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
  const streets = useMemo(() => streetRows(tree, figures), [tree, figures])
  const notes = useMemo(() => streetNotes(streets), [streets])
  const feed = useMemo(() => (board && key ? feedRows(board.recent, key, tree, view.classes, now, 24) : []), [board, key, tree, view.classes, now])
  const path = useMemo(() => (tree && view.selected ? pathTo(tree, view.selected) : []), [tree, view.selected])
  const ofGrid = useMemo(() => new Map(figures?.grids.map((g) => [g.grid, g])), [figures])
  const chosen = path.at(-1)
  const children = useMemo(
    () => (tree && chosen ? (tree.childrenOf.get(chosen.code) ?? []).map((grid) => ({ grid, figure: ofGrid.get(grid.code) })) : []),
    [tree, chosen, ofGrid],
  )
  const gridEvents = useGridEvents(chosen?.code ?? null)

  return (
    <main
      data-wall
      data-truth={truth.state}
      data-stale={truth.drained}
      data-ready={mapReady && board !== null && tree !== null && picture !== null}
      data-revision={board?.revision ?? -1}
      data-log={board?.logId ?? ''}
      data-level={level}
      data-mismatches={live.mismatches}
      data-link={live.link}
      data-calm={stage?.calm ?? false}
    >
      <div className="drains absolute inset-0">
        {tree && tree.list.length > 0 && (
          <MapView
            settings={config.map}
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
            <h1 className="text-4 leading-[1.1] font-semibold tracking-[0.02em] whitespace-nowrap">{zh.title}</h1>
            <p className="text-1 text-ink-3">{tree ? zh.subtitle(streets.length, tree.list.length) : '\u00a0'}</p>
          </div>
        </div>
        <div className="drains min-w-0 flex-1 px-12">
          <KeyFigures figures={figures} />
        </div>
        <div className="flex items-center gap-28">
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

      {live.historyProgress !== null && (
        <div className="drains absolute inset-x-0 top-112 flex justify-center">
          <HistoryBar progress={live.historyProgress} />
        </div>
      )}

      <aside className="drains pointer-events-none absolute top-112 bottom-24 left-24 flex w-392 flex-col gap-16">
        <ClassPanel
          rows={classes}
          today={figures?.today.reported ?? null}
          asOf={asOf}
          chosen={view.classes}
          onToggle={(code) =>
            world.view.set({
              classes: toggleClass(
                view.classes,
                code,
                classes.map((c) => c.code),
              ),
            })
          }
          onAll={() => world.view.set({ classes: new Set() })}
        />
        <StreetPanel rows={streets.slice(0, 4)} asOf={asOf} selected={view.selected} onSelect={select} />
      </aside>

      <aside className="drains pointer-events-none absolute top-112 right-24 bottom-24 flex w-392 flex-col gap-16">
        {chosen && key && (
          <GridCard
            path={path}
            figure={ofGrid.get(chosen.code)}
            events={gridEvents.events && eventRows(gridEvents.events, key, tree, now)}
            failed={gridEvents.failed}
            onSelect={select}
            parts={children}
          />
        )}
        <FeedPanel rows={feed} lastHour={board ? lastHour(board.recent, now, FEED_LENGTH) : null} asOf={asOf} className="flex-1" />
      </aside>

      <footer className="drains pointer-events-none absolute right-440 bottom-24 left-440 flex flex-col items-center gap-14">
        <Controls view={view} shownLevel={level} onChange={(change) => world.view.set(change)} onHome={() => setHomeCalls((n) => n + 1)} />
        <Footnotes demo={config.demo || (key?.demo ?? false)} reviewNumber={config.reviewNumber} />
      </footer>
      <div className="drains absolute bottom-24 left-24 w-392 px-24">
        <Legend measure={view.measure} window={view.window} />
      </div>

      {live.denied && <Notice title={zh.wall.denied} text={zh.wall.deniedHow} />}
      {!live.denied && gridsFailed && !tree && <Notice title={zh.wall.retrying} text={zh.map.loading} />}
      {tree && tree.list.length === 0 && <Notice title={zh.map.failed} text={zh.wall.noGrids} />}
    </main>
  )
}

function Notice({ title, text }: { title: string; text: string }) {
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div className="glass max-w-640 px-40 py-32" role="alert">
        <p className="text-3 font-semibold text-ink-1">{title}</p>
        <p className="pt-8 text-2 text-ink-2">{text}</p>
      </div>
    </div>
  )
}
