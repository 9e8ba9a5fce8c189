import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { type NewPlace, Place, type PlaceIn } from '@/lib/domain/place'
import type { PlaceKind, PlaceService } from '@/lib/domain/place-kinds'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { peopleId } from '../people/people-ids'

/** A place as it is kept. `meters`: straight from the position that was asked from. */
const StoredPlace = z.extend(z.omit(Place, { gridName: true, gridNameEn: true, open: true, until: true }), {
  meters: z.nullable(z.number()),
  lastRequest: z.nullable(z.string()),
})
export type StoredPlace = z.infer<typeof StoredPlace>
const Rows = z.array(StoredPlace)

/** The source of places that are made here. */
const OWN_SOURCE = 'hand'

const COLUMNS = `p.id::text AS id, p.source, p.external_id AS "externalId", p.kind, p.name, p.grid_code AS grid,
  ARRAY[ST_X(p.position::geometry), ST_Y(p.position::geometry)] AS position, p.address, p.contact, p.capacity, p.services, p.facilities, p.hours, p.offers,
  p.closed_at IS NOT NULL AS closed, p.demo, p.revision, p.last_request::text AS "lastRequest"`
const point = (lon: number, lat: number) => `ST_SetSRID(ST_MakePoint($${lon}::float8, $${lat}::float8), 4326)::geography`

/** Which places: below these prefixes of grids (null: all), of these kinds, with this service; the nearest first where a position is given. */
export type PlacesFilter = {
  prefixes: readonly string[] | null
  kinds?: readonly PlaceKind[] | undefined
  service?: PlaceService | undefined
  near?: Position | undefined
  closed?: boolean
  limit: number
}

/** Places, the nearest first by the index (KNN, metres on the spheroid), else by name. */
export async function listPlaces({ prefixes, kinds, service, near, closed = false, limit }: PlacesFilter): Promise<StoredPlace[]> {
  const [lon, lat] = near ?? [null, null]
  const { rows } = await pool().query(
    `SELECT ${COLUMNS}, ${near ? `ST_Distance(p.position, ${point(5, 6)})` : 'NULL::float8'} AS meters FROM places p
     WHERE ($1::text[] IS NULL OR EXISTS (SELECT FROM unnest($1::text[]) AS u (prefix) WHERE starts_with(p.grid_code, u.prefix)))
       AND ($2::text[] IS NULL OR p.kind = ANY($2::text[])) AND ($3::text IS NULL OR $3 = ANY(p.services)) ${closed ? '' : 'AND p.closed_at IS NULL'}
     ORDER BY ${near ? `p.position <-> ${point(5, 6)}, p.id` : 'p.grid_code, p.name, p.id'} LIMIT $4`,
    [prefixes, kinds ?? null, service ?? null, limit, ...(near ? [lon, lat] : [])],
  )
  return z.parse(Rows, rows)
}

/** The place of this id; null: there is none. */
export async function readPlace(id: string, at: Pick<PoolClient, 'query'> = pool(), lock = false): Promise<StoredPlace | null> {
  const { rows } = await at.query(`SELECT ${COLUMNS}, NULL::float8 AS meters FROM places p WHERE p.id = $1::uuid ${lock ? 'FOR UPDATE' : ''}`, [id])
  return z.parse(Rows, rows)[0] ?? null
}

/** The grids of those of a source's places that are there, by external id. */
export async function gridsOfPlaces(source: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool().query<{ id: string; grid: string }>(
    'SELECT p.external_id AS id, p.grid_code AS grid FROM places p WHERE p.source = $1 AND p.external_id = ANY($2::text[])',
    [source, externalIds],
  )
  return new Map(rows.map(({ id, grid }) => [id, grid]))
}

type Placed = NewPlace & { grid: string }
type Saved = { added: number; updated: number; unchanged: number }
class TakenBack extends Error {}

const CONTENT = ['kind', 'name', 'grid_code', 'address', 'contact', 'capacity', 'services', 'facilities', 'hours', 'offers', 'demo'] as const
const list = (prefix: string) => CONTENT.map((name) => `${prefix}.${name}`).join(', ')
const rowOf = (place: Omit<Placed, 'externalId'>, more: object) => {
  const { grid: grid_code, position, ...content } = place
  return { ...content, grid_code, lon: position[0], lat: position[1], ...more }
}
const FROM = `jsonb_to_recordset($1::jsonb) AS r (id uuid, source text, external_id text, kind text, name text, grid_code text, lon float8, lat float8, address text,
    contact text, capacity int4, services text[], facilities text[], hours jsonb, offers jsonb, demo boolean)`
const INSERT = `INSERT INTO places AS p (id, source, external_id, position, ${CONTENT.join(', ')})
  SELECT r.id, r.source, r.external_id, ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326)::geography, ${list('r')} FROM ${FROM}`

/**
 * Writes places of a source, each known by its external id: what is there with the same content stays as it is, so that a file can be read again and again.
 * That the grids are right is the caller's to know. One transaction.
 */
