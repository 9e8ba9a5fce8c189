import { wallTexts } from '@/lib/client/messages/wall'
import { Bar } from '../ui/bar'
import { glass } from '../ui/wall-looks'

/** While the demonstration's past is being made, the totals are not yet what they will be. */
export function HistoryBar({ progress }: { progress: number }) {
  const percent = Math.floor(progress * 100)
  return (
    <div
      className={`${glass} flex items-center gap-14 px-20 py-8 text-1`}
      role="progressbar"
      aria-valuenow={percent}
      aria-label={wallTexts.history.title}
      data-testid="history"
    >
      <span className="font-medium whitespace-nowrap text-ink-1">{wallTexts.history.title}</span>
      <Bar share={progress} className="h-8 w-200" />
      <span className="w-40 text-right font-medium text-ink-1">
        {percent}
        {wallTexts.units.percent}
      </span>
      <span className="whitespace-nowrap text-ink-3">{wallTexts.history.note}</span>
    </div>
  )
}
