import { civilDate } from '@/lib/domain/clock'
import type { PersonTies } from '@/lib/domain/unit-access'
import type { PoolClient } from '../engine/pool'
import { HOLDS_ON } from './unit-book'

/** Where these people (null: all) are on the civil day of `now` and ever were, by id; who never was anywhere is not among them. */
export async function readTies(
  reader: Pick<PoolClient, 'query'>,
  people: readonly string[] | null,
  now: number,
): Promise<ReadonlyMap<string, PersonTies>> {
  const { rows } = await reader.query<PersonTies & { person: string }>(
    `SELECT t.person_id::text AS person, COALESCE(array_agg(DISTINCT t.grid) FILTER (WHERE t.holds), '{}') AS now, array_agg(DISTINCT t.grid) AS ever
     FROM (SELECT o.person_id, o.grid_code::text AS grid, true AS holds FROM posts o WHERE $2::uuid[] IS NULL OR o.person_id = ANY($2::uuid[])
       UNION ALL SELECT m.person_id, g.grid_code::text, u.ended_at IS NULL AND ${HOLDS_ON}
         FROM unit_members m JOIN units u ON u.id = m.unit_id JOIN unit_grids g ON g.unit_id = u.id WHERE $2::uuid[] IS NULL OR m.person_id = ANY($2::uuid[])) AS t
     GROUP BY t.person_id`,
    [civilDate(now), people],
  )
  return new Map(rows.map(({ person, now: today, ever }) => [person, { now: today, ever }]))
}
