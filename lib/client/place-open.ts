import { placeTexts } from './messages/places'
import { soonTime } from './place-words'

/** Whether a place is open, and until when; or when it opens next. */
export function openText({ open, until, closed = false }: { open: boolean; until: string | null; closed?: boolean }, now: number): string {
  if (closed) return placeTexts.ended
  const time = until === null ? null : soonTime(until, now, placeTexts.tomorrow)
  if (open) return time === null ? placeTexts.openAlways : placeTexts.openUntil(time)
  return time === null ? placeTexts.noOpening : placeTexts.opensAt(time)
}
