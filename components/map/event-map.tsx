'use client'
import 'maplibre-gl/dist/maplibre-gl.css'
import { type GeoJSONSource, LngLatBounds, Map as MapLibre, type MapMouseEvent, setWorkerUrl } from 'maplibre-gl'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { GridShape } from '@/lib/client/grids'
import type { MapSettings } from '@/lib/domain/basemap'
import { fromWgs84 } from '@/lib/domain/coordinates'
import type { Crs } from '@/lib/domain/event'
import { loadBase } from './base'
import { handling, isLayer, isSource, takesData } from './engine'
import { CLUSTER_PX, eventLayers, MARK_LOOKS, type MarkLook, paintMark, SINGLE_ZOOM } from './event-layers'
import type { Data } from './style'
import { readTheme } from './theme'

setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).href)

/** An event on the map; `text` is told of it under the pointer. WGS84. */
export type EventMark = { number: number; at: [number, number]; look: MarkLook; text: string }

export type EventMapProps = {
  settings: MapSettings
  grids: readonly GridShape[]
  marks: readonly EventMark[]
  selected: number | null
  /** what the map is called */
  label: string
  /** what is told of many at one place, under the pointer */
  manyText(count: number, overdue: number): string
  onSelect(number: number): void
  onFailed(): void
}

/** Pixels around a pointer in which a mark is meant. */
const REACH = 6

/** The theme that the page is drawn in, as it changes. */
const useThemeName = (): string =>
  useSyncExternalStore(
    (changed) => {
      const observer = new MutationObserver(changed)
      observer.observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ['data-theme'] })
      return () => observer.disconnect()
    },
    () => document.querySelector<HTMLElement>('[data-theme]')?.dataset.theme ?? '',
    () => '',
  )

const collect = (features: GeoJSON.Feature[]): Data => ({ type: 'FeatureCollection', features })

const marksOf = (marks: readonly EventMark[], crs: Crs): Data =>
  collect(
    marks.map(({ number, at, look, text }) => ({
      type: 'Feature',
      properties: { number, look, text, rank: MARK_LOOKS.indexOf(look), late: look === 'overdue' ? 1 : 0 },
      geometry: { type: 'Point', coordinates: fromWgs84(at, crs) },
    })),
  )

function groundOf(grids: readonly GridShape[], crs: Crs): { grids: Data; names: Data; bounds: LngLatBounds } {
  const bounds = new LngLatBounds()
  const shapes = grids.map(({ code, level, until, coordinates }): GeoJSON.Feature => {
    const moved = coordinates.map((rings) => rings.map((ring) => ring.map((p) => fromWgs84(p, crs))))
    for (const ring of moved.flat()) for (const p of ring) bounds.extend(p)
    return { type: 'Feature', properties: { code, level, until }, geometry: { type: 'MultiPolygon', coordinates: moved } }
  })
  const names = grids.map(
    ({ level, sign, place }): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { level, text: sign },
      geometry: { type: 'Point', coordinates: fromWgs84(place, crs) },
    }),
  )
  return { grids: collect(shapes), names: collect(names), bounds }
}

