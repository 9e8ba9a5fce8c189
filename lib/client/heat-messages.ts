import type { EventChange } from '@/lib/domain/change'
import type { HeatWindow } from '@/lib/domain/heat'
import type { Lattice } from '@/lib/domain/lattice'
import type { Bounds, MultiPolygon } from '@/lib/domain/position'
import type { Rgb } from './ramp'

/** A grid as the worker needs it: leaves have a shape, every grid has a place for its name. */
export type HeatGrid = { code: string; parentCode: string; leaf: MultiPolygon | null; place: [number, number] }
export type HeatBatch = { since: number; revision: number; changes: readonly EventChange[] }

/** Between two pictures at least this long, unless told otherwise; a burst of frames is one picture. */
export const PACE_MS = 200

/** Page → worker. `request` numbers the window asked for, so that an answer to an older question is dropped. */
export type ToHeat =
  | { kind: 'ramp'; ramp: readonly Rgb[] }
  | { kind: 'grids'; grids: readonly HeatGrid[] }
  | { kind: 'load'; request: number; window: HeatWindow; lattice: Lattice; cells: ArrayBuffer; at: number }
  | { kind: 'batch'; batch: HeatBatch }
  | { kind: 'types'; types: readonly number[] | null }
  | { kind: 'time'; at: number }
  /** pictures are at least so many milliseconds apart */
  | { kind: 'pace'; ms: number }
  /** is the map near by, where another scale holds? */
  | { kind: 'near'; near: boolean }
  /** whether the shares of grids are wanted (a choropleth is shown) */
  | { kind: 'shades'; wanted: boolean }

/** Worker → page. `gap`: something is missing between the counts and a batch; load again. */
export type FromHeat = ({ kind: 'picture'; request: number } & HeatPicture) | { kind: 'gap'; request: number }

/** A picture of the field and what else follows from the same counts. */
export type HeatPicture = {
  image: ImageBitmap
  bounds: Bounds
  window: HeatWindow
  /** painted by the scale for near by */
  near: boolean
  /** the last revision counted; later ones that change nothing in the field bring no picture */
  revision: number
  /** events in the field */
  events: number
  /** degrees, two numbers a cell with events; empty when there are too many to be told apart */
  points: Float32Array
  /** grids whose name lies on bright ground */
  bright: ReadonlySet<string>
  /** where each grid stands on the legend, 0…1; empty unless wanted */
  shades: ReadonlyMap<string, number>
}
