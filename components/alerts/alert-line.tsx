import { Tag } from '@/components/ui/tag'
import { alertCounts, alertMarks, alertParts, colourName } from '@/lib/client/alert-words'
import { formatMoment, formatSpan } from '@/lib/client/due'
import { alertTexts } from '@/lib/client/messages/alerts'
import type { Alert } from '@/lib/domain/alert'
import { ColourMark } from './colour-mark'

/** Since when it is, or when it was resolved, in words. */
export function alertTime({ startedAt, endedAt }: Pick<Alert, 'startedAt' | 'endedAt'>, now: number): string {
  if (endedAt !== undefined) return alertTexts.ended(formatMoment(endedAt, now))
  return alertTexts.since(formatMoment(startedAt, now), formatSpan(Math.max(0, now - Date.parse(startedAt))))
}

/** Who has acknowledged it, or that nobody has. */
export function alertOwner({ state, acknowledgedBy }: Pick<Alert, 'state' | 'acknowledgedBy'>, now: number): string {
  if (!acknowledgedBy) return alertTexts.states[state]
  return alertTexts.acknowledgedBy(acknowledgedBy.name ?? alertTexts.somebody, formatMoment(acknowledgedBy.at, now))
}

/** An alert in a few lines: colour, what, where, how many, since when, whose it is. */
export function AlertLine({ alert, now, compact = false }: { alert: Alert; now: number; compact?: boolean }) {
  const { what, place } = alertParts(alert)
  const over = alert.state === 'resolved'
  const marks = alertMarks(alert)
  const owner = <span className={alert.state === 'firing' ? 'font-semibold text-ink-1' : ''}>{alertOwner(alert, now)}</span>
  return (
    <>
      <span className="flex w-44 shrink-0 flex-col items-center gap-2 text-center">
        <ColourMark colour={alert.colour} over={over} className={compact ? 'size-24' : 'size-28'} />
        <span className="text-13 leading-16 text-ink-2">{compact ? null : colourName(alert.colour)}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className={`block text-15 font-semibold wrap-anywhere ${over ? 'text-ink-2' : 'text-ink-1'}`}>{what}</span>
        <span className="block text-14 wrap-anywhere text-ink-2">{place}</span>
        <span className="block text-13 text-ink-3">{[alertCounts(alert), alertTime(alert, now)].join(' · ')}</span>
        <span className="flex flex-wrap items-center gap-x-8 gap-y-2 text-13 text-ink-3">
          {owner}
          {marks.map((mark) => (
            <Tag key={mark}>{mark}</Tag>
          ))}
        </span>
      </span>
    </>
  )
}
