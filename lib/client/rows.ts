import type { FeedItem } from '@/lib/domain/apply'
import { EVENT_CLASSES } from '@/lib/domain/category'
import { HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import type { EventState } from '@/lib/domain/life'
import type { Figures } from '@/lib/domain/wire'
import type { Key, NamedType } from './board'
import { formatDay, formatTime } from './format'
import type { GridTree } from './grids'
import { said } from './language'
import { wallTexts } from './messages/wall'
import { nameOfClass, stateName } from './names'
import { formatAge } from './trend-rows'

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
export const shortType = (name: string) => name.split('/')[0] ?? name

/** The community or village of a grid, or what there is of it. */
export function placeOf(tree: GridTree | null, code: string): string {
  let at = tree?.byCode.get(code)
  while (at && at.level > 2) at = tree?.byCode.get(at.parentCode)
  return at?.sign ?? ''
}

const row = <T>(type: NamedType | undefined, rest: T): T & Pick<EventRow, 'classCode' | 'className' | 'type'> => ({
  ...rest,
  classCode: type?.classCode ?? '',
  className: type?.className ?? '',
  type: shortType(type ? said({ zh: type.name, en: type.nameEn ?? type.name }) : ''),
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

/** A line of what is urgent and open: how long it has been so, or how long until its deadline, or past it. */
export type UrgentRow = Omit<EventRow, 'time' | 'handled'> & { due: string; overdue: boolean }

/** Urgent events as the API gives them. */
export function urgentRows(events: readonly GridEvent[], key: Key, tree: GridTree | null, now: number): UrgentRow[] {
  const dueOf = ({ occurredAt, deadline }: GridEvent): string => {
    if (deadline === null) return wallTexts.urgent.open(formatAge(now - Date.parse(occurredAt)))
    const left = Date.parse(deadline) - now
    return left < 0 ? wallTexts.urgent.over(formatAge(-left)) : wallTexts.urgent.left(formatAge(left))
  }
  return events.map((e) =>
    row(key.types.get(key.typeIds.get(e.type) ?? 0), {
      number: e.number,
      urgency: e.urgency,
      due: dueOf(e),
      overdue: e.light === 'overdue',
      place: placeOf(tree, e.grid),
    }),
  )
}

export type StateRow = { state: EventState; label: string; count: number; share: number | null }
/** The states of a life in the order it goes through them; what is over comes last and has no bar. */
const open: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'suspended', 'awaiting_verification']
const over: readonly EventState[] = ['closed', 'rejected']

/** Events by state; empty where the server does not tell. */
export function stateRows(figures: Figures | null): StateRow[] {
  if (!figures?.states) return []
  const counts = new Map(figures.states.map((s) => [s.state, s.count]))
  const most = Math.max(1, ...open.map((state) => counts.get(state) ?? 0))
  const rowOf = (state: EventState, share: (count: number) => number | null): StateRow => {
    const count = counts.get(state) ?? 0
    return { state, label: stateName(state, { labels: 'plain' }), count, share: share(count) }
  }
  return [...open.map((state) => rowOf(state, (count) => count / most)), ...over.map((state) => rowOf(state, () => null))]
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
    key
      ? [...key.types.values()].map((t) => [t.classCode, nameOfClass(t.classCode, t.className)])
      : EVENT_CLASSES.map((c) => [c.code, nameOfClass(c.code, c.name)]),
  )
  const today = figures?.classes && new Map(figures.classes.map((c) => [c.code, c.today]))
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, name]) => ({ code, name, today: today ? (today.get(code) ?? 0) : null }))
}

/** What stands under a street's name on the map. */
export const streetNotes = (rows: readonly { code: string; todayText: string }[]): Map<string, string> =>
  new Map(rows.map((r) => [r.code, wallTexts.map.today(r.todayText)]))
