import type { Base } from './base'
import { levelAt, type Placing } from './camera'
import { type Ear, listenTo } from './ear'
import type { Engine, EngineEvent, EngineMap, Opening } from './engine'
import type { MapFeatures } from './features'
import { Flight, type Shape } from './flight'
import type { Ground } from './ground'
import { anchors, layers, type Scene } from './layers'
import { Marks } from './marks'
import { type NameSource, Names } from './names'
import { Pulses } from './pulses'
import { drawsInSoftware, pixelRatioFor } from './renderer'
import { restyle } from './restyle'
import { borderLevels, type Data, LABEL_FONT, labelledAt, shownAt, styleOf } from './style'
import type { MapTheme } from './theme'

export type Level = 1 | 2 | 3 | 4
export type StageEvents = {
  level(level: Level): void
  select(code: string | null): void
  ready(): void
  /** the drawing is gone and does not come back by itself */
  lost(): void
  /** the engine can go on no longer */
  spoiled(why: 'refused' | 'unreachable'): void
  /** a part of the base map could not be read */
  baseFailed(): void
}
/** What the map is drawn with and on: an engine, the ground of its tiles, a base map or none; and where its screen wants it. */
export type Setting = { open(opening: Opening): Engine; ground: Ground; base: Base | null; placing: Placing }

/** The layers of names. */
const NAMES = ['label-grid', 'label-street']
/** A context that is not given back after this long is gone for good. */
const CONTEXT_MS = 10_000

/**
 * The map as an object with verbs: the only place that touches an engine. Made once for the life of the page, since every map that is
 * removed leaves a WebGL context behind. Places come in as WGS84 and are moved to the ground here; shapes come moved (MapFeatures).
 */
