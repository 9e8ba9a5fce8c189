import * as z from 'zod/mini'
import { OPEN_ORDER_STATES } from '@/lib/domain/order-life'
import { SkillName } from '@/lib/domain/skills'
import { pool, transaction } from '../engine/pool'
import { findOrders, type StoredOrder } from './order-rows'

const Place = { lon: z.number(), lat: z.number() }
const DemoVolunteer = z.object({ person: z.string(), skills: z.array(SkillName), ...Place })
const DemoHousehold = z.object({ id: z.string(), name: z.string(), phone: z.nullable(z.string()), address: z.string(), grid: z.string(), ...Place })
export type DemoVolunteer = z.infer<typeof DemoVolunteer>
export type DemoHousehold = z.infer<typeof DemoHousehold>

/** So many households of the demonstration ask for something. */
const HOUSEHOLDS = 400

/** The demonstration's volunteers with what they can and where their team is, and households of the same streets (街道), which have ids in no order. */
export async function readDemoGround(): Promise<{ volunteers: DemoVolunteer[]; households: DemoHousehold[] }> {
  const volunteers = await pool().query(
    `SELECT m.person_id::text AS person, (array_agg(DISTINCT skill ORDER BY skill)) AS skills, min(ST_X(u.place)) AS lon, min(ST_Y(u.place)) AS lat
     FROM unit_members m JOIN units u ON u.id = m.unit_id, unnest(CASE WHEN m.skills = '{}' THEN u.skills ELSE m.skills END) AS skill
     WHERE u.demo AND u.kind = 'volunteer_team' AND u.place IS NOT NULL GROUP BY m.person_id ORDER BY 1`,
  )
  // where each grid is, once for all who live there
  const households = await pool().query(
    `WITH streets AS (SELECT DISTINCT ug.grid_code AS prefix FROM unit_grids ug JOIN units u ON u.id = ug.unit_id WHERE u.kind = 'volunteer_team' AND u.demo),
       chosen AS (SELECT h.id, h.name, h.phone, h.address, h.grid_code FROM households h
         WHERE h.demo AND h.left_at IS NULL AND EXISTS (SELECT FROM streets WHERE starts_with(h.grid_code, prefix)) ORDER BY h.id LIMIT ${HOUSEHOLDS}),
       at AS MATERIALIZED (SELECT g.code, ST_PointOnSurface(g.geom) AS place FROM grids g WHERE g.valid_to IS NULL AND g.code IN (SELECT grid_code FROM chosen))
     SELECT c.id::text AS id, c.name, c.phone, c.address, c.grid_code AS grid, ST_X(at.place) AS lon, ST_Y(at.place) AS lat
     FROM chosen c JOIN at ON at.code = c.grid_code ORDER BY c.id`,
  )
  return { volunteers: z.parse(z.array(DemoVolunteer), volunteers.rows), households: z.parse(z.array(DemoHousehold), households.rows) }
}

/** The invented orders in which something is still to be done, the oldest first; `any`: there are some at all. */
export async function readOpenDemoOrders(): Promise<{ any: boolean; open: StoredOrder[] }> {
  const { rows } = await pool().query('SELECT 1 FROM orders WHERE demo LIMIT 1')
  if (rows.length === 0) return { any: false, open: [] }
  return { any: true, open: await findOrders('WHERE o.demo AND o.state = ANY($1::text[]) ORDER BY o.created_at, o.id', [OPEN_ORDER_STATES]) }
}

/** An order of the demonstration as it is written; times are epoch milliseconds. */
export type DemoOrder = {
  id: string
  day: string
  sequence: number
  service: string
  state: string
  household: DemoHousehold
  words: string
  wantedAt: number | null
  nth: number
  pool: boolean
  offeredTo: string | null
  offeredAt: number | null
  offerUntil: number | null
  firstOfferedAt: number | null
  answerBy: number | null
  takenBy: string | null
  takenAt: number | null
  assigned: boolean
  outAt: number | null
  arrivedAt: number | null
  servedAt: number | null
  ratedAt: number | null
  solved: boolean | null
  satisfied: boolean | null
  opinion: string | null
  withdrawnAt: number | null
  createdAt: number
}
export type DemoOffer = { order: string; number: number; person: string | null; offeredAt: number; until: number; outcome: string | null }
export type DemoStep = { order: string; action: string; at: number; by: string | null }
type Written = {
  orders: readonly DemoOrder[]
  offers: readonly DemoOffer[]
  steps: readonly DemoStep[]
  starts: readonly { person: string; lon: number; lat: number }[]
}

