'use client'
import 'maplibre-gl/dist/maplibre-gl.css'
import { LngLatBounds, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { GridShape } from '@/lib/client/grids'
import { reportTexts } from '@/lib/client/messages/report'
import { round } from '@/lib/client/place'
import type { MapSettings } from '@/lib/domain/basemap'
import { fromWgs84, toWgs84 } from '@/lib/domain/coordinates'
import { loadBase } from './base'
import { readTheme } from './theme'

setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).href)

/** Where to begin at a place: where houses are told apart, or, without a base map, where the borders of its grid are seen. */
const NEAR_ZOOM = { onBase: 17, plain: 14.5 }

export type PlacePickerProps = {
  settings: MapSettings
  grids: readonly GridShape[]
  /** where to begin, WGS84 */
  from: [number, number] | null
  onMove(position: [number, number]): void
  onFailed(): void
}

/** A map that is moved below a cross-hair: a thumb hits a place that way without covering it. Without heat, so without deck.gl. */
export default function PlacePicker({ settings, grids, from, onMove, onFailed }: PlacePickerProps) {
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef({ onMove, onFailed, from })
  latest.current = { onMove, onFailed, from }
  const { basemap } = settings
  useEffect(() => {
    const container = element.current
    if (!container) return
    const theme = readTheme(container)
    const crs = basemap.kind !== 'none' && basemap.kind !== 'unusable' ? basemap.crs : 'WGS84'
    const bounds = new LngLatBounds()
    const features = grids.map(({ code, level, coordinates }) => {
      const moved = coordinates.map((rings) => rings.map((ring) => ring.map((p) => fromWgs84(p, crs))))
      for (const ring of moved.flat()) for (const p of ring) bounds.extend(p)
      return { type: 'Feature' as const, properties: { code, level }, geometry: { type: 'MultiPolygon' as const, coordinates: moved } }
    })
    let map: MapLibre
    try {
      map = new MapLibre({
        container,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxZoom: 19,
        style: {
          version: 8,
          sources: { grids: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
          layers: [
            {
              id: 'ground',
              type: 'fill',
              source: 'grids',
              paint: { 'fill-color': theme.color('map-body-hi'), 'fill-opacity': crs === 'WGS84' && basemap.kind === 'none' ? 1 : 0 },
            },
            { id: 'lines', type: 'line', source: 'grids', paint: { 'line-color': theme.color('map-line', 0.55), 'line-width': 1 } },
          ],
        },
        ...(latest.current.from
          ? { center: fromWgs84(latest.current.from, crs), zoom: basemap.kind === 'none' ? NEAR_ZOOM.plain : NEAR_ZOOM.onBase }
          : bounds.isEmpty()
            ? {}
            : { bounds, fitBoundsOptions: { padding: 16 } }),
      })
    } catch (error) {
      console.error('the map cannot be opened', error)
      latest.current.onFailed()
      return
    }
    map.touchZoomRotate.disableRotation()
    map.keyboard.disableRotation()
    const tell = () => {
      const { lng, lat } = map.getCenter()
      const [x, y] = toWgs84([lng, lat], crs)
      latest.current.onMove([round(x), round(y)])
    }
    map.on('move', tell)
    map.once('load', tell)
    let over = false
    void loadBase(basemap, location.origin, theme).then(
      (base) => {
        if (over || !base) return
        for (const [id, source] of Object.entries(base.sources)) if (isSource(source)) map.addSource(id, source)
        for (const layer of base.layers) if (isLayer(layer)) map.addLayer(layer, 'ground')
      },
      (error: unknown) => console.error('the base map cannot be read', error),
    )
    return () => {
      over = true
      map.remove()
    }
  }, [basemap, grids])
  return (
    <div className="relative mt-8 h-[min(58dvh,460px)] overflow-hidden rounded-8 bg-(--map-bg-0)" data-testid="picker-map">
      <div ref={element} className="size-full" role="application" aria-label={reportTexts.place.pick} />
      <svg
        viewBox="0 0 48 48"
        className="pointer-events-none absolute top-1/2 left-1/2 size-48 -translate-1/2 fill-none stroke-(--sev-1) stroke-[2.5]"
        aria-hidden
      >
        <circle cx="24" cy="24" r="9" />
        <path d="M24 4v12M24 32v12M4 24h12M32 24h12" />
      </svg>
    </div>
  )
}

type Source = Parameters<MapLibre['addSource']>[1]
type Layer = Parameters<MapLibre['addLayer']>[0]
const isSource = (source: object): source is Source => 'type' in source
const isLayer = (layer: object): layer is Layer => 'id' in layer && 'type' in layer
