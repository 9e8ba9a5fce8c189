import type * as z from 'zod/mini'
import { actingParties, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventCard } from '@/lib/domain/event-facets'
import { isWithin } from '@/lib/domain/grid'
import { EVENT_STATES, LIFE_FLAGS, LIGHTS, partyKey } from '@/lib/domain/life'
import type { EventsQuery } from '@/lib/domain/routes/event-list'
import { reachOf } from '@/lib/domain/service-tree'
import { loadPeopleBook } from '../people/people-book'
import type { Where } from './event-where'
import { behindFigure } from './figure-sql'
import { searched } from './list-search'

/**
 * What a list is filtered by, as the query string gives it: `from` inclusive, `to` exclusive, both on the time of occurrence, or the period
 * of `figure` where that is asked for. `only`: those with these numbers, which no query string can ask for.
 */
export type EventFilter = Partial<z.infer<typeof EventsQuery>> & { only?: readonly number[] | undefined }

const VOID = EVENT_STATES.indexOf('void')
/** The bit of each card that lives. */
export const CARD_FLAGS = { yellow: LIFE_FLAGS.yellowCard, red: LIFE_FLAGS.redCard } as const satisfies Record<EventCard, number>

/** The grids that the node of the service tree lies in that a filter names (`*`: any node); null where it names none. */
export async function gridsOfService({ service }: EventFilter): Promise<ReadonlySet<string> | null> {
  if (service === undefined) return null
  const reach = reachOf((await loadPeopleBook()).nodes)
  return service === '*' ? new Set([...reach.values()].flatMap((grids) => [...grids])) : (reach.get(service) ?? new Set<string>())
}

/** Adds what a filter asks for, but for the order and the place in it; `within`: the grids of its node of the service tree. */
export function filtered(where: Where, viewer: Viewer, atlas: Atlas, filter: EventFilter, now: number, within: ReadonlySet<string> | null): Where {
  if (within) {
    const codes = [...within]
    where.add(
      'e.grid_id = ANY(?::int4[])',
      atlas.grids.filter((g) => codes.some((code) => isWithin(g.code, code))).map((g) => g.id),
    )
  }
  if (filter.only) where.add('e.number = ANY(?::int4[])', filter.only)
  const isVoid = 'e.state = ?::int2'
  if (filter.status === 'open') where.add(`e.handled_at IS NULL AND NOT ${isVoid}`, VOID)
  if (filter.status === 'handled') where.add('e.handled_at IS NOT NULL')
  if (filter.status === 'void') where.add(isVoid, VOID)
  const codesOf = (names: readonly string[], wanted: readonly string[]) => wanted.map((name) => names.indexOf(name))
  if (filter.state) where.add('e.state = ANY(?::int2[])', codesOf(EVENT_STATES, filter.state))
  if (filter.light) where.add('e.handled_at IS NULL AND e.light = ANY(?::int2[])', codesOf(LIGHTS, filter.light))
  if (filter.given) where.add("e.parties <> '{}'::text[] AND e.parties && ?::text[]", actingParties(viewer, atlas.grids))
  // no index gives this: each event would be written into it, and who asks goes back through some days of the newest
  if (filter.reported) where.add('e.reported_by = ?', viewer.id)
  const time = (text: string | undefined, sql: string) => {
    if (text !== undefined) where.add(`${sql} to_timestamp(?::float8 / 1000)`, Date.parse(text))
  }
  time(filter.dueFrom, 'e.deadline >=')
  time(filter.dueTo, 'e.deadline <')
  // what is suspended (挂账) or void is not due, as in the figures
  if (filter.dueFrom !== undefined || filter.dueTo !== undefined) where.add('e.state <> ALL(?::int2[])', codesOf(EVENT_STATES, ['suspended', 'void']))
  time(filter.handledFrom, 'e.handled_at >=')
  time(filter.handledTo, 'e.handled_at <')
  if (filter.type) {
    const codes = new Set(filter.type)
    where.add(
      'e.type_id = ANY(?::int4[])',
      [...atlas.typeById.values()].filter((t) => codes.has(t.code)).map((t) => t.id),
    )
  }
  if (filter.class) {
    const codes = new Set(filter.class)
    where.add(
      'e.type_id = ANY(?::int4[])',
      [...atlas.typeById.values()].filter((t) => codes.has(t.classCode)).map((t) => t.id),
    )
  }
  if (filter.card)
    where.add(
      'e.life_flags & ?::int4 <> 0',
      filter.card.reduce((bits, card) => bits | CARD_FLAGS[card], 0),
    )
  if (filter.department)
    where.add(
      'e.parties[1] = ANY(?::text[])',
      filter.department.map((id) => partyKey({ kind: 'department', id })),
    )
  if (filter.q !== undefined) searched(where, viewer, atlas, filter.q, filter.status === 'open' ? 'probe' : 'index')
  if (filter.urgency) where.add('e.urgency = ANY(?::int2[])', filter.urgency)
  if (filter.figure === undefined) {
    time(filter.from, 'e.occurred_at >=')
    time(filter.to, 'e.occurred_at <')
  } else {
    const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
    const { sql, values } = behindFigure(filter.figure, { from: bound(filter.from), to: bound(filter.to) }, now)
    where.add(sql, ...values)
  }
  if (filter.bbox) where.add('ST_Intersects(e.position, ST_MakeEnvelope(?::float8, ?::float8, ?::float8, ?::float8, 4326))', ...filter.bbox)
  return where
}
