import { HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { Trends } from '@/lib/domain/trends'
import { formatCount, formatDay, formatTime } from './format'
import type { GridTree } from './grids'
import { wallTexts } from './messages/wall'

/** Below so many a percentage says more about chance than about the day: the difference is shown instead. */
const MIN_FOR_PERCENT = 10

/** What stands beside a figure: which way it went (null: no way, a second figure), and by how much in words. */
export type Change = { way: 'up' | 'down' | 'level' | null; text: string }

/** How a count compares with what is usual; null when too little is known. */
export function changeOf(count: number, usual: number | null | undefined): Change | null {
  if (usual === null || usual === undefined) return null
  const difference = Math.round(count - usual)
  const percent = Math.round(((count - usual) / Math.max(1, usual)) * 100)
  const by = usual < MIN_FOR_PERCENT ? difference : percent
  const way = by > 0 ? 'up' : by < 0 ? 'down' : 'level'
  return { way, text: usual < MIN_FOR_PERCENT ? formatCount(Math.abs(by)) : `${Math.abs(by)} %` }
}

/** 08:15 today, 11-23 08:15 before. */
function minuteOf(ms: number, now: number): string {
  const clock = formatTime(ms).slice(0, 5)
  return ms >= startOfDay(now) ? clock : `${formatDay(ms)} ${clock}`
}

/** How far the data reach while a source is late: in words, and as an hour of today (null: not so far). Null while all is there. */
export type Lag = { text: string; time: string; hour: number | null }

/** Heard of a late source so lately, its events are being made up for; a silent one is only late. */
const CATCHING_MS = 10 * 60_000

/** What is to be said of data that are not all there. */
export function lagOf(trends: Trends | null): Lag | null {
  if (!trends?.until) return null
  const [until, at] = [Date.parse(trends.until), Date.parse(trends.at)]
  const time = minuteOf(until, at)
  const catching = trends.sources.some((s) => s.late && at - Date.parse(s.lastReceivedAt) < CATCHING_MS)
  const text = catching ? wallTexts.lag.catching(time) : wallTexts.lag.late(time)
  return { time, text, hour: until >= startOfDay(at) ? hourOf(until) : null }
}

/** A count of today as it is written: while data are late, none so far is not known to be none. */
export const todayText = (count: number | null | undefined, late: boolean): string =>
  count === null || count === undefined || (count === 0 && late) ? wallTexts.none : formatCount(count)

/** How today compares with what is usual. While data are late: of the whole hours that are there, and said so; or not at all. */
export function changeSoFar(count: number, usual: number | null | undefined, lag: Lag | null): Change | null {
  const change = changeOf(count, usual)
  if (!lag) return change
  if (!change || lag.hour === null) return { way: null, text: wallTexts.none }
  return { ...change, text: wallTexts.lag.upTo(change.text, wallTexts.rhythm.hour(Math.floor(lag.hour))) }
}

/** One hour of the strip. `share`s are of the strip's height; count is null for hours to come. */
export type HourBar = {
  hour: number
  count: number | null
  share: number
  /** the count lies above the usual span */
  above: boolean
  /** not over, or not all there yet */
  running: boolean
  usual: { low: number; middle: number; high: number } | null
}

/** The hours of today against what is usual; `top` is the count at the strip's full height. */
export function hourBars(trends: Trends | null): { bars: HourBar[]; top: number } {
  const counts = trends?.hours ?? []
  const usual = trends?.usualHours ?? null
  const lag = lagOf(trends)
  const whole = Math.min(counts.length - 1, lag ? Math.floor(lag.hour ?? 0) : 24)
  const most = Math.max(1, ...counts, ...(usual?.map((u) => u.high) ?? []))
  const top = niceTop(most)
  const bars = Array.from({ length: 24 }, (_, hour): HourBar => {
    const count = counts[hour] ?? null
    const span = usual?.[hour]
    const running = count !== null && hour >= whole
    return {
      hour,
      count,
      share: (count ?? 0) / top,
      above: span !== undefined && count !== null && count > span.high,
      running,
      usual: span ? { low: span.low / top, middle: span.middle / top, high: span.high / top } : null,
    }
  })
  return { bars, top }
}

/** A round number at or above, with a little air. */
export function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((s) => s * power >= most) ?? 10
  return step * power
}

