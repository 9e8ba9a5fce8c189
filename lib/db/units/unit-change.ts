import { createHash, randomUUID } from 'node:crypto'
import type * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { type AuditAction, actorOf } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { faultsOfJoining, faultsOfUnit, MemberIn, type UnitContent, UnitIn, UnitKind, type UnitLink, UnitLinkKind } from '@/lib/domain/unit'
import { mayKeepUnit, maySeeUnit, mayTakeIn } from '@/lib/domain/unit-access'
import { writeAudit } from '../audit/audit'
import { type PoolClient, transaction } from '../engine/pool'
import { bumpPeopleVersion } from '../people/people-version'
import { readTies } from './person-ties'
import { writeMembers, writeUnits } from './unit-write'

/** What units made here are of; an import keeps the name of its file's source. */
const BY_HAND = 'here'

type By = { viewer: Viewer; address: string | null; now: number }
type Stored = Pick<UnitContent, 'kind' | 'grids' | 'parent' | 'contactName' | 'contactPhone'> & {
  id: string
  source: string
  externalId: string
  demo: boolean
  revision: number
}

/** The unit as it is, locked until the transaction ends; null: there is none. */
async function lockUnit(tx: PoolClient, id: string): Promise<Stored | null> {
  const { rows } = await tx.query<Omit<Stored, 'kind' | 'grids'> & { kind: string }>(
    `SELECT id::text AS id, kind, source, external_id AS "externalId", demo, revision, parent_id::text AS parent, contact_name AS "contactName",
       contact_phone AS "contactPhone" FROM units WHERE id = $1::uuid AND ended_at IS NULL FOR UPDATE`,
    [id],
  )
  const [row] = rows
  if (!row) return null
  const { rows: grids } = await tx.query<{ grid: string }>('SELECT grid_code AS grid FROM unit_grids WHERE unit_id = $1::uuid', [id])
  return { ...row, kind: UnitKind.parse(row.kind), grids: grids.map(({ grid }) => grid) }
}

/** The unit, for whoever may change it. Throws Problem `not_found`, `forbidden`, `conflict`. */
async function keptUnit(tx: PoolClient, viewer: Viewer, id: string, expectedRevision: number | undefined): Promise<Stored> {
  const unit = await lockUnit(tx, id)
  if (!unit || !maySeeUnit(viewer, unit)) throw new Problem('not_found', 'There is no such unit here.')
  if (!mayKeepUnit(viewer, unit)) throw new Problem('forbidden', 'A part of this unit lies outside your area.')
  if (unit.revision !== expectedRevision)
    throw new Problem('conflict', `The unit has changed: its revision is ${unit.revision}, not ${expectedRevision ?? 'said'}.`, {
      revision: unit.revision,
    })
  return unit
}

/**
 * Marks a request as done; null: nobody did it before, else the unit that it was about. Requests of the same id wait for each other here. Throws Problem('conflict') for
 * one under whose id somebody else asked, or something else (`said`) was asked for.
 */
async function doneBefore(tx: PoolClient, viewer: Viewer, unit: string, { requestId, ...said }: { requestId: string }): Promise<string | null> {
  const hash = createHash('sha256').update(JSON.stringify(said)).digest()
  const actor = viewer.id.slice(0, 100)
  const { rowCount } = await tx.query(
    'INSERT INTO unit_requests (request_id, unit_id, actor_id, content_hash) VALUES ($1::uuid, $2::uuid, $3, $4) ON CONFLICT (request_id) DO NOTHING',
    [requestId, unit, actor, hash],
  )
  if (rowCount === 1) return null
  const { rows } = await tx.query<{ unit: string; same: boolean }>(
    `SELECT unit_id::text AS unit, actor_id = $2 AND COALESCE(content_hash = $3, true) AS same FROM unit_requests WHERE request_id = $1::uuid`,
    [requestId, actor, hash],
  )
  const [done] = rows
  if (!done?.same) throw new Problem('conflict', 'This requestId was used for something else.')
  return done.unit
}

