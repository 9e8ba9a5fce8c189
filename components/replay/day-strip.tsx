import { colourName } from '@/lib/client/alert-words'
import { formatDay, formatTime, formatWeekday } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { civilDate, DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import type { ReplayDays } from '@/lib/domain/replay-answer'
import { SeverityMark } from '../ui/severity-mark'
import { useScrub } from './use-scrub'

export type DayStripProps = {
  day: ReplayDays['day']
  alerts: ReplayDays['alerts']
  episodes: ReplayDays['episodes']
  at: number
  compared: boolean
  onSeek(at: number): void
}

/** Marks of alerts that are drawn; there are more on a day of storm than there is room for. */
const MAX_MARKS = 24

/** The day hour by hour with the week before as a line, its alerts above, and the playhead; what lies behind it is dim. A click or drag chooses a time. */
export function DayStrip({ day, alerts, episodes, at, compared, onSeek }: DayStripProps) {
  const start = startOfDay(at)
  const share = (at - start) / DAY_MS
  const { ref, handlers } = useScrub((part) => onSeek(start + part * (DAY_MS - 60_000)))
  const hours = day?.day === civilDate(at) ? day.hours : []
  const before = compared && day ? day.weekBefore : []
  const top = Math.max(1, ...hours, ...before)
  const y = (count: number) => (1 - count / top).toFixed(4)
  const placeOf = (time: number) => Math.min(1, Math.max(0, (time - start) / DAY_MS))
  const bands = episodes.flatMap(({ type, startsAt, endsAt }) => {
    const [from, to] = [placeOf(Date.parse(startsAt)), placeOf(Date.parse(endsAt))]
    return to > from ? [{ key: `${type} ${startsAt}`, from, to }] : []
  })
  const marks = alerts.flatMap((alert) => {
    const time = Date.parse(alert.startedAt)
    return time >= start && time < start + DAY_MS ? [{ ...alert, time }] : []
  })
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={ref}
        {...handlers}
        role="slider"
        tabIndex={0}
        aria-label={texts.day}
        aria-valuemin={0}
        aria-valuemax={1440}
        aria-valuenow={Math.floor((at - start) / 60_000)}
        aria-valuetext={`${formatDay(at)} ${formatTime(at)}`}
        className="absolute inset-x-0 top-28 bottom-26 cursor-pointer touch-none border-b border-line-strong"
        data-testid="day-strip"
      >
        <ol className="absolute inset-0 flex" aria-hidden>
          {Array.from({ length: 24 }, (_, hour) => {
            const over = start + (hour + 1) * HOUR_MS <= at
            const above = before.length > 0 && (hours[hour] ?? 0) > 1.25 * (before[hour] ?? 0) && (hours[hour] ?? 0) >= 10
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its index
              <li key={hour} className="relative flex-1">
                <span
                  className={`absolute inset-x-[16%] bottom-0 rounded-t-[calc(2*var(--u))] ${above ? 'bg-ink-1' : 'bg-data'} ${over ? '' : 'opacity-35'}`}
                  style={{ height: `${(100 * (hours[hour] ?? 0)) / top}%` }}
                />
              </li>
            )
          })}
        </ol>
        <svg viewBox="0 0 24 1" preserveAspectRatio="none" className="absolute inset-0 size-full" aria-hidden>
          <polyline
            points={before.map((count, hour) => `${hour + 0.5},${y(count)}`).join(' ')}
            fill="none"
            stroke="var(--ink-2)"
            strokeWidth="1.5"
            strokeDasharray="4 4"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <span aria-hidden className="absolute -top-12 bottom-0 w-3 -translate-x-1/2 bg-ink-1" style={{ left: `${100 * share}%` }} />
      </div>
      {bands.map(({ key, from, to }) => (
        <span
          key={key}
          aria-hidden
          className="absolute top-22 h-4 rounded-full bg-ink-3"
          style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
        />
      ))}
      {marks.slice(-MAX_MARKS).map(({ id, colour, headline, time }) => (
        <button
          key={id}
          type="button"
          title={`${formatTime(time).slice(0, 5)} ${headline}`}
          onClick={() => onSeek(time)}
          className="absolute top-0 size-24 -translate-x-1/2"
          style={{ left: `${(100 * (time - start)) / DAY_MS}%` }}
        >
          <SeverityMark rank={Colour.options.indexOf(colour) + 1} label={`${colourName(colour)} ${headline}`} className="size-20" />
        </button>
      ))}
      {before.length > 0 && (
        <span className="pointer-events-none absolute top-0 right-0 text-1 text-ink-3">
          {texts.lineBefore(`${formatDay(at - 7 * DAY_MS)} ${formatWeekday(civilDate(at - 7 * DAY_MS))}`)}
        </span>
      )}
      <ol className="pointer-events-none absolute inset-x-0 bottom-0 flex h-24 text-1 text-ink-3" aria-hidden>
        {Array.from({ length: 8 }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a mark of the axis is its index
          <li key={i} className="flex-1">
            {texts.hour(3 * i)}
          </li>
        ))}
      </ol>
    </div>
  )
}
