import type { EventDetail } from '@/lib/domain/event-detail'

/**
 * Has somebody done something with the event, or has its source told another thing, since it was read? That its light has changed with the
 * passing of time is no reason to look at it again.
 */
export function hasMovedOn(seen: EventDetail, now: EventDetail): boolean {
  const last = ({ timeline }: EventDetail) => timeline.reduce((most, step) => Math.max(most, step.revision), 0)
  return now.revision > seen.revision && (now.state !== seen.state || now.updatedAt !== seen.updatedAt || last(now) !== last(seen))
}
