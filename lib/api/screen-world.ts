import type { ScreenRow } from '@/lib/db/screens/screens'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import type { TourPlaces } from '@/lib/domain/tour'
import { live } from '@/lib/live/live'
import { readHotspots } from './hotspots'

/** How many hot spots a tour stops at. */
const HOTSPOTS = 3
/** They are of an hour: asked again no sooner. */
const KEPT_MS = 30_000

/** The viewer that a screen is. */
export const viewerOf = ({ id, name, scope }: Pick<ScreenRow, 'id' | 'name' | 'scope'>): Viewer => ({ id, name, scope, role: 'screen' })

const kept = new Map<string, { at: number; hotspots: Promise<readonly string[]> }>()

/** Where a tour of this screen stops: the parts of its area, streets of a county or communities of a street; and where there is more than usual now. */
export async function tourPlaces(screen: Pick<ScreenRow, 'id' | 'name' | 'scope'>): Promise<TourPlaces> {
  const viewer = viewerOf(screen)
  const { atlas } = live()
  const seen = atlas.grids.filter(({ code }) => mayReadGrid(viewer, code))
  const top = Math.min(...seen.map(({ level }) => level))
  const tops = seen.filter(({ level }) => level === top)
  const parts = tops.length > 1 ? tops : seen.filter(({ level }) => level === top + 1)
  const now = Date.now()
  const old = kept.get(screen.id)
  const found = old && Math.abs(now - old.at) < KEPT_MS ? old : { at: now, hotspots: hotspotsOf(viewer) }
  kept.set(screen.id, found)
  try {
    return { streets: parts.map(({ code }) => code), hotspots: await found.hotspots }
  } catch (error) {
    kept.delete(screen.id)
    throw error
  }
}

const hotspotsOf = async (viewer: Viewer): Promise<string[]> => {
  const { hotspots } = await readHotspots(viewer, {})
  return hotspots.slice(0, HOTSPOTS).map(({ grid }) => grid)
}
