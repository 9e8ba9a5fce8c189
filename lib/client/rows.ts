import type { FeedItem } from '@/lib/domain/apply'
import { EVENT_CLASSES, type EventType } from '@/lib/domain/category'
import { HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import type { Figures } from '@/lib/domain/wire'
import type { Key } from './board'
import { formatDay, formatTime } from './format'
import type { GridTree } from './grids'
import { zh } from './messages/zh-CN'

/** A line of the feed, in words. */
export type EventRow = {
  number: number
  time: string
  classCode: string
  className: string
  type: string
  place: string
  urgency: number
  handled: boolean
}

/** 14:32:05 today, 11-23 14:32 before. */
export const momentOf = (ms: number, now: number): string =>
  ms >= startOfDay(now) ? formatTime(ms) : `${formatDay(ms)} ${formatTime(ms).slice(0, 5)}`

/** The first of the words that a type's name offers: 消防通道堵塞 for 消防通道堵塞/飞线充电. */
const short = (name: string) => name.split('/')[0] ?? name

/** The community or village of a grid, or what there is of it. */
function placeOf(tree: GridTree | null, code: string): string {
  let at = tree?.byCode.get(code)
  while (at && at.level > 2) at = tree?.byCode.get(at.parentCode)
  return at?.sign ?? ''
}

const row = (type: EventType | undefined, rest: Omit<EventRow, 'classCode' | 'className' | 'type'>): EventRow => ({
  ...rest,
  classCode: type?.classCode ?? '',
  className: type?.className ?? '',
  type: short(type?.name ?? ''),
})

/** Lines of the feed, of the chosen classes only. */
export function feedRows(
  recent: readonly FeedItem[],
  key: Key,
  tree: GridTree | null,
  classes: ReadonlySet<string>,
  now: number,
  most: number,
): EventRow[] {
  const rows: EventRow[] = []
  for (const item of recent) {
    const type = key.types.get(item.type)
    if (classes.size > 0 && !classes.has(type?.classCode ?? '')) continue
    const { number, urgency, handledAt, occurredAt, grid } = item
    rows.push(
      row(type, {
        number,
        urgency,
        handled: handledAt !== null,
        time: momentOf(occurredAt, now),
        place: placeOf(tree, key.gridCodes.get(grid) ?? ''),
      }),
    )
    if (rows.length === most) break
  }
  return rows
}

/** Lines of events as the API gives them. */
export function eventRows(events: readonly GridEvent[], key: Key, tree: GridTree | null, now: number): EventRow[] {
  return events.map((e) =>
    row(key.types.get(key.typeIds.get(e.type) ?? 0), {
      number: e.number,
      urgency: e.urgency,
      handled: e.handledAt !== null,
      time: momentOf(Date.parse(e.occurredAt), now),
      place: placeOf(tree, e.grid),
    }),
  )
}

/** Events of the last hour in the feed; null where the feed does not reach back that far. */
export function lastHour(recent: readonly FeedItem[], now: number, most: number): number | null {
  const count = recent.filter((e) => e.occurredAt > now - HOUR_MS).length
  return count < most ? count : null
}

export type ClassRow = { code: string; name: string; today: number | null }

/** The classes that the types name, in the order of their codes, with today's counts where the server gives them. */
export function classRows(key: Key | null, figures: Figures | null): ClassRow[] {
  const names = new Map<string, string>(
    key ? [...key.types.values()].map((t) => [t.classCode, t.className]) : EVENT_CLASSES.map((c) => [c.code, c.name]),
  )
  const today = figures?.classes && new Map(figures.classes.map((c) => [c.code, c.today]))
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, name]) => ({ code, name, today: today ? (today.get(code) ?? 0) : null }))
}

export type StreetRow = { code: string; name: string; today: number; open: number }

/** Level-1 grids with their figures, busiest first. */
export function streetRows(tree: GridTree | null, figures: Figures | null): StreetRow[] {
  const of = new Map(figures?.grids.map((g) => [g.grid, g]))
  return (tree?.list ?? [])
    .filter((g) => g.level === 1)
    .map((g) => ({ code: g.code, name: g.name, today: of.get(g.code)?.today ?? 0, open: of.get(g.code)?.open ?? 0 }))
    .sort((a, b) => b.today - a.today || (a.code < b.code ? -1 : 1))
}

/** What stands under a street's name on the map. */
export const streetNotes = (rows: readonly StreetRow[]): Map<string, string> => new Map(rows.map((r) => [r.code, zh.map.today(r.today)]))
