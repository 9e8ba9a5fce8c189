'use client'
import 'maplibre-gl/dist/maplibre-gl.css'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import type { GridTree } from '@/lib/client/grids'
import type { HeatPicture } from '@/lib/client/heat'
import { wallTexts } from '@/lib/client/messages/wall'
import { BRIGHT } from '@/lib/client/ramp'
import { reloadWhenServed } from '@/lib/client/reload'
import type { MapSettings } from '@/lib/domain/basemap'
import { paintBody, paintGlow } from './body'
import type { Placing } from './camera'
import { featuresOf, namesOf, streetsOf } from './features'
import { groundOf } from './ground'
import type { Told } from './map-keys'
import type { Level, Stage } from './stage'
import { readTheme } from './theme'
import { useStage } from './use-stage'

export type MapViewProps = {
  /** engine and base map */
  settings: MapSettings
  placing: Placing
  tree: GridTree
  /** a short text under a street's name */
  notes: ReadonlyMap<string, string>
  measure: 'heat' | 'choropleth'
  level: Level | null
  selected: string | null
  heat: HeatPicture | null
  shades: ReadonlyMap<string, number>
  /** events that have just happened; `key` tells repeats apart */
  landings: readonly { key: number; at: [number, number]; urgent: boolean }[]
  /** counts up when the camera should go home */
  homeCalls: number
  onLevel(level: Level): void
  onSelect(code: string | null): void
  onReady(stage: Stage): void
  /** it is gone through by keys: what that takes is loaded then */
  byKeys?: boolean
  /** the figures of a grid, where the screen has them */
  figureOf?(code: string): Told | undefined
  /** opens the table that stands for the map */
  onTable?(): void
}

const MapKeys = lazy(() => import('./map-keys'))
const MapFailed = lazy(() => import('./map-failed'))

/** Figures under a street's name change; their shapes must be there before. */
const DIGITS = '0123456789'
const nothing: ReadonlySet<string> = new Set()

/** The grids whose own colour is bright, so that their names are written dark. */
const brightShades = (shades: ReadonlyMap<string, number>) => new Set([...shades].flatMap(([code, shade]) => (shade > BRIGHT ? [code] : [])))

/** The map, mounted once for the life of the page; props become verbs of the stage. */
export default function MapView(props: MapViewProps) {
  const { settings, placing, tree, notes, measure, level, selected, heat, shades, landings, homeCalls } = props
  const element = useRef<HTMLDivElement>(null)
  const [engine, setEngine] = useState<'maplibre' | 'mapbox'>(settings.mapbox ? 'mapbox' : 'maplibre')
  const [refused, setRefused] = useState<string | null>(null)
  const { basemap } = settings
  // Mapbox draws on WGS84; under MapLibre the data go where the tiles are
  const crs = engine === 'maplibre' && basemap.kind !== 'none' && basemap.kind !== 'unusable' ? basemap.crs : 'WGS84'
  const ground = useMemo(() => groundOf(crs), [crs])
  const shapes = useMemo(() => ground.shapes(tree.list), [ground, tree])
  const features = useMemo(() => featuresOf(shapes), [shapes])
  const shown = useRef(0)
  const handlers = useRef(props)
  handlers.current = props
  const { stage, attribution, baseFailed, failed } = useStage(
    element,
    { engine, settings, ground, features, placing },
    {
      level: (l) => handlers.current.onLevel(l),
      select: (code) => handlers.current.onSelect(code),
      ready: (made) => handlers.current.onReady(made),
      lost: () => reloadWhenServed(),
      spoiled(why) {
        setRefused(wallTexts.map.mapbox[why])
        setEngine('maplibre')
      },
    },
  )

  useEffect(() => {
    if (!stage) return
    stage.replace(features)
    let current = true
    const theme = readTheme(stage.container)
    void Promise.all([paintGlow(features.rings, features.bounds, theme), paintBody(features.rings, features.bounds, theme)]).then(([glow, body]) => {
      if (current) stage.show({ glow: stage.calm ? null : glow, body })
    })
    return () => {
      current = false
    }
  }, [stage, features])

  useEffect(() => void stage?.name('labels', namesOf(shapes), shapes.map((g) => g.sign).join('')), [stage, shapes])
  useEffect(() => {
    const text = [...shapes.filter((g) => g.level === 1).map((g) => g.sign), ...notes.values(), DIGITS].join('')
    void stage?.name('streets', streetsOf(shapes, notes), text)
  }, [stage, shapes, notes])

  useEffect(() => stage?.setLevel(level), [stage, level])
  useEffect(() => stage?.select(selected), [stage, selected])
  useEffect(() => stage?.shade(shades), [stage, shades])
  useEffect(() => {
    if (homeCalls > 0) stage?.goHome()
  }, [stage, homeCalls])
  useEffect(() => {
    stage?.show({ heat: heat && { image: heat.image, bounds: heat.bounds }, points: heat?.points ?? null, measure })
    stage?.brighten(measure === 'heat' ? (heat?.bright ?? nothing) : brightShades(shades))
  }, [stage, heat, measure, shades])
  useEffect(() => {
    if (!stage) return
    for (const { key, at, urgent } of landings) if (key > shown.current) stage.pulse(at, urgent)
    shown.current = landings.reduce((most, l) => Math.max(most, l.key), shown.current)
  }, [stage, landings])

  const said = [refused, baseFailed ? wallTexts.map.baseFailed : null, attribution ? wallTexts.map.attribution(attribution) : null].filter(
    (t) => t !== null,
  )
  return (
    <section className="absolute inset-0" data-testid="map" data-engine={stage?.engine ?? ''} aria-label={wallTexts.map.label}>
      {stage && props.byKeys && (
        <Suspense>
          <MapKeys stage={stage} tree={tree} selected={selected} figureOf={props.figureOf} onSelect={props.onSelect} onTable={props.onTable} />
        </Suspense>
      )}
      {failed ? (
        <Suspense>
          <MapFailed why={failed} />
        </Suspense>
      ) : (
        <div ref={element} className="size-full" />
      )}
      {said.length > 0 && (
        <p className="pointer-events-none absolute inset-x-24 bottom-2 text-center text-1 leading-[1.3] text-ink-3" data-testid="map-said">
          {said.join(' · ')}
        </p>
      )}
    </section>
  )
}
