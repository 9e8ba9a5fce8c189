import type { Layer } from '@deck.gl/core'
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import type { Data } from './style'

type Point = { x: number; y: number }
/** The upper left and the lower right corner. */
type Rectangle = [[number, number], [number, number]]
type Camera = { center: [number, number]; zoom: number; pitch: number; bearing: number }
/** What of an event of the map is used: the place on the screen, and what a fault says of itself. */
export type EngineEvent = { point?: Point; error?: { message?: string; status?: number }; sourceId?: string }
export type Listener = (event: EngineEvent) => void

/** The verbs that MapLibre and Mapbox have in common and that the stage uses. Positions are [lon, lat] of the map's ground. */
export type EngineMap = {
  on(type: string, listener: Listener): unknown
  off(type: string, listener: Listener): unknown
  once(type: string, listener: Listener): unknown
  project(at: [number, number]): Point
  unproject(at: [number, number]): { lng: number; lat: number }
  jumpTo(view: Camera): unknown
  easeTo(view: Camera & { duration: number; essential: boolean }): unknown
  panBy(by: [number, number]): unknown
  getContainer(): HTMLElement
  getCanvas(): HTMLCanvasElement
  getPitch(): number
  getZoom(): number
  getCenter(): { lng: number; lat: number }
  getSource(id: string): unknown
  isSourceLoaded(id: string): boolean
  setFilter(layer: string, filter: unknown): unknown
  setLayoutProperty(layer: string, name: string, value: unknown): unknown
  setPaintProperty(layer: string, name: string, value: unknown): unknown
  setFeatureState(feature: { source: string; id: string }, state: Record<string, unknown>): unknown
  queryRenderedFeatures(at: Point | Rectangle | undefined, options: { layers: string[] }): { properties: Record<string, unknown> | null }[]
  addSource(id: string, source: unknown): unknown
  addLayer(layer: unknown, before?: string): unknown
  remove(): void
}

const verbs: readonly (keyof EngineMap)[] = [
  'on',
  'off',
  'once',
  'project',
  'unproject',
  'panBy',
  'jumpTo',
  'easeTo',
  'getContainer',
  'getCanvas',
  'getPitch',
  'getZoom',
  'getCenter',
  'getSource',
  'isSourceLoaded',
  'setFilter',
  'setLayoutProperty',
  'setPaintProperty',
  'setFeatureState',
  'queryRenderedFeatures',
  'addSource',
  'addLayer',
  'remove',
]

/** Has this map all the verbs? The two packages say the same things in types of their own. */
export function isEngineMap(map: object): map is EngineMap {
  return verbs.every((verb) => typeof Reflect.get(map, verb) === 'function')
}

/** What a map is opened with. `spoiled` is told once when the engine can go on no longer: its token is refused, or nothing comes. */
export type Opening = {
  container: HTMLElement
  style: StyleSpecification
  center: [number, number]
  /** the family of all names */
  font: string
  spoiled(why: 'refused' | 'unreachable'): void
}

/** A map with deck's layers between its own. */
export type Engine = {
  readonly name: 'maplibre' | 'mapbox'
  readonly map: EngineMap
  /** the drawing comes back after the browser took the context away and gave it again */
  readonly recovers: boolean
  /** canvas pixels a CSS pixel, where the engine lets that be chosen */
  sharpen(ratio: number): void
  setData(source: string, data: Data): void
  /** deck's layers, from `show` on until `drop` */
  show(layers: Layer[]): void
  drop(): void
  /** the lowest layer, below which a base map comes */
  lowest(): string | undefined
  remove(): void
}

/** Is this a source whose data can be replaced? */
export const takesData = (source: unknown): source is { setData(data: Data): unknown } =>
  typeof source === 'object' && source !== null && 'setData' in source && typeof source.setData === 'function'

/** What a base map brings, as the map takes it; it refuses a wrong one by itself. */
export const isSource = (source: object): source is SourceSpecification => 'type' in source
export const isLayer = (layer: object): layer is LayerSpecification => 'id' in layer && 'type' in layer

/** How the camera is moved, the same in both. */
export const handling = {
  attributionControl: false,
  fadeDuration: 0,
  dragRotate: false,
  pitchWithRotate: false,
  minZoom: 8,
  maxZoom: 18,
  zoom: 12,
  renderWorldCopies: false,
} as const

/** Lets go of a canvas's context at once; the browser would keep it until it collects garbage, and it keeps few. */
export function releaseContext(canvas: HTMLCanvasElement): void {
  canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext()
}
