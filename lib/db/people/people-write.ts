import type { NewHousehold, NewPerson, ServiceNode, Team } from '@/lib/domain/people'
import { resumeAccounts } from '../accounts/member-accounts'
import { removeDemoDuties } from '../duties/demo-duties'
import { int4s, texts, uuids } from '../engine/arrays'
import { type PoolClient, transaction } from '../engine/pool'
import { peopleId } from './people-ids'
import { bumpPeopleVersion } from './people-version'

/** What became of rows: those that were there already with the same content are `unchanged`. */
export type SavedPeople = { added: number; updated: number; unchanged: number }

export type SavePeopleOptions = {
  /** the system that the external ids are of */
  source: string
  demo?: boolean
  /** do it all, count, and take it back */
  dryRun?: boolean
}

const NOTHING: SavedPeople = { added: 0, updated: 0, unchanged: 0 }

class TakenBack extends Error {}

/** A transaction that a dry run takes back at its end. */
async function tryOut(dryRun: boolean, work: (tx: PoolClient) => Promise<SavedPeople>): Promise<SavedPeople> {
  let saved: SavedPeople | undefined
  try {
    return await transaction(async (tx) => {
      saved = await work(tx)
      if (dryRun) throw new TakenBack()
      if (saved.added + saved.updated > 0) await bumpPeopleVersion(tx)
      return saved
    })
  } catch (error) {
    if (error instanceof TakenBack && saved) return saved
    throw error
  }
}

function tally(rows: number, written: readonly { added: boolean }[]): SavedPeople {
  const added = written.filter((row) => row.added).length
  return { added, updated: written.length - added, unchanged: rows - written.length }
}

/** The first of those with the same id holds: a statement can touch a row once only. */
function distinct<T>(rows: readonly T[], id: (row: T) => string): { id: string; row: T }[] {
  return [...new Map(rows.map((row) => [id(row), row]).reverse() as [string, T][])].map(([id, row]) => ({ id, row })).reverse()
}

/**
 * Writes members and chiefs, each with all the posts they hold, and the teams they are in where those are told: a person that is there
 * takes this content, these posts and these teams in the place of their own (beside them where it is told partly). That the teams are there is the caller's to know. One
 * transaction; some 1,000 rows are about 30 ms.
 */
export async function savePeople(people: readonly NewPerson[], options: SavePeopleOptions): Promise<SavedPeople> {
  if (people.length === 0) return NOTHING
  return tryOut(options.dryRun ?? false, (tx) => writePeople(tx, people, options))
}

/** What `savePeople` writes, in a transaction of the caller's. Who had left is back. */
export async function writePeople(
  tx: PoolClient,
  people: readonly NewPerson[],
  { source, demo = false }: Omit<SavePeopleOptions, 'dryRun'>,
): Promise<SavedPeople> {
  const rows = distinct(people, (p) => peopleId('person', source, p.externalId))
  const posts = rows.flatMap(({ id, row }) => row.posts.map((post) => ({ id, ...post })))
  const ids = uuids(rows, (r) => r.id)
  const postArrays = [uuids(posts, (p) => p.id), texts(posts, (p) => p.grid), texts(posts, (p) => p.kind)]
  const given = 'unnest($1::uuid[], $2::text[], $3::text[]) AS p (person_id, grid_code, kind)'
  await resumeAccounts(
    tx,
    rows.map(({ id }) => id),
  )
  const { rows: written } = await tx.query<{ id: string; added: boolean }>({
    name: 'people-upsert',
    text: `INSERT INTO people AS h (id, external_id, name, phone, id_number, employer, source, demo)
        SELECT u.*, $7, $8 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS u
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone, id_number = excluded.id_number,
          employer = excluded.employer, demo = excluded.demo, updated_at = clock_timestamp(), left_at = NULL
        WHERE h.left_at IS NOT NULL OR (h.name, h.phone, h.id_number, h.employer, h.demo)
          IS DISTINCT FROM (excluded.name, excluded.phone, excluded.id_number, excluded.employer, excluded.demo)
        RETURNING id::text AS id, xmax = 0 AS added`,
    values: [
      ids,
      texts(rows, (r) => r.row.externalId),
      texts(rows, (r) => r.row.name),
      texts(rows, (r) => r.row.phone),
      texts(rows, (r) => r.row.idNumber),
      texts(rows, (r) => r.row.employer),
      source,
      demo,
    ],
  })
  const { rows: left } = await tx.query<{ id: string }>(
    `DELETE FROM posts AS o WHERE o.person_id = ANY($4::uuid[])
         AND NOT EXISTS (SELECT FROM ${given} WHERE p.person_id = o.person_id AND p.grid_code = o.grid_code AND p.kind = o.kind)
       RETURNING person_id::text AS id`,
    [...postArrays, uuids(rows.filter(isWhole), (r) => r.id)],
  )
  const { rows: taken } = await tx.query<{ id: string }>(
    `INSERT INTO posts (person_id, grid_code, kind) SELECT p.* FROM ${given} ON CONFLICT DO NOTHING RETURNING person_id::text AS id`,
    postArrays,
  )
  const teamed = await writeTeams(tx, rows)
  const moved = new Set([...[...left, ...taken].map((row) => row.id), ...teamed])
  for (const { id } of written) moved.delete(id)
  return tally(rows.length, [...written, ...[...moved].map(() => ({ added: false }))])
}

