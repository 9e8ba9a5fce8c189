import { type Grid, GridLevel, type NewGrid } from '@/lib/domain/grid'
import { type PoolClient, pool } from '../engine/pool'
import { decodeMultiPolygon, encodeMultiPolygon } from './wkb'

/** A grid as stored, with the CRS its shape came in. */
export type StoredGrid = Grid & { sourceCrs: string }

/** A grid to be saved; `demo` and `sourceCrs` where they differ from those of the others. */
export type WantedGrid = NewGrid & { demo?: boolean; sourceCrs?: string }

/** The live grids (网格) or those with the given ids, by code, shapes bit for bit as saved. */
export async function readGridRows(which: 'live' | readonly number[], tx?: PoolClient): Promise<StoredGrid[]> {
  const { rows } = await (tx ?? pool()).query<Omit<StoredGrid, 'geometry'> & { geom: Buffer }>(
    `SELECT id, code, name, level, parent_code AS "parentCode", households, demo, source_crs AS "sourceCrs", ST_AsBinary(geom, 'NDR') AS geom
     FROM grids WHERE CASE WHEN $1::int[] IS NULL THEN valid_to IS NULL ELSE id = ANY($1::int[]) END ORDER BY code COLLATE "C"`,
    [which === 'live' ? null : which],
  )
  return rows.map(({ geom, ...row }) => ({ ...row, level: GridLevel.parse(row.level), geometry: decodeMultiPolygon(geom) }))
}

/** Writes grids that do not hold yet (their validity is empty until `switchGridRows`); returns their ids in the order given. */
export async function insertPendingRows(
  tx: PoolClient,
  grids: readonly WantedGrid[],
  { demo, sourceCrs, now }: { demo: boolean; sourceCrs: string; now: number },
): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `WITH new AS (
       SELECT nextval(pg_get_serial_sequence('grids', 'id')) AS id, * FROM unnest($1::text[], $2::text[], $3::int2[], $4::text[], $5::int[], $6::bytea[], $7::bool[], $8::text[])
         WITH ORDINALITY AS n (code, name, level, parent_code, households, wkb, demo, source_crs, at)
     ), written AS (
       INSERT INTO grids (id, code, name, level, parent_code, households, demo, source_crs, geom, valid_from, valid_to)
       SELECT id, code, name, level, parent_code, households, demo, source_crs, ST_GeomFromWKB(wkb, 4326), t, t
       FROM new, to_timestamp($9::float8 / 1000) AS t
     ) SELECT id FROM new ORDER BY at`,
    [
      grids.map((g) => g.code),
      grids.map((g) => g.name),
      grids.map((g) => g.level),
      grids.map((g) => g.parentCode),
      grids.map((g) => g.households),
      grids.map((g) => encodeMultiPolygon(g.geometry)),
      grids.map((g) => g.demo ?? demo),
      grids.map((g) => g.sourceCrs ?? sourceCrs),
      now,
    ],
  )
  return rows.map((row) => row.id)
}

/** A live row that keeps its shape and so its id, and the pending row with what else is said of it now. */
export type Renamed = { live: number; pending: number }

/**
 * Ends the validity of the `replaced` rows at the instant (epoch milliseconds) and makes the `pending` ones live. A renamed grid keeps its
 * id, with which its events count: the pending row takes what it was called until now, with that validity, and gives it the new name.
 */
export async function switchGridRows(
  tx: PoolClient,
  { replaced, pending, renamed, now }: { replaced: readonly number[]; pending: readonly number[]; renamed: readonly Renamed[]; now: number },
): Promise<void> {
  // (code, valid_from) is unique after each row, so the two rows cannot exchange it in one step: valid_to carries it over
  const [live, names] = [renamed.map((r) => r.live), renamed.map((r) => r.pending)]
  await tx.query("UPDATE grids SET valid_from = '-infinity' WHERE id = ANY($1::int[])", [names])
  await tx.query(
    `UPDATE grids SET ${['name', 'households', 'demo', 'source_crs'].map((column) => `${column} = other.${column}`).join(', ')},
       valid_from = CASE WHEN grids.id = live THEN to_timestamp($3::float8 / 1000) ELSE grids.valid_from END,
       valid_to = CASE WHEN grids.id = live THEN NULL ELSE other.valid_from END
     FROM unnest($1::int[], $2::int[]) AS pair (live, pending), grids AS other
     WHERE (grids.id = live AND other.id = pair.pending) OR (grids.id = pair.pending AND other.id = live)`,
    [live, names, now],
  )
  await tx.query('UPDATE grids SET valid_from = valid_to, valid_to = to_timestamp($2::float8 / 1000) WHERE id = ANY($1::int[])', [names, now])
  await tx.query('UPDATE grids SET valid_to = to_timestamp($2::float8 / 1000) WHERE id = ANY($1::int[])', [replaced, now])
  await tx.query('UPDATE grids SET valid_to = NULL WHERE id = ANY($1::int[])', [pending])
}

/**
 * Shapes as PostGIS holds them valid: those that are not are mended by ST_MakeValid (its areas only), and their codes named; a shape of
 * which no area is left comes back as null. Rings must be sound (`faultOfArea`), since the embedded engine swallows GEOS's exceptions.
 */
export async function mendShapes(grids: readonly NewGrid[]): Promise<{ code: string; geometry: NewGrid['geometry'] | null }[]> {
  const { rows } = await pool().query<{ code: string; geom: Buffer | null }>(
    `SELECT code, CASE WHEN ST_IsEmpty(mended) THEN NULL ELSE ST_AsBinary(mended, 'NDR') END AS geom FROM (
       SELECT code, ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3)) AS mended FROM (
         SELECT code, ST_GeomFromWKB(wkb, 4326) AS geom FROM unnest($1::text[], $2::bytea[]) AS n (code, wkb)
       ) AS shapes WHERE NOT ST_IsValid(geom)
     ) AS mending`,
    [grids.map((g) => g.code), grids.map((g) => encodeMultiPolygon(g.geometry))],
  )
  return rows.map(({ code, geom }) => ({ code, geometry: geom && decodeMultiPolygon(geom) }))
}
