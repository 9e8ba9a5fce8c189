import type { NewGrid } from '@/lib/domain/grid'
import type { Position } from '@/lib/domain/position'
import { pool } from '../engine/pool'
import { encodeMultiPolygon } from './wkb'

/** A shape that PostGIS calls invalid, why, and where. */
export type InvalidShape = { code: string; reason: string; position: Position }

/**
 * The shapes that are not valid to PostGIS although each ring is sound (`faultOfArea`): holes outside their ring, parts that overlap.
 * This is all that is asked of GEOS here: its overlay functions raise and catch exceptions within, at borders that nearly coincide,
 * which the embedded engine takes for the end of the statement (grid-fit.ts compares shapes instead).
 */
export async function findInvalid(grids: readonly NewGrid[]): Promise<InvalidShape[]> {
  const { rows } = await pool().query<{ code: string; reason: string; x: number; y: number }>(
    `SELECT code, reason, ST_X(location) AS x, ST_Y(location) AS y FROM (
       SELECT code, (ST_IsValidDetail(ST_GeomFromWKB(wkb, 4326))).* FROM unnest($1::text[], $2::bytea[]) AS n (code, wkb)
     ) AS checked WHERE NOT valid`,
    [grids.map((g) => g.code), grids.map((g) => encodeMultiPolygon(g.geometry))],
  )
  return rows.map(({ code, reason, x, y }) => ({ code, reason, position: [x, y] }))
}
