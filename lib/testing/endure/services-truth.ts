import type { PoolClient } from 'pg'

type StoredOrder = { id: string; day: string; sequence: number; state: string; revision: number; takenBy: string | null }
type StoredOrderStep = { order: string; requestId: string | null; action: string }
type StoredOffers = { order: string; made: number; standing: number; taken: number; lapsed: number }
type StoredSlot = { id: string; startsAt: string; capacity: number; booked: number }
type StoredBooking = { id: string; slot: string; resident: string | null; state: string }
type StoredItem = { id: string; duty: string; subject: string; period: string; startsAt: number; state: string }
type StoredPeriod = { duty: string; period: string; items: number }
type StoredDutyStep = { requestId: string; item: string; action: string }
type StoredFinding = { id: string; item: string; event: string | null; events: number }

/** What the tables hold of services at one moment. Steps of an order are in the order in which they were done; `late`: offers that should have lapsed a while ago. */
export type StoredServices = {
  orders: StoredOrder[]
  orderSteps: StoredOrderStep[]
  offers: StoredOffers[]
  days: { day: string; last: number }[]
  late: number
  slots: StoredSlot[]
  bookings: StoredBooking[]
  items: StoredItem[]
  periods: StoredPeriod[]
  dutySteps: StoredDutyStep[]
  findings: StoredFinding[]
  audited: Map<string, number>
}

const ORDERS = `SELECT id::text AS id, to_char(day, 'YYYY-MM-DD') AS day, sequence, state, revision, taken_by::text AS "takenBy" FROM orders`
const ORDER_STEPS = 'SELECT order_id::text AS order, request_id::text AS "requestId", action FROM order_steps ORDER BY id'
const of = (outcome: string) => `(count(*) FILTER (WHERE outcome ${outcome}))::int4`
const OFFERS = `SELECT order_id::text AS order, count(*)::int4 AS made, ${of('IS NULL')} AS standing, ${of("= 'taken'")} AS taken, ${of("= 'lapsed'")} AS lapsed
  FROM order_offers GROUP BY order_id`
const DAYS = `SELECT to_char(day, 'YYYY-MM-DD') AS day, last FROM order_days`
/** The job looks each second, and whoever is next has the lease within some more. */
const LATE = `SELECT count(*)::int4 AS n FROM orders WHERE state = 'offered' AND offer_until < to_timestamp($1::float8 / 1000) - interval '3 seconds'`
const SLOTS = `SELECT id::text AS id, to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "startsAt", capacity, booked FROM place_slots`
const BOOKINGS = 'SELECT id::text AS id, slot_id::text AS slot, resident_id::text AS resident, state FROM place_bookings'
const ITEMS = `SELECT id::text AS id, template_id::text AS duty, subject, period, (extract(epoch FROM starts_at) * 1000)::float8 AS "startsAt", state FROM duty_items`
const PERIODS = 'SELECT template_id::text AS duty, period, items FROM duty_periods'
const DUTY_STEPS = 'SELECT request_id::text AS "requestId", item_id::text AS item, action FROM duty_steps'
const FINDINGS = `SELECT f.id::text AS id, f.item_id::text AS item, f.event_id::text AS event, (SELECT count(*)::int4 FROM events e WHERE e.id = f.event_id) AS events
  FROM duty_findings f`
const AUDITED = `SELECT action, count(*)::int4 AS n FROM audit WHERE action LIKE 'order.%' OR action LIKE 'booking.%' OR action LIKE 'duty.%' GROUP BY action`

/** Reads all of it in the snapshot of a transaction. */
export async function readServices(tx: PoolClient): Promise<StoredServices> {
  const audited = await tx.query<{ action: string; n: number }>(AUDITED)
  const late = await tx.query<{ n: number }>(LATE, [Date.now()])
  return {
    orders: (await tx.query<StoredOrder>(ORDERS)).rows,
    orderSteps: (await tx.query<StoredOrderStep>(ORDER_STEPS)).rows,
    offers: (await tx.query<StoredOffers>(OFFERS)).rows,
    days: (await tx.query<{ day: string; last: number }>(DAYS)).rows,
    late: late.rows[0]?.n ?? 0,
    slots: (await tx.query<StoredSlot>(SLOTS)).rows,
    bookings: (await tx.query<StoredBooking>(BOOKINGS)).rows,
    items: (await tx.query<StoredItem>(ITEMS)).rows,
    periods: (await tx.query<StoredPeriod>(PERIODS)).rows,
    dutySteps: (await tx.query<StoredDutyStep>(DUTY_STEPS)).rows,
    findings: (await tx.query<StoredFinding>(FINDINGS)).rows,
    audited: new Map(audited.rows.map(({ action, n }) => [action, n])),
  }
}
