import { type RefObject, useEffect, useRef, useState } from 'react'
import type { MapSettings } from '@/lib/domain/basemap'
import { loadBase } from './base'
import type { Placing } from './camera'
import type { Engine, Opening } from './engine'
import type { MapFeatures } from './features'
import type { Ground } from './ground'
import { openMapLibre } from './maplibre-engine'
import { Stage, type StageEvents } from './stage'
import { type MapTheme, readTheme } from './theme'

export type StageWish = { engine: 'maplibre' | 'mapbox'; settings: MapSettings; ground: Ground; features: MapFeatures; placing: Placing }
export type StageHandlers = Omit<StageEvents, 'ready' | 'baseFailed'> & { ready(stage: Stage): void }

/** A base map that failed is spoken of for so long after the last fault: it may be back, and nobody is there to look. */
const BASE_FAULT_MS = 300_000

/** Mapbox GL comes only when it is wished for, and with it the only code of ours that knows it. */
async function openerOf({ engine, settings: { mapbox } }: StageWish): Promise<(opening: Opening) => Engine> {
  if (engine === 'maplibre' || !mapbox) return openMapLibre
  const { openMapbox } = await import('./mapbox-engine')
  return (opening) => openMapbox(opening, mapbox.token, mapbox.style)
}

/** The base map that MapLibre draws; Mapbox brings its own. A base map that cannot be read leaves our own layers. */
async function baseOf({ engine, settings: { basemap } }: StageWish, theme: MapTheme, failed: () => void) {
  if (engine === 'mapbox') return null
  try {
    return await loadBase(basemap, location.origin, theme)
  } catch (error) {
    console.error('the base map cannot be read', error)
    failed()
    return null
  }
}

/** Asked only when a map could not be made: asking makes a context. */
const hasWebGl2 = () => document.createElement('canvas').getContext('webgl2') !== null

/** The stage in an element, made once for an engine; a wish for another engine takes the old one away and makes a new one. */
export function useStage(element: RefObject<HTMLDivElement | null>, wish: StageWish, handlers: StageHandlers) {
  const [stage, setStage] = useState<Stage | null>(null)
  const [attribution, setAttribution] = useState('')
  const [baseFault, setBaseFault] = useState(0)
  const [failed, setFailed] = useState<'webgl' | 'other' | null>(null)
  const latest = useRef({ wish, handlers })
  latest.current = { wish, handlers }
  const { engine } = wish

  useEffect(() => {
    const container = element.current
    if (!container) return
    let over = false
    let made: Stage | null = null
    const begin = async () => {
      const { wish } = latest.current
      const theme = readTheme(container)
      const baseFailed = () => setBaseFault((n) => n + 1)
      const [open, base] = await Promise.all([openerOf({ ...wish, engine }), baseOf({ ...wish, engine }, theme, baseFailed)])
      if (over) return
      const { ground, features, placing } = latest.current.wish
      const events: StageEvents = {
        level: (l) => latest.current.handlers.level(l),
        select: (code) => latest.current.handlers.select(code),
        ready: () => made && latest.current.handlers.ready(made),
        lost: () => latest.current.handlers.lost(),
        spoiled: (why) => latest.current.handlers.spoiled(why),
        baseFailed,
      }
      made = new Stage(container, features, theme, { open, ground, base, placing }, events)
      setAttribution(base?.attribution ?? '')
      setStage(made)
    }
    begin().catch((error: unknown) => {
      console.error(error)
      if (over) return
      // what Mapbox cannot begin, MapLibre may
      if (engine === 'mapbox') latest.current.handlers.spoiled('unreachable')
      else setFailed(hasWebGl2() ? 'other' : 'webgl')
    })
    return () => {
      over = true
      setStage(null)
      made?.remove()
    }
  }, [element, engine])

  useEffect(() => {
    if (baseFault === 0) return
    const timer = setTimeout(() => setBaseFault(0), BASE_FAULT_MS)
    return () => clearTimeout(timer)
  }, [baseFault])

  return { stage, attribution, baseFailed: baseFault > 0, failed }
}
