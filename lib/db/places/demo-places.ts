import { randomUUID } from 'node:crypto'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { peopleId } from '../people/people-ids'

type Booking = {
  externalId: string
  service: string
  from: number
  to: number
  seats: number
  state: string
  name: string
  phone: string
  guardian: string | null
}
type Errand = { externalId: string; matter: string; day: string; trips: number }

/** Writes invented bookings of times that nobody has booked yet; a time of which somebody has booked a seat stays as it is. */
async function insertBookings(tx: PoolClient, rows: string): Promise<void> {
  const given = `jsonb_to_recordset($1::jsonb) AS r (id uuid, place uuid, service text, "from" float8, "to" float8, seats int4, state text, name text, phone text, guardian text)`
  await tx.query(
    `WITH made AS (
       INSERT INTO place_slots (id, place_id, service, starts_at, ends_at, capacity, booked)
       SELECT gen_random_uuid(), r.place, r.service, to_timestamp(r."from" / 1000), to_timestamp(min(r."to") / 1000), min(r.seats), count(*)::int4 FROM ${given}
       GROUP BY r.place, r.service, r."from" ON CONFLICT DO NOTHING RETURNING id, place_id, service, starts_at)
     INSERT INTO place_bookings (id, slot_id, state, name, phone, guardian, consent_at, demo, created_by, created_name)
     SELECT r.id, s.id, r.state, r.name, r.phone, r.guardian, CASE WHEN r.guardian IS NOT NULL THEN clock_timestamp() END, true, 'demo', '演示' FROM ${given}
     JOIN made s ON s.place_id = r.place AND s.service = r.service AND s.starts_at = to_timestamp(r."from" / 1000)`,
    [rows],
  )
}

/** An invented booking of a place, by its id. */
export type DemoBooking = Omit<Booking, 'externalId'> & { place: string }

/** When the last time begins that the demonstration has booked (epoch milliseconds); null: it has booked none. */
export async function lastDemoBooking(): Promise<number | null> {
  const { rows } = await pool().query<{ last: number | null }>(
    `SELECT round(extract(epoch FROM max(s.starts_at)) * 1000)::float8 AS last FROM place_bookings b JOIN place_slots s ON s.id = b.slot_id WHERE b.demo`,
  )
  return rows[0]?.last ?? null
}

/** Adds invented bookings, and says of those that are over that somebody came, or, of one in ten, did not. Under the lease of its job. */
export async function continueDemoBookings(fence: Fence, bookings: readonly DemoBooking[], now: number): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `UPDATE place_bookings b SET state = CASE WHEN abs(hashtext(b.id::text)) % 10 = 0 THEN 'missed' ELSE 'came' END, revision = b.revision + 1
       FROM place_slots s WHERE s.id = b.slot_id AND b.demo AND b.state = 'booked' AND s.ends_at < to_timestamp($1::float8 / 1000)`,
      [now],
    )
    if (bookings.length > 0) await insertBookings(tx, JSON.stringify(bookings.map((booking) => ({ ...booking, id: randomUUID() }))))
  })
}

/** Writes bookings and errands of places that are the demonstration's, in a few statements: nothing of it is anybody's, so it is not audited. */
export async function saveDemoUse(source: string, bookings: readonly Booking[], errands: readonly Errand[]): Promise<void> {
  const placed = <T extends { externalId: string }>(rows: readonly T[]) =>
    JSON.stringify(rows.map((row) => ({ ...row, id: randomUUID(), place: peopleId('place', source, row.externalId) })))
  await transaction(async (tx) => {
    // a start that was cut off behind this has left all of it
    if ((await tx.query('SELECT 1 FROM place_bookings WHERE demo LIMIT 1')).rows.length > 0) return
    await insertBookings(tx, placed(bookings))
    await tx.query(
      `INSERT INTO place_errands (id, place_id, matter, day, trips, demo, created_by, created_name)
       SELECT r.id, r.place, r.matter, r.day, r.trips, true, 'demo', '演示' FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, place uuid, matter text, day date, trips int2)`,
      [placed(errands)],
    )
  })
}
