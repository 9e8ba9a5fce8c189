import { MapLibreOverlay } from '@deck.gl/maplibre'
import { GeoJSONSource, Map as MapLibre, type MapMouseEvent, setWorkerUrl } from 'maplibre-gl'
import { type Frame, fillFrame, levelAt, pitchFor, type View } from './camera'
import type { MapFeatures } from './features'
import { layers, type Scene } from './layers'
import { Pulses } from './pulses'
import { drawsInSoftware, pixelRatioFor } from './renderer'
import { borderLevels, type Data, LABEL_FONT, labelledAt, shownAt, styleOf } from './style'
import type { MapTheme } from './theme'

setWorkerUrl(new URL('maplibre-gl/dist/maplibre-gl-worker.mjs', import.meta.url).href)

export type Level = 1 | 2 | 3 | 4
export type StageEvents = { level(level: Level): void; select(code: string | null): void; ready(): void; lost(): void }

/** The frame that the body fills on a wall of this size: a little under the rails, so that depth is seen. */
export function frameFor(width: number, height: number): Frame {
  const u = height / 1080
  const rail = Math.min(388 * u, width * 0.24)
  return { left: rail, right: width - rail, top: 138 * u, bottom: height - 214 * u }
}

/**
 * The map as an object with verbs: the only place that touches MapLibre. Made once for the life of the page, since every map that is
 * removed leaves a WebGL context behind.
 */
export class Stage {
  readonly map: MapLibre
  /** this machine has no graphics card: the stage does with less */
  readonly calm: boolean
  readonly #overlay = new MapLibreOverlay({ interleaved: true, layers: [] })
  readonly #pulses: Pulses
  #scene: Scene
  #queued = 0
  #view: View | null = null
  #home = true
  #level: Level = 2
  #hand: Level | null = null
  #style
  #hovered: string | null = null
  #selected: string | null = null
  #shades = new Map<string, number>()
  #bright = new Set<string>()
  // what was asked for before the map could take it
  readonly #names = new Map<'labels' | 'streets', Data>()
  #wantedShades: ReadonlyMap<string, number> = new Map()
  #wantedBright: ReadonlySet<string> = new Set()
  #ready = false
  #removed = false
  // of names asked for twice, the later ones are shown, whichever font came first
  #turn = 0
  readonly #latest = new Map<string, number>()

