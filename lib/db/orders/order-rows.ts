import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { STRANGER } from '@/lib/domain/audit'
import { maskName } from '@/lib/domain/masking'
import type { OrderSource } from '@/lib/domain/order'
import { type OrderLife, OrderState } from '@/lib/domain/order-life'
import { SkillName } from '@/lib/domain/skills'
import { type PoolClient, pool } from '../engine/pool'

const at = z.nullable(z.number())
/** An order as it is kept, nothing masked, with its service as the catalogue says it now, and the volunteer who has it. Times are epoch milliseconds. */
export const StoredOrder = z.object({
  ...{ id: z.string(), day: z.string(), sequence: z.int(), state: OrderState, grid: z.string(), demo: z.boolean(), revision: z.int() },
  ...{ service: z.string(), serviceName: z.string(), serviceNameEn: z.string(), skill: SkillName, minutes: z.int() },
  ...{ offerMinutes: z.array(z.int()), poolMinutes: z.int() },
  position: z.tuple([z.number(), z.number()]),
  ...{ household: z.nullable(z.string()), resident: z.nullable(z.string()), link: z.nullable(z.string()) },
  ...{ name: z.string(), phone: z.nullable(z.string()), address: z.nullable(z.string()), words: z.string() },
  ...{ wantedAt: at, nth: z.int(), lapses: z.int(), pool: z.boolean(), offeredTo: z.nullable(z.string()), offeredAt: at, offerUntil: at },
  ...{
    firstOfferedAt: at,
    answerBy: at,
    takenBy: z.nullable(z.string()),
    takenAt: at,
    assigned: z.boolean(),
    outAt: at,
    arrivedAt: at,
    servedAt: at,
  },
  ...{ ratedAt: at, solved: z.nullable(z.boolean()), satisfied: z.nullable(z.boolean()), opinion: z.nullable(z.string()) },
  ...{ complaint: z.nullable(z.string()), complainedAt: at, complaintAnswer: z.nullable(z.string()) },
  ...{ withdrawnAt: at, reason: z.nullable(z.string()), createdAt: z.number() },
  ...{
    volunteerName: z.nullable(z.string()),
    volunteerPhone: z.nullable(z.string()),
    volunteerUnit: z.nullable(z.string()),
    volunteerLeft: z.boolean(),
  },
})
export type StoredOrder = z.infer<typeof StoredOrder>

export const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
export const instantAt = (parameter: number) => `to_timestamp($${parameter}::float8 / 1000)`
/** When an order `o` was rated or withdrawn, as it is indexed; never, of one that goes on. */
export const ENDED_AT = `COALESCE(o.rated_at, o.withdrawn_at, 'infinity'::timestamptz)`
/** The name of a unit that somebody (`person`) is in today, one with volunteers first. */
const unitOf = (person: string) =>
  `(SELECT u.name FROM unit_members m JOIN units u ON u.id = m.unit_id WHERE m.person_id = ${person} AND u.ended_at IS NULL
     AND m.from_day <= (now() AT TIME ZONE 'Asia/Shanghai')::date AND (m.to_day IS NULL OR m.to_day > (now() AT TIME ZONE 'Asia/Shanghai')::date)
     ORDER BY (u.kind = 'volunteer_team') DESC, u.name, u.id LIMIT 1)`
/** An order `o` has been taken by somebody whom their source no longer has: nobody comes, until it is given to somebody else or they are back. */
export const TAKER_LEFT = `(o.state = 'taken' AND EXISTS (SELECT FROM people gone WHERE gone.id = o.taken_by AND gone.left_at IS NOT NULL))`
/** Whoever has it, or is asked now. */
const WHO = 'COALESCE(o.taken_by, o.offered_to)'
export const ORDER_COLUMNS_SQL = `o.id::text AS id, to_char(o.day, 'YYYY-MM-DD') AS day, o.sequence, o.state, o.grid_code AS grid, o.demo, o.revision,
  o.service, s.name AS "serviceName", s.name_en AS "serviceNameEn", s.skill, s.minutes, s.offer_minutes AS "offerMinutes", s.pool_minutes AS "poolMinutes",
  ARRAY[ST_X(o.position::geometry), ST_Y(o.position::geometry)] AS position, o.household_id::text AS household, o.resident_id::text AS resident,
  o.link_id::text AS link, o.name, o.phone, o.address, o.words, ${ms('o.wanted_at')} AS "wantedAt", o.nth,
  (SELECT count(*)::int4 FROM order_offers f WHERE f.order_id = o.id AND f.outcome IN ('lapsed', 'declined')) AS lapses, o.pool,
  o.offered_to::text AS "offeredTo", ${ms('o.offered_at')} AS "offeredAt", ${ms('o.offer_until')} AS "offerUntil",
  ${ms('o.first_offered_at')} AS "firstOfferedAt", ${ms('o.answer_by')} AS "answerBy", o.taken_by::text AS "takenBy", ${ms('o.taken_at')} AS "takenAt",
  o.assigned, ${ms('o.out_at')} AS "outAt", ${ms('o.arrived_at')} AS "arrivedAt", ${ms('o.served_at')} AS "servedAt", ${ms('o.rated_at')} AS "ratedAt",
  o.solved, o.satisfied, o.opinion, o.complaint, ${ms('o.complained_at')} AS "complainedAt", o.complaint_answer AS "complaintAnswer",
  ${ms('o.withdrawn_at')} AS "withdrawnAt", o.reason, ${ms('o.created_at')} AS "createdAt",
  p.name AS "volunteerName", CASE WHEN p.left_at IS NULL THEN p.phone END AS "volunteerPhone", ${unitOf(WHO)} AS "volunteerUnit", ${TAKER_LEFT} AS "volunteerLeft"`
