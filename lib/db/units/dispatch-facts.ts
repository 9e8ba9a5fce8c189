import { civilDate } from '@/lib/domain/clock'
import type { Skill } from '@/lib/domain/skills'
import { SkillName } from '@/lib/domain/skills'
import { pool } from '../engine/pool'
import { type VisiblePart, visibleSql } from '../ground/visible-sql'
import { HOLDS_ON } from './unit-book'

/** How many events that occurred since then each of these parties was given, of those seen; by party key. By the index of the time, some milliseconds. */
export async function readLoads(seen: readonly VisiblePart[], parties: readonly string[], since: number): Promise<Map<string, number>> {
  const values: unknown[] = [parties, since]
  const { rows } = await pool().query<{ party: string; given: number }>(
    `SELECT party, count(*)::int4 AS given FROM events e, unnest(e.parties) AS party
      WHERE e.occurred_at >= to_timestamp($2::float8 / 1000) AND e.parties && $1::text[] AND party = ANY($1::text[]) AND ${visibleSql(seen, values)}
      GROUP BY party`,
    values,
  )
  return new Map(rows.map(({ party, given }) => [party, given]))
}

/** The skills of people, by what they are in units on the civil day of `now`. */
export async function readSkills(people: readonly string[], now: number): Promise<Map<string, Skill[]>> {
  const { rows } = await pool().query<{ person: string; skills: string[] }>(
    `SELECT m.person_id::text AS person, array_agg(DISTINCT skill ORDER BY skill) AS skills
     FROM unit_members m JOIN units u ON u.id = m.unit_id, unnest(m.skills) AS skill
     WHERE m.person_id = ANY($2::uuid[]) AND u.ended_at IS NULL AND ${HOLDS_ON} GROUP BY 1`,
    [civilDate(now), people],
  )
  return new Map(rows.map(({ person, skills }) => [person, skills.flatMap((skill) => SkillName.safeParse(skill).data ?? [])]))
}
