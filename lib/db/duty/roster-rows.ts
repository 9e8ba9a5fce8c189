import * as z from 'zod/mini'
import { type DutyPerson, type DutyShift, onDutyAt } from '@/lib/domain/roster'
import { type Pool, type PoolClient, pool } from '../engine/pool'

type Place = Pick<Pool | PoolClient, 'query'>

const ms = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::float8`
const columns = `id::text AS id, ${ms('begins_at')} AS begins, ${ms('ends_at')} AS ends, officer_name AS "officerName", officer_account AS "officerAccount",
  leader_name AS "leaderName", leader_account AS "leaderAccount", ${ms('signed_at')} AS "signedAt", signed_name AS "signedName", note`

const text = z.nullable(z.string())
const Row = z.object({
  ...{ id: z.string(), begins: z.number(), ends: z.number() },
  ...{ officerName: text, officerAccount: text, leaderName: text, leaderAccount: text },
  ...{ signedAt: z.nullable(z.number()), signedName: text, note: text },
})
const person = (name: string | null, account: string | null): DutyPerson | null => (name === null ? null : { name, account })
const shiftsOf = ({ rows }: { rows: unknown[] }): DutyShift[] =>
  rows.map((row) => {
    const { id, begins, ends, officerName, officerAccount, leaderName, leaderAccount, signedAt, signedName, note } = Row.parse(row)
    return {
      ...{ id, begins, ends, officer: person(officerName, officerAccount), leader: person(leaderName, leaderAccount) },
      signed: signedAt === null ? null : { at: signedAt, by: signedName ?? '', note },
    }
  })

/** The shifts that lie in a time (epoch milliseconds, `to` excluded) as a whole or in part, in order. */
export async function readShifts(from: number, to: number, place: Place = pool()): Promise<DutyShift[]> {
  return shiftsOf(
    await place.query(
      `SELECT ${columns} FROM duty_shifts WHERE ends_at > to_timestamp($1::float8 / 1000) AND begins_at < to_timestamp($2::float8 / 1000)
       ORDER BY begins_at`,
      [from, to],
    ),
  )
}

/** What is needed to say who is on at a time: the shifts from then on, the last that was taken over before, and the last that began before. */
export async function readShiftsAt(at: number, place: Place = pool()): Promise<DutyShift[]> {
  return shiftsOf(
    await place.query({
      name: 'duty-at',
      text: `SELECT ${columns} FROM duty_shifts WHERE ends_at > to_timestamp($1::float8 / 1000) OR id IN (
          (SELECT id FROM duty_shifts WHERE signed_at <= to_timestamp($1::float8 / 1000) ORDER BY signed_at DESC LIMIT 1)
          UNION ALL (SELECT id FROM duty_shifts WHERE begins_at <= to_timestamp($1::float8 / 1000) ORDER BY begins_at DESC LIMIT 1)
        ) ORDER BY begins_at`,
      values: [at],
    }),
  )
}

/** The account of the leader (带班领导) who is on duty at a time (epoch milliseconds); null: nobody is, or without an account. */
export async function readLeader(at: number, place: Place = pool()): Promise<string | null> {
  return onDutyAt(await readShiftsAt(at, place), at)?.shift.leader?.account ?? null
}

/** Shifts by id, those that there are, locked until the transaction ends. */
export async function lockShifts(tx: PoolClient, ids: readonly string[]): Promise<DutyShift[]> {
  return shiftsOf(await tx.query(`SELECT ${columns} FROM duty_shifts WHERE id = ANY($1::uuid[]) ORDER BY begins_at FOR UPDATE`, [ids]))
}

/** Writes a shift as it is planned; who took it over stays. */
export async function writeShift(tx: PoolClient, { id, begins, ends, officer, leader }: Omit<DutyShift, 'signed'>): Promise<void> {
  await tx.query(
    `INSERT INTO duty_shifts (id, begins_at, ends_at, officer_name, officer_account, leader_name, leader_account)
     VALUES ($1::uuid, to_timestamp($2::float8 / 1000), to_timestamp($3::float8 / 1000), $4, $5, $6, $7)
     ON CONFLICT (id) DO UPDATE SET begins_at = excluded.begins_at, ends_at = excluded.ends_at, officer_name = excluded.officer_name,
       officer_account = excluded.officer_account, leader_name = excluded.leader_name, leader_account = excluded.leader_account`,
    [id, begins, ends, officer?.name ?? null, officer?.account ?? null, leader?.name ?? null, leader?.account ?? null],
  )
}

/** Writes who took a shift over, and what the one before left to say. */
export async function writeSignature(
  tx: PoolClient,
  shift: string,
  { at, id, name, requestId, note }: { at: number; id: string; name: string; requestId: string | null; note: string | null },
): Promise<void> {
  await tx.query(
    `UPDATE duty_shifts SET signed_at = to_timestamp($2::float8 / 1000), signed_by = $3, signed_name = $4, signed_request = $5::uuid, note = $6
     WHERE id = $1::uuid`,
    [shift, at, id, name, requestId, note],
  )
}

/** The people that these accounts are bound to (accounts of members and chiefs), by account. */
export async function readBoundPeople(accounts: readonly string[], place: Place = pool()): Promise<Map<string, string>> {
  if (accounts.length === 0) return new Map()
  const { rows } = await place.query<{ id: string; member: string }>(
    'SELECT id, member_id AS member FROM users WHERE id = ANY($1::text[]) AND member_id IS NOT NULL',
    [accounts],
  )
  return new Map(rows.map(({ id, member }) => [id, member]))
}

/** The accounts that a shift can name, by name: whoever acts on alerts of the whole county and is not disabled. `leads`: a supervisor (带班领导). */
export async function readAccounts(place: Place = pool()): Promise<{ id: string; name: string; leads: boolean }[]> {
  const { rows } = await place.query<{ id: string; name: string; leads: boolean }>(
    `SELECT id, name, role = 'supervisor' AS leads FROM users
      WHERE role IN ('dispatcher', 'supervisor', 'administrator') AND scope -> 'prefixes' @> '[""]'::jsonb AND disabled_at IS NULL ORDER BY name, id`,
  )
  return rows
}