  constructor(
    readonly container: HTMLElement,
    private features: MapFeatures,
    private readonly theme: MapTheme,
    private readonly events: StageEvents,
  ) {
    this.#scene = { glow: null, body: null, heat: null, points: null, measure: 'heat', unit: this.unit }
    this.#style = styleOf(features.data, theme, this.unit)
    this.map = new MapLibre({
      container,
      style: this.#style,
      attributionControl: false,
      fadeDuration: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      minZoom: 8,
      maxZoom: 18,
      center: [(features.bounds[0] + features.bounds[2]) / 2, (features.bounds[1] + features.bounds[3]) / 2],
      zoom: 12,
      renderWorldCopies: false,
    })
    this.calm = drawsInSoftware(this.map.getCanvas())
    this.#sharpen()
    this.map.touchZoomRotate.disableRotation()
    this.map.keyboard.disableRotation()
    this.#pulses = new Pulses(container, (at) => this.map.project(at))
    this.map.on('move', () => this.#pulses.place(this.map.getPitch()))
    this.map.on('zoom', () => this.#follow())
    for (const gesture of ['dragstart', 'wheel'] as const) this.map.on(gesture, () => (this.#home = false))
    this.map.on('mousemove', (e) => this.#hover(this.#gridAt(e)))
    this.map.on('mouseout', () => this.#hover(null))
    this.map.on('click', (e) => this.events.select(this.#gridAt(e)))
    this.map.on('resize', () => this.#resize())
    this.map.on('webglcontextlost', () => this.events.lost())
    this.map.once('load', () => {
      this.#ready = true
      this.#resize()
      for (const [source, data] of this.#names) this.#source(source)?.setData(data)
      this.map.addControl(this.#overlay)
      this.goHome()
      this.#paint()
      this.shade(this.#wantedShades)
      this.brighten(this.#wantedBright)
      this.select(this.#selected)
      this.map.on('render', this.#tellReady)
    })
  }

  /** Grids and borders are there. Not `idle`: a busy county on a slow machine may never be idle. */
  readonly #tellReady = (): void => {
    if (!['grids', 'borders'].every((id) => this.map.isSourceLoaded(id))) return
    this.map.off('render', this.#tellReady)
    this.events.ready()
  }

  /** CSS pixels of a unit: the wall's height over 1080. */
  get unit(): number {
    return Math.max(0.3, this.container.clientHeight / 1080)
  }

  /** The level that is drawn now. */
  get level(): Level {
    return this.#level
  }

  /** What of a layer is on the screen, by a property, each value once. */
  drawn(layer: string, property: string): string[] {
    return this.#ready ? [...new Set(this.map.queryRenderedFeatures({ layers: [layer] }).map((f) => String(f.properties[property])))] : []
  }

  /** Changes what deck draws, at most once a frame. */
  show(change: Partial<Scene>): void {
    const measured = change.measure !== undefined && change.measure !== this.#scene.measure
    this.#scene = { ...this.#scene, ...change }
    if (measured && this.#ready) this.#measure()
    if (this.#queued) return
    this.#queued = requestAnimationFrame(() => {
      this.#queued = 0
      if (this.#ready) this.#overlay.setProps({ layers: layers(this.#scene) })
    })
  }

  /** Other grids: after the area's boundaries changed. */
  replace(features: MapFeatures): void {
    this.features = features
    for (const [id, data] of Object.entries(features.data)) this.#source(id)?.setData(data)
    if (this.#home) this.goHome()
  }

  /** Names, as soon as their characters can be drawn: a glyph drawn before its font is there would stay wrong for ever. */
  async name(source: 'labels' | 'streets', data: Data, text: string): Promise<void> {
    const turn = ++this.#turn
    this.#latest.set(source, turn)
    await document.fonts.load(`600 48px "${LABEL_FONT}"`, [...new Set(text)].join(''))
    if (this.#removed || this.#latest.get(source) !== turn) return
    this.#names.set(source, data)
    if (this.#ready) this.#source(source)?.setData(data)
  }

  /** A level by hand, or null: by zoom. */
  setLevel(level: Level | null): void {
    this.#hand = level
    this.#follow()
  }

  /** The chosen grid gets a bright edge. */
  select(code: string | null): void {
    this.#state(this.#selected, { selected: false })
    this.#selected = code
    this.#state(code, { selected: true })
    if (this.#ready) this.map.setFilter('chosen', ['==', ['get', 'code'], code ?? ''])
  }

  /** Where each grid stands on the legend (0…1), for the choropleth. Only what changed is told to the map. */
  shade(shades: ReadonlyMap<string, number>): void {
    this.#wantedShades = shades
    if (!this.#ready) return
    for (const code of this.#shades.keys()) if (!shades.has(code)) this.#state(code, { shade: 0 })
    for (const [code, shade] of shades) if (Math.abs((this.#shades.get(code) ?? -1) - shade) > 1e-4) this.#state(code, { shade })
    this.#shades = new Map(shades)
  }

  /** Labels that lie on bright ground and are written dark. */
  brighten(codes: ReadonlySet<string>): void {
    this.#wantedBright = codes
    if (!this.#ready) return
    for (const code of this.#bright) if (!codes.has(code)) this.#setLabel(code, false)
    for (const code of codes) if (!this.#bright.has(code)) this.#setLabel(code, true)
    this.#bright = new Set(codes)
  }

  /** One ring where something happened. */
  pulse(at: [number, number], urgent: boolean): void {
    this.#pulses.add(at, urgent, this.map.getPitch())
  }

  /** The whole body, filling its frame. */
  goHome(): void {
    const { clientWidth, clientHeight } = this.container
    if (clientWidth === 0 || clientHeight === 0) return
    this.#home = true
    this.#view = fillFrame(this.map, this.features.rings, frameFor(clientWidth, clientHeight), pitchFor(clientWidth / clientHeight))
    this.#follow()
  }

  remove(): void {
    this.#removed = true
    cancelAnimationFrame(this.#queued)
    this.#pulses.clear()
    this.map.remove()
  }

  #sharpen(): void {
    const { clientWidth, clientHeight } = this.container
    const ratio = pixelRatioFor(clientWidth, clientHeight, devicePixelRatio, this.calm)
    if (Math.abs(ratio - this.map.getPixelRatio()) > 0.01) this.map.setPixelRatio(ratio)
  }

  #source(id: string): GeoJSONSource | null {
    const source = this.map.getSource(id)
    return source instanceof GeoJSONSource ? source : null
  }

  #state(code: string | null, state: Record<string, unknown>): void {
    if (code !== null && this.#ready) this.map.setFeatureState({ source: 'grids', id: code }, state)
  }

  #setLabel(code: string, bright: boolean): void {
    // a name stands in one of the two, and the other does not mind
    for (const source of ['labels', 'streets']) this.map.setFeatureState({ source, id: code }, { bright })
  }

  #gridAt(e: MapMouseEvent): string | null {
    const code: unknown = this.map.queryRenderedFeatures(e.point, { layers: ['grid-hit'] })[0]?.properties.code
    return typeof code === 'string' ? code : null
  }

  #hover(code: string | null): void {
    if (code === this.#hovered) return
    this.#state(this.#hovered, { hover: false })
    this.#state(code, { hover: true })
    this.#hovered = code
    this.map.getCanvas().style.cursor = code ? 'pointer' : ''
  }

  #follow(): void {
    const level = this.#hand ?? levelAt(this.map.getZoom(), this.#view?.zoom ?? this.map.getZoom())
    if (level === this.#level) return
    this.#level = level
    if (this.#ready) this.#paint()
    this.events.level(level)
  }

  #paint(): void {
    for (const id of ['grid-shade', 'grid-hit']) this.map.setFilter(id, shownAt(this.#level))
    this.map.setFilter('label-grid', labelledAt(this.#level))
    // one level finer than asked for stays faintly visible: the area is seen to be made of parts
    for (const level of borderLevels) this.map.setLayoutProperty(`border-${level}`, 'visibility', level <= this.#level + 1 ? 'visible' : 'none')
    this.#measure()
  }

  #measure(): void {
    this.map.setLayoutProperty('grid-shade', 'visibility', this.#scene.measure === 'choropleth' ? 'visible' : 'none')
  }

  #resize(): void {
    if (!this.#ready) return
    const next = styleOf(this.features.data, this.theme, this.unit)
    const before = new Map(this.#style.layers.map((l) => [l.id, l]))
    // the names of properties differ by kind of layer, which the map checks itself
    const set = (verb: 'setPaintProperty' | 'setLayoutProperty', id: string, now: object = {}, old: object = {}) => {
      for (const [key, value] of Object.entries(now)) {
        if (key !== 'visibility' && JSON.stringify(value) !== JSON.stringify(Reflect.get(old, key)))
          Reflect.apply(this.map[verb], this.map, [id, key, value])
      }
    }
    for (const layer of next.layers) {
      const old = before.get(layer.id)
      set('setPaintProperty', layer.id, layer.paint, old?.paint)
      set('setLayoutProperty', layer.id, layer.layout, old?.layout)
    }
    this.#style = next
    this.#sharpen()
    if (this.#home) this.goHome()
    this.show({ unit: this.unit })
  }
}
