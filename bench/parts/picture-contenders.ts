import { HeatmapLayer } from '@deck.gl/aggregation-layers'
import type { MapLibreOverlay } from '@deck.gl/maplibre'
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl'
import { layers } from '@/components/map/layers'
import { slots } from '@/components/map/style'
import { Heat } from '@/lib/client/heat'
import type { FromHeat } from '@/lib/client/heat-messages'
import { decodeChanges } from '@/lib/domain/change'
import { decodeHeatCells } from '@/lib/domain/heat-answer'

/** What a contender gets of a tick: as a frame of the socket, and as pairs of degrees. */
export type Tick = { frame: ArrayBuffer; positions: Float32Array }
/** A way to show the heat: `update` begins what makes a tick seen. */
export type Contender = { update(tick: Tick): void }
export type Ground = { map: MapLibre; overlay: MapLibreOverlay; events: number }

const past = async (form: 'cells' | 'positions', events: number) => (await fetch(`/past?form=${form}&events=${events}`)).arrayBuffer()
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Ours: frame → changes → worker → one bitmap → the layers of the wall. */
export async function startOurs({ overlay, events }: Ground): Promise<Contender> {
  const cells = await past('cells', events)
  const { lattice } = decodeHeatCells(new Uint8Array(cells)).header
  let shown = -1
  const heat = new Heat(
    (listen) => {
      const worker = new Worker('/field-worker.js', { type: 'module' })
      worker.addEventListener('message', (event: MessageEvent<FromHeat>) => listen(event.data))
      return { post: (message, transfer = []) => worker.postMessage(message, transfer), close: () => worker.terminate() }
    },
    async () => cells,
    (picture) => {
      shown = picture.revision
      overlay.setProps({ layers: layers({ glow: null, body: null, heat: picture, points: picture.points, measure: 'heat', unit: 1 }) })
    },
    { now: () => Date.now(), after: () => () => {} },
  )
  heat.setRamp([
    [8, 24, 40],
    [16, 80, 110],
    [60, 160, 140],
    [200, 220, 120],
    [255, 250, 220],
  ])
  heat.load('all', lattice)
  while (shown < 0) await wait(20)
  let revision = 0
  return {
    update({ frame }) {
      const changes = decodeChanges(new Uint8Array(frame))
      const since = revision
      revision += changes.length
      heat.batch({ since, revision, changes })
    },
  }
}

/** Peer: deck.gl's HeatmapLayer over all events as one binary attribute, to whose end the new ones are written. */
export async function startHeatmapLayer({ overlay, events }: Ground): Promise<Contender> {
  const positions = new Float32Array(2 * (events + 100_000))
  positions.set(new Float32Array(await past('positions', events)))
  let length = events
  const show = () =>
    overlay.setProps({
      layers: [
        new HeatmapLayer<unknown, { beforeId: string }>({
          id: 'heat',
          beforeId: slots.heat,
          data: { length, attributes: { getPosition: { value: positions.subarray(0, 2 * length), size: 2 } } },
          radiusPixels: 30,
        }),
      ],
    })
  show()
  return {
    update({ positions: fresh }) {
      positions.set(fresh, 2 * length)
      length += fresh.length / 2
      show()
    },
  }
}

/** Peer: MapLibre's own heatmap over a GeoJSON source, to which the new events are added by `updateData`. */
export async function startMapLibreHeatmap({ map, events }: Ground): Promise<Contender> {
  let id = 0
  const featuresOf = (positions: Float32Array) =>
    Array.from({ length: positions.length / 2 }, (_, i) => ({
      type: 'Feature' as const,
      id: ++id,
      properties: {},
      geometry: { type: 'Point' as const, coordinates: [positions[2 * i] ?? 0, positions[2 * i + 1] ?? 0] },
    }))
  const features = featuresOf(new Float32Array(await past('positions', events)))
  map.addSource('events', { type: 'geojson', data: { type: 'FeatureCollection', features } })
  // a quarter of the scale where events lie evenly, so that new ones are still seen: each lights about 600 pixels, and the area fills half the canvas
  const { width, height } = map.getCanvas()
  const paint = { 'heatmap-radius': 30, 'heatmap-intensity': (0.25 * width * height) / 2 / (600 * events) }
  map.addLayer({ id: 'heat', type: 'heatmap', source: 'events', paint }, slots.heat)
  await map.once('idle')
  const source = map.getSource<GeoJSONSource>('events')
  if (!source) throw new Error('no source')
  return { update: ({ positions }) => void source.updateData({ add: featuresOf(positions) }) }
}

/** No heat at all: the ground changes its colour. */
export async function startNothing({ map }: Ground): Promise<Contender> {
  let light = 0
  return {
    update() {
      light = (light + 7) % 90
      map.setPaintProperty('ground', 'background-color', `hsl(200 40% ${light}%)`)
    },
  }
}