export const ORDERS_FROM = `FROM orders o JOIN order_services s ON s.code = o.service LEFT JOIN people p ON p.id = ${WHO}`

type Reader = Pick<PoolClient, 'query'>
/** Orders by what stands behind FROM. */
export async function findOrders(rest: string, values: unknown[], reader: Reader = pool()): Promise<StoredOrder[]> {
  return z.parse(z.array(StoredOrder), (await reader.query(`SELECT ${ORDER_COLUMNS_SQL} ${ORDERS_FROM} ${rest}`, values)).rows)
}

/** The order of this id; null: there is none. */
export async function readOrder(id: string, reader?: Reader, lock = false): Promise<StoredOrder | null> {
  return (await findOrders(`WHERE o.id = $1::uuid ${lock ? 'FOR UPDATE OF o' : ''}`, [id], reader))[0] ?? null
}

/** An order as its machine knows it. */
export const orderLife = (row: StoredOrder): OrderLife => {
  const { id, state, grid, skill, resident, nth, pool: inPool, offeredTo, offeredAt, offerUntil, firstOfferedAt, answerBy, takenBy, takenAt } = row
  const { assigned, outAt, arrivedAt, servedAt, ratedAt, solved, satisfied, opinion, complaint, complainedAt, complaintAnswer, withdrawnAt, reason } =
    row
  return {
    ...{ id, state, grid, skill, resident, nth, pool: inPool, offeredTo, offeredAt, offerUntil, firstOfferedAt, answerBy, takenBy, takenAt },
    ...{ assigned, outAt, arrivedAt, servedAt, ratedAt, solved, satisfied, opinion, complaint, complainedAt, complaintAnswer, withdrawnAt, reason },
  }
}

/** Whose step it was, as it stands in what was done: of a resident the first character, whose name is opened with the order and not here. */
export const actorName = ({ id, name, role }: Pick<Viewer, 'id' | 'name' | 'role'>): string =>
  role === 'resident' && id !== STRANGER.id ? maskName(name) : name.slice(0, 100)

/** Who asked, and how. */
export const sourceOf = ({ resident, link }: StoredOrder): z.infer<typeof OrderSource> =>
  resident !== null ? 'resident' : link !== null ? 'link' : 'clerk'

/** Writes what an order has become; the caller holds its row. */
export async function writeLife(tx: PoolClient, life: OrderLife): Promise<void> {
  await tx.query(
    `UPDATE orders SET state = $2, nth = $3, pool = $4, offered_to = $5::uuid, offered_at = ${instantAt(6)}, offer_until = ${instantAt(7)},
       first_offered_at = ${instantAt(8)}, answer_by = ${instantAt(9)}, taken_by = $10::uuid, taken_at = ${instantAt(11)}, assigned = $12, out_at = ${instantAt(13)},
       arrived_at = ${instantAt(14)}, served_at = ${instantAt(15)}, rated_at = ${instantAt(16)}, solved = $17, satisfied = $18, opinion = $19, complaint = $20,
       complained_at = ${instantAt(21)}, complaint_answer = $22, withdrawn_at = ${instantAt(23)}, reason = $24, revision = revision + 1 WHERE id = $1::uuid`,
    [
      ...[life.id, life.state, life.nth, life.pool, life.offeredTo, life.offeredAt, life.offerUntil, life.firstOfferedAt, life.answerBy],
      ...[life.takenBy, life.takenAt, life.assigned, life.outAt, life.arrivedAt, life.servedAt, life.ratedAt, life.solved, life.satisfied],
      ...[life.opinion, life.complaint, life.complainedAt, life.complaintAnswer, life.withdrawnAt, life.reason],
    ],
  )
}
