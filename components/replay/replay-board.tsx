'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { Footnotes } from '@/components/panels/footnotes'
import { Legend } from '@/components/panels/legend'
import { ground } from '@/components/ui/ground'
import { Logo } from '@/components/ui/logo'
import { unitFor } from '@/components/wall/layouts'
import { useAlerts } from '@/components/wall/use-alerts'
import { usePainted } from '@/components/wall/use-painted'
import { useProbe } from '@/components/wall/use-probe'
import { useScreen } from '@/components/wall/use-screen'
import type { WallConfig } from '@/lib/client/config'
import { formatCount } from '@/lib/client/format'
import { knownText, replayTexts as texts } from '@/lib/client/messages/replay'
import { wallTexts } from '@/lib/client/messages/wall'
import type { PastWorld } from '@/lib/client/past-world'
import { streetNotes } from '@/lib/client/rows'
import { useNow, useStore } from '@/lib/client/use-store'
import { FiguresThen } from './figures-then'
import { AlertsThen, EventsThen } from './heard-panels'
import { Machine } from './machine'
import { ClassesThen, LaterPanel, StreetsThen } from './then-panels'
import { TimePlate } from './time-plate'
import { useReplayKeys } from './use-replay-keys'

const AlertCallout = dynamic(() => import('@/components/wall/alert-callout'), { ssr: false })
const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
const nothing = new Map<string, number>()
const noLandings: never[] = []

/** Units beside the map, and of the machine under it. */
const SIDE = 424
const BELOW = 300

/** The map between the panels and above the machine. */
function placing(width: number, height: number) {
  const unit = unitFor(width, height)
  return { frame: { left: SIDE * unit, right: width - SIDE * unit, top: 150 * unit, bottom: height - BELOW * unit }, unit: Math.max(0.3, unit) }
}