/** Events as marks on their ground; where many lie together, as how many. A mark is chosen by a click, of several at one place the next. */
export default function EventMap({ settings, grids, marks, selected, label, manyText, onSelect, onFailed }: EventMapProps) {
  const element = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre | null>(null)
  const [said, setSaid] = useState('')
  const [hovered, setHovered] = useState<{ x: number; y: number; text: string } | null>(null)
  const { basemap } = settings
  const crs = basemap.kind !== 'none' && basemap.kind !== 'unusable' ? basemap.crs : 'WGS84'
  const ground = useMemo(() => groundOf(grids, crs), [grids, crs])
  const theme = useThemeName()
  const latest = useRef({ ground, selected, manyText, onSelect, onFailed })
  latest.current = { ground, selected, manyText, onSelect, onFailed }
  // what was looked at stays when the colours change
  const view = useRef<{ center: [number, number]; zoom: number } | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme is a reason to draw anew
  useEffect(() => {
    const container = element.current
    if (!container) return
    const colours = readTheme(container)
    const { ground } = latest.current
    const nothing = { type: 'geojson' as const, data: collect([]) }
    let made: MapLibre
    try {
      made = new MapLibre({
        ...handling,
        container,
        touchPitch: false,
        style: {
          version: 8,
          sources: {
            grids: { type: 'geojson', data: ground.grids },
            names: { type: 'geojson', data: ground.names },
            events: {
              ...nothing,
              cluster: true,
              clusterRadius: CLUSTER_PX,
              clusterMaxZoom: SINGLE_ZOOM - 1,
              clusterProperties: { overdue: ['+', ['get', 'late']] },
            },
            chosen: nothing,
          },
          layers: eventLayers(colours, basemap.kind !== 'none'),
        },
        ...(view.current ?? (ground.bounds.isEmpty() ? {} : { bounds: ground.bounds, fitBoundsOptions: { padding: 20 } })),
      })
    } catch (error) {
      console.error('the map cannot be opened', error)
      latest.current.onFailed()
      return
    }
    made.touchZoomRotate.disableRotation()
    made.keyboard.disableRotation()
    for (const look of MARK_LOOKS) {
      const mark = paintMark(look, colours)
      if (mark) made.addImage(look, mark.image, { pixelRatio: mark.pixelRatio })
    }
    const found = ({ point: { x, y } }: MapMouseEvent) =>
      made.queryRenderedFeatures(
        [
          [x - REACH, y - REACH],
          [x + REACH, y + REACH],
        ],
        { layers: ['marks', 'clusters', 'chosen-mark'] },
      )
    made.on('click', (event) => {
      const hits = found(event)
      const numbers = [...new Set(hits.flatMap(({ properties: { number } }) => (typeof number === 'number' ? [number] : [])))]
      const next = numbers[(numbers.indexOf(latest.current.selected ?? -1) + 1) % Math.max(1, numbers.length)]
      if (next !== undefined) return latest.current.onSelect(next)
      const cluster = hits[0]?.properties.cluster_id
      if (typeof cluster === 'number') void open(made, cluster, event)
    })
    made.on('mousemove', (event) => {
      const [hit] = found(event)
      made.getCanvas().style.cursor = hit ? 'pointer' : ''
      const { text: own, point_count: count, overdue } = hit?.properties ?? {}
      const text: unknown = typeof count === 'number' ? latest.current.manyText(count, Number(overdue)) : own
      setHovered(typeof text === 'string' ? { ...event.point, text } : null)
    })
    made.on('mouseout', () => setHovered(null))
    made.on('movestart', () => setHovered(null))
    made.on('moveend', () => {
      const { lng, lat } = made.getCenter()
      view.current = { center: [lng, lat], zoom: made.getZoom() }
    })
    let over = false
    made.once('load', () => over || setMap(made))
    void loadBase(basemap, location.origin, colours).then(
      (base) => {
        if (over || !base) return
        for (const [id, source] of Object.entries(base.sources)) if (isSource(source)) made.addSource(id, source)
        for (const layer of base.layers) if (isLayer(layer)) made.addLayer(layer, 'ground')
        setSaid(base.attribution)
      },
      (error: unknown) => console.error('the base map cannot be read', error),
    )
    return () => {
      over = true
      setMap(null)
      made.remove()
    }
  }, [basemap, theme])

  const first = useRef(ground)
  useEffect(() => {
    if (!map) return
    give(map, 'grids', ground.grids)
    give(map, 'names', ground.names)
    // of another area all of it is shown, and not where one was
    if (ground !== first.current && !ground.bounds.isEmpty()) map.fitBounds(ground.bounds, { padding: 20, animate: false })
    first.current = ground
  }, [map, ground])
  useEffect(() => {
    if (map) give(map, 'events', marksOf(marks, crs))
  }, [map, marks, crs])
  useEffect(() => {
    if (!map) return
    const chosen = marks.filter(({ number }) => number === selected)
    give(map, 'chosen', marksOf(chosen, crs))
    const at = chosen[0] && fromWgs84(chosen[0].at, crs)
    if (at && !map.getBounds().contains(at)) map.panTo(at)
  }, [map, marks, selected, crs])

  return (
    <div className="absolute inset-0" data-testid="event-map" data-ready={map !== null} data-marks={marks.length}>
      <div ref={element} className="size-full" role="application" aria-label={label} />
      {hovered && (
        <p
          data-testid="mark-told"
          className="pointer-events-none absolute z-2 max-w-240 -translate-x-1/2 -translate-y-full rounded-6 bg-ink-1 px-8 py-3 text-13 whitespace-nowrap text-bg"
          style={{ left: hovered.x, top: hovered.y - 10 }}
        >
          {hovered.text}
        </p>
      )}
      {said !== '' && <p className="pointer-events-none absolute right-6 bottom-2 text-13 text-ink-3">{said}</p>}
    </div>
  )
}

function give(map: MapLibre, id: string, data: Data): void {
  const source = map.getSource(id)
  if (takesData(source)) source.setData(data)
}

/** Comes as near to what is drawn as one number as it takes for it to fall apart. */
async function open(map: MapLibre, cluster: number, { lngLat }: MapMouseEvent): Promise<void> {
  const source = map.getSource<GeoJSONSource>('events')
  const zoom = await source?.getClusterExpansionZoom(cluster)
  if (zoom !== undefined) map.easeTo({ center: lngLat, zoom: zoom + 0.2 })
}
