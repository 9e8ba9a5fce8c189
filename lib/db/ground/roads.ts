import type { Bounds } from '@/lib/domain/position'
import { type Road, RoadGrade } from '@/lib/domain/road'
import { pool, transaction } from '../engine/pool'
import { decodeMultiLineString, encodeMultiLineString } from './wkb'

/** What a program made is no street of surveyed grids: it is read only where there are grids that were made too. */
const HOLDS = '(NOT demo OR EXISTS (SELECT 1 FROM grids WHERE grids.demo AND valid_to IS NULL))'

/** The streets (道路) that come near a box, whole, the largest first and at most `limit`; by the index, some milliseconds. */
export async function readRoads([west, south, east, north]: Bounds, limit: number): Promise<Road[]> {
  const { rows } = await pool().query<{ name: string; grade: string; geom: Buffer }>(
    `SELECT name, grade, ST_AsBinary(geom, 'NDR') AS geom FROM roads
     WHERE geom && ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) AND ${HOLDS}
     ORDER BY array_position($5::text[], grade::text), id LIMIT $6`,
    [west, south, east, north, RoadGrade.options, limit],
  )
  return rows.map(({ name, grade, geom }) => ({ name, grade: RoadGrade.parse(grade), lines: decodeMultiLineString(geom) }))
}

/** Are there streets, imported or made? */
export async function hasRoads(): Promise<boolean> {
  const { rows } = await pool().query<{ any: boolean }>('SELECT EXISTS (SELECT 1 FROM roads) AS any')
  return rows[0]?.any ?? false
}

/** Rows of one statement: their shapes go over in one parameter. */
const BATCH = 1_000

/** Puts these streets in the place of all that there are, in one transaction. `demo`: made by a program. Gives how many there were. */
export async function saveRoads(roads: readonly Road[], { demo = false }: { demo?: boolean } = {}): Promise<{ saved: number; removed: number }> {
  return transaction(async (tx) => {
    const { rowCount } = await tx.query('DELETE FROM roads')
    for (let from = 0; from < roads.length; from += BATCH) {
      const batch = roads.slice(from, from + BATCH)
      await tx.query(
        `INSERT INTO roads (name, grade, demo, geom)
         SELECT name, grade, $4::bool, ST_GeomFromWKB(wkb, 4326) FROM unnest($1::text[], $2::text[], $3::bytea[]) AS n (name, grade, wkb)`,
        [batch.map((r) => r.name), batch.map((r) => r.grade), batch.map((r) => encodeMultiLineString(r.lines)), demo],
      )
    }
    return { saved: roads.length, removed: rowCount ?? 0 }
  })
}
