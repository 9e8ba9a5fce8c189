import { useEffect } from 'react'
import type { Stage } from '@/components/map/stage'
import type { LiveState } from '@/lib/client/board'
import type { ViewState } from '@/lib/client/view'
import type { World } from '@/lib/client/world'

/** What a browser test, or someone at the console, may look at; nothing here changes the page. */
export type Probe = {
  state(): LiveState
  view(): ViewState
  heat(): { revision: number; events: number; window: string } | null
  level(): number | null
  project(lon: number, lat: number): { x: number; y: number } | null
  zoom(): number | null
  /** what draws the map */
  engine(): 'maplibre' | 'mapbox' | null
  /** codes of the grids that are drawn, each once */
  drawnGrids(): string[]
  /** texts of the names that found a place */
  drawnLabels(): string[]
}

declare global {
  interface Window {
    __gridsight?: Probe
  }
}

export function useProbe(world: World, stage: Stage | null): void {
  useEffect(() => {
    window.__gridsight = Object.freeze({
      state: world.live.get,
      view: world.view.get,
      heat: () => {
        const { picture } = world.scenery.get()
        return picture && { revision: picture.revision, events: picture.events, window: picture.window }
      },
      level: () => stage?.level ?? null,
      project: (lon: number, lat: number) => stage?.project([lon, lat]) ?? null,
      engine: () => stage?.engine ?? null,
      zoom: () => stage?.zoom ?? null,
      drawnGrids: () => stage?.drawn('grid-hit', 'code') ?? [],
      drawnLabels: () => [...(stage?.drawn('label-grid', 'text') ?? []), ...(stage?.drawn('label-street', 'text') ?? [])],
    })
    return () => {
      delete window.__gridsight
    }
  }, [world, stage])
}
