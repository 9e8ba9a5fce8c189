import { MapLibreOverlay } from '@deck.gl/maplibre'
import { Map as MapLibre, setWorkerUrl } from 'maplibre-gl'
import { slots } from '@/components/map/style'
import type { Bounds } from '@/lib/domain/position'
import { startHeatmapLayer, startMapLibreHeatmap, startNothing, startOurs } from './picture-contenders'

// The page of the benchmark `picture`: one map with nothing on it but the heat of one contender.

setWorkerUrl('/maplibre/maplibre-gl-worker.mjs')

const starts = { ours: startOurs, deck: startHeatmapLayer, maplibre: startMapLibreHeatmap, nothing: startNothing }
export type Kind = keyof typeof starts

const SIDE = 16
const QUIET_MS = 400
const TIMEOUT_MS = 60_000
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
const bytes = async (url: string) => (await fetch(url)).arrayBuffer()

/** Watches a square of the canvas: its pixels after each frame that was drawn to the end. */
class Eye {
  #pixels = new Uint8Array(SIDE * SIDE * 4)
  #at: [number, number] = [0, 0]
  #waiting: { before: string; done(): void } | null = null
  drawnAt = performance.now()
  readonly #gl

  constructor(private readonly map: MapLibre) {
    const gl = map.getCanvas().getContext('webgl2')
    if (!gl) throw new Error('no WebGL 2')
    this.#gl = gl
    map.on('render', () => this.#look())
  }

  /** Waits until nothing has been drawn for a while. */
  async quiet(): Promise<void> {
    for (;;) {
      await nextFrame()
      if (this.map.loaded() && performance.now() - this.drawnAt > QUIET_MS) return
    }
  }

  /** Milliseconds from `update` until the place looks different. */
  async untilSeen(place: [number, number], update: () => void): Promise<number> {
    const { x, y } = this.map.project(place)
    const { height } = this.map.getCanvas()
    this.#at = [Math.round(x) - SIDE / 2, height - Math.round(y) - SIDE / 2]
    this.map.triggerRepaint()
    await this.map.once('render')
    await this.quiet()
    const before = this.#pixels.join()
    const seen = new Promise<void>((done, fail) => {
      this.#waiting = { before, done }
      setTimeout(() => fail(new Error('the update was never seen')), TIMEOUT_MS)
    })
    seen.catch(() => {})
    const began = performance.now()
    update()
    await seen
    return performance.now() - began
  }

  #look(): void {
    // reading waits for the GPU, so that a frame counts when it is there and not when it was ordered
    this.#gl.readPixels(this.#at[0], this.#at[1], SIDE, SIDE, this.#gl.RGBA, this.#gl.UNSIGNED_BYTE, this.#pixels)
    this.drawnAt = performance.now()
    if (!this.#waiting || this.#pixels.join() === this.#waiting.before) return
    this.#waiting.done()
    this.#waiting = null
  }
}

async function open(kind: Kind, events: number): Promise<{ tick(k: number): Promise<number> }> {
  const bounds: Bounds = await (await fetch('/bounds.json')).json()
  const [west, south, east, north] = bounds
  const map = new MapLibre({
    container: 'map',
    style: {
      version: 8,
      sources: {},
      // deck's layers are put below layers of these names
      layers: ['ground', slots.glow, slots.body, slots.heat, slots.points].map((id, i) => ({
        id,
        type: 'background',
        paint: { 'background-color': '#081118', 'background-opacity': i ? 0 : 1 },
      })),
    },
    bounds: [west, south, east, north],
    attributionControl: false,
    fadeDuration: 0,
    interactive: false,
  })
  await map.once('load')
  const overlay = new MapLibreOverlay({ interleaved: true, layers: [] })
  map.addControl(overlay)
  const eye = new Eye(map)
  const contender = await starts[kind]({ map, overlay, events })
  await eye.quiet()
  return {
    async tick(k) {
      const [frame, positions] = await Promise.all([bytes(`/frame?k=${k}`), bytes(`/positions?k=${k}`)])
      const tick = { frame, positions: new Float32Array(positions) }
      const place: [number, number] = await (await fetch(`/place?k=${k}`)).json()
      return eye.untilSeen(place, () => contender.update(tick))
    },
  }
}

declare global {
  interface Window {
    bench: { open(kind: Kind, events: number): Promise<void>; tick(k: number): Promise<number> }
  }
}
let opened: Awaited<ReturnType<typeof open>> | null = null
window.bench = {
  open: async (kind, events) => {
    opened = await open(kind, events)
  },
  tick: (k) => opened?.tick(k) ?? Promise.resolve(Number.NaN),
}
