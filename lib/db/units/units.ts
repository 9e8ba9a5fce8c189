import { civilDate } from '@/lib/domain/clock'
import type { OrderBy } from '@/lib/domain/list-order'
import { SkillName } from '@/lib/domain/skills'
import { MEMBERS_SHOWN, REGISTERED_SORTS, RegisteredAs, type RegisteredSort, type UnitMember, UnitRole } from '@/lib/domain/unit'
import { UNIT_ROLES } from '@/lib/domain/unit-kinds'
import { keyset, type Page, type Placed, pageOf, type SortColumns } from '../engine/keyset'
import { pool } from '../engine/pool'
import { HOLDS_ON } from './unit-book'

/** Somebody in a unit, in clear: what goes out of it is masked. */
export type StoredMember = Omit<UnitMember, 'grid'> & { unit: string; grid: string | null }
type MemberRow = Omit<StoredMember, 'role' | 'registered' | 'skills'> & { role: string; registered: string | null; skills: string[] }

const MEMBER = `m.id::text AS id, m.unit_id::text AS unit, m.person_id::text AS person, p.name, p.phone, m.role, m.registered, m.grid_code AS grid, m.skills,
  to_char(m.from_day, 'YYYY-MM-DD') AS from, to_char(m.to_day, 'YYYY-MM-DD') AS to`

const parseMember = ({ role, registered, skills, ...row }: MemberRow): StoredMember => ({
  ...row,
  role: UnitRole.parse(role),
  registered: registered === null ? null : RegisteredAs.parse(registered),
  skills: skills.flatMap((skill) => SkillName.safeParse(skill).data ?? []),
})

/** Who is in a unit on the civil day of `now`, by role; of one that is a team of events (专业队伍) also whoever is in that. */
export async function listUnitMembers(unit: string, now: number): Promise<StoredMember[]> {
  const { rows } = await pool().query<MemberRow>(
    `SELECT * FROM (SELECT ${MEMBER} FROM unit_members m JOIN people p ON p.id = m.person_id WHERE m.unit_id = $2::uuid AND ${HOLDS_ON}
       UNION ALL SELECT p.id::text, u.id::text, p.id::text, p.name, p.phone, 'member', NULL, NULL, '{}'::text[], NULL, NULL
         FROM units u JOIN team_members t ON t.team_id = u.team_id JOIN people p ON p.id = t.person_id WHERE u.id = $2::uuid) AS f
     ORDER BY array_position($3::text[], f.role::text), f.from, f.name, f.id LIMIT $4`,
    [civilDate(now), unit, [...UNIT_ROLES], MEMBERS_SHOWN],
  )
  return rows.map(parseMember)
}

const REGISTERED: SortColumns<RegisteredSort> = {
  from: { sql: `to_char(m.from_day, 'YYYY-MM-DD')`, as: 'code', always: true },
  who: { sql: 'left(p.name, 1)', as: 'text', always: true },
  as: { sql: 'm.registered', as: 'code', always: true },
  unit: { sql: 'u.name', as: 'text', always: true },
}

/** Who reported (报到) to these units and is there on the civil day of `now`, by the page; the last ones first unless an order is given. */
export async function listRegistered(
  units: readonly string[],
  {
    as,
    now,
    order = '-from',
    after,
    limit,
  }: { as?: RegisteredAs | undefined; now: number; order?: OrderBy<RegisteredSort> | undefined; after?: string | undefined; limit: number },
): Promise<Page<StoredMember>> {
  const sorted = keyset(order, REGISTERED_SORTS, REGISTERED, 'm.id')
  const values: unknown[] = [civilDate(now), units, as ?? null, limit + 1]
  const behind = sorted.behind(after, (value) => `$${values.push(value)}`)
  const { rows } = await pool().query<MemberRow & Placed>(
    `SELECT ${MEMBER}, ${sorted.columns} FROM unit_members m JOIN people p ON p.id = m.person_id JOIN units u ON u.id = m.unit_id
     WHERE m.unit_id = ANY($2::uuid[]) AND m.registered IS NOT NULL AND ($3::text IS NULL OR m.registered = $3) AND ${HOLDS_ON} AND ${behind}
     ORDER BY ${sorted.order} LIMIT $4`,
    values,
  )
  const page = pageOf(rows, limit, sorted)
  return { rows: page.rows.map(parseMember), next: page.next }
}

/** What of a unit is not in the book: whom one calls, in clear, and its revision; `ended`: also of one that was dissolved. Null: there is none. */
export async function readUnitContact(id: string, ended = false): Promise<{ name: string | null; phone: string | null; revision: number } | null> {
  const { rows } = await pool().query<{ name: string | null; phone: string | null; revision: number }>(
    'SELECT contact_name AS name, contact_phone AS phone, revision FROM units WHERE id = $1::uuid AND ($2 OR ended_at IS NULL)',
    [id, ended],
  )
  return rows[0] ?? null
}

/** The grids of units that were dissolved, by id: whoever makes one anew has them in their area. */
export async function readEndedUnits(): Promise<ReadonlyMap<string, { grids: readonly string[] }>> {
  const { rows } = await pool().query<{ id: string; grids: string[] }>(
    'SELECT u.id::text AS id, ARRAY(SELECT g.grid_code::text FROM unit_grids g WHERE g.unit_id = u.id) AS grids FROM units u WHERE u.ended_at IS NOT NULL',
  )
  return new Map(rows.map(({ id, grids }) => [id, { grids }]))
}
