import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { take } from '@/lib/domain/machine'
import { PlaceKind, PlaceService } from '@/lib/domain/place'
import { BOOKINGS, type BookingActIn, type BookingKinds, type BookingLife, BookingState, firstState, holdsSeat } from '@/lib/domain/place-booking'
import { type PlaceService as ServiceName, secrecyOf } from '@/lib/domain/place-kinds'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'

/** Who does it, and from where: it stands in the audit. */
type By = { viewer: Viewer; address: string | null }

/** A booking as it is kept, nothing masked. Times are epoch milliseconds. */
const BookingRow = z.object({
  id: z.string(),
  slot: z.string(),
  place: z.string(),
  placeName: z.string(),
  grid: z.string(),
  kind: PlaceKind,
  service: PlaceService,
  startsAt: z.number(),
  endsAt: z.number(),
  state: BookingState,
  residentId: z.nullable(z.string()),
  residentUser: z.nullable(z.string()),
  name: z.string(),
  phone: z.nullable(z.string()),
  guardian: z.nullable(z.string()),
  consentAt: z.nullable(z.number()),
  decidedAt: z.nullable(z.number()),
  decidedName: z.nullable(z.string()),
  lastRequest: z.nullable(z.string()),
  lastHash: z.nullable(z.instanceof(Uint8Array)),
  revision: z.int(),
})
export type BookingRow = z.infer<typeof BookingRow>

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
const at = (parameter: number) => `to_timestamp($${parameter}::float8 / 1000)`
const SELECT = `SELECT b.id::text AS id, s.id::text AS slot, p.id::text AS place, p.name AS "placeName", p.grid_code AS grid, p.kind, s.service,
    ${ms('s.starts_at')} AS "startsAt", ${ms('s.ends_at')} AS "endsAt", b.state, b.resident_id::text AS "residentId", r.user_id AS "residentUser",
    b.name, b.phone, b.guardian, ${ms('b.consent_at')} AS "consentAt", ${ms('b.decided_at')} AS "decidedAt", b.decided_name AS "decidedName",
    b.last_request::text AS "lastRequest", b.last_hash AS "lastHash", b.revision
  FROM place_bookings b JOIN place_slots s ON s.id = b.slot_id JOIN places p ON p.id = s.place_id LEFT JOIN residents r ON r.id = b.resident_id`

async function find(where: string, values: unknown[], reader: Pick<PoolClient, 'query'> = pool()): Promise<BookingRow[]> {
  return z.parse(z.array(BookingRow), (await reader.query(`${SELECT} ${where}`, values)).rows)
}

/** The booking of this id; null: there is none. */
export const readBooking = async (id: string): Promise<BookingRow | null> => (await find('WHERE b.id = $1::uuid', [id]))[0] ?? null

/** The bookings of a place between two instants, in order of their slots; of these services. */
export const listBookings = (
  place: string,
  { from, to, services }: { from: number; to: number; services: readonly ServiceName[] },
): Promise<BookingRow[]> =>
  find(
    `WHERE p.id = $1::uuid AND s.starts_at >= ${at(2)} AND s.starts_at < ${at(3)} AND s.service = ANY($4::text[]) ORDER BY s.starts_at, s.service, b.created_at, b.id LIMIT 1000`,
    [place, from, to, services],
  )

/** What a resident has booked that has not ended, or ended since: the soonest first. */
export const listMyBookings = (residentId: string, since: number): Promise<BookingRow[]> =>
  find(`WHERE b.resident_id = $1::uuid AND s.ends_at >= ${at(2)} ORDER BY s.starts_at, b.id LIMIT 50`, [residentId, since])

/** How many seats are taken in the slots of a place that begin between two instants; slots without bookings are not told. */
export async function readTaken(
  place: string,
  { from, to }: { from: number; to: number },
): Promise<{ service: string; startsAt: number; taken: number }[]> {
  const { rows } = await pool().query<{ service: string; startsAt: number; taken: number }>(
    `SELECT service, ${ms('starts_at')} AS "startsAt", booked AS taken FROM place_slots WHERE place_id = $1::uuid AND starts_at >= ${at(2)} AND starts_at < ${at(3)}`,
    [place, from, to],
  )
  return rows
}

