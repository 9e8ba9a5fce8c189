import { civilDate } from '@/lib/domain/clock'
import type { OrderBy } from '@/lib/domain/list-order'
import { type HouseholdRow, type PersonRow, type Post, PostKind } from '@/lib/domain/people'
import { HOUSEHOLD_SORTS, type HouseholdSort, PEOPLE_SORTS, PeopleId, type PeopleSort } from '@/lib/domain/people-queries'
import { keyset, type Page, type Placed, pageOf, type SortColumns } from '../engine/keyset'
import { pool } from '../engine/pool'
import { holdsOn } from '../units/unit-book'

/** A person as the database has them, in clear: nothing of it goes out but through `domain/masking.ts`. */
export type StoredPerson = Omit<PersonRow, 'posts' | 'revealed' | 'until'> & { posts: Post[] }
/** A household in clear. */
export type StoredHousehold = Omit<HouseholdRow, 'gridName' | 'gridNameEn' | 'revealed' | 'until'>

/** Which people: those with a post in one of these grids (and of this kind); `after`: a cursor of the same order. */
export type PeopleFilter = {
  grids: readonly string[]
  kind?: PostKind | undefined
  /** what their names begin with */
  surname?: string | undefined
  order?: OrderBy<PeopleSort> | undefined
  after?: string | undefined
  limit: number
}

const person = `p.id::text AS id, p.name, p.phone, p.id_number AS "idNumber", p.employer, p.demo,
  (SELECT COALESCE(json_agg(json_build_object('grid', o.grid_code, 'kind', o.kind) ORDER BY o.grid_code, o.kind), '[]') FROM posts o
    WHERE o.person_id = p.id AND o.grid_code = ANY($1::text[])) AS posts,
  (SELECT count(*)::int4 FROM households h WHERE h.member_id = p.id AND h.left_at IS NULL AND h.grid_code = ANY($1::text[])) AS households`

const parsePosts = (row: StoredPerson): StoredPerson => ({ ...row, posts: row.posts.map(({ grid, kind }) => ({ grid, kind: PostKind.parse(kind) })) })

const PEOPLE: SortColumns<PeopleSort> = {
  grid: { sql: '(SELECT min(o.grid_code) FROM posts o WHERE o.person_id = p.id AND o.grid_code = ANY($1::text[]))', as: 'code' },
  name: { sql: 'left(p.name, 1)', as: 'text', always: true },
  employer: { sql: 'p.employer', as: 'text' },
  households: {
    sql: '(SELECT count(*)::float8 FROM households h WHERE h.member_id = p.id AND h.left_at IS NULL AND h.grid_code = ANY($1::text[]))',
    as: 'float8',
    always: true,
  },
}

/** People by the page, with their posts and the households bound to them in these grids. */
export async function listPeople({ grids, kind, surname, order = 'grid', after, limit }: PeopleFilter): Promise<Page<StoredPerson>> {
  const sorted = keyset(order, PEOPLE_SORTS, PEOPLE, 'p.id')
  const values: unknown[] = [grids, kind ?? null, surname ?? null]
  const add = (value: unknown) => `$${values.push(value)}`
  const { rows } = await pool().query<StoredPerson & Placed>(
    `SELECT ${person}, ${sorted.columns} FROM people p
     WHERE p.id IN (SELECT person_id FROM posts WHERE grid_code = ANY($1::text[]) AND ($2::text IS NULL OR kind = $2))
       AND ($3::text IS NULL OR starts_with(p.name, $3)) AND ${sorted.behind(after, add)}
     ORDER BY ${sorted.order} LIMIT ${add(limit + 1)}`,
    values,
  )
  const page = pageOf(rows, limit, sorted)
  return { ...page, rows: page.rows.map(parsePosts) }
}

/** How many people `listPeople` would list. */
export async function countPeople({ grids, kind, surname }: Pick<PeopleFilter, 'grids' | 'kind' | 'surname'>): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    `SELECT count(DISTINCT o.person_id)::int4 AS n FROM posts o JOIN people p ON p.id = o.person_id
     WHERE o.grid_code = ANY($1::text[]) AND ($2::text IS NULL OR o.kind = $2) AND ($3::text IS NULL OR starts_with(p.name, $3))`,
    [grids, kind ?? null, surname ?? null],
  )
  return rows[0]?.n ?? 0
}

/** The person with this id, when they hold a post in one of these grids, or are today in a unit (组织) that is linked with one of them; else null. */
export async function findPerson(id: string, grids: readonly string[], now: number): Promise<StoredPerson | null> {
  const { rows } = await pool().query<StoredPerson>(
    `SELECT ${person} FROM people p WHERE p.id = $2::uuid AND (EXISTS (SELECT FROM posts o WHERE o.person_id = p.id AND o.grid_code = ANY($1::text[]))
       OR EXISTS (SELECT FROM unit_members m JOIN units u ON u.id = m.unit_id JOIN unit_grids g ON g.unit_id = u.id
         WHERE m.person_id = p.id AND u.ended_at IS NULL AND ${holdsOn('$3')} AND g.grid_code = ANY($1::text[])))`,
    [grids, id, civilDate(now)],
  )
  return rows[0] ? parsePosts(rows[0]) : null
}

/** Codes of the grids that this person holds posts in; null when there is no such person. */
export async function readPostGrids(id: string): Promise<string[] | null> {
  if (!PeopleId.safeParse(id).success) return null
  const { rows } = await pool().query<{ grids: string[] }>(
    `SELECT ARRAY(SELECT DISTINCT grid_code FROM posts WHERE person_id = p.id ORDER BY 1) AS grids FROM people p WHERE p.id = $1::uuid AND p.left_at IS NULL`,
    [id],
  )
  return rows[0]?.grids ?? null
}