/** The past, never to be taken for now: a hatched frame on all four sides, and a white plate where the clock stands. */
export function ReplayBoard({ past, config }: { past: PastWorld; config: WallConfig }) {
  const { world, replay } = past
  const live = useStore(world.live, (s) => s)
  const view = useStore(world.view, (s) => s)
  const { tree, picture } = useStore(world.scenery, (s) => s)
  const looked = useStore(replay.store, (s) => s)
  const { moment, known, failed, playing } = looked
  // what is not all there yet is not told, rather than told as less
  const whole = moment?.writing ? null : moment
  const weekBefore = moment?.writing ? null : looked.weekBefore
  const { unit } = useScreen(null)
  const [stage, setStage] = useState<Stage | null>(null)
  const pageNow = useNow(live.clockOffset)
  const now = pageNow === null ? null : pageNow + live.clockOffset
  useProbe(world, stage)
  useReplayKeys(replay)

  const select = useCallback((selected: string | null) => world.view.set({ selected }), [world])
  const streets = useMemo(() => {
    const figures = new Map(whole?.figures.grids.map((figure) => [figure.grid, figure]))
    return (tree?.list ?? []).flatMap(({ code, level, name }) => {
      const figure = level === 1 ? figures.get(code) : undefined
      return figure ? [{ code, name, figure, todayText: formatCount(figure.today) }] : []
    })
  }, [tree, whole])
  const todays = streets.map((street) => street.todayText).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written of the streets is in `todays`
  const notes = useMemo(() => streetNotes(streets), [todays, streets.length])
  const ready = stage !== null && moment !== null && tree !== null && picture !== null
  const painted = usePainted(ready)
  useAlerts(world, painted)
  const at = moment ? Date.parse(moment.at) : null

  return (
    <main
      className={ground}
      data-wall
      data-replay
      data-ready={ready}
      data-at={moment?.at ?? ''}
      data-known={known}
      data-whole={whole !== null}
      data-playing={playing}
      data-calm={stage?.calm ?? false}
    >
      <div className="absolute inset-0">
        {tree && tree.list.length > 0 && (
          <MapView
            settings={config.map}
            placing={placing}
            tree={tree}
            notes={notes}
            measure={view.measure}
            level={view.level}
            selected={view.selected}
            heat={picture}
            shades={picture?.shades ?? nothing}
            landings={noLandings}
            homeCalls={0}
            onLevel={(level) => world.heat.setNear(level > 2)}
            onSelect={select}
            onReady={setStage}
          />
        )}
        <div
          aria-hidden
          className="pointer-events-none absolute inset-0 bg-[linear-gradient(to_bottom,var(--map-bg-0)_calc(96*var(--u)),transparent_calc(168*var(--u))),linear-gradient(to_top,var(--map-bg-0)_calc(260*var(--u)),transparent_calc(330*var(--u)))]"
        />
      </div>
      {painted && stage && <AlertCallout world={world} stage={stage} unit={unit} side={SIDE} low mark={texts.isLive} />}

      <header className="absolute inset-x-0 top-0 flex h-116 items-stretch pl-32 text-ink-1">
        <div className="flex items-center gap-16">
          <Logo className="size-48" />
          <div>
            <h1 className="text-4 leading-[1.1] font-semibold tracking-[0.02em] whitespace-nowrap">{wallTexts.title}</h1>
            <p className="text-1 text-ink-3">{tree ? wallTexts.subtitle(streets.length, tree.list.length) : '\u00a0'}</p>
          </div>
        </div>
        <div className="flex min-w-0 flex-1 items-center px-16">
          <FiguresThen moment={whole} weekBefore={weekBefore} />
        </div>
        <TimePlate at={at} known={known} />
      </header>

      <div className="absolute top-124 left-440 flex gap-12">
        <fieldset className="flex overflow-hidden rounded-chip border border-line-strong" aria-label={texts.knowing}>
          {(['then', 'now'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={known === one}
              onClick={() => replay.set({ known: one })}
              className="h-40 bg-glass px-16 text-1 text-ink-2 aria-pressed:bg-ink-1 aria-pressed:text-bg"
              data-testid={`known-${one}`}
            >
              {knownText(one)}
            </button>
          ))}
        </fieldset>
        {(moment?.writing || failed) && (
          <p
            role="status"
            className="flex h-40 items-center gap-12 rounded-chip border border-line-strong bg-glass px-16 text-1 text-ink-1"
            data-testid="replay-said"
          >
            {failed ? texts.failed : texts.writing}
            {failed && (
              <button type="button" className="underline" onClick={() => replay.again()}>
                {texts.again}
              </button>
            )}
          </p>
        )}
      </div>

      <div className="pointer-events-none absolute top-124 bottom-[calc(270*var(--u))] left-32 flex w-392 flex-col gap-16" data-testid="rail">
        <ClassesThen moment={whole} weekBefore={weekBefore} live={live} />
        <StreetsThen streets={streets} weekBefore={weekBefore} selected={view.selected} onSelect={select} />
        <LaterPanel moment={whole} />
      </div>
      <div className="pointer-events-none absolute top-124 right-32 bottom-[calc(270*var(--u))] flex w-392 flex-col gap-16" data-testid="rail">
        <AlertsThen moment={moment} />
        <EventsThen moment={whole} live={live} tree={tree} />
      </div>

      <div className="pointer-events-none absolute inset-x-440 bottom-[calc(270*var(--u))] flex items-end justify-between gap-32">
        <Legend measure={view.measure} window={view.window} near={picture?.near ?? false} />
        <div className="text-right">
          <Footnotes demo={config.demo || (live.key?.demo ?? false)} reviewNumber={config.reviewNumber} />
          <p className="text-1 text-ink-3">{[texts.people, moment?.otherGrids ? texts.otherGrids : null].filter(Boolean).join(' · ')}</p>
        </div>
      </div>

      <Machine past={past} now={now} connected={live.link === 'socket' || live.link === 'polling'} />
      <div
        aria-hidden
        className="pointer-events-none absolute inset-0 border-[length:calc(12*var(--u))] border-transparent [border-image:repeating-linear-gradient(135deg,var(--ink-1)_0_calc(10*var(--u)),var(--map-bg-0)_0_calc(20*var(--u)))_12]"
        data-testid="replay-frame"
      />
    </main>
  )
}
