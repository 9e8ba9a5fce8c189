import { civilDate } from '@/lib/domain/clock'
import { type Skill, SkillName } from '@/lib/domain/skills'
import { RegisteredAs, UnitKind, UnitRole } from '@/lib/domain/unit'
import { pool } from '../engine/pool'
import { HOLDS_ON } from '../units/unit-book'

/** What somebody is in one unit now; `skills`: what is recorded of them there. Whoever is two things in a unit has two of these. */
export type MemberUnit = {
  id: string
  kind: UnitKind
  name: string
  grids: string[]
  role: UnitRole
  registered: RegisteredAs | null
  skills: Skill[]
}
/** A person who is in units now; `skills`: all that is recorded of them in these. */
export type Member = { person: string; units: MemberUnit[]; skills: Skill[] }

type Row = Omit<MemberUnit, 'kind' | 'role' | 'registered' | 'skills'> & { kind: string; role: string; registered: string | null; skills: string[] }

const skillsIn = (names: readonly string[]): Skill[] => names.flatMap((name) => SkillName.safeParse(name).data ?? [])

/**
 * What a resident is in units on the civil day of `now`: the member that their binding is of, with units, roles and skills, also of the team (专业队伍) that a unit
 * is. Null for whoever is bound to a household, and for whoever has left all units: what is their own they still follow, and are no member.
 */
export async function memberOf({ personId }: { personId: string | null }, now: number): Promise<Member | null> {
  if (personId === null) return null
  const { rows } = await pool().query<Row>(
    `SELECT u.id::text AS id, u.kind, u.name, ARRAY(SELECT g.grid_code::text FROM unit_grids g WHERE g.unit_id = u.id ORDER BY 1) AS grids,
       f.role, f.registered, f.skills
     FROM (SELECT m.unit_id, m.role::text AS role, m.registered::text AS registered, m.skills, m.from_day FROM unit_members m WHERE m.person_id = $2::uuid AND ${HOLDS_ON}
       UNION ALL SELECT t.id, 'member', NULL, '{}'::text[], NULL FROM team_members o JOIN units t ON t.team_id = o.team_id WHERE o.person_id = $2::uuid) AS f
     JOIN units u ON u.id = f.unit_id WHERE u.ended_at IS NULL ORDER BY f.from_day, u.name, u.id, f.role`,
    [civilDate(now), personId],
  )
  if (rows.length === 0) return null
  const units = rows.map(
    ({ kind, role, registered, skills, ...row }): MemberUnit => ({
      ...row,
      kind: UnitKind.parse(kind),
      role: UnitRole.parse(role),
      registered: registered === null ? null : RegisteredAs.parse(registered),
      skills: skillsIn(skills),
    }),
  )
  return { person: personId, units, skills: [...new Set(units.flatMap(({ skills }) => skills))] }
}

/** Is somebody in a unit on the civil day of `now` (`present`), or were they (`past`)? By what is recorded of members, not by teams. */
export async function readMembership(unit: string, person: string, now: number): Promise<'present' | 'past' | null> {
  const { rows } = await pool().query<{ present: boolean }>(
    `SELECT bool_or(${HOLDS_ON}) AS present FROM unit_members m WHERE m.unit_id = $2::uuid AND m.person_id = $3::uuid HAVING count(*) > 0`,
    [civilDate(now), unit, person],
  )
  return rows[0] ? (rows[0].present ? 'present' : 'past') : null
}

/** The grids of each unit that somebody is in on the civil day of `now`; of each that they were in, where they have left them all, or these were dissolved. */
export async function gridsOfMember(person: string, now: number): Promise<{ grids: string[] }[]> {
  const { rows } = await pool().query<{ grids: string[]; present: boolean }>(
    `SELECT array_agg(DISTINCT g.grid_code::text) AS grids, bool_or(u.ended_at IS NULL AND ${HOLDS_ON}) AS present
     FROM unit_members m JOIN units u ON u.id = m.unit_id JOIN unit_grids g ON g.unit_id = m.unit_id
     WHERE m.person_id = $2::uuid GROUP BY m.unit_id`,
    [civilDate(now), person],
  )
  const isSomewhere = rows.some(({ present }) => present)
  return rows.filter(({ present }) => present || !isSomewhere).map(({ grids }) => ({ grids }))
}
