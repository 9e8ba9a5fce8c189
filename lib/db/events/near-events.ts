import type * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { HOUR_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { DEFAULT_NEARNESS, NearnessRules, nearDuplicates, nearnessOf } from '@/lib/domain/near-duplicates'
import type { NearQuery } from '@/lib/domain/routes/events'
import { readSetting } from '../engine/settings'
import { listEvents } from './event-list'

/** A degree of latitude is this long nearly everywhere, metres. */
const DEGREE = 111_320
/** No report stands among more open ones of its type and place. */
const MAX_CANDIDATES = 500

/**
 * The open events that a report of this type at this place (WGS84) and time is perhaps the same as, of those that the viewer may see:
 * the nearest first, with metres and hours between them.
 */
export async function nearEvents(
  viewer: Viewer,
  { type, lon, lat, at }: z.output<typeof NearQuery>,
  now: number,
): Promise<{ event: GridEvent; meters: number; hours: number }[]> {
  const rules = (await readSetting('nearness', NearnessRules)) ?? DEFAULT_NEARNESS
  const { meters, hours } = nearnessOf(type, rules)
  const occurredAt = at === undefined ? now : Date.parse(at)
  const [dy, dx] = [meters / DEGREE, meters / (DEGREE * Math.max(0.01, Math.cos((lat * Math.PI) / 180)))]
  const { events } = await listEvents(viewer, {
    status: 'open',
    type: [type],
    bbox: [Math.max(-180, lon - dx), Math.max(-90, lat - dy), Math.min(180, lon + dx), Math.min(90, lat + dy)],
    from: new Date(occurredAt - hours * HOUR_MS).toISOString(),
    to: new Date(occurredAt + hours * HOUR_MS + 1).toISOString(),
    limit: MAX_CANDIDATES,
  })
  const open = events.map((event) => ({ ...event, shown: event, occurredAt: Date.parse(event.occurredAt) }))
  const newcomer = { id: '', type, occurredAt, position: [lon, lat] as [number, number] }
  return nearDuplicates(newcomer, open, rules).map(({ event, ...apart }) => ({ event: event.shown, ...apart }))
}
