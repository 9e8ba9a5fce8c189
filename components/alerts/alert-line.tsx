import { Tag } from '@/components/ui/tag'
import { namedPlace } from '@/lib/client/alert-place'
import { alertCounts, alertMarks, alertParts, colourName } from '@/lib/client/alert-words'
import { formatMoment, formatSpan } from '@/lib/client/due'
import { formatDay, formatTime } from '@/lib/client/format'
import { inList } from '@/lib/client/in-list'
import { nextStep } from '@/lib/client/ladder-words'
import { alertTexts } from '@/lib/client/messages/alerts'
import { budgetTexts } from '@/lib/client/messages/budget'
import { silenceTexts } from '@/lib/client/messages/silences'
import type { EventWords } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import { civilDate } from '@/lib/domain/clock'
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

/** When it came: the time of today, the day of another one. */
function alertClock({ startedAt }: Pick<Alert, 'startedAt'>, now: number): string {
  const at = Date.parse(startedAt)
  return civilDate(at) === civilDate(now) ? formatTime(at).slice(0, 5) : formatDay(at)
}

/** That it is silent or waits for the hours of its rule, and until when; that it is left to a digest; that what it counts is not all there. */
export const silenceMarks = (
  { silencedUntil, quiet, incomplete, digest }: Pick<Alert, 'silencedUntil' | 'quiet' | 'incomplete' | 'digest'>,
  now: number,
): string[] => [
  ...(silencedUntil !== undefined && Date.parse(silencedUntil) > now
    ? [(quiet ? silenceTexts.waits : silenceTexts.mark)(formatMoment(silencedUntil, now))]
    : []),
  ...(digest ? [budgetTexts.mark] : []),
  ...(incomplete ? [silenceTexts.incomplete(inList(incomplete))] : []),
]

/** An alert in a few lines: colour, what, where, how many, since when, whose it is. */
export function AlertLine({ alert, words, now }: { alert: Alert; words: EventWords; now: number }) {
  const { what, place } = alertParts(alert, namedPlace(alert, words))
  const over = alert.state === 'resolved'
  const marks = [...silenceMarks(alert, now), ...alertMarks(alert)]
  const next = nextStep(alert, now)
  return (
    <>
      <span className="flex min-w-48 shrink-0 flex-col items-center gap-2 text-center">
        <ColourMark colour={alert.colour} over={over} className="size-28" />
        <span className="text-13 whitespace-nowrap text-ink-2">{colourName(alert.colour)}</span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-8">
          <span className={`text-15 font-semibold wrap-anywhere ${over ? 'text-ink-2' : 'text-ink-1'}`}>{what}</span>
          {next ? (
            <span
              className={`text-16 whitespace-nowrap tabular-nums ${alert.state === 'firing' ? 'font-semibold text-ink-1' : 'text-ink-3'}`}
              title={alertTime(alert, now)}
              data-testid="alert-left"
            >
              {next.left}
            </span>
          ) : (
            <time dateTime={alert.startedAt} title={alertTime(alert, now)} className="text-13 whitespace-nowrap text-ink-3">
              {alertClock(alert, now)}
            </time>
          )}
        </span>
        <span className="flex items-baseline justify-between gap-8">
          <span className="text-14 wrap-anywhere text-ink-2">{place}</span>
          {next && <span className="text-13 whitespace-nowrap text-ink-3">{next.words}</span>}
        </span>
        <span className="flex flex-wrap items-baseline justify-between gap-x-8 text-13 text-ink-3">
          <span>{alertCounts(alert)}</span>
          <span className={`ml-auto whitespace-nowrap ${alert.state === 'firing' ? 'font-semibold text-ink-1' : ''}`}>
            {(over ? null : alert.acknowledgedBy?.name) ?? alertTexts.states[alert.state]}
          </span>
        </span>
        {marks.length > 0 && (
          <span className="flex flex-wrap gap-6 pt-4">
            {marks.map((mark) => (
              <Tag key={mark}>{mark}</Tag>
            ))}
          </span>
        )}
      </span>
    </>
  )
}
