import * as z from 'zod/mini'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { type FoundVolunteer, ORDER_LOAD_DAYS, type Volunteer } from '@/lib/domain/order-suggestions'
import type { Position } from '@/lib/domain/position'
import { SkillName } from '@/lib/domain/skills'
import { type PoolClient, pool } from '../engine/pool'
import { ms } from './order-rows'

/** Of those who can, so many of the nearest are compared. */
const NEAREST = 60

const facts = {
  ...{ person: z.string(), name: z.string(), unit: z.string(), unitName: z.string(), skill: SkillName, own: z.boolean() },
  ...{ from: z.enum(['person', 'unit']), load: z.int(), inHand: z.int(), times: z.int(), lastAt: z.nullable(z.number()) },
}
const Found = z.array(z.object({ ...facts, metres: z.number() }))
const Searched = z.array(
  z.object({ ...facts, metres: z.nullable(z.number()), can: z.boolean(), asked: z.boolean(), pausedUntil: z.nullable(z.number()) }),
)

/** What volunteers are looked for. `order`: whoever was asked for it before is left out; `asker`: the person who asked. */
export type Sought = {
  order: string | null
  service: string
  skill: z.infer<typeof SkillName>
  position: Position
  household: string | null
  asker?: string | null
}

/** A membership `m` of today (`$4`), with its unit, and what its person has said of taking orders. */
const MEMBERS = `unit_members m JOIN units u ON u.id = m.unit_id AND u.ended_at IS NULL JOIN people p ON p.id = m.person_id AND p.left_at IS NULL
  LEFT JOIN order_volunteers v ON v.person_id = m.person_id`
const TODAY = 'm.from_day <= $4::date AND (m.to_day IS NULL OR m.to_day > $4::date)'
const HOLDS = `${TODAY} AND (v.paused_until IS NULL OR v.paused_until <= to_timestamp($5::float8 / 1000))
  AND m.person_id IS DISTINCT FROM $9::uuid AND NOT EXISTS (SELECT FROM order_offers f WHERE f.order_id = $6::uuid AND f.person_id = m.person_id)`
const AT = 'ST_SetSRID(ST_MakePoint($2::float8, $3::float8), 4326)::geography'
const member = (own: boolean) => `m.person_id, p.name, u.id AS unit, u.name AS unit_name, ${own} AS own, v.position IS NOT NULL AS own_place,
  ST_Distance(COALESCE(v.position, u.place::geography), ${AT}) AS metres`

/** What somebody (`n`) took of late, has in hand, how often they did this, and when they were last at this household. */
const WORK = `LATERAL (
        SELECT count(*) FILTER (WHERE o.taken_at >= to_timestamp($8::float8 / 1000))::int4 AS load, count(*) FILTER (WHERE o.state = 'taken')::int4 AS in_hand,
          count(*) FILTER (WHERE o.service = $7::text AND o.served_at IS NOT NULL)::int4 AS times,
          max(o.served_at) FILTER (WHERE o.household_id = $10::uuid) AS last_at
        FROM orders o WHERE o.taken_by = n.person_id
      ) l`
const TOLD = `n.person_id::text AS person, n.name, n.unit::text AS unit, n.unit_name AS "unitName", $1::text AS skill, n.metres,
        CASE WHEN n.own_place THEN 'person' ELSE 'unit' END AS "from", l.load, l.in_hand AS "inHand", l.times, ${ms('l.last_at')} AS "lastAt"`
/** What both ask by, as the parameters `$1` to `$10`. */
const asked = ({ order, service, skill, position, household, asker = null }: Sought, now: number): unknown[] => [
  ...[skill, ...position, civilDate(now), now, order, service, now - ORDER_LOAD_DAYS * DAY_MS, asker, household],
]

/**
 * The nearest of those who can do a service, by one statement: whom the index of skills finds, or whose unit can and who have said nothing of their own; with
 * metres from where they start or where their unit is, what they took of late, how often they did this, and when they were last at this household.
 */
