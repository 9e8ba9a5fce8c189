import type { Layer } from '@deck.gl/core'
import { MapLibreOverlay } from '@deck.gl/maplibre'
import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import { DeckFrames } from './deck-frames'
import { type Engine, handling, isEngineMap, type Opening, takesData } from './engine'

setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).href)

/**
 * What luma hangs on a context (its device, its shadow of the state, spies on the context's methods) knows nothing of a context that was
 * lost and is given anew: all of it is the context's own properties, while the methods of WebGL are its prototype's.
 */
function forget(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext('webgl2')
  if (gl) for (const name of Object.getOwnPropertyNames(gl)) Reflect.deleteProperty(gl, name)
}

/** MapLibre GL: needs nobody's leave and nothing from outside. */
export function openMapLibre({ container, style, center }: Opening): Engine {
  // walls of 5760 and of 3840 × 2160 pixels are larger than a map allows itself
  const map = new MapLibre({ ...handling, container, style, center, touchPitch: false, maxCanvasSize: [7680, 4320] })
  if (!isEngineMap(map)) throw new Error('this MapLibre lacks a verb')
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  const canvas = map.getCanvas()
  // before MapLibre hears of it and draws with what is left there
  container.addEventListener('webglcontextrestored', () => forget(canvas), { capture: true })
  const frames = new DeckFrames()
  let overlay: MapLibreOverlay | null = null
  let shown: Layer[] = []
  let placed = true
  // Deck puts its layers among the map's only while all sources are loaded, and asks but once: after a context was given anew, not yet.
  map.on('render', () => {
    frames.wake()
    if (placed || !overlay || !map.isStyleLoaded()) return
    placed = true
    overlay.setProps({ layers: shown })
  })
  const drop = () => {
    if (!overlay) return
    const dropped = overlay
    overlay = null // also where it cannot be taken off: the next one is a new one
    map.removeControl(dropped)
  }
  return {
    name: 'maplibre',
    map,
    recovers: true,
    sharpen(ratio) {
      if (Math.abs(ratio - map.getPixelRatio()) > 0.01) map.setPixelRatio(ratio)
    },
    setData(id, data) {
      const source: unknown = map.getSource(id)
      if (takesData(source)) source.setData(data)
    },
    show(layers: Layer[]) {
      shown = layers
      placed = map.isStyleLoaded() === true
      frames.wake()
      if (overlay) overlay.setProps({ layers })
      else {
        overlay = new MapLibreOverlay({ interleaved: true, layers, getCursor: () => canvas.style.cursor, ...frames.props })
        map.addControl(overlay)
      }
    },
    drop,
    lowest: () => map.getLayersOrder()[0],
    remove: () => map.remove(),
  }
}
