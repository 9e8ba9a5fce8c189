import type { Frame } from '@/components/page/frame'
import type { MapSettings } from '@/lib/domain/basemap'
import type { Hotspots } from '@/lib/domain/hotspots'
import type { LabelSet } from '@/lib/domain/transition'

/** What the server tells the desk when it sends it: its frame, and settings. */
export type DeskProps = {
  frame: Frame
  labels: LabelSet
  /** null: they could not be read */
  hotspots: Hotspots | null
  map: MapSettings
  build: string | null
}
