import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { ratio } from '@/lib/domain/figures'
import { Errand, type ErrandIn, type Errands } from '@/lib/domain/place'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'

const MAX_LISTED = 200

/** Which errands: of places below these prefixes (null: all) or of one, of days in [from, to]. */
export type ErrandsFilter = {
  prefixes: readonly string[] | null
  place?: string | undefined
  oneTrip?: boolean | undefined
  from: string
  to: string
}

const WHERE = `WHERE e.day >= $1::date AND e.day <= $2::date AND ($3::uuid IS NULL OR e.place_id = $3::uuid)
  AND ($4::text[] IS NULL OR EXISTS (SELECT FROM unnest($4::text[]) AS u (prefix) WHERE starts_with(p.grid_code, u.prefix)))`

/** 代办 of a period: those of one trip (最多跑一次) among all, of each place and together, and the errands themselves; `oneTrip` narrows the list alone. */
export async function readErrands({ prefixes, place, oneTrip, from, to }: ErrandsFilter): Promise<Errands> {
  const values = [from, to, place ?? null, prefixes]
  const { rows: places } = await pool().query<{ id: string; name: string; one: number; all: number }>(
    `SELECT p.id::text AS id, p.name, count(*) FILTER (WHERE e.trips = 1)::int4 AS one, count(*)::int4 AS all
     FROM place_errands e JOIN places p ON p.id = e.place_id ${WHERE} GROUP BY p.id ORDER BY p.grid_code, p.name, p.id`,
    values,
  )
  const { rows } = await pool().query(
    `SELECT e.id::text AS id, p.id::text AS place, p.name AS "placeName", e.matter, to_char(e.day, 'YYYY-MM-DD') AS day, e.trips::int4 AS trips, e.created_name AS by
     FROM place_errands e JOIN places p ON p.id = e.place_id ${WHERE} AND ($5::boolean IS NULL OR (e.trips = 1) = $5::boolean)
     ORDER BY e.day DESC, e.created_at DESC, e.id LIMIT ${MAX_LISTED}`,
    [...values, oneTrip ?? null],
  )
  const sum = (of: 'one' | 'all') => places.reduce((total, row) => total + row[of], 0)
  return {
    ...{ from, to },
    rate: ratio(sum('one'), sum('all')),
    places: places.map(({ id, name, one, all }) => ({ id, name, rate: ratio(one, all) })),
    errands: z.parse(z.array(Errand), rows),
  }
}

/** Records something that was dealt with for somebody; the same again is harmless. Throws Problem('conflict') for something else under its id. */
export async function recordErrand(
  { viewer, address }: { viewer: Viewer; address: string | null },
  place: string,
  { id, matter, day, trips }: ErrandIn,
): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `INSERT INTO place_errands (id, place_id, matter, day, trips, created_by, created_name) VALUES ($1::uuid, $2::uuid, $3, $4::date, $5, $6, $7)
       ON CONFLICT (id) DO NOTHING`,
      [id, place, matter, day, trips, viewer.id.slice(0, 100), viewer.name.slice(0, 100)],
    )
    if (rowCount === 1) {
      await writeAudit(tx, {
        actor: actorOf(viewer),
        action: 'errand.recorded',
        object: { kind: 'place', id: place },
        address,
        detail: { id, trips },
      })
      return
    }
    const same = await tx.query(
      'SELECT 1 FROM place_errands WHERE id = $1::uuid AND place_id = $2::uuid AND matter = $3 AND trips = $4 AND day = $5::date',
      [id, place, matter, trips, day],
    )
    if (same.rows.length === 0) throw new Problem('conflict', 'Something else was recorded under this id.')
  })
}
