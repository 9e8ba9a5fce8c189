import type { Viewer } from '@/lib/domain/access'
import type { MapSettings } from '@/lib/domain/basemap'
import type { LabelSet } from '@/lib/domain/transition'

/** What the server tells the desk when it sends it: who looks, and settings. */
export type DeskProps = {
  viewer: Viewer
  scope: string
  theme: 'light' | 'dark'
  labels: LabelSet
  demo: boolean
  reviewNumber: string | null
  map: MapSettings
  build: string | null
}
