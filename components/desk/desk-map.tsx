'use client'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Placing } from '@/components/map/camera'
import type { Stage } from '@/components/map/stage'
import { ViewSwitch } from '@/components/page/view-switch'
import { Legend } from '@/components/panels/legend'
import { Action } from '@/components/ui/action'
import { useProbe } from '@/components/wall/use-probe'
import { asksForCoverage, writeCoverage } from '@/lib/client/coverage'
import { deskTexts } from '@/lib/client/messages/desk'
import { openedTexts } from '@/lib/client/messages/opened'
import { wallTexts } from '@/lib/client/messages/wall'
import { useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import type { MapSettings } from '@/lib/domain/basemap'
import { HeatWindow } from '@/lib/domain/heat'
import { CoverageLegend } from './coverage-legend'
import { useCoverage } from './use-coverage'

const MapTable = dynamic(() => import('@/components/panels/map-table'), { ssr: false })
const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
/** Beside the area, CSS pixels: the name of a small place at its border reaches out of it, and the edge of the map would cut it. */
const NAME_MARGIN = 52
/** Below the tools that lie over the top of the map, with a margin, CSS pixels. */
const placing: Placing = (width, height) => ({
  frame: { left: NAME_MARGIN, top: 64, right: width - NAME_MARGIN, bottom: height - 20 },
  unit: 0.8,
})
const noShades = new Map<string, number>()
const noNotes = new Map<string, string>()

/** How long a flight to a grid takes. */
const FLIGHT_MS = 600

/** A grid that the map is to fly to; another object is another flight, also to the same. */
export type Flight = { readonly grid: string }
type Props = { world: World; settings: MapSettings; hasGrids: boolean; flight: Flight | null }

/** The live heat of one's own area; and, for whoever has grids, how many of their households are bound. */
export function DeskMap({ world, settings, hasGrids, flight }: Props) {
  const view = useStore(world.view, (s) => s)
  const { tree, gridsFailed, picture, landings } = useStore(world.scenery, (s) => s)
  const [stage, setStage] = useState<Stage | null>(null)
  const [tableShown, setTableShown] = useState(false)
  const [homeCalls, setHomeCalls] = useState(0)
  useProbe(world, stage)
  const onReady = useCallback(
    (ready: Stage) => {
      if (ready.calm) world.calm()
      setStage(ready)
    },
    [world],
  )
  useEffect(() => {
    const shape = flight && world.scenery.get().tree?.byCode.get(flight.grid)?.coordinates
    if (stage && shape) stage.fly(shape, { ms: FLIGHT_MS })
  }, [stage, flight, world])
  const onSelect = useCallback((selected: string | null) => world.view.set({ selected }), [world])
  const windows = useMemo(
    () => HeatWindow.options.filter((w) => w !== 'all').map((value) => ({ value, label: openedTexts.controls.windows[value] })),
    [],
  )
  const [coverage, setCoverage] = useState(() => hasGrids && asksForCoverage(location.search))
  const { shades, failed } = useCoverage(coverage)
  const choose = (value: 'heat' | 'choropleth' | 'coverage') => {
    setCoverage(value === 'coverage')
    if (value !== 'coverage') world.view.set({ measure: value })
    history.replaceState(null, '', `${location.pathname}${writeCoverage(value === 'coverage', location.search)}`)
  }
  const measures = useMemo(
    () => [
      ...(['heat', 'choropleth'] as const).map((value) => ({ value, label: openedTexts.controls[value] })),
      ...(hasGrids ? [{ value: 'coverage' as const, label: deskTexts.map.coverage.name }] : []),
    ],
    [hasGrids],
  )
  return (
    <section
      className="relative flex flex-col overflow-hidden rounded-10 border border-line bg-[radial-gradient(ellipse_70%_60%_at_50%_50%,var(--map-bg-1),var(--map-bg-0))] max-lg:h-[40dvh] max-lg:min-h-260"
      data-testid="desk-map"
      aria-label={deskTexts.map.label}
      data-shaded={coverage ? (shades?.size ?? 0) : undefined}
      data-map-ready={stage !== null && picture !== null}
    >
      <div className="relative min-h-0 flex-1 [--u:0.8px]">
        {tree && tree.list.length > 0 ? (
          <MapView
            settings={settings}
            placing={placing}
            tree={tree}
            notes={noNotes}
            measure={coverage ? 'choropleth' : view.measure}
            level={view.level}
            selected={view.selected}
            heat={picture}
            shades={(coverage ? shades : picture?.shades) ?? noShades}
            landings={landings}
            homeCalls={homeCalls}
            onLevel={(level) => world.heat.setNear(level > 2)}
            onSelect={onSelect}
            onReady={onReady}
            byKeys
            figureOf={(code) => world.live.get().figures?.grids.find(({ grid }) => grid === code)}
            onTable={() => setTableShown(true)}
          />
        ) : (
          <p className="grid h-full place-items-center text-13 text-ink-3">
            {gridsFailed ? wallTexts.wall.retrying : tree ? wallTexts.wall.noGrids : deskTexts.map.loading}
          </p>
        )}
      </div>
      <div className="absolute inset-x-10 top-10 z-3 flex flex-wrap items-center justify-between gap-8">
        <ViewSwitch
          label={openedTexts.controls.measure}
          testId="measure"
          value={coverage ? 'coverage' : view.measure}
          options={measures}
          onChange={choose}
        />
        <ViewSwitch
          label={openedTexts.controls.window}
          testId="window"
          value={view.window}
          options={windows}
          onChange={(window) => world.view.set({ window })}
        />
        <Action size="small" className="max-lg:hidden" onClick={() => setHomeCalls((n) => n + 1)} data-testid="home">
          {deskTexts.map.home}
        </Action>
      </div>
      <div className="border-t border-line bg-panel px-14 pt-8 pb-6 max-lg:hidden">
        <div className="[--u:0.8125px]">
          {coverage ? <CoverageLegend failed={failed} /> : <Legend measure={view.measure} window={view.window} near={picture?.near ?? false} />}
        </div>
      </div>
      {tableShown && <MapTable world={world} onClose={() => setTableShown(false)} />}
    </section>
  )
}