export async function findVolunteers(sought: Sought, now: number, reader: Pick<PoolClient, 'query'> = pool()): Promise<Volunteer[]> {
  const { rows } = await reader.query({
    name: 'order-volunteers',
    text: `WITH able AS (
        SELECT ${member(true)} FROM ${MEMBERS} WHERE m.skills @> ARRAY[$1::text] AND ${HOLDS}
        UNION ALL
        SELECT ${member(false)} FROM ${MEMBERS} WHERE u.skills @> ARRAY[$1::text] AND m.skills = '{}' AND ${HOLDS}
      ), one AS (
        SELECT DISTINCT ON (person_id) * FROM able WHERE metres IS NOT NULL ORDER BY person_id, own DESC, metres, unit
      ), near AS (SELECT * FROM one ORDER BY metres, person_id LIMIT ${NEAREST})
      SELECT n.own, ${TOLD} FROM near n CROSS JOIN ${WORK} ORDER BY n.metres, n.person_id`,
    values: asked(sought, now),
  })
  return z.parse(Found, rows)
}

/** Which members are searched: of units linked with grids of these prefixes (null: all), each word being a `surname` of theirs or in the name of their unit. */
export type VolunteerSearch = { prefixes: readonly string[] | null; terms: readonly { term: string; surname: boolean }[]; limit: number }

/** A word that may be what a team is called for short: 蓝队 of 涅阳街道蓝色志愿队, whose characters it has in their order. */
const SHORT_NAME = /^\p{Script=Han}{2,6}$/u

/**
 * Members whom a search finds, whether they can or not: those first who can and take orders, of these the nearest. Whoever was asked before is among them, and
 * whoever asked for it is not.
 */
export async function searchVolunteers(sought: Sought, { prefixes, terms, limit }: VolunteerSearch, now: number): Promise<FoundVolunteer[]> {
  if (terms.length === 0) return []
  const values = [...asked(sought, now), prefixes, limit]
  const holds = terms.map(({ term, surname }) => {
    const at = `$${values.push(term)}::text`
    const short = SHORT_NAME.test(term) ? ` OR lower(u.name) LIKE $${values.push(`%${[...term].join('%')}%`)}::text` : ''
    return `(strpos(lower(u.name), ${at}) > 0${short}${surname ? ` OR starts_with(p.name, ${at})` : ''})`
  })
  const { rows } = await pool().query(
    `WITH found AS (
        SELECT DISTINCT ON (m.person_id) m.person_id, p.name, u.id AS unit, u.name AS unit_name, v.position IS NOT NULL AS own_place, v.paused_until,
          ST_Distance(COALESCE(v.position, u.place::geography), ${AT}) AS metres
        FROM ${MEMBERS} WHERE ${TODAY} AND m.person_id IS DISTINCT FROM $9::uuid AND ${holds.join(' AND ')}
          AND ($11::text[] IS NULL OR EXISTS (SELECT FROM unit_grids g, unnest($11::text[]) AS x (prefix)
            WHERE g.unit_id = u.id AND (starts_with(g.grid_code, x.prefix) OR starts_with(x.prefix, g.grid_code))))
        ORDER BY m.person_id, metres, unit
      ), n AS (
        SELECT f.*, COALESCE(s.own, false) AS own, s.own IS NOT NULL AS can, CASE WHEN f.paused_until > to_timestamp($5::float8 / 1000) THEN f.paused_until END AS paused,
          EXISTS (SELECT FROM order_offers o WHERE o.order_id = $6::uuid AND o.person_id = f.person_id) AS asked
        FROM found f CROSS JOIN LATERAL (
          SELECT bool_or(m.skills <> '{}') AS own FROM unit_members m JOIN units u ON u.id = m.unit_id AND u.ended_at IS NULL
          WHERE m.person_id = f.person_id AND ${TODAY} AND CASE WHEN m.skills = '{}' THEN u.skills ELSE m.skills END @> ARRAY[$1::text]
        ) s
      )
      SELECT n.own, n.can, n.asked, ${ms('n.paused')} AS "pausedUntil", ${TOLD} FROM n CROSS JOIN ${WORK}
      ORDER BY n.can DESC, n.paused IS NULL DESC, n.metres, n.person_id LIMIT $12::int4`,
    values,
  )
  return z.parse(Searched, rows)
}
