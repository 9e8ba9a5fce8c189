import { useMemo } from 'react'
import { formatDay, formatTime } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { ReplayDays } from '@/lib/domain/replay-answer'
import { useScrub } from './use-scrub'

/** A mark a week of alerts is enough at this size. */
const MARK_DAYS = 7

/** Months that are named; more would run into each other. */
const MAX_NAMED = 12

/** All of the history day by day, with years and months as marks, where alerts were, and where one looks. A click or drag goes to a day. */
export function HistoryStrip({ days, at, onSeek }: { days: ReplayDays | null; at: number; onSeek(at: number): void }) {
  const first = days?.from == null ? null : Date.parse(`${days.from}T00:00:00+08:00`)
  const count = Math.max(1, days?.reported.length ?? 1)
  const timeOfDay = at - startOfDay(at)
  const { ref, handlers } = useScrub((part) => first !== null && onSeek(first + Math.min(count - 1, Math.floor(part * count)) * DAY_MS + timeOfDay))
  const area = useMemo(() => {
    const reported = days?.reported ?? []
    const top = Math.max(1, ...reported)
    return `M0,1 ${reported.map((n, i) => `L${i},${(1 - n / top).toFixed(3)} L${i + 1},${(1 - n / top).toFixed(3)}`).join(' ')} L${reported.length},1 Z`
  }, [days])
  const marks = useMemo(() => {
    if (first === null) return []
    const weeks = new Set((days?.alerts ?? []).map(({ startedAt }) => Math.floor((Date.parse(startedAt) - first) / DAY_MS / MARK_DAYS)))
    return [...weeks].map((week) => (week + 0.5) * MARK_DAYS)
  }, [days, first])
  const episodes = useMemo(() => {
    if (first === null) return []
    const dayOf = (time: string) => (Date.parse(time) - first) / DAY_MS
    return (days?.episodes ?? []).map(({ type, startsAt, endsAt }) => ({ key: `${type} ${startsAt}`, from: dayOf(startsAt), to: dayOf(endsAt) }))
  }, [days, first])
  const months = useMemo(() => {
    if (first === null) return []
    const begins = Array.from({ length: count }, (_, i) => ({ i, date: civilDate(first + i * DAY_MS) })).filter(
      ({ i, date }) => i === 0 || date.endsWith('-01'),
    )
    const named = begins.filter((_, i) => i % Math.ceil(begins.length / MAX_NAMED) === 0)
    // the first has its year, for which the next may be too near; at the end stands today
    return named.filter(({ i }, nth) => i < count * 0.82 && (nth > 0 || (named[1]?.i ?? count) > count * 0.09))
  }, [first, count])
  const place = first === null ? 0 : (startOfDay(at) - first) / DAY_MS
  const left = (day: number) => `${(100 * day) / count}%`
  return (
    <div className="relative h-72 shrink-0">
      <div
        ref={ref}
        {...handlers}
        role="slider"
        tabIndex={0}
        aria-label={texts.history}
        aria-valuemin={0}
        aria-valuemax={count - 1}
        aria-valuenow={Math.max(0, Math.min(count - 1, Math.round(place)))}
        aria-valuetext={`${civilDate(at)} ${formatTime(at)}`}
        className="absolute inset-x-0 top-8 h-36 cursor-pointer touch-none"
        data-testid="history-strip"
      >
        <svg viewBox={`0 0 ${count} 1`} preserveAspectRatio="none" className="size-full" aria-hidden>
          <path d={area} fill="var(--data)" opacity="0.7" />
        </svg>
        <span
          aria-hidden
          className="absolute -inset-y-6 w-12 -translate-x-1/2 rounded-chip border-2 border-ink-1"
          style={{ left: left(place + 0.5) }}
        />
      </div>
      {episodes.map(({ key, from, to }) => (
        <span
          key={key}
          aria-hidden
          className="absolute top-0 h-4 min-w-6 rounded-full bg-ink-3"
          style={{ left: left(Math.max(0, from)), width: left(to - Math.max(0, from)) }}
        />
      ))}
      {marks.map((day) => (
        <span
          key={day}
          aria-hidden
          className="absolute top-44 -translate-x-1/2 text-[length:calc(9*var(--u))] leading-none text-ink-1"
          style={{ left: left(day) }}
        >
          ▲
        </span>
      ))}
      {months.map(({ i, date }, nth) => (
        <span
          key={date}
          aria-hidden
          className="absolute bottom-0 border-l border-line-strong pl-6 text-1 leading-[1.1] whitespace-nowrap text-ink-3"
          style={{ left: left(i) }}
        >
          {nth === 0 || date.slice(0, 4) !== months[nth - 1]?.date.slice(0, 4) ? date.slice(0, 7) : date.slice(5, 7)}
        </span>
      ))}
      <span className="pointer-events-none absolute right-0 bottom-0 bg-glass text-1 leading-[1.1] text-ink-3">
        {days ? `${texts.todayMark} ${formatDay(Date.now())}` : ''}
      </span>
    </div>
  )
}