/** A booking to be made: of a slot that the place has (the caller knows that), by a resident for their own or by whoever works there. */
export type NewBooking = {
  id: string
  place: { id: string; kind: BookingRow['kind'] }
  service: ServiceName
  slot: { from: number; to: number; seats: number }
  residentId: string | null
  name: string
  phone: string | null
  /** who consented, of a pupil */
  guardian: string | null
  demo?: boolean
}

/** The booking that was made under this id; null: none was. Throws Problem('conflict') where it is something else. */
async function sameBooking(tx: PoolClient, { id, place, service, slot, residentId }: NewBooking): Promise<BookingRow | null> {
  const [found] = await find('WHERE b.id = $1::uuid', [id], tx)
  if (!found) return null
  if (found.place === place.id && found.startsAt === slot.from && found.service === service && found.residentId === residentId) return found
  throw new Problem('conflict', 'Something else was booked under this id.')
}

/** Bookings that a resident may have before them at once. */
const MAX_OF_ONE = 10
/** Seats that a resident may have in one slot, whatever the names: as many as one home has pupils. */
const MAX_IN_SLOT = 3

/**
 * Books a seat: the row of the slot is made with its first booking, and its seats are counted under its lock, so that of a hundred who want the last one has it.
 * The same booking again is harmless. Throws Problem('conflict') where all seats are taken (`full`), the resident has booked the slot already or as many of its seats as
 * one may have (`enough`), or something else was sent under this id.
 */
export async function makeBooking({ viewer, address }: By, wanted: NewBooking, now: number): Promise<BookingRow> {
  const { id, place, service, slot, residentId, name, phone, guardian, demo = false } = wanted
  return transaction(async (tx) => {
    const known = await sameBooking(tx, wanted)
    if (known) return known
    if (residentId !== null) await lockResident(tx, residentId, now)
    await tx.query(
      `INSERT INTO place_slots (id, place_id, service, starts_at, ends_at, capacity) VALUES ($1::uuid, $2::uuid, $3, ${at(4)}, ${at(5)}, $6)
       ON CONFLICT (place_id, service, starts_at) DO NOTHING`,
      [randomUUID(), place.id, service, slot.from, slot.to, slot.seats],
    )
    const { rows } = await tx.query<{ id: string; booked: number }>(
      `SELECT id::text AS id, booked FROM place_slots WHERE place_id = $1::uuid AND service = $2 AND starts_at = ${at(3)} FOR UPDATE`,
      [place.id, service, slot.from],
    )
    const [held] = rows
    // sent twice at once: the other one had the lock before
    const before = await sameBooking(tx, wanted)
    if (before) return before
    if (!held || held.booked >= slot.seats) throw new Problem('conflict', 'All seats of this time are taken.', { full: true })
    await tx.query('UPDATE place_slots SET booked = booked + 1, capacity = $2 WHERE id = $1::uuid', [held.id, slot.seats])
    if (residentId !== null) {
      const own = await tx.query<{ name: string }>(
        `SELECT name FROM place_bookings WHERE slot_id = $1::uuid AND resident_id = $2::uuid AND state <> 'cancelled'`,
        [held.id, residentId],
      )
      if (own.rows.some((one) => one.name === name)) throw new Problem('conflict', 'You have booked this time already.')
      if (own.rows.length >= MAX_IN_SLOT) throw new Problem('conflict', `Nobody has more than ${MAX_IN_SLOT} seats of one time.`, { enough: true })
    }
    const state = firstState(place.kind, service, guardian)
    await tx.query(
      `INSERT INTO place_bookings (id, slot_id, state, resident_id, name, phone, guardian, consent_at, demo, created_by, created_name, created_at)
       VALUES ($1::uuid, $2::uuid, $3, $4::uuid, $5, $6, $7::text, CASE WHEN $7::text IS NOT NULL THEN ${at(8)} END, $9, $10, $11, ${at(8)})`,
      [id, held.id, state, residentId, name, phone, guardian, now, demo, viewer.id.slice(0, 100), viewer.name.slice(0, 100)],
    )
    const detail = {
      ...auditedAt(place.kind, service, { place: place.id, service, startsAt: new Date(slot.from).toISOString() }),
      state,
      consent: guardian !== null,
    }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'booking.made', object: { kind: 'booking', id }, address, detail })
    const [made] = await find('WHERE b.id = $1::uuid', [id], tx)
    if (!made) throw new Problem('internal', 'the booking is not there')
    return made
  })
}

