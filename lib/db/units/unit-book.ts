import { civilDate } from '@/lib/domain/clock'
import { grouped } from '@/lib/domain/rows'
import { SkillName } from '@/lib/domain/skills'
import { UnitKind, UnitLinkKind, type UnitNode } from '@/lib/domain/unit'
import { REGISTERED_AS } from '@/lib/domain/unit-kinds'
import { type Pool, pool } from '../engine/pool'
import { decodeMultiLineString } from '../ground/wkb'
import { readPeopleVersion } from '../people/people-version'

type Held = { pool: Pool; key: string; book: Promise<readonly UnitNode[]> }
let held: Held | undefined

/** All units that there are, with how many people are in each on this civil day (Asia/Shanghai), read again only when something was written or the day has turned. */
export async function loadUnits(now: number): Promise<readonly UnitNode[]> {
  const day = civilDate(now)
  const key = `${await readPeopleVersion()} ${day}` // first: what is written meanwhile moves it
  if (held?.pool === pool() && held.key === key) return held.book
  const reading: Held = { pool: pool(), key, book: readUnits(day) }
  held = reading
  reading.book.catch(() => {
    if (held === reading) held = undefined
  })
  return reading.book
}

/** The same with one that was dissolved, as it was, read for this answer alone. */
export const readUnitsWith = (ended: string, now: number): Promise<readonly UnitNode[]> => readUnits(civilDate(now), ended)

type Row = Pick<UnitNode, 'id' | 'name' | 'parent' | 'grids' | 'team' | 'demo'> & {
  kind: string
  skills: string[]
  lon: number | null
  lat: number | null
  roadName: string | null
  road: Buffer | null
}

/**
 * A membership `m` that holds on a day, which is a parameter: none of somebody whom their source no longer has. It is not ended then, since it holds again when they
 * come back.
 */
export const holdsOn = (day: `$${number}`) => `m.from_day <= ${day}::date AND (m.to_day IS NULL OR m.to_day > ${day}::date)
  AND NOT EXISTS (SELECT FROM people gone WHERE gone.id = m.person_id AND gone.left_at IS NOT NULL)`
/** A membership `m` that holds on the day `$1`. */
export const HOLDS_ON = holdsOn('$1')

async function readUnits(day: string, ended: string | null = null): Promise<UnitNode[]> {
  const { rows } = await pool().query<Row>(
    `SELECT u.id::text AS id, u.kind, u.name, u.parent_id::text AS parent, ST_X(u.place) AS lon, ST_Y(u.place) AS lat, u.road_name AS "roadName",
       ST_AsBinary(u.road, 'NDR') AS road, u.team_id AS team, u.skills, u.demo,
       COALESCE((SELECT array_agg(g.grid_code::text ORDER BY g.grid_code) FROM unit_grids g WHERE g.unit_id = u.id), '{}') AS grids
     FROM units u WHERE u.ended_at IS NULL OR u.id = $1::uuid ORDER BY u.name, u.id`,
    [ended],
  )
  const { rows: links } = await pool().query<{ from: string; to: string; kind: string }>(
    `SELECT l.from_id::text AS from, l.to_id::text AS to, l.kind FROM unit_links l ORDER BY l.kind, l.to_id`,
  )
  const { rows: counts } = await pool().query<{ unit: string; registered: string | null; people: number }>(
    `SELECT m.unit_id::text AS unit, m.registered, count(DISTINCT m.person_id)::int4 AS people FROM unit_members m WHERE ${HOLDS_ON} GROUP BY 1, 2`,
    [day],
  )
  const { rows: instructed } = await pool().query<{ unit: string; grid: string }>(
    `SELECT DISTINCT m.unit_id::text AS unit, m.grid_code AS grid FROM unit_members m
     WHERE m.role = 'instructor' AND m.grid_code IS NOT NULL AND ${HOLDS_ON} ORDER BY 2`,
    [day],
  )
  const { rows: teams } = await pool().query<{ team: string; people: number }>(
    `SELECT t.team_id AS team, count(*)::int4 AS people FROM team_members t WHERE t.team_id IN (SELECT team_id FROM units WHERE ended_at IS NULL OR id = $1::uuid) GROUP BY 1`,
    [ended],
  )
  const inTeam = new Map(teams.map(({ team, people }) => [team, people]))
  const linked = grouped(links, ({ from }) => from)
  const counted = grouped(counts, ({ unit }) => unit)
  const instructs = grouped(instructed, ({ unit }) => unit)
  return rows.map(({ lon, lat, road, roadName, kind, skills, ...row }) => {
    const of = counted.get(row.id) ?? []
    const reported = (as: string) => of.find(({ registered }) => registered === as)?.people ?? 0
    const [inService, mobile, noPost, enforcement] = REGISTERED_AS.map(reported)
    return {
      ...row,
      kind: UnitKind.parse(kind),
      skills: skills.flatMap((skill) => SkillName.safeParse(skill).data ?? []),
      place: lon === null || lat === null ? null : [lon, lat],
      road: roadName === null ? null : { name: roadName, lines: road ? decodeMultiLineString(road) : [] },
      links: (linked.get(row.id) ?? []).map(({ kind: of, to }) => ({ kind: UnitLinkKind.parse(of), to })),
      members: (of.find(({ registered }) => registered === null)?.people ?? 0) + (inTeam.get(row.team ?? '') ?? 0),
      registered: { in_service: inService ?? 0, mobile: mobile ?? 0, no_post: noPost ?? 0, enforcement: enforcement ?? 0 },
      instructs: (instructs.get(row.id) ?? []).map(({ grid }) => grid),
    }
  })
}
