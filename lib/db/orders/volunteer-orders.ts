import { civilDate, DAY_MS } from '@/lib/domain/clock'
import type { Position } from '@/lib/domain/position'
import { type Skill, SkillName } from '@/lib/domain/skills'
import { pool } from '../engine/pool'
import { findOrders, instantAt, ms, type StoredOrder } from './order-rows'

/** Somebody in units as one who takes orders: what they can, where they start from or their unit is, and until when they take none (epoch milliseconds). */
export type VolunteerSelf = { person: string; skills: Skill[]; position: Position | null; pausedUntil: number | null }

type Row = { skills: string[] | null; lon: number | null; lat: number | null; pausedUntil: number | null }

/** What somebody can today: what they said themselves, else what their units can; null: they are in none that can do anything. */
export async function readVolunteer(person: string, now: number): Promise<VolunteerSelf | null> {
  const { rows } = await pool().query<Row>(
    `SELECT (SELECT array_agg(DISTINCT skill ORDER BY skill) FROM unit_members m JOIN units u ON u.id = m.unit_id,
         unnest(CASE WHEN m.skills = '{}' THEN u.skills ELSE m.skills END) AS skill
         WHERE m.person_id = p.id AND u.ended_at IS NULL AND m.from_day <= $2::date AND (m.to_day IS NULL OR m.to_day > $2::date)) AS skills,
       ST_X(at.place) AS lon, ST_Y(at.place) AS lat, ${ms('v.paused_until')} AS "pausedUntil"
     FROM people p LEFT JOIN order_volunteers v ON v.person_id = p.id CROSS JOIN LATERAL (SELECT COALESCE(v.position::geometry,
         (SELECT u.place FROM unit_members m JOIN units u ON u.id = m.unit_id WHERE m.person_id = p.id AND u.place IS NOT NULL AND u.ended_at IS NULL
          ORDER BY (u.kind = 'volunteer_team') DESC, u.id LIMIT 1)) AS place) at
     WHERE p.id = $1::uuid AND p.left_at IS NULL`,
    [person, civilDate(now)],
  )
  const [row] = rows
  const skills = row?.skills?.flatMap((skill) => SkillName.safeParse(skill).data ?? []) ?? []
  if (!row || skills.length === 0) return null
  const position: Position | null = row.lon === null || row.lat === null ? null : [row.lon, row.lat]
  return { person, skills, position, pausedUntil: row.pausedUntil !== null && row.pausedUntil > now ? row.pausedUntil : null }
}

/** What is done longer ago than this stands on nobody's phone any more. */
const SHOWN_MS = 14 * DAY_MS
/** So many that anybody who can may take are shown, the nearest first. */
const POOLED = 20

/** What is offered to a volunteer, what they have taken, open or of late, and what all who can may take near them; of what they asked for themselves nothing. */
export async function listTasks(
  { person, skills, position }: VolunteerSelf,
  now: number,
): Promise<{ offers: StoredOrder[]; mine: StoredOrder[]; pool: StoredOrder[] }> {
  const offers = await findOrders(`WHERE o.state = 'offered' AND o.offered_to = $1::uuid ORDER BY o.offer_until, o.id LIMIT 50`, [person])
  const mine = await findOrders(
    `WHERE o.taken_by = $1::uuid AND (o.state = 'taken' OR (o.state IN ('served', 'rated') AND o.served_at > ${instantAt(2)}))
     ORDER BY (o.state = 'taken') DESC, o.taken_at DESC, o.id LIMIT 30`,
    [person, now - SHOWN_MS],
  )
  const [lon, lat] = position ?? [null, null]
  const inPool = await findOrders(
    `WHERE o.state = 'offered' AND o.pool AND s.skill = ANY($1::text[])
     ORDER BY o.position <-> ST_SetSRID(ST_MakePoint(COALESCE($2::float8, 0), COALESCE($3::float8, 0)), 4326)::geography, o.id LIMIT ${POOLED}`,
    [skills, lon, lat],
  )
  return { offers, mine, pool: inPool }
}

/** What a resident has asked for that is open, or ended of late; the newest first. */
export const listAsked = (resident: string, now: number): Promise<StoredOrder[]> =>
  findOrders(
    `WHERE o.resident_id = $1::uuid AND (o.state IN ('requested', 'offered', 'lapsed', 'taken', 'served') OR o.created_at > ${instantAt(2)})
     ORDER BY o.created_at DESC, o.id LIMIT 30`,
    [resident, now - 30 * DAY_MS],
  )

/** Lets somebody take no orders until an instant; null: they take them again. */
export async function setPause(person: string, until: number | null): Promise<void> {
  await pool().query(
    `INSERT INTO order_volunteers (person_id, paused_until) VALUES ($1::uuid, ${instantAt(2)})
     ON CONFLICT (person_id) DO UPDATE SET paused_until = excluded.paused_until, updated_at = now()`,
    [person, until],
  )
}

/** Where somebody said that they start from; null: they said nothing. */
export async function readStart(person: string): Promise<Position | null> {
  const { rows } = await pool().query<{ lon: number; lat: number }>(
    'SELECT ST_X(position::geometry) AS lon, ST_Y(position::geometry) AS lat FROM order_volunteers WHERE person_id = $1::uuid AND position IS NOT NULL',
    [person],
  )
  const [row] = rows
  return row ? [row.lon, row.lat] : null
}

/** Sets where somebody starts from, in the place of what was kept; null: it is forgotten. */
export async function setStart(person: string, position: Position | null): Promise<void> {
  await pool().query(
    `INSERT INTO order_volunteers (person_id, position)
     SELECT $1::uuid, CASE WHEN $2::float8 IS NOT NULL THEN ST_SetSRID(ST_MakePoint($2::float8, $3::float8), 4326)::geography END
     ON CONFLICT (person_id) DO UPDATE SET position = excluded.position, updated_at = now()`,
    [person, ...(position ?? [null, null])],
  )
}

/** A household as an order of it needs it, nothing masked; null: it is not there (any more). */
export async function householdForOrder(id: string): Promise<{ name: string; phone: string | null; address: string; grid: string } | null> {
  const { rows } = await pool().query<{ name: string; phone: string | null; address: string; grid: string }>(
    'SELECT name, phone, address, grid_code AS grid FROM households WHERE id = $1::uuid AND left_at IS NULL',
    [id],
  )
  return rows[0] ?? null
}
