import { createHash } from 'node:crypto'
import type { NewUnit, UnitContent } from '@/lib/domain/unit'
import { type PoolClient, transaction } from '../engine/pool'
import { encodeMultiLineString } from '../ground/wkb'
import { bumpPeopleVersion } from '../people/people-version'
import type { SavedPeople } from '../people/people-write'

/** The id of a unit: always the same for what a source calls by one id. */
export function unitId(source: string, externalId: string): string {
  const hex = createHash('sha256').update(`unit\0${source}\0${externalId}`).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A unit as a row: under which id, of which source. */
export type UnitRecord = UnitContent & { id: string; source: string; externalId: string; demo: boolean; ended: boolean }

/** What of people a unit has: who is what, as which, from when until when (YYYY-MM-DD). */
export type NewMember = {
  unit: string
  person: string
  role: string
  grid: string | null
  registered: string | null
  skills: readonly string[]
  from: string
  to: string | null
}

const COLUMNS = ['kind', 'name', 'parent_id', 'place', 'road_name', 'road', 'contact_name', 'contact_phone', 'team_id', 'skills', 'demo'] as const
const list = (prefix: string) => COLUMNS.map((name) => `${prefix}.${name}`).join(', ')

/**
 * Writes units with their grids and links in the place of what these units had; each whose content differs goes up by a revision. Call it in a transaction, and
 * bump the version of people in it when it answers that something was written.
 */
export async function writeUnits(tx: PoolClient, units: readonly UnitRecord[]): Promise<SavedPeople> {
  if (units.length === 0) return { added: 0, updated: 0, unchanged: 0 }
  const records = units.map(({ place, road, ...unit }) => ({
    ...{ id: unit.id, source: unit.source, external_id: unit.externalId, kind: unit.kind, name: unit.name, parent_id: unit.parent },
    ...{ lon: place?.[0] ?? null, lat: place?.[1] ?? null, road_name: road?.name ?? null },
    road: road && road.lines.length > 0 ? encodeMultiLineString(road.lines).toString('hex') : null,
    ...{
      contact_name: unit.contactName,
      contact_phone: unit.contactPhone,
      team_id: unit.team,
      skills: unit.skills,
      demo: unit.demo,
      ended: unit.ended,
    },
  }))
  const ids = units.map(({ id }) => id)
  const { rows: written } = await tx.query<{ id: string; added: boolean }>(
    `INSERT INTO units AS u (id, source, external_id, ${COLUMNS.join(', ')}, ended_at)
     SELECT r.id, r.source, r.external_id, r.kind, r.name, r.parent_id,
       CASE WHEN r.lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(r.lon, r.lat), 4326) END, r.road_name,
       CASE WHEN r.road IS NOT NULL THEN ST_GeomFromWKB(decode(r.road, 'hex'), 4326) END, r.contact_name, r.contact_phone, r.team_id, r.skills, r.demo,
       CASE WHEN r.ended THEN clock_timestamp() END
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, source text, external_id text, kind text, name text, parent_id uuid, lon float8, lat float8, road_name text,
       road text, contact_name text, contact_phone text, team_id text, skills text[], demo bool, ended bool)
     ON CONFLICT (id) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}, ended_at = excluded.ended_at,
       revision = u.revision + 1, updated_at = clock_timestamp()
     WHERE (${list('u')}, u.ended_at IS NULL) IS DISTINCT FROM (${list('excluded')}, excluded.ended_at IS NULL)
     RETURNING u.id::text AS id, xmax = 0 AS added`,
    [JSON.stringify(records)],
  )
  const grids = units.flatMap(({ id, grids: of }) => [...new Set(of)].map((grid) => ({ id, grid })))
  const links = units.flatMap(({ id, links: of }) => of.map(({ to, kind }) => ({ id, to, kind })))
  const moved = new Set<string>()
  const replace = async (table: string, column: string, given: string, values: readonly unknown[], same: string) => {
    const gone = await tx.query<{ id: string }>(
      `DELETE FROM ${table} o WHERE o.${column} = ANY($1::uuid[]) AND NOT EXISTS (SELECT FROM ${given} WHERE ${same}) RETURNING o.${column}::text AS id`,
      [ids, ...values],
    )
    const come = await tx.query<{ id: string }>(
      `INSERT INTO ${table} SELECT n.* FROM ${given} WHERE n.${column} = ANY($1::uuid[]) ON CONFLICT DO NOTHING RETURNING ${column}::text AS id`,
      [ids, ...values],
    )
    for (const { id } of [...gone.rows, ...come.rows]) moved.add(id)
  }
  await replace(
    'unit_grids',
    'unit_id',
    'unnest($2::uuid[], $3::text[]) AS n (unit_id, grid_code)',
    [grids.map((g) => g.id), grids.map((g) => g.grid)],
    'n.unit_id = o.unit_id AND n.grid_code = o.grid_code',
  )
  await replace(
    'unit_links',
    'from_id',
    'unnest($2::uuid[], $3::uuid[], $4::text[]) AS n (from_id, to_id, kind)',
    [links.map((l) => l.id), links.map((l) => l.to), links.map((l) => l.kind)],
    'n.from_id = o.from_id AND n.to_id = o.to_id AND n.kind = o.kind',
  )
  for (const { id } of written) moved.delete(id)
  if (moved.size > 0)
    await tx.query('UPDATE units SET revision = revision + 1, updated_at = clock_timestamp() WHERE id = ANY($1::uuid[])', [[...moved]])
  const added = written.filter((row) => row.added).length
  return { added, updated: written.length - added + moved.size, unchanged: units.length - written.length - moved.size }
}

/**
 * Puts people into units; whoever is there in the same role at that time already, or was from the same day on, stays as they are, but for the day on which they leave. Call
 * it in a transaction. Answers how many came or left.
 */
export async function writeMembers(tx: PoolClient, members: readonly NewMember[]): Promise<number> {
  if (members.length === 0) return 0
  const given = `jsonb_to_recordset($1::jsonb) AS r (unit uuid, person uuid, role text, grid text, registered text, skills text[], from_day date, to_day date)`
  const same = 'm.unit_id = r.unit AND m.person_id = r.person AND m.role = r.role AND m.grid_code IS NOT DISTINCT FROM r.grid'
  const values = [JSON.stringify(members.map(({ from, to, ...member }) => ({ ...member, from_day: from, to_day: to })))]
  const left = await tx.query(
    `UPDATE unit_members m SET to_day = r.to_day FROM ${given} WHERE ${same} AND m.from_day = r.from_day AND m.to_day IS NULL AND r.to_day IS NOT NULL`,
    values,
  )
  const come = await tx.query(
    `INSERT INTO unit_members (id, unit_id, person_id, role, grid_code, registered, skills, from_day, to_day)
     SELECT gen_random_uuid(), r.unit, r.person, r.role, r.grid, r.registered, r.skills, r.from_day, r.to_day FROM ${given}
     WHERE NOT EXISTS (SELECT FROM unit_members m WHERE ${same} AND (m.from_day = r.from_day
       OR m.from_day < COALESCE(r.to_day, 'infinity') AND COALESCE(m.to_day, 'infinity') > r.from_day))`,
    values,
  )
  return (come.rowCount ?? 0) + (left.rowCount ?? 0)
}

class TakenBack extends Error {}

/** Writes units that a source knows by ids of its own, in one transaction; a dry run counts and takes it back. */
export async function saveUnits(
  units: readonly (NewUnit & { id: string })[],
  { source, demo = false, dryRun = false }: { source: string; demo?: boolean; dryRun?: boolean },
): Promise<SavedPeople> {
  let saved: SavedPeople = { added: 0, updated: 0, unchanged: 0 }
  try {
    await transaction(async (tx) => {
      saved = await writeUnits(
        tx,
        units.map((unit) => ({ ...unit, source, demo, ended: false })),
      )
      if (dryRun) throw new TakenBack()
      if (saved.added + saved.updated > 0) await bumpPeopleVersion(tx)
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return saved
}

/** Puts people into units, in one transaction; a dry run counts and takes it back. */
export async function saveMembers(members: readonly NewMember[], { dryRun = false }: { dryRun?: boolean } = {}): Promise<number> {
  let come = 0
  try {
    await transaction(async (tx) => {
      come = await writeMembers(tx, members)
      if (dryRun) throw new TakenBack()
      if (come > 0) await bumpPeopleVersion(tx)
    })
  } catch (error) {
    if (!(error instanceof TakenBack)) throw error
  }
  return come
}
