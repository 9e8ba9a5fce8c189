import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { TypeCode } from '@/lib/domain/category'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { EventCard, FACETS, type Facet } from '@/lib/domain/event-facets'
import { EventState, Light } from '@/lib/domain/life'
import { list } from '@/lib/domain/query-parts'
import { EventOrder } from '@/lib/domain/routes/event-list'

/** Which events: those that are open, over, void, or all. */
export const STATUSES = ['open', 'handled', 'void', 'all'] as const
export type Status = (typeof STATUSES)[number]
/** Periods that a list is offered, in days up to today. */
export const PERIODS = [1, 7, 30, 90] as const
/** The columns that may be left out; the first two always stand. */
export const COLUMNS = ['number', 'place', 'state', 'lead', 'last'] as const
export type Column = (typeof COLUMNS)[number]

const lenient = <T extends z.ZodMiniType>(schema: T) => z.catch(z.optional(schema), undefined)
const Day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/))
const Names = z.string().check(z.minLength(1), z.maxLength(100))

/** What the address of the list says. A part that nobody could have chosen is left out. */
const Address = z.object({
  q: lenient(z.string().check(z.maxLength(100))),
  status: z.catch(z._default(z.enum(STATUSES), 'open'), 'open'),
  within: lenient(z.string().check(z.regex(/^\d{1,24}$/))),
  given: lenient(z.literal('me')),
  days: lenient(z.pipe(z.transform(Number), z.literal(PERIODS))),
  /** civil days, both taken */
  from: lenient(Day),
  to: lenient(Day),
  state: lenient(list(EventState)),
  light: lenient(list(Light)),
  card: lenient(list(EventCard)),
  class: lenient(list(TypeCode)),
  type: lenient(list(TypeCode)),
  urgency: lenient(list(z.enum(['1', '2', '3', '4']))),
  department: lenient(list(Names)),
  order: lenient(EventOrder),
  /** columns that are left out */
  without: lenient(list(z.enum(COLUMNS))),
  /** how it is shown: as rows, or as rows beside a map */
  view: lenient(z.literal('map')),
  event: lenient(z.string().check(z.regex(/^[\w-]{1,40}$/))),
})
export type ListQuery = z.infer<typeof Address>

export const readListQuery = (search: string): ListQuery => Address.parse(Object.fromEntries(new URLSearchParams(search)))

/** The address of a list, without what it says anyway. */
export function writeListQuery(query: ListQuery): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '' || (name === 'status' && value === 'open')) continue
    if (Array.isArray(value)) {
      if (value.length > 0) params.set(name, value.join(','))
    } else params.set(name, String(value))
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** The order that a list has when nobody asked for another: what is open by urgency, what is over by time. */
export const orderOf = ({ order, status }: ListQuery): EventOrder => order ?? (status === 'open' ? 'urgent' : 'newest')

const midnight = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

/** The query of `GET /api/events` and of its facets. `now`: the server's clock, epoch milliseconds; a period ends with today. */
export function apiQuery(query: ListQuery, now: number): URLSearchParams {
  const params = new URLSearchParams()
  const { q, status, within, given, days, from, to } = query
  const at = (ms: number) => new Date(ms).toISOString()
  if (q?.trim()) params.set('q', q.trim())
  if (status !== 'all') params.set('status', status)
  if (within !== undefined) params.set('within', within)
  if (given) params.set('given', given)
  if (days !== undefined) params.set('from', at(startOfDay(now) - (days - 1) * DAY_MS))
  else {
    if (from !== undefined) params.set('from', at(midnight(from)))
    if (to !== undefined) params.set('to', at(midnight(to) + DAY_MS))
  }
  for (const facet of FACETS) for (const value of query[facet] ?? []) params.append(facet, value)
  return params
}

/** What narrows a list, beside which events it is of. */
export const NARROWING = ['q', 'within', 'given', 'days', ...FACETS] as const
export type Narrowing = (typeof NARROWING)[number]
export function narrowingOf(query: ListQuery): Narrowing[] {
  return NARROWING.filter((name) => {
    const value = name === 'days' ? (query.days ?? query.from ?? query.to) : query[name]
    return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== ''
  })
}

/** Without one thing that narrows it. */
export const widened = (query: ListQuery, name: Narrowing): ListQuery => ({
  ...query,
  [name]: undefined,
  ...(name === 'days' && { from: undefined, to: undefined }),
})

/** The choices of a facet with one taken or given back. */
export function toggled(query: ListQuery, facet: Facet, value: string): ListQuery {
  const chosen: readonly string[] = query[facet] ?? []
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
  return Address.parse({ ...query, [facet]: next.length > 0 ? next : undefined })
}

/** What the list says where nobody has chosen: those who are given events begin with theirs. */
export const firstQuery = ({ role }: Pick<Viewer, 'role'>): ListQuery => readListQuery(role === 'operator' || role === 'handler' ? '?given=me' : '')