/** Where somebody has booked, as the audit says it: of pupils and of whoever seeks help it does not, since a resident who books is named in it. */
const auditedAt = (kind: BookingRow['kind'], service: ServiceName, where: Record<string, string>) => (secrecyOf(kind, service) === null ? where : {})

/** What a resident sends at the same moment waits here. Throws Problem `unauthenticated`, and `conflict` for more than anybody needs. */
async function lockResident(tx: PoolClient, id: string, now: number): Promise<void> {
  const bound = await tx.query('SELECT 1 FROM residents WHERE id = $1::uuid AND revoked_at IS NULL FOR NO KEY UPDATE', [id])
  if (bound.rows.length === 0) throw new Problem('unauthenticated', 'This phone is bound to nobody any more.')
  const { rows } = await tx.query<{ n: number }>(
    `SELECT count(*)::int4 AS n FROM place_bookings b JOIN place_slots s ON s.id = b.slot_id
     WHERE b.resident_id = $1::uuid AND s.starts_at > ${at(2)} AND b.state IN ('requested', 'booked')`,
    [id, now],
  )
  if ((rows[0]?.n ?? 0) >= MAX_OF_ONE) throw new Problem('conflict', `No more than ${MAX_OF_ONE} bookings can lie ahead.`, { many: true })
}

export const bookingLife = ({
  state,
  grid,
  kind,
  service,
  startsAt,
  guardian,
  consentAt,
  residentUser,
  decidedAt,
  decidedName,
}: BookingRow): BookingLife => ({
  ...{ state, grid, kind, service, startsAt, guardian, consentAt, residentUser, decidedAt, decidedName },
})

/**
 * Does something with a booking as of the revision that was looked at, under the lock of its row; a seat that is given up is free at once. The same request
 * again changes nothing. Throws Problem `not_found`, `forbidden`, `invalid`, and `conflict`.
 */
export async function actOnBooking({ viewer, address }: By, id: string, said: BookingActIn, now: number): Promise<BookingRow> {
  return transaction(async (tx) => {
    const [row] = await find('WHERE b.id = $1::uuid FOR UPDATE OF b', [id], tx)
    if (!row) throw new Problem('not_found', 'There is no such booking here.')
    const asked = askedHash(said)
    if (row.lastRequest === said.requestId) {
      needSame(row.lastHash, asked)
      return row
    }
    const taken = take<BookingKinds>(BOOKINGS, said.action, { subject: bookingLife(row), said, actor: viewer, now, rules: {} })
    if (!taken.ok) throw new Problem(taken.code, taken.message)
    if (row.revision !== said.expectedRevision)
      throw new Problem('conflict', 'Somebody has changed the booking meanwhile.', { revision: row.revision })
    const { state, guardian, consentAt, decidedAt, decidedName } = taken.subject
    await tx.query(
      `UPDATE place_bookings SET state = $2, guardian = $3, consent_at = ${at(4)}, decided_at = ${at(5)}, decided_name = $6, last_request = $7::uuid, last_hash = $8,
         revision = revision + 1 WHERE id = $1::uuid`,
      [id, state, guardian, consentAt, decidedAt, decidedName?.slice(0, 100) ?? null, said.requestId, asked],
    )
    if (holdsSeat(row.state) && !holdsSeat(state)) await tx.query('UPDATE place_slots SET booked = booked - 1 WHERE id = $1::uuid', [row.slot])
    const detail = { action: said.action, ...auditedAt(row.kind, row.service, { place: row.place }), consent: consentAt !== null }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'booking.changed', object: { kind: 'booking', id }, address, detail })
    const [after] = await find('WHERE b.id = $1::uuid', [id], tx)
    if (!after) throw new Problem('internal', 'the booking is not there')
    return after
  })
}