const instant = (name: string) => `to_timestamp(r."${name}" / 1000)`

/**
 * Writes the demonstration's orders in a few statements, once, with numbers behind those that real people were given meanwhile; nothing of it is anybody's, so it
 * is not audited.
 */
export async function saveDemoOrders({ orders, offers, steps, starts }: Written): Promise<void> {
  await transaction(async (tx) => {
    const days = [[...new Set(orders.map(({ day }) => day))]]
    await tx.query('INSERT INTO order_days (day, last) SELECT day, 0 FROM unnest($1::date[]) AS d (day) ORDER BY day ON CONFLICT DO NOTHING', days)
    // whoever asks on these days waits, as behind any order
    await tx.query('SELECT 1 FROM order_days WHERE day = ANY($1::date[]) ORDER BY day FOR UPDATE', days)
    if ((await tx.query('SELECT 1 FROM orders WHERE demo LIMIT 1')).rows.length > 0) return
    const rows = orders.map(({ household: { id, name, phone, address, grid, lon, lat }, ...order }) => ({
      ...{ ...order, household: id, name, phone, address, grid, lon, lat },
    }))
    await tx.query(
      `INSERT INTO orders (id, day, sequence, service, state, grid_code, position, household_id, name, phone, address, words, wanted_at, nth, pool, offered_to,
         offered_at, offer_until, first_offered_at, answer_by, taken_by, taken_at, assigned, out_at, arrived_at, served_at, rated_at, solved, satisfied, opinion,
         withdrawn_at, demo, content_hash, created_by, created_name, created_at)
       SELECT r.id, r.day, d.last + row_number() OVER (PARTITION BY r.day ORDER BY r.sequence), r.service, r.state, r.grid, ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326)::geography, r.household, r.name, r.phone, r.address,
         r.words, ${instant('wantedAt')}, r.nth, r.pool, r."offeredTo", ${instant('offeredAt')}, ${instant('offerUntil')}, ${instant('firstOfferedAt')},
         ${instant('answerBy')}, r."takenBy", ${instant('takenAt')}, r.assigned, ${instant('outAt')}, ${instant('arrivedAt')}, ${instant('servedAt')},
         ${instant('ratedAt')}, r.solved, r.satisfied, r.opinion, ${instant('withdrawnAt')}, true, '\\x', 'demo', '演示', ${instant('createdAt')}
       FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, day date, sequence int4, service text, state text, grid text, lon float8, lat float8, household uuid, name text,
         phone text, address text, words text, "wantedAt" float8, nth int2, pool bool, "offeredTo" uuid, "offeredAt" float8, "offerUntil" float8,
         "firstOfferedAt" float8, "answerBy" float8, "takenBy" uuid, "takenAt" float8, assigned bool, "outAt" float8, "arrivedAt" float8, "servedAt" float8,
         "ratedAt" float8, solved bool, satisfied bool, opinion text, "withdrawnAt" float8, "createdAt" float8)
       JOIN order_services s ON s.code = r.service JOIN order_days d ON d.day = r.day`,
      [JSON.stringify(rows)],
    )
    await tx.query(
      `INSERT INTO order_offers (order_id, number, person_id, offered_at, until_at, outcome)
       SELECT r."order", r.number, r.person, ${instant('offeredAt')}, ${instant('until')}, r.outcome
       FROM jsonb_to_recordset($1::jsonb) AS r ("order" uuid, number int2, person uuid, "offeredAt" float8, until float8, outcome text) JOIN orders o ON o.id = r."order"`,
      [JSON.stringify(offers)],
    )
    await tx.query(
      `INSERT INTO order_steps (order_id, action, at, actor_id, actor_name) SELECT r."order", r.action, ${instant('at')}, r.by, r.by
       FROM jsonb_to_recordset($1::jsonb) AS r ("order" uuid, action text, at float8, by text) JOIN orders o ON o.id = r."order" ORDER BY r.at`,
      [JSON.stringify(steps)],
    )
    await tx.query(
      `UPDATE order_days d SET last = GREATEST(d.last, o.last)
       FROM (SELECT day, max(sequence) AS last FROM orders WHERE day = ANY($1::date[]) GROUP BY 1) o WHERE o.day = d.day`,
      days,
    )
    await tx.query(
      `INSERT INTO order_volunteers (person_id, position, demo) SELECT r.person, ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326)::geography, true
       FROM jsonb_to_recordset($1::jsonb) AS r (person uuid, lon float8, lat float8) ON CONFLICT DO NOTHING`,
      [JSON.stringify(starts)],
    )
  })
}
