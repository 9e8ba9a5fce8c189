import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { CREW_LOAD_DAYS, type CrewCandidate, visitKey } from '@/lib/domain/duty-crew'
import type { CrewRole } from '@/lib/domain/duty-item'
import { CREW_ROLES } from '@/lib/domain/duty-kinds'
import { pool } from '../engine/pool'
import { HOLDS_ON } from '../units/unit-book'

type Row = { person: string; name: string; posts: string[]; grids: string[]; unit: string | null; lon: number | null; lat: number | null }

/** Who could go along as something in these grids and what lies around them: those who hold the post there, or are in a unit that is of them. Names in clear. */
export async function readCandidates(roles: readonly CrewRole[], prefixes: readonly string[], now: number): Promise<CrewCandidate[]> {
  const found: CrewCandidate[] = []
  for (const role of new Set(roles)) for (const row of await rowsOf(role, prefixes, now)) found.push(candidateOf(role, row))
  return found
}

const candidateOf = (role: CrewRole, { lon, lat, ...row }: Row): CrewCandidate => ({
  ...row,
  role,
  place: lon === null || lat === null ? null : [lon, lat],
})

async function rowsOf(role: CrewRole, prefixes: readonly string[], now: number): Promise<Row[]> {
  const { from } = CREW_ROLES[role]
  if ('post' in from) {
    const { rows } = await pool().query<Row>(
      `SELECT p.id::text AS person, p.name, array_agg(o.grid_code::text ORDER BY o.grid_code) AS posts, '{}'::text[] AS grids, NULL AS unit,
         NULL::float8 AS lon, NULL::float8 AS lat
       FROM posts o JOIN people p ON p.id = o.person_id
       WHERE o.kind = $1 AND p.left_at IS NULL AND EXISTS (SELECT FROM unnest($2::text[]) AS u (code) WHERE starts_with(o.grid_code, u.code) OR starts_with(u.code, o.grid_code))
       GROUP BY p.id, p.name ORDER BY p.id`,
      [from.post, prefixes],
    )
    return rows
  }
  const [skill, as] = ['skill' in from ? from.skill : null, 'roles' in from ? from.roles : null]
  const { rows } = await pool().query<Row>(
    `SELECT p.id::text AS person, p.name, '{}'::text[] AS posts,
       COALESCE(array_agg(DISTINCT m.grid_code::text) FILTER (WHERE m.grid_code IS NOT NULL), array_agg(DISTINCT g.grid_code::text)) AS grids,
       min(u.name) AS unit, min(ST_X(u.place)) AS lon, min(ST_Y(u.place)) AS lat
     FROM unit_members m JOIN units u ON u.id = m.unit_id JOIN unit_grids g ON g.unit_id = u.id JOIN people p ON p.id = m.person_id
     WHERE u.kind = ANY($2::text[]) AND u.ended_at IS NULL AND ${HOLDS_ON} AND ($3::text IS NULL OR $3 = ANY(u.skills))
       AND ($4::text[] IS NULL OR m.role = ANY($4::text[]))
       AND EXISTS (SELECT FROM unnest($5::text[]) AS s (code) WHERE starts_with(g.grid_code, s.code) OR starts_with(s.code, g.grid_code))
     GROUP BY p.id, p.name, u.id ORDER BY p.id, u.id`,
    [civilDate(now), from.units, skill, as, prefixes],
  )
  // of somebody in two units the first speaks
  return rows.filter(({ person }, i) => rows[i - 1]?.person !== person)
}

/** How many items of duties, and how many events, each of these people had in the last days. */
export async function readCrewLoads(people: readonly string[], now: number): Promise<Map<string, number>> {
  const since = new Date(now - CREW_LOAD_DAYS * DAY_MS).toISOString()
  const { rows } = await pool().query<{ person: string; n: number }>(
    `SELECT person, sum(n)::int4 AS n FROM (
       SELECT c.person_id::text AS person, count(*) AS n FROM duty_crew c JOIN duty_items i ON i.id = c.item_id
         WHERE c.person_id = ANY($1::uuid[]) AND COALESCE(i.done_at, i.scheduled_for, i.updated_at) BETWEEN $2::timestamptz AND $3::timestamptz GROUP BY 1
       UNION ALL
       SELECT substr(party, 8), count(*) FROM events e, unnest(e.parties) AS party
         WHERE e.occurred_at BETWEEN $2::timestamptz AND $3::timestamptz AND e.parties && $4::text[] AND party = ANY($4::text[]) GROUP BY 1) AS x GROUP BY 1`,
    [people, since, new Date(now).toISOString(), people.map((id) => `member:${id}`)],
  )
  return new Map(rows.map(({ person, n }) => [person, n]))
}

/** How often each of these people has been where an item of a duty was done, by person and subject, and who went to each subject the last time. */
export async function readVisits(
  template: string,
  subjects: readonly string[],
  people: readonly string[],
): Promise<{ visits: Map<string, number>; last: Map<string, string[]> }> {
  const { rows } = await pool().query<{ person: string; subject: string; n: number }>(
    `SELECT c.person_id::text AS person, i.subject, count(*)::int4 AS n FROM duty_items i JOIN duty_crew c ON c.item_id = i.id
     WHERE i.template_id = $1::uuid AND i.state = 'done' AND i.subject = ANY($2::text[]) AND c.person_id = ANY($3::uuid[]) GROUP BY 1, 2`,
    [template, subjects, people],
  )
  const { rows: before } = await pool().query<{ subject: string; people: string[] }>(
    `SELECT DISTINCT ON (i.subject) i.subject, ARRAY(SELECT c.person_id::text FROM duty_crew c WHERE c.item_id = i.id ORDER BY 1) AS people
     FROM duty_items i WHERE i.template_id = $1::uuid AND i.state = 'done' AND i.subject = ANY($2::text[]) ORDER BY i.subject, i.done_at DESC`,
    [template, subjects],
  )
  return {
    visits: new Map(rows.map(({ person, subject, n }) => [visitKey(person, subject), n])),
    last: new Map(before.map(({ subject, people: went }) => [subject, went])),
  }
}