/** Hours of the civil day that have passed, with their fraction: 14.5. */
export const hourOf = (now: number): number => (now - startOfDay(now)) / HOUR_MS

export type AgeBar = { label: string; open: number; share: number }

/** Open events by age, each with its share of the largest. */
export function ageBars(trends: Trends | null): AgeBar[] {
  const ages = trends?.ages ?? []
  const most = Math.max(1, ...ages.map((a) => a.open))
  return ages.map(({ fromHours, toHours, open }) => ({
    label: wallTexts.ages.days(fromHours / 24, toHours === null ? null : toHours / 24),
    open,
    share: open / most,
  }))
}

/** Open events past their deadline, by the days since it, each with its share of all of them. */
export function overdueBars(trends: Trends | null): AgeBar[] {
  const ages = trends?.overdue ?? []
  const all = Math.max(
    1,
    ages.reduce((sum, a) => sum + a.open, 0),
  )
  return ages.map(({ fromDays, toDays, open }) => ({ label: wallTexts.ages.overdueDays(fromDays, toDays), open, share: open / all }))
}

/** Events open for longer than a week; null before anything is known. */
export function openLong(trends: Trends | null): number | null {
  if (!trends) return null
  return trends.ages.filter((a) => a.fromHours >= 7 * 24).reduce((sum, a) => sum + a.open, 0)
}

export type RunRow = {
  code: string
  name: string
  today: number
  /** as it is written */
  todayText: string
  open: number
  days: readonly number[]
  usual: number | null
  change: Change | null
}

/** The grids of a level by what came in today, busiest first. `today` and `open` come from the figures, which are pushed. */
export function runRows(
  trends: Trends | null,
  tree: GridTree | null,
  figures: ReadonlyMap<string, { today: number; open: number }>,
  level: number,
): RunRow[] {
  const runs = new Map(trends?.grids.map((run) => [run.grid, run]))
  const withheld = trends?.until ? { way: null, text: wallTexts.none } : null
  return (tree?.list ?? [])
    .filter((g) => g.level === level)
    .map((g): RunRow => {
      const run = runs.get(g.code)
      const figure = figures.get(g.code)
      return {
        code: g.code,
        name: g.sign,
        today: figure?.today ?? 0,
        todayText: todayText(figure?.today ?? 0, withheld !== null),
        open: figure?.open ?? 0,
        days: run?.days ?? [],
        usual: run?.usual ?? null,
        change: (run && changeOf(run.soFar, run.usual)) ?? withheld,
      }
    })
    .sort((a, b) => b.today - a.today || b.open - a.open || (a.code < b.code ? -1 : 1))
}

/** 3 时 12 分, 2 天 4 时, 45 秒: two units at most. */
export function formatAge(ms: number): string {
  const { second, minute, hour, day } = wallTexts.durations
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} ${second}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} ${minute}`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 ? `${hours} ${hour} ${minutes % 60} ${minute}` : `${hours} ${hour}`
  return hours % 24 ? `${Math.floor(hours / 24)} ${day} ${hours % 24} ${hour}` : `${hours / 24} ${day}`
}

/** 0: within the hour, 1: within the day, 2: longer. */
export type Freshness = 0 | 1 | 2
export type SourceRow = { name: string; lastDay: number; age: string; freshness: Freshness }

/** The systems events come from, with how long ago each was last heard of, or, of a late one, how far its events reach. */
export function sourceRows(trends: Trends | null, now: number): SourceRow[] {
  const { names } = wallTexts.sources
  const named = new Map<string | null, string>([...Object.entries(names), [null, names.none]])
  return (trends?.sources ?? []).map(({ source, lastReceivedAt, lastOccurredAt, late, lastDay }) => {
    const age = Math.max(0, now - Date.parse(lastReceivedAt))
    return {
      name: named.get(source) ?? source ?? names.none,
      lastDay,
      age: late ? wallTexts.sources.until(minuteOf(Date.parse(lastOccurredAt), now)) : wallTexts.sources.ago(formatAge(age)),
      freshness: age < HOUR_MS && !late ? 0 : age < 24 * HOUR_MS ? 1 : 2,
    }
  })
}