const isWhole = ({ row }: { row: NewPerson }) => row.partly !== true

/** Puts people into the teams that they name, and out of all others; answers the ids of those for whom that changed something. */
async function writeTeams(tx: PoolClient, people: readonly { id: string; row: NewPerson }[]): Promise<string[]> {
  const told = people.filter(({ row }) => row.teams !== undefined)
  if (told.length === 0) return []
  const members = told.flatMap(({ id, row }) => [...new Set(row.teams)].map((team) => ({ id, team })))
  const arrays = [members.map((m) => m.team), uuids(members, (m) => m.id)]
  const given = 'unnest($1::text[], $2::uuid[]) AS t (team_id, person_id)'
  const { rows: left } = await tx.query<{ id: string }>(
    `DELETE FROM team_members AS o WHERE o.person_id = ANY($3::uuid[])
       AND NOT EXISTS (SELECT FROM ${given} WHERE t.team_id = o.team_id AND t.person_id = o.person_id)
     RETURNING person_id::text AS id`,
    [...arrays, uuids(told.filter(isWhole), ({ id }) => id)],
  )
  const { rows: joined } = await tx.query<{ id: string }>(
    `INSERT INTO team_members (team_id, person_id) SELECT t.* FROM ${given} ON CONFLICT DO NOTHING RETURNING person_id::text AS id`,
    arrays,
  )
  return [...left, ...joined].map((row) => row.id)
}

const householdColumns = ['grid_code', 'service_code', 'name', 'phone', 'id_number', 'address', 'persons', 'member_id', 'demo']
const list = (prefix: string) => householdColumns.map((name) => `${prefix}.${name}`).join(', ')

/** Writes households; that the members they are bound to are there is the caller's to know. One transaction; some 1,000 rows are about 30 ms. */
export async function saveHouseholds(households: readonly NewHousehold[], options: SavePeopleOptions): Promise<SavedPeople> {
  if (households.length === 0) return NOTHING
  return tryOut(options.dryRun ?? false, (tx) => writeHouseholds(tx, households, options))
}

/** What `saveHouseholds` writes, in a transaction of the caller's. Those that had left are back. */
export async function writeHouseholds(
  tx: PoolClient,
  households: readonly NewHousehold[],
  { source, demo = false }: Omit<SavePeopleOptions, 'dryRun'>,
): Promise<SavedPeople> {
  const rows = distinct(households, (h) => peopleId('household', source, h.externalId))
  const values = [
    uuids(rows, (r) => r.id),
    texts(rows, (r) => r.row.externalId),
    texts(rows, (r) => r.row.grid),
    texts(rows, (r) => r.row.service),
    texts(rows, (r) => r.row.name),
    texts(rows, (r) => r.row.phone),
    texts(rows, (r) => r.row.idNumber),
    texts(rows, (r) => r.row.address),
    int4s(rows, (r) => r.row.persons),
    texts(rows, (r) => r.row.member),
    demo,
    source,
  ]
  const { rows: written } = await tx.query<{ added: boolean }>({
    name: 'households-upsert',
    text: `INSERT INTO households AS h (id, external_id, source, ${householdColumns.join(', ')})
        SELECT u.id, u.external_id, $12, u.grid, u.service, u.name, u.phone, u.id_number, u.address, u.persons, u.member::uuid, $11
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int4[], $10::text[])
          AS u (id, external_id, grid, service, name, phone, id_number, address, persons, member)
        ON CONFLICT (id) DO UPDATE SET ${householdColumns.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = clock_timestamp(), left_at = NULL
        WHERE h.left_at IS NOT NULL OR (${list('h')}) IS DISTINCT FROM (${list('excluded')})
        RETURNING xmax = 0 AS added`,
    values,
  })
  return tally(rows.length, written)
}

