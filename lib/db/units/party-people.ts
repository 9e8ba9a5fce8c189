import { civilDate } from '@/lib/domain/clock'
import { namesOf } from '@/lib/domain/rows'
import type { RegisteredAs, UnitKind, UnitRole } from '@/lib/domain/unit'
import { UNIT_KINDS } from '@/lib/domain/unit-kinds'
import { pool } from '../engine/pool'
import { HOLDS_ON } from './unit-book'

/** 党组织: the units whose own people are members of the Party. */
const PARTY_KINDS: readonly UnitKind[] = namesOf(UNIT_KINDS).filter((kind) => UNIT_KINDS[kind].tree === 'party' || kind === 'road_branch')
/** Whoever reported as one of these is a member of the Party; 执法人员 need not be. */
const AS_MEMBERS = ['in_service', 'mobile', 'no_post'] as const satisfies readonly RegisteredAs[]
/** Who leads an organisation of the Party: 书记, 副书记, 路长, 负责人. */
const LEADERS: readonly UnitRole[] = ['secretary', 'deputy', 'road_chief', 'head']

/**
 * People whom units tell to be members of the Party, on the civil day of `now`, each once: `members` of all, by having reported (报到) as one or by what they are in an
 * organisation of the Party (`organised`: not reported there); `leaders`: who lead one.
 */
export type PartyPeople = { members: number; organised: number; leaders: number }

/** Counts the members of the Party whom units know. */
export async function countPartyPeople(now: number): Promise<PartyPeople> {
  const { rows } = await pool().query<PartyPeople>(
    `WITH held AS (
       SELECT m.person_id AS person, m.registered = ANY($3::text[]) AS reported, m.registered IS NULL AND u.kind = ANY($2::text[]) AS organised,
         u.kind = ANY($2::text[]) AND m.role = ANY($4::text[]) AS leads
       FROM unit_members m JOIN units u ON u.id = m.unit_id WHERE u.ended_at IS NULL AND ${HOLDS_ON})
     SELECT count(DISTINCT person) FILTER (WHERE reported OR organised)::int4 AS members, count(DISTINCT person) FILTER (WHERE organised)::int4 AS organised,
       count(DISTINCT person) FILTER (WHERE leads)::int4 AS leaders FROM held`,
    [civilDate(now), PARTY_KINDS, AS_MEMBERS, LEADERS],
  )
  return rows[0] ?? { members: 0, organised: 0, leaders: 0 }
}
