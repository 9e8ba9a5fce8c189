import type { PoolClient } from 'pg'
import * as z from 'zod/mini'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { EVENT_STATES, type Party, partyKey } from '@/lib/domain/life'
import { leadingDepartments } from '@/lib/domain/people'
import { PeopleId } from '@/lib/domain/people-queries'
import { Problem } from '@/lib/domain/problem'
import { isTarget } from '@/lib/domain/target'
import { type Pool, pool } from '../engine/pool'
import { type VisiblePart, visibleSql } from '../ground/visible-sql'

type Reader = Pick<Pool | PoolClient, 'query'>

/** Names of the departments there are: leads of event types (retired ones too: their events go on), and those of accounts, tokens and teams. */
export async function readDepartments(atlas: Pick<Atlas, 'typeById'>, at: Reader = pool()): Promise<Set<string>> {
  const { rows } = await at.query<{ name: string }>(
    `SELECT scope ->> 'department' AS name FROM users WHERE scope ->> 'kind' = 'department' AND disabled_at IS NULL
     UNION SELECT scope ->> 'department' FROM access_tokens
       WHERE scope ->> 'kind' = 'department' AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
     UNION SELECT department FROM teams WHERE department IS NOT NULL`,
  )
  return new Set([...leadingDepartments(atlas.typeById.values()), ...rows.map(({ name }) => name)])
}

/** How long those of a moment ago are as good as those of now, milliseconds: case histories come in by thousands of batches. */
const AT_HAND_MS = 2_000
let held: { pool: Pool; atlas: Pick<Atlas, 'typeById'>; until: number; names: ReadonlySet<string> } | null = null

/** The names of the departments as they were at most two seconds ago, usually without asking the database. */
export async function departmentsAtHand(atlas: Pick<Atlas, 'typeById'>): Promise<ReadonlySet<string>> {
  const now = performance.now()
  if (held && held.pool === pool() && held.atlas === atlas && now < held.until) return held.names
  const names = await readDepartments(atlas)
  held = { pool: pool(), atlas, until: now + AT_HAND_MS, names }
  return names
}

/** The accounts that can watch a card (督办人): supervisors that are not disabled, with the grids of their area. */
export async function readWatchers(at: Reader = pool()): Promise<{ id: string; name: string; prefixes: string[] }[]> {
  const { rows } = await at.query(
    `SELECT id, name, scope -> 'prefixes' AS prefixes FROM users
      WHERE role = 'supervisor' AND scope ->> 'kind' = 'grids' AND disabled_at IS NULL ORDER BY name, id`,
  )
  return z.parse(z.array(z.object({ id: z.string(), name: z.string(), prefixes: z.array(z.string()) })), rows)
}

/** How many open events each party holds, of those seen; by party key. */
export async function readOpenByParty(seen: readonly VisiblePart[]): Promise<Map<string, number>> {
  const values: unknown[] = [EVENT_STATES.indexOf('void')]
  const { rows } = await pool().query<{ party: string; open: number }>(
    `SELECT party, count(*)::int4 AS open FROM events e, unnest(e.parties) AS party
      WHERE e.handled_at IS NULL AND e.state <> $1 AND e.parties <> '{}'::text[] AND ${visibleSql(seen, values)} GROUP BY party`,
    values,
  )
  return new Map(rows.map(({ party, open }) => [party, open]))
}

/** Names of these members and teams, by party key, in clear: what goes out of them is masked. */
export async function readPartyNames(parties: readonly Party[]): Promise<{ key: string; kind: 'member' | 'team'; name: string }[]> {
  const idsOf = (kind: Party['kind']) => parties.flatMap((party) => (party.kind === kind ? [party.id] : []))
  const [members, teams] = [idsOf('member').filter((id) => PeopleId.safeParse(id).success), idsOf('team')]
  if (members.length + teams.length === 0) return []
  const { rows } = await pool().query<{ kind: 'member' | 'team'; id: string; name: string }>(
    `SELECT 'member' AS kind, id::text AS id, name FROM people WHERE id = ANY($1::uuid[])
     UNION ALL SELECT 'team', id, name FROM teams WHERE id = ANY($2::text[])`,
    [members, teams],
  )
  return rows.map(({ kind, id, name }) => ({ key: partyKey({ kind, id }), kind, name }))
}

/** Of these members and teams that there are, by party key: the grids they work in. */
async function readPlaces(parties: readonly Party[], at: Reader): Promise<Map<string, string[]>> {
  const idsOf = (kind: Party['kind']) => parties.flatMap((party) => (party.kind === kind ? [party.id] : []))
  const { rows } = await at.query<{ kind: 'member' | 'team'; id: string; grid: string }>(
    `SELECT 'member' AS kind, person_id::text AS id, grid_code AS grid FROM posts WHERE person_id = ANY($1::uuid[])
     UNION ALL SELECT 'team', id, grid_code FROM teams WHERE id = ANY($2::text[])`,
    [idsOf('member').filter((id) => PeopleId.safeParse(id).success), idsOf('team')],
  )
  const places = new Map<string, string[]>()
  for (const { grid, ...party } of rows) places.set(partyKey(party), [...(places.get(partyKey(party)) ?? []), grid])
  return places
}

/**
 * Throws Problem('unknown_party'), naming it, for the first party that is not there, or not for this viewer: to them both are the same.
 * Call it in the transaction that gives the event.
 */
export async function checkTargets(viewer: Viewer, parties: readonly Party[], atlas: Atlas, tx: PoolClient): Promise<void> {
  if (parties.length === 0) return
  const departments = parties.some(({ kind }) => kind === 'department') ? await readDepartments(atlas, tx) : new Set<string>()
  const places = parties.some(({ kind }) => kind === 'member' || kind === 'team') ? await readPlaces(parties, tx) : new Map<string, string[]>()
  const strange = parties.find((party) => !isTarget(viewer, party, { grids: atlas.byCode, departments, places }))
  if (strange) throw new Problem('unknown_party', `There is no ${strange.kind} ${strange.id} here that it could be given to.`, { party: strange })
}