export async function savePlaces(
  places: readonly Placed[],
  { source, demo = false, dryRun = false }: { source: string; demo?: boolean; dryRun?: boolean },
): Promise<Saved> {
  if (places.length === 0) return { added: 0, updated: 0, unchanged: 0 }
  let saved: Saved | undefined
  const rows = places.map(({ externalId, ...place }) =>
    rowOf(place, { id: peopleId('place', source, externalId), source, external_id: externalId, demo }),
  )
  try {
    return await transaction(async (tx) => {
      const { rows: written } = await tx.query<{ added: boolean }>(
        `${INSERT} ON CONFLICT (source, external_id) DO UPDATE SET position = excluded.position, ${CONTENT.map((name) => `${name} = excluded.${name}`).join(', ')},
           closed_at = NULL, revision = p.revision + 1, updated_at = clock_timestamp()
         WHERE (${list('p')}) IS DISTINCT FROM (${list('excluded')}) OR ST_Distance(p.position, excluded.position) > 0.05 OR p.closed_at IS NOT NULL
         RETURNING xmax = 0 AS added`,
        [JSON.stringify(rows)],
      )
      const added = written.filter((row) => row.added).length
      saved = { added, updated: written.length - added, unchanged: places.length - written.length }
      if (dryRun) throw new TakenBack()
      return saved
    })
  } catch (error) {
    if (error instanceof TakenBack && saved) return saved
    throw error
  }
}

/**
 * Makes a place, or changes one as of the revision that was looked at. The same request again changes nothing. Throws Problem `not_found`, and `conflict`
 * where somebody has changed it meanwhile, or something else was asked for under the last request. Whether the viewer may is the caller's to know.
 */
export async function savePlace(
  { viewer, address }: { viewer: Viewer; address: string | null },
  wanted: PlaceIn & { grid: string },
): Promise<StoredPlace> {
  const { requestId, id = requestId, expectedRevision, closed = false, crs: _crs, ...content } = wanted
  const { grid: _grid, ...said } = wanted
  const asked = askedHash(said)
  return transaction(async (tx) => {
    const audit = (detail: Record<string, unknown>) =>
      writeAudit(tx, { actor: actorOf(viewer), action: 'place.saved', object: { kind: 'place', id }, address, detail })
    const before = await readPlace(id, tx, true)
    if (before?.lastRequest === requestId || (before && wanted.id === undefined)) return sameAgain(tx, before, requestId, asked)
    if (wanted.id === undefined) {
      const rows = [rowOf(content, { id, source: OWN_SOURCE, external_id: id, demo: false })]
      const { rowCount } = await tx.query(`${INSERT} ON CONFLICT DO NOTHING`, [JSON.stringify(rows)])
      if (rowCount === 1) {
        await tx.query('UPDATE places SET last_request = $2::uuid, last_hash = $3 WHERE id = $1::uuid', [id, requestId, asked])
        await audit({ grid: wanted.grid, made: true })
      }
    } else {
      if (!before) throw new Problem('not_found', 'There is no such place here.')
      if (before.revision !== expectedRevision) {
        const message = `The place has changed: its revision is ${before.revision}, not ${expectedRevision ?? 'told'}.`
        throw new Problem('conflict', message, { revision: before.revision })
      }
      await tx.query(
        `UPDATE places AS p SET (${CONTENT.filter((name) => name !== 'demo').join(', ')}) = (SELECT ${CONTENT.filter((name) => name !== 'demo')
          .map((name) => `r.${name}`)
          .join(', ')} FROM ${FROM}), position = ${point(3, 4)}, closed_at = CASE WHEN $5 THEN COALESCE(p.closed_at, clock_timestamp()) END,
           revision = p.revision + 1, last_request = $6::uuid, last_hash = $7, updated_at = clock_timestamp() WHERE p.id = $2::uuid`,
        [JSON.stringify([rowOf(content, {})]), id, ...content.position, closed, requestId, asked],
      )
      await audit({ grid: wanted.grid, closed, before: before.revision })
    }
    const after = await readPlace(id, tx)
    if (!after) throw new Problem('internal', 'the place is not there')
    return sameAgain(tx, after, requestId, asked)
  })
}

/** A place that this request made or changed; of one that was changed by another since, nobody knows any more. Throws Problem('conflict') for another content. */
async function sameAgain(tx: PoolClient, place: StoredPlace, requestId: string, asked: Uint8Array): Promise<StoredPlace> {
  if (place.lastRequest !== requestId) return place
  const { rows } = await tx.query<{ hash: Buffer | null }>('SELECT last_hash AS hash FROM places WHERE id = $1::uuid', [place.id])
  needSame(rows[0]?.hash ?? null, asked)
  return place
}

/** Takes away the invented places of the demonstration, with their bookings; answers how many. */
export async function removeDemoPlaces(): Promise<number> {
  const { rowCount } = await pool().query('DELETE FROM places WHERE demo')
  return rowCount ?? 0
}
