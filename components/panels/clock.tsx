import { formatDate, formatTime } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'

/** The server's time, in the county's zone. */
export function Clock({ now }: { now: number | null }) {
  return (
    <div className="flex w-188 flex-col items-end gap-2">
      <time className="text-5 leading-none font-medium text-ink-1" data-testid="clock">
        {formatTime(now)}
      </time>
      <span className="text-1 text-ink-2">{now === null ? wallTexts.none : formatDate(now)}</span>
    </div>
  )
}
