import 'mapbox-gl/dist/mapbox-gl.css'
import type { Layer } from '@deck.gl/core'
import { MapboxOverlay } from '@deck.gl/mapbox'
import mapboxgl, { type StyleSpecification as MapboxStyle } from 'mapbox-gl'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { DeckFrames } from './deck-frames'
import { type Engine, type EngineEvent, handling, isEngineMap, type Opening, releaseContext, takesData } from './engine'

/** A style that has not come after this long will not come. */
const TIMEOUT_MS = 20_000
const STANDARD = 'mapbox://styles/mapbox/standard'

/** Mapbox lights its maps; what we draw gives its own light, or night would fall on the figures. */
const glowing: Partial<Record<LayerSpecification['type'], Record<string, number>>> = {
  fill: { 'fill-emissive-strength': 1 },
  line: { 'line-emissive-strength': 1 },
  symbol: { 'text-emissive-strength': 1 },
}

const isMapboxStyle = (style: object): style is MapboxStyle => Reflect.get(style, 'version') === 8

/** Our style over one of Mapbox's. Text asks for an address of glyphs, which the local font keeps from being used. */
function mapboxStyleOf(style: StyleSpecification, under: string): MapboxStyle {
  const night = { lightPreset: 'night', showPointOfInterestLabels: false, showTransitLabels: false, showPlaceLabels: false, show3dObjects: false }
  const made: object = {
    ...style,
    glyphs: 'mapbox://fonts/mapbox/{fontstack}/{range}.pbf',
    imports: [{ id: 'basemap', url: under, ...(under === STANDARD ? { config: night } : {}) }],
    layers: style.layers.map((layer) => ({ ...layer, paint: { ...layer.paint, ...glowing[layer.type] } })),
  }
  if (!isMapboxStyle(made)) throw new Error('not a style')
  return made
}

/** Does a fault say that the token is not taken? Mapbox then draws nothing more, sooner or later. */
const isRefusal = ({ error }: EngineEvent): boolean =>
  error?.status === 401 ||
  error?.status === 403 ||
  /valid Mapbox access token|access token is required|secret access token/i.test(error?.message ?? '')

/** Mapbox GL with the operator's token, over a style of Mapbox's. Loaded only where there is a token. */
export function openMapbox({ container, style, center, font, spoiled }: Opening, token: string, under: string): Engine {
  let over = false
  const end = (why: 'refused' | 'unreachable') => {
    clearTimeout(patience)
    if (over) return
    over = true
    spoiled(why)
  }
  const patience = setTimeout(() => end('unreachable'), TIMEOUT_MS)
  const map = new mapboxgl.Map({
    ...handling,
    attributionControl: true, // Mapbox's terms ask for its name on its maps
    accessToken: token,
    container,
    style: mapboxStyleOf(style, under),
    center,
    projection: 'mercator',
    localFontFamily: `"${font}"`,
    touchPitch: false,
  })
  if (!isEngineMap(map)) throw new Error('this Mapbox GL lacks a verb')
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.on('error', (event: EngineEvent) => {
    if (isRefusal(event)) end('refused')
    else console.error('mapbox', event.error?.message)
  })
  map.once('load', () => clearTimeout(patience))
  const frames = new DeckFrames()
  map.on('render', () => frames.wake())
  let overlay: MapboxOverlay | null = null
  const drop = () => {
    if (overlay) map.removeControl(overlay)
    overlay = null
  }
  return {
    name: 'mapbox',
    map,
    // it would come back without the tiles it had
    recovers: false,
    sharpen() {},
    setData(id, data) {
      const source: unknown = map.getSource(id)
      if (takesData(source)) source.setData(data)
    },
    show(layers: Layer[]) {
      frames.wake()
      if (overlay) overlay.setProps({ layers })
      else {
        overlay = new MapboxOverlay({ interleaved: true, layers, getCursor: () => map.getCanvas().style.cursor, ...frames.props })
        map.addControl(overlay)
      }
    },
    drop,
    lowest: () => undefined,
    remove() {
      over = true
      clearTimeout(patience)
      const canvas = map.getCanvas()
      drop()
      map.remove()
      releaseContext(canvas)
    },
  }
}
