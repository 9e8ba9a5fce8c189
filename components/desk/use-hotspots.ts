import { useChanged, useRoute } from '@/lib/client/use-read'
import type { World } from '@/lib/client/world'
import type { EventChange } from '@/lib/domain/change'
import type { Hotspots } from '@/lib/domain/hotspots'
import { hotspotsRoute } from '@/lib/domain/routes/hotspots'

const POLL_MS = 60_000
/** New events move hotspots; null: the board is another one. */
const concerns = (changes: readonly EventChange[] | null): boolean => changes === null || changes.some((c) => !c.before)

/** The hotspots of the person's area, or of what their department was given: those that the page came with, read again as events come in. */
export function useHotspots(world: World, initial: Hotspots | null): { hotspots: Hotspots | null; failed: boolean; again(): void } {
  const { data, failed, again } = useRoute(hotspotsRoute, {}, { everyMs: POLL_MS, ...(initial && { initial }) })
  useChanged(world, concerns, again)
  return { hotspots: data, failed, again }
}
