import * as z from 'zod/mini'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { saveDemoUse } from '@/lib/db/places/demo-places'
import { savePlaces } from '@/lib/db/places/places'
import { planBookings, planErrands, planPlaces } from './place-plan'

const KEY = 'demo.places'
const Made = z.object({ places: z.int() })
const SOURCE = 'demo'

/** Makes the invented service places (阵地) of the demonstration with some bookings and errands, once and only where all grids are the demonstration's. */
export async function makePlaces({ now }: { now: number }): Promise<void> {
  if (await readSetting(KEY, Made)) return
  const { grids, calendar } = await loadAtlas()
  if (grids.length === 0 || grids.some((grid) => !grid.demo)) return
  const places = planPlaces(grids)
  const saved = await savePlaces(places, { source: SOURCE, demo: true })
  // cut off here, the places are there and the rest is made at the next start
  await saveDemoUse(SOURCE, planBookings(places, calendar, now), planErrands(places, now))
  await writeSetting(KEY, { places: saved.added + saved.unchanged })
}