/** Throws Problem('forbidden') for whoever keeps no units anywhere. */
export function needOrganiser({ role }: Viewer): void {
  if (!ROLES[role].organises) throw new Problem('forbidden', `The role ${role} keeps no units.`)
}

const invalid = (faults: readonly { field: string; message: string }[]) =>
  new Problem('invalid', faults.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    errors: faults.map(({ field, message }) => ({ name: field, message })),
  })

/**
 * Makes a unit or changes it, in one transaction with its row of the audit: the same `requestId` is one change, however often it comes. Answers the id. Throws
 * Problem `forbidden`, `not_found`, `conflict` (a stale `expectedRevision`; units below one that is to end), `invalid`.
 */
export async function saveUnit(input: UnitIn, { viewer, address }: Omit<By, 'now'>, atlas: Atlas): Promise<string> {
  needOrganiser(viewer)
  const asked: z.output<typeof UnitIn> = UnitIn.parse(input)
  const { requestId: _requestId, id: named, expectedRevision, ended, ...said } = asked
  const strange = said.grids.filter((code) => !atlas.byCode.has(code) || !mayKeepUnit(viewer, { grids: [code] }))
  if (strange.length > 0) throw invalid([{ field: 'grids', message: `there is no grid ${strange.join(', ')} here` }])
  return transaction(async (tx) => {
    const id = named ?? randomUUID()
    const done = await doneBefore(tx, viewer, id, asked)
    if (done !== null) return done
    const before = named === undefined ? null : await keptUnit(tx, viewer, named, expectedRevision)
    if (before && before.kind !== said.kind) throw invalid([{ field: 'kind', message: 'a unit keeps its kind' }])
    const unseen = before ? await linksUnseen(tx, viewer, before.id) : []
    const content: UnitContent = {
      ...said,
      parent: said.parent === undefined ? (before?.parent ?? null) : said.parent,
      contactName: said.contactName === undefined ? (before?.contactName ?? null) : said.contactName,
      contactPhone: said.contactPhone === undefined ? (before?.contactPhone ?? null) : said.contactPhone,
      links: [...said.links, ...unseen],
    }
    const kept = new Set([before?.parent, ...unseen.map(({ to }) => to)])
    const wanted = [...content.links.map(({ to }) => to), ...(content.parent === null ? [] : [content.parent])]
    const { rows } = await tx.query<{ id: string; kind: string; grids: string[] }>(
      `SELECT u.id::text AS id, u.kind, ARRAY(SELECT g.grid_code::text FROM unit_grids g WHERE g.unit_id = u.id) AS grids
       FROM units u WHERE u.id = ANY($1::uuid[]) AND u.ended_at IS NULL`,
      [wanted],
    )
    const others = new Map(
      rows.filter((row) => kept.has(row.id) || maySeeUnit(viewer, row)).map((row) => [row.id, { kind: UnitKind.parse(row.kind) }]),
    )
    const faults = faultsOfUnit(content, others)
    if (content.team !== null) {
      const { rows: teams } = await tx.query<{ grid: string }>('SELECT grid_code AS grid FROM teams WHERE id = $1', [content.team])
      if (!teams.some(({ grid }) => maySeeUnit(viewer, { grids: [grid] }))) faults.push({ field: 'team', message: 'there is no such team here' })
    }
    if (faults.length > 0) throw invalid(faults)
    if (ended && (await hasBelow(tx, id))) throw new Problem('conflict', 'There are units below it: they have to stand below another one first.')
    const { source, externalId, demo } = before ?? { source: BY_HAND, externalId: id, demo: false }
    await writeUnits(tx, [{ ...content, id, source, externalId, demo, ended }])
    const action: AuditAction = ended ? 'unit.ended' : before ? 'unit.changed' : 'unit.made'
    const detail = { kind: content.kind, name: content.name, grids: content.grids }
    await writeAudit(tx, { actor: actorOf(viewer), action, object: { kind: 'unit', id }, address, detail })
    await bumpPeopleVersion(tx)
    return id
  })
}

