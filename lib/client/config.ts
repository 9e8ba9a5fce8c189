import type { MapSettings } from '@/lib/domain/basemap'
import type { ScreenPanel } from '@/lib/domain/screen'

/** What the server tells the page when it sends it: settings, no data. */
export type WallConfig = {
  /** 审图号 of the map, null when there is none */
  reviewNumber: string | null
  /** boundaries and events are a demonstration's */
  demo: boolean
  /** the grid that the screen is about; null: all it may see */
  within: string | null
  /** the build of this page; null: unknown */
  build: string | null
  /** it is opened by the link of a screen, which tours and is steered */
  screen: boolean
  /** whoever looks has an area, of which there is a past */
  replays: boolean
  /** its own panels beside the map, in their order; null: as shipped */
  panels: readonly ScreenPanel[] | null
  /** engine and base map of the map */
  map: MapSettings
}
