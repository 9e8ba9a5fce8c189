import { wallTexts } from '@/lib/client/messages/wall'
import { SeverityMark } from './severity-mark'

/** How urgent an event is. */
export function UrgencyMark({ urgency, large = false }: { urgency: number; large?: boolean }) {
  return <SeverityMark rank={urgency} label={wallTexts.feed.urgency[urgency - 1] ?? ''} className={large ? 'size-30' : 'size-20'} />
}
