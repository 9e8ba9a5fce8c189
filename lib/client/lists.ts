import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { EventState, sourceLife } from '@/lib/domain/life'
import type { EventOrder } from '@/lib/domain/routes/event-list'
import type { Figures } from '@/lib/domain/wire'
import { type Behind, readBehind, setBehind } from './figures'

/** The lists of the desk: by state, by light, and those of one's own. */
export const ListName = z.enum([
  'mine',
  'open',
  'overdue',
  'near',
  'awaiting_acceptance',
  'awaiting_dispatch',
  'handling',
  'suspended',
  'awaiting_verification',
  'closed',
  'day',
])
export type ListName = z.infer<typeof ListName>

const isState = (name: ListName): name is Extract<ListName, EventState> => EventState.safeParse(name).success

/** Whom lists of their own are for: those to whom events are given. */
export const hasOwnList = ({ role }: Viewer): boolean => role === 'operator' || role === 'handler'

/** The lists that a person is offered, and the one that is opened when the address names none. */
export function listsFor(viewer: Viewer): ListName[] {
  return ListName.options.filter((name) => name !== 'mine' || hasOwnList(viewer))
}
export function firstList(viewer: Viewer): ListName {
  if (hasOwnList(viewer)) return 'mine'
  return viewer.role === 'dispatcher' ? 'awaiting_acceptance' : 'open'
}

/** What the address says of the desk beside the map's view: the list, the figure that it stands behind instead, and the event that is open. */
export type DeskPlace = { list: ListName; behind: Behind | null; event: string | null }
const Place = z.object({
  list: z.catch(z.optional(ListName), undefined),
  event: z.catch(z.optional(z.string().check(z.regex(/^[\w-]{1,40}$/))), undefined),
})

export function readPlace(search: string, viewer: Viewer): DeskPlace {
  const { list, event } = Place.parse(Object.fromEntries(new URLSearchParams(search)))
  return { list: list && listsFor(viewer).includes(list) ? list : firstList(viewer), behind: readBehind(search), event: event ?? null }
}

/** The address of a place; what else it says stays. */
export function writePlace({ list, behind, event }: DeskPlace, search: string): string {
  const params = new URLSearchParams(search)
  setBehind(params, behind)
  if (behind) params.delete('list')
  else params.set('list', list)
  if (event === null) params.delete('event')
  else params.set('event', event)
  return `?${params}`
}

/** Which page of a list, of which grid. `now`: the server's clock, epoch milliseconds. */
export type ListPage = { within: string | null; now: number; limit: number; cursor?: string }

function pageOf({ within, limit, cursor }: Omit<ListPage, 'now'>): URLSearchParams {
  const query = new URLSearchParams({ limit: String(limit) })
  if (within !== null) query.set('within', within)
  if (cursor !== undefined) query.set('cursor', cursor)
  return query
}

/** The query of `GET /api/events` for the list behind a figure. */
export function queryBehind(behind: Behind, page: Omit<ListPage, 'now'>): URLSearchParams {
  const query = pageOf(page)
  setBehind(query, behind)
  return query
}

/** The orders of lists: work by urgency, that of one light by its deadline, and what was received or is over by time. */
export type ListOrder = Extract<EventOrder, 'urgent' | 'deadline' | 'newest'>
export function orderOf(list: ListName): ListOrder {
  if (list === 'near' || list === 'overdue') return 'deadline'
  return list === 'day' || list === 'closed' ? 'newest' : 'urgent'
}

/** The query of `GET /api/events` for a list. */
export function queryOf(list: ListName, page: ListPage): URLSearchParams {
  const query = pageOf(page)
  const order = orderOf(list)
  if (order !== 'newest') {
    // with the state too: what is over has no index by its state, and would be sorted with the rest
    query.set('status', 'open')
    query.set('order', order)
  }
  if (isState(list)) query.set('state', list)
  if (list === 'day') query.set('from', new Date(page.now - DAY_MS).toISOString())
  if (list === 'mine') query.set('given', 'me')
  if (order === 'deadline') query.set('light', list)
  return query
}

/** May an event with these facts stand in the list? True where it cannot be known from here. */
export function mayHold(list: ListName, facts: EventFacts | null, now: number): boolean {
  if (!facts) return false
  const life = facts.life ?? sourceLife(facts.handledAt)
  if (isState(list)) return facts.life === undefined || life.state === list
  if (list === 'day') return facts.occurredAt >= now - DAY_MS
  if (facts.handledAt !== null || life.state === 'void') return false
  return (list !== 'near' && list !== 'overdue') || facts.life === undefined || life.light === list
}

/**
 * How many events a list holds, where the figures tell it; null elsewhere. Figures count sensitive events for everybody whose area is a
 * whole street, lists show them only to those who may see them one by one, so only theirs agree.
 */
export function countOf(list: ListName, figures: Figures | null, viewer: Viewer): number | null {
  if (!figures || (visibilityClass(viewer) !== 'full' && viewer.scope.kind !== 'department')) return null
  if (isState(list)) return figures.states ? (figures.states.find((s) => s.state === list)?.count ?? 0) : null
  if (list === 'open') return figures.total.open
  if (list === 'near' || list === 'overdue') return figures.total[list] ?? null
  return null
}