export class Stage {
  readonly #engine: Engine
  readonly #map: EngineMap
  /** this machine has no graphics card: the stage does with less */
  readonly calm: boolean
  readonly #pulses: Pulses
  #scene: Scene
  #queued = 0
  #level: Level = 2
  #hand: Level | null = null
  #style
  readonly #marks: Marks
  readonly #flight: Flight
  readonly #names = new Names((source, data) => {
    if (this.#ready) this.#engine.setData(source, data)
  })
  #ready = false
  #removed = false
  #begun = false
  #contextTimer: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly container: HTMLElement,
    private features: MapFeatures,
    private readonly theme: MapTheme,
    private readonly setting: Setting,
    private readonly events: StageEvents,
  ) {
    const onBase = setting.base !== null
    this.#scene = { glow: null, body: null, heat: null, points: null, measure: 'heat', onBase, unit: this.unit }
    this.#style = styleOf(features.data, theme, this.unit, onBase)
    this.#engine = setting.open({
      container,
      style: this.#style,
      center: [(features.bounds[0] + features.bounds[2]) / 2, (features.bounds[1] + features.bounds[3]) / 2],
      font: LABEL_FONT,
      spoiled: (why) => {
        if (!this.#removed) this.events.spoiled(why)
      },
    })
    this.#map = this.#engine.map
    this.#marks = new Marks(this.#map)
    this.calm = drawsInSoftware(this.#map.getCanvas())
    if (this.calm) document.documentElement.dataset.calm = 'true' // what else moves on the page stands still then (tokens.css)
    this.#sharpen()
    const { placing, ground } = setting
    const [map, calm] = [this.#map, this.calm]
    this.#flight = new Flight({ map, placing, ground, calm, rings: () => this.features.rings, moved: () => this.#follow() })
    this.#pulses = new Pulses(container, (at) => this.project(at))
    this.#map.on('move', () => this.#pulses.place(this.#map.getPitch()))
    this.#map.on('zoom', () => this.#follow())
    for (const gesture of ['dragstart', 'wheel'] as const) this.#map.on(gesture, () => this.#flight.letGo())
    this.#map.on('mousemove', (e) => this.#hover(this.#gridAt(e)))
    this.#map.on('mouseout', () => this.#hover(null))
    this.#map.on('click', (e) => this.events.select(this.#gridAt(e)))
    this.#map.on('resize', () => this.#resize())
    this.#map.on('webglcontextlost', () => this.#lose())
    this.#map.on('error', (e) => this.#fault(e))
    this.#map.once('load', () => this.#begin())
  }

  /** The name of the engine that draws. */
  get engine(): Engine['name'] {
    return this.#engine.name
  }

  /** Where a place (WGS84) is on the screen, CSS pixels from the map's corner. */
  project(at: [number, number]): { x: number; y: number } {
    return this.#map.project(this.setting.ground.at(at))
  }

  /** Calls back while the view moves; answers how to end it. */
  onMove(moved: () => void): () => void {
    this.#map.on('move', moved)
    return () => void this.#map.off('move', moved)
  }

  /** Moves the view by pixels of the screen. */
  pan({ x, y }: { x: number; y: number }): void {
    this.#flight.letGo()
    this.#map.panBy([x, y])
  }

  /** The map as what has the focus (ear.ts). */
  listen(ear: Ear): () => void {
    return listenTo(this.#map.getCanvas(), ear)
  }

  get zoom(): number {
    return this.#map.getZoom()
  }

  /** Puts everything on a map whose style has just come: at the start, and after the context was lost and given again. */
  #begin(): void {
    if (this.#removed) return
    this.#ready = true
    // first, while all sources are loaded: names, styles and tiles put that off, on a slow machine for long (layers.ts)
    this.#draw()
    for (const [id, data] of Object.entries(this.features.data)) if (this.#begun) this.#engine.setData(id, data)
    this.#resize()
    this.#names.begin()
    if (!this.#begun) this.#lay()
    this.#begun = true
    this.settle()
    this.#paint()
    this.#marks.begin()
    this.#map.on('render', this.#tellReady)
  }

  #draw(): void {
    this.#engine.show([...anchors(this.setting.base !== null), ...layers(this.#scene)])
  }

  /** The base map below ours, part by part: the map refuses a wrong one by an error of its own, and the rest stands. */
  #lay(): void {
    const { base } = this.setting
    if (!base) return
    try {
      for (const [id, source] of Object.entries(base.sources)) this.#map.addSource(id, source)
      const lowest = this.#engine.lowest()
      for (const layer of base.layers) this.#map.addLayer(layer, lowest)
    } catch (error) {
      console.error('the base map', error)
      this.events.baseFailed()
    }
  }

  #fault({ error, sourceId }: EngineEvent): void {
    console.error('the map', sourceId ?? '', error?.message)
    if (sourceId?.startsWith('base-') || /base-/.test(error?.message ?? '')) this.events.baseFailed()
  }

  /**
   * The browser took the context away: a driver restarted, or the machine slept. MapLibre keeps the style and draws it anew when it has a
   * context again; what deck has made is gone with the old one, and states of grids are told again.
   */
  #lose(): void {
    this.#ready = false
    this.#marks.pause()
    this.#map.off('render', this.#tellReady)
    if (!this.#engine.recovers) {
      this.events.lost()
      return
    }
    try {
      this.#engine.drop()
    } catch (error) {
      console.error('deck could not be taken off a map without context', error)
    }
    clearTimeout(this.#contextTimer)
    this.#contextTimer = setTimeout(() => this.events.lost(), CONTEXT_MS)
    this.#map.once('style.load', () => {
      clearTimeout(this.#contextTimer)
      this.#begin()
    })
  }

  /** Grids and borders are there. Not `idle`: a busy county on a slow machine may never be idle. */
  readonly #tellReady = (): void => {
    if (!['grids', 'borders'].every((id) => this.#map.isSourceLoaded(id))) return
    this.#map.off('render', this.#tellReady)
    this.events.ready()
  }

  /** CSS pixels of a unit. */
  get unit(): number {
    return this.setting.placing(this.container.clientWidth, this.container.clientHeight).unit
  }

  /** The level that is drawn now. */
  get level(): Level {
    return this.#level
  }

  /** What of a layer is on the screen, by a property, each value once; not names that are covered. */
  drawn(layer: string, property: string): string[] {
    if (!this.#ready) return []
    const all = this.#map.queryRenderedFeatures(undefined, { layers: [layer] })
    const shown = NAMES.includes(layer) ? all.filter((f) => !this.#marks.covers(String(f.properties?.code))) : all
    return [...new Set(shown.map((f) => String(f.properties?.[property])))]
  }

  /** Changes what deck draws, at most once a frame. The heat and its points come in WGS84; body and glow lie where the shapes do. */
  show(change: Partial<Omit<Scene, 'onBase'>>): void {
    const { ground } = this.setting
    const measured = change.measure !== undefined && change.measure !== this.#scene.measure
    this.#scene = { ...this.#scene, ...change }
    if (change.heat) this.#scene.heat = { ...change.heat, bounds: ground.bounds(change.heat.bounds) }
    if (change.points) this.#scene.points = ground.points(change.points)
    if (measured && this.#ready) this.#measure()
    if (this.#queued) return
    this.#queued = requestAnimationFrame(() => {
      this.#queued = 0
      if (this.#ready) this.#draw()
    })
  }

  /** Other grids: after the area's boundaries changed. */
  replace(features: MapFeatures): void {
    if (features === this.features) return
    this.features = features
    if (!this.#ready) return
    for (const [id, data] of Object.entries(features.data)) this.#engine.setData(id, data)
    this.settle()
  }

  /** Names, as soon as their characters can be drawn (names.ts). */
  name(source: NameSource, data: Data, text: string): Promise<void> {
    return this.#names.tell(source, data, text)
  }

  /** A level by hand, or null: by zoom. */
  setLevel(level: Level | null): void {
    this.#hand = level
    this.#follow()
  }

  /** The chosen grid gets a bright edge. */
  select(code: string | null): void {
    this.#marks.select(code)
  }

  /** Where each grid stands on the legend (0…1), for the choropleth. Only what changed is told to the map. */
  shade(shades: ReadonlyMap<string, number>): void {
    this.#marks.shade(shades)
  }

  /** Labels that lie on bright ground and are written dark. */
  brighten(codes: ReadonlySet<string>): void {
    this.#marks.brighten(codes)
  }

  /** Takes away the names that would stand half under a box of the screen, CSS pixels (null: none); to be told again when the view has moved. */
  cover(box: { left: number; top: number; right: number; bottom: number } | null): void {
    if (!this.#ready) return
    const under = box
      ? this.#map.queryRenderedFeatures(
          [
            [box.left, box.top],
            [box.right, box.bottom],
          ],
          { layers: NAMES },
        )
      : []
    this.#marks.cover(new Set(under.map((f) => String(f.properties?.code))))
  }

  /** One ring where something happened. */
  pulse(at: [number, number], urgent: boolean): void {
    if (!this.#removed) this.#pulses.add(at, urgent, this.#map.getPitch())
  }

  /** The whole body, filling its frame. */
  goHome(): void {
    if (!this.#removed) this.#flight.goHome()
  }

  /** The screen has another place for the map: what was seen whole is seen whole there. */
  settle(): void {
    if (!this.#removed) this.#flight.settle()
  }

  /** Flies to a grid's shape (WGS84), or to the whole body (null), and is there after `ms`. `right`: CSS pixels of the frame that something else takes. */
  fly(shape: Shape | null, how: { ms: number; right?: number }): void {
    if (!this.#removed) this.#flight.fly(shape, how)
  }

  remove(): void {
    this.#removed = true
    this.#ready = false
    this.#marks.pause()
    cancelAnimationFrame(this.#queued)
    clearTimeout(this.#contextTimer)
    this.#pulses.clear()
    this.#engine.remove()
  }

  #sharpen(): void {
    const { clientWidth, clientHeight } = this.container
    this.#engine.sharpen(pixelRatioFor(clientWidth, clientHeight, devicePixelRatio, this.calm))
  }

  #gridAt({ point }: EngineEvent): string | null {
    if (!this.#ready || !point) return null
    const code = this.#map.queryRenderedFeatures(point, { layers: ['grid-hit'] })[0]?.properties?.code
    return typeof code === 'string' ? code : null
  }

  #hover(code: string | null): void {
    this.#marks.hover(code)
    this.#map.getCanvas().style.cursor = code ? 'pointer' : ''
  }

  #follow(): void {
    if (this.#removed) return
    const zoom = this.#map.getZoom()
    const home = this.#flight.homeZoom ?? zoom
    const near = Math.round((zoom - home) * 8) / 8
    if (near !== this.#scene.near) this.show({ near })
    const level = this.#hand ?? levelAt(zoom, home)
    if (level === this.#level) return
    this.#level = level
    if (this.#ready) this.#paint()
    this.events.level(level)
  }

  #paint(): void {
    for (const id of ['grid-shade', 'grid-hit']) this.#map.setFilter(id, shownAt(this.#level))
    this.#map.setFilter('label-grid', labelledAt(this.#level))
    // one level finer than asked for stays faintly visible: the area is seen to be made of parts
    for (const level of borderLevels) this.#map.setLayoutProperty(`border-${level}`, 'visibility', level <= this.#level + 1 ? 'visible' : 'none')
    this.#measure()
  }

  #measure(): void {
    this.#map.setLayoutProperty('grid-shade', 'visibility', this.#scene.measure === 'choropleth' ? 'visible' : 'none')
  }

  #resize(): void {
    if (!this.#ready) return
    const next = styleOf(this.features.data, this.theme, this.unit, this.setting.base !== null)
    restyle(this.#map, this.#style, next)
    this.#style = next
    this.#sharpen()
    this.settle()
    this.show({ unit: this.unit })
  }
}