/** Links of a unit to units that a viewer does not see: whoever does not know of them does not take them away. */
async function linksUnseen(tx: PoolClient, viewer: Viewer, id: string): Promise<UnitLink[]> {
  const { rows } = await tx.query<{ kind: string; to: string; grids: string[] }>(
    `SELECT l.kind, l.to_id::text AS to, ARRAY(SELECT g.grid_code::text FROM unit_grids g WHERE g.unit_id = l.to_id) AS grids
     FROM unit_links l JOIN units u ON u.id = l.to_id WHERE l.from_id = $1::uuid AND u.ended_at IS NULL`,
    [id],
  )
  return rows.filter((row) => !maySeeUnit(viewer, row)).map(({ kind, to }) => ({ kind: UnitLinkKind.parse(kind), to }))
}

async function hasBelow(tx: PoolClient, id: string): Promise<boolean> {
  const { rows } = await tx.query<{ any: boolean }>('SELECT EXISTS (SELECT FROM units WHERE parent_id = $1::uuid AND ended_at IS NULL) AS any', [id])
  return rows[0]?.any ?? false
}

/** Records that somebody joins a unit (also 报到) or leaves it, on a day; as `saveUnit` does. What was recorded stays: who leaves gets a last day. */
export async function changeMember(unitId: string, input: MemberIn, { viewer, address, now }: By): Promise<string> {
  needOrganiser(viewer)
  return transaction(async (tx) => {
    const done = await doneBefore(tx, viewer, unitId, { ...MemberIn.parse(input), requestId: input.requestId })
    if (done !== null) {
      if (done !== unitId) throw new Problem('conflict', 'This requestId was used for something else.')
      return done
    }
    const unit = await keptUnit(tx, viewer, unitId, input.expectedRevision)
    const today = civilDate(now)
    const detail = input.action === 'join' ? await join(tx, unit, input, viewer, now) : await leave(tx, unit, input, today)
    await tx.query('UPDATE units SET revision = revision + 1, updated_at = clock_timestamp() WHERE id = $1::uuid', [unitId])
    const action: AuditAction = input.action === 'join' ? 'unit.joined' : 'unit.left'
    await writeAudit(tx, { actor: actorOf(viewer), action, object: { kind: 'unit', id: unitId }, address, detail })
    await bumpPeopleVersion(tx)
    return unitId
  })
}

async function join(tx: PoolClient, unit: Stored, input: Extract<MemberIn, { action: 'join' }>, viewer: Viewer, now: number) {
  const { person, role, grid, registered, skills, from, to } = input
  const faults = faultsOfJoining(input, unit, civilDate(now))
  if (faults.length > 0) throw invalid(faults)
  const ties = (await readTies(tx, [person], now)).get(person)
  const here = await tx.query('SELECT 1 FROM people WHERE id = $1::uuid AND left_at IS NULL', [person])
  if (here.rows.length === 0 || !ties || !mayTakeIn(viewer, ties)) throw invalid([{ field: 'person', message: 'there is no such person here' }])
  const come = await writeMembers(tx, [{ unit: unit.id, person, role, grid, registered, skills, from, to }])
  if (come === 0) throw new Problem('conflict', 'They are in it as this already.')
  return { person, role, grid, registered, from, to }
}

async function leave(tx: PoolClient, unit: Stored, { member, to }: Extract<MemberIn, { action: 'leave' }>, today: string) {
  const { rows } = await tx.query<{ person: string; role: string; from: string; ended: boolean }>(
    `SELECT person_id::text AS person, role, to_char(from_day, 'YYYY-MM-DD') AS from, COALESCE(to_day <= $3::date, false) AS ended
     FROM unit_members WHERE id = $1::uuid AND unit_id = $2::uuid`,
    [member, unit.id, today],
  )
  const [row] = rows
  if (!row) throw new Problem('not_found', 'There is no such member of this unit.')
  if (row.ended) throw new Problem('conflict', 'They have left it already.')
  if (to < row.from) throw invalid([{ field: 'to', message: `lies before ${row.from}, when they came` }])
  await tx.query('UPDATE unit_members SET to_day = $2::date WHERE id = $1::uuid', [member, to])
  return { person: row.person, role: row.role, to }
}
