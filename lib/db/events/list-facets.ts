import { narrow, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { type Chosen, countFacets, type EventFacets, type FacetGroup } from '@/lib/domain/event-facets'
import { EVENT_STATES, LIGHTS, partyKey } from '@/lib/domain/life'
import { pool } from '../engine/pool'
import { onAtlas } from './event-list'
import { visible, Where } from './event-where'
import { CARD_FLAGS, type EventFilter, filtered, gridsOfService } from './list-filter'

/** A list that reaches further back, and is not of open events, is not counted. */
const MAX_DAYS = 31
const MAX_ROWS = 100_000
const DEPARTMENT = partyKey({ kind: 'department', id: 'x' }).slice(0, -1)

type Row = {
  state: number
  light: number | null
  card: 'yellow' | 'red' | null
  type: number
  urgency: number
  department: string | null
  count: number
}

/**
 * How many events a list has by each value of its facets, of those that the viewer sees one by one. It reads no more than the open events,
 * by their index, or those of 31 days by the time of occurrence: about 15 ms for 2,000 events, 100 ms for 35,000. Of anything longer it
 * counts nothing and says so.
 */
export async function readFacets(viewer: Viewer, filter: EventFilter, now: number = Date.now()): Promise<EventFacets> {
  const { state, light, card, class: classes, type, urgency, department, ...base } = filter
  const chosen: Chosen = {
    ...(state && { state }),
    ...(light && { light }),
    ...(card && { card }),
    ...(classes && { class: classes }),
    ...(type && { type }),
    ...(urgency && { urgency: urgency.map(String) }),
    ...(department && { department }),
  }
  const none = { counted: 'all' as const, ...countFacets([], chosen) }
  if (!isBounded(base, now)) return { ...none, counted: 'no' }
  const narrowed = narrow(viewer, filter.within)
  if (!narrowed) return none
  const within = await gridsOfService(filter)
  const groups = await onAtlas(async (atlas) => {
    const sight = visible(narrowed, atlas)
    if (!sight) return []
    return read(filtered(new Where().add(sight.sql, ...sight.values), narrowed, atlas, base, now, within), atlas)
  })
  const counted = groups.reduce((sum, { count }) => sum + count, 0)
  return { counted: counted > MAX_ROWS ? 'more' : 'all', ...countFacets(groups, chosen) }
}

function isBounded({ status, from, to }: EventFilter, now: number): boolean {
  if (status === 'open') return true
  return from !== undefined && (to === undefined ? now : Date.parse(to)) - Date.parse(from) <= MAX_DAYS * DAY_MS
}

async function read(where: Where, atlas: Atlas): Promise<FacetGroup[]> {
  const { rows } = await pool().query<Row>(
    `SELECT state, light, card, type, urgency, department, count(*)::int4 AS count FROM (
       SELECT e.state::int4 AS state, CASE WHEN e.handled_at IS NULL THEN e.light::int4 END AS light,
         CASE WHEN e.life_flags & ${CARD_FLAGS.red} <> 0 THEN 'red' WHEN e.life_flags & ${CARD_FLAGS.yellow} <> 0 THEN 'yellow' END AS card,
         e.type_id AS type, e.urgency::int4 AS urgency,
         CASE WHEN e.parties[1] LIKE '${DEPARTMENT}%' THEN substr(e.parties[1], ${DEPARTMENT.length + 1}) END AS department
       FROM events e ${where.sql} LIMIT ${MAX_ROWS + 1}
     ) AS e GROUP BY 1, 2, 3, 4, 5, 6`,
    where.values,
  )
  return rows.flatMap(({ state, light, type: id, urgency, ...row }) => {
    const type = atlas.typeById.get(id)
    const name = EVENT_STATES[state]
    if (!type || !name) return []
    const lit = light === null ? null : (LIGHTS[light] ?? null)
    return [{ ...row, state: name, light: lit, class: type.classCode, type: type.code, urgency: String(urgency) }]
  })
}
