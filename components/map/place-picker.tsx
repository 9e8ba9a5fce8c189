'use client'
import 'maplibre-gl/dist/maplibre-gl.css'
import { LngLatBounds, Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { GridShape } from '@/lib/client/grids'
import { http } from '@/lib/client/http'
import { currentLanguage } from '@/lib/client/language'
import { reportTexts } from '@/lib/client/messages/report'
import { round } from '@/lib/client/place'
import type { MapSettings } from '@/lib/domain/basemap'
import { fromWgs84, toWgs84 } from '@/lib/domain/coordinates'
import type { Crs } from '@/lib/domain/event'
import { groundRoutes, MAX_BOX_DEGREES } from '@/lib/domain/routes/ground'
import { loadBase } from './base'
import { isLayer, isSource, takesData } from './engine'
import { readTheme } from './theme'

setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).href)

/** Where to begin at a place: where houses are told apart, or, without a base map, where the borders of its grid are seen. */
const NEAR_ZOOM = { onBase: 17, plain: 14.5 }

/** Where grids are large enough to be named. */
const NAMES_ZOOM = 13
/** The phone's own letters: where a style names no glyphs, the map draws them itself. */
const FONT = 'sans-serif'

/** A grid by its community and what it is called there, a line each: a number alone says nothing. */
function nameOf({ name, label }: Pick<GridShape, 'name' | 'label'>): string {
  const above = name.endsWith(label) ? name.slice(0, -label.length).replace(/[\s,]+$/, '') : ''
  return above === '' ? name : `${above}\n${label}`
}

/** The streets around what a map shows; null from so far away that there would be too many, and where they cannot be read. */
async function roadsIn(map: MapLibre, crs: Crs) {
  const seen = map.getBounds()
  const [west, south] = toWgs84([seen.getWest(), seen.getSouth()], crs)
  const [east, north] = toWgs84([seen.getEast(), seen.getNorth()], crs)
  if (east - west > MAX_BOX_DEGREES || north - south > MAX_BOX_DEGREES) return null
  const answer = await http(groundRoutes.roads, { query: { bbox: [west, south, east, north].join(',') } })
  if (!answer.ok) return null
  const english = currentLanguage() === 'en'
  return answer.body.roads.map(({ name, nameEn, grade, lines }) => ({
    type: 'Feature' as const,
    properties: { grade, text: english ? nameEn : name },
    geometry: { type: 'MultiLineString' as const, coordinates: lines.map((line) => line.map((p) => fromWgs84(p, crs))) },
  }))
}

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
    const names = grids.map((grid) => ({
      type: 'Feature' as const,
      properties: { text: nameOf(grid) },
      geometry: { type: 'Point' as const, coordinates: fromWgs84(grid.place, crs) },
    }))
    const road = theme.mix('map-line', 'map-body-hi', 0.3)
    const halo = { 'text-halo-color': theme.color('map-halo', 0.9), 'text-halo-width': 1.6 }
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
          sources: {
            grids: { type: 'geojson', data: { type: 'FeatureCollection', features } },
            names: { type: 'geojson', data: { type: 'FeatureCollection', features: names } },
            roads: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
          },
          layers: [
            {
              id: 'ground',
              type: 'fill',
              source: 'grids',
              paint: { 'fill-color': theme.color('map-body-hi'), 'fill-opacity': crs === 'WGS84' && basemap.kind === 'none' ? 1 : 0 },
            },
            {
              id: 'roads',
              type: 'line',
              source: 'roads',
              layout: { 'line-cap': 'round', 'line-join': 'round' },
              // a base map has its own streets
              paint: {
                'line-color': road,
                'line-width': ['match', ['get', 'grade'], 'main', 6, 'street', 4, 2.5],
                'line-opacity': basemap.kind === 'none' ? 1 : 0,
              },
            },
            { id: 'lines', type: 'line', source: 'grids', paint: { 'line-color': theme.color('map-line', 0.55), 'line-width': 1 } },
            {
              id: 'road-names',
              type: 'symbol',
              source: 'roads',
              layout: { 'symbol-placement': 'line', 'symbol-spacing': 220, 'text-field': ['get', 'text'], 'text-font': [FONT], 'text-size': 13 },
              paint: { 'text-color': theme.color('ink-2'), ...halo },
            },
            {
              id: 'names',
              type: 'symbol',
              source: 'names',
              minzoom: NAMES_ZOOM,
              layout: { 'text-field': ['get', 'text'], 'text-font': [FONT], 'text-size': 13, 'text-max-width': 20 },
              paint: { 'text-color': theme.color('ink-1'), ...halo },
            },
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
    const readRoads = async () => {
      const features = await roadsIn(map, crs)
      const source = map.getSource('roads')
      if (!over && features && takesData(source)) source.setData({ type: 'FeatureCollection', features })
    }
    map.on('moveend', () => void readRoads())
    map.once('load', () => void readRoads())
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