/** Names and telephones of everybody with a post in one of these grids, in clear, by grid, members before chiefs. */
export async function listMembers(
  grids: readonly string[],
): Promise<{ grid: string; id: string; name: string; phone: string | null; kind: PostKind }[]> {
  const { rows } = await pool().query<{ grid: string; id: string; name: string; phone: string | null; kind: string }>(
    `SELECT o.grid_code AS grid, p.id::text AS id, p.name, p.phone, o.kind FROM posts o JOIN people p ON p.id = o.person_id
     WHERE o.grid_code = ANY($1::text[]) ORDER BY o.grid_code, o.kind DESC, p.name, p.id`,
    [grids],
  )
  return rows.map((row) => ({ ...row, kind: PostKind.parse(row.kind) }))
}

/** Which households: of these grids, bound or not, with residents or without, of a member, in nodes of the service tree; `after`: a cursor of the same order. */
export type HouseholdsFilter = {
  grids: readonly string[]
  bound?: boolean | undefined
  residents?: boolean | undefined
  member?: string | undefined
  services?: readonly string[] | undefined
  /** what their names begin with */
  surname?: string | undefined
  order?: OrderBy<HouseholdSort> | undefined
  after?: string | undefined
  limit: number
}

const household = `h.id::text AS id, h.grid_code AS grid, h.service_code AS service, h.name, h.phone, h.id_number AS "idNumber", h.address,
  h.persons::int4 AS persons, h.demo,
  (SELECT json_build_object('id', p.id, 'name', p.name) FROM people p WHERE p.id = h.member_id AND p.left_at IS NULL) AS member,
  (SELECT count(*)::int4 FROM residents r WHERE r.household_id = h.id AND r.revoked_at IS NULL) AS residents`

/** What holds of households `h` that have not left (lib/domain/source.ts), are bound to a member or not, and have residents or not. */
function conditionOf({ bound, residents }: Pick<HouseholdsFilter, 'bound' | 'residents'>): string {
  const has = (wanted: boolean) => `AND ${wanted ? '' : 'NOT '}EXISTS (SELECT FROM residents r WHERE r.household_id = h.id AND r.revoked_at IS NULL)`
  return [
    'AND h.left_at IS NULL',
    bound === undefined ? '' : `AND ${bound ? '' : 'NOT '}EXISTS (SELECT FROM people m WHERE m.id = h.member_id AND m.left_at IS NULL)`,
    residents === undefined ? '' : has(residents),
  ].join(' ')
}

const HOUSEHOLDS: SortColumns<HouseholdSort> = {
  grid: { sql: 'h.grid_code', as: 'code', always: true },
  name: { sql: 'left(h.name, 1)', as: 'text', always: true },
  persons: { sql: 'h.persons::float8', as: 'float8' },
  residents: {
    sql: '(SELECT count(*)::float8 FROM residents r WHERE r.household_id = h.id AND r.revoked_at IS NULL)',
    as: 'float8',
    always: true,
  },
}

/** Households by the page. */
export async function listHouseholds(filter: HouseholdsFilter): Promise<Page<StoredHousehold>> {
  const { grids, surname, order = 'grid', after, limit, member, services, ...which } = filter
  const sorted = keyset(order, HOUSEHOLD_SORTS, HOUSEHOLDS, 'h.id')
  const values: unknown[] = [grids, member ?? null, services ?? null, surname ?? null]
  const add = (value: unknown) => `$${values.push(value)}`
  const { rows } = await pool().query<StoredHousehold & Placed>(
    `SELECT ${household}, ${sorted.columns} FROM households h
     WHERE h.grid_code = ANY($1::text[]) ${conditionOf(which)} AND ($2::uuid IS NULL OR h.member_id = $2::uuid)
       AND ($3::text[] IS NULL OR h.service_code = ANY($3::text[])) AND ($4::text IS NULL OR starts_with(h.name, $4)) AND ${sorted.behind(after, add)}
     ORDER BY ${sorted.order} LIMIT ${add(limit + 1)}`,
    values,
  )
  return pageOf(rows, limit, sorted)
}

/** How many households `listHouseholds` would list. */
export async function countHouseholds({
  grids,
  member,
  services,
  surname,
  ...which
}: Omit<HouseholdsFilter, 'order' | 'after' | 'limit'>): Promise<number> {
  const { rows } = await pool().query<{ n: number }>(
    `SELECT count(*)::int4 AS n FROM households h WHERE h.grid_code = ANY($1::text[]) ${conditionOf(which)}
       AND ($2::text[] IS NULL OR h.service_code = ANY($2::text[])) AND ($3::uuid IS NULL OR h.member_id = $3::uuid)
       AND ($4::text IS NULL OR starts_with(h.name, $4))`,
    [grids, services ?? null, member ?? null, surname ?? null],
  )
  return rows[0]?.n ?? 0
}

/** The household with this id when it lies in one of these grids and has not left; else null. */
export async function findHousehold(id: string, grids: readonly string[]): Promise<StoredHousehold | null> {
  const { rows } = await pool().query<StoredHousehold>(
    `SELECT ${household} FROM households h WHERE h.id = $1::uuid AND h.left_at IS NULL AND h.grid_code = ANY($2::text[])`,
    [id, grids],
  )
  return rows[0] ?? null
}