/** Writes nodes of the service tree with their links to grids, in the place of what these nodes had. */
export async function saveServiceNodes(nodes: readonly ServiceNode[], { demo = false }: { demo?: boolean } = {}): Promise<SavedPeople> {
  if (nodes.length === 0) return { added: 0, updated: 0, unchanged: 0 }
  const links = nodes.flatMap(({ code, grids }) => [...new Set(grids)].map((grid) => ({ code, grid })))
  return transaction(async (tx) => {
    const { rows: written } = await tx.query<{ code: string; added: boolean }>(
      `INSERT INTO service_nodes AS h (code, parent_code, name, level, demo)
       SELECT u.*, $5 FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[]) AS u
       ON CONFLICT (code) DO UPDATE SET parent_code = excluded.parent_code, name = excluded.name, level = excluded.level, demo = excluded.demo
       WHERE (h.parent_code, h.name, h.level, h.demo) IS DISTINCT FROM (excluded.parent_code, excluded.name, excluded.level, excluded.demo)
       RETURNING code, xmax = 0 AS added`,
      [texts(nodes, (n) => n.code), texts(nodes, (n) => n.parentCode), texts(nodes, (n) => n.name), int4s(nodes, (n) => n.level), demo],
    )
    const codes = nodes.map((n) => n.code)
    const linkArrays = [links.map((l) => l.code), links.map((l) => l.grid)]
    const given = 'unnest($1::text[], $2::text[]) AS l (node_code, grid_code)'
    const { rows: left } = await tx.query<{ code: string }>(
      `DELETE FROM service_links AS o WHERE o.node_code = ANY($3::text[])
         AND NOT EXISTS (SELECT FROM ${given} WHERE l.node_code = o.node_code AND l.grid_code = o.grid_code)
       RETURNING node_code AS code`,
      [...linkArrays, codes],
    )
    const { rows: taken } = await tx.query<{ code: string }>(
      `INSERT INTO service_links (node_code, grid_code) SELECT l.* FROM ${given} ON CONFLICT DO NOTHING RETURNING node_code AS code`,
      linkArrays,
    )
    const moved = new Set([...left, ...taken].map((row) => row.code))
    for (const { code } of written) moved.delete(code)
    const saved = tally(nodes.length, [...written, ...[...moved].map(() => ({ added: false }))])
    if (saved.added + saved.updated > 0) await bumpPeopleVersion(tx)
    return saved
  })
}

/** Writes teams. */
export async function saveTeams(teams: readonly Team[], { demo = false }: { demo?: boolean } = {}): Promise<SavedPeople> {
  return transaction(async (tx) => {
    const { rows: written } = await tx.query<{ added: boolean }>(
      `INSERT INTO teams AS h (id, name, department, grid_code, demo)
       SELECT u.*, $5 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS u
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, department = excluded.department, grid_code = excluded.grid_code, demo = excluded.demo
       WHERE (h.name, h.department, h.grid_code, h.demo) IS DISTINCT FROM (excluded.name, excluded.department, excluded.grid_code, excluded.demo)
       RETURNING xmax = 0 AS added`,
      [texts(teams, (t) => t.id), texts(teams, (t) => t.name), texts(teams, (t) => t.department), texts(teams, (t) => t.grid), demo],
    )
    if (written.length > 0) await bumpPeopleVersion(tx)
    return tally(teams.length, written)
  })
}

/** Takes away every person, household, team, unit, item of a duty and node of the demonstration, before real ones come. Returns how many households that were. */
export async function removeDemoPeople(): Promise<number> {
  return transaction(async (tx) => {
    await removeDemoDuties(tx)
    await tx.query('DELETE FROM unit_members WHERE person_id IN (SELECT id FROM people WHERE demo) OR unit_id IN (SELECT id FROM units WHERE demo)')
    await tx.query('DELETE FROM unit_grids WHERE unit_id IN (SELECT id FROM units WHERE demo)')
    await tx.query('DELETE FROM unit_links WHERE from_id IN (SELECT id FROM units WHERE demo) OR to_id IN (SELECT id FROM units WHERE demo)')
    await tx.query('DELETE FROM units WHERE demo')
    await tx.query('DELETE FROM posts WHERE person_id IN (SELECT id FROM people WHERE demo)')
    await tx.query('DELETE FROM team_members WHERE person_id IN (SELECT id FROM people WHERE demo) OR team_id IN (SELECT id FROM teams WHERE demo)')
    await tx.query('UPDATE households SET member_id = NULL WHERE NOT demo AND member_id IN (SELECT id FROM people WHERE demo)')
    await tx.query('DELETE FROM service_links WHERE node_code IN (SELECT code FROM service_nodes WHERE demo)')
    for (const table of ['people', 'teams', 'service_nodes']) await tx.query(`DELETE FROM ${table} WHERE demo`)
    const { rowCount } = await tx.query('DELETE FROM households WHERE demo')
    await bumpPeopleVersion(tx)
    return rowCount ?? 0
  })
}
