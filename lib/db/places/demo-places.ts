import { randomUUID } from 'node:crypto'
import { transaction } from '../engine/pool'
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

/** Writes bookings and errands of places that are the demonstration's, in a few statements: nothing of it is anybody's, so it is not audited. */
export async function saveDemoUse(source: string, bookings: readonly Booking[], errands: readonly Errand[]): Promise<void> {
  const placed = <T extends { externalId: string }>(rows: readonly T[]) =>
    JSON.stringify(rows.map((row) => ({ ...row, id: randomUUID(), place: peopleId('place', source, row.externalId) })))
  await transaction(async (tx) => {
    // a start that was cut off behind this has left all of it
    if ((await tx.query('SELECT 1 FROM place_bookings WHERE demo LIMIT 1')).rows.length > 0) return
    const given = `jsonb_to_recordset($1::jsonb) AS r (id uuid, place uuid, service text, "from" float8, "to" float8, seats int4, state text, name text, phone text, guardian text)`
    const all = placed(bookings)
    await tx.query(
      `INSERT INTO place_slots (id, place_id, service, starts_at, ends_at, capacity, booked)
       SELECT gen_random_uuid(), r.place, r.service, to_timestamp(r."from" / 1000), to_timestamp(min(r."to") / 1000), min(r.seats), count(*)::int4 FROM ${given}
       GROUP BY r.place, r.service, r."from" ON CONFLICT DO NOTHING`,
      [all],
    )
    await tx.query(
      `INSERT INTO place_bookings (id, slot_id, state, name, phone, guardian, consent_at, demo, created_by, created_name)
       SELECT r.id, s.id, r.state, r.name, r.phone, r.guardian, CASE WHEN r.guardian IS NOT NULL THEN clock_timestamp() END, true, 'demo', '演示' FROM ${given}
       JOIN place_slots s ON s.place_id = r.place AND s.service = r.service AND s.starts_at = to_timestamp(r."from" / 1000)`,
      [all],
    )
    await tx.query(
      `INSERT INTO place_errands (id, place_id, matter, day, trips, demo, created_by, created_name)
       SELECT r.id, r.place, r.matter, r.day, r.trips, true, 'demo', '演示' FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, place uuid, matter text, day date, trips int2)`,
      [placed(errands)],
    )
  })
}
