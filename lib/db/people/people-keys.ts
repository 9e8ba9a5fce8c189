import { pool } from '../engine/pool'

/** What an import knows people by: the ids of those who are here and of those who have left, and of the former with a telephone number, by it. */
export type PeopleKeys = { people: ReadonlySet<string>; left: ReadonlySet<string>; byPhone: ReadonlyMap<string, readonly string[]> }

/** Reads what people are known by, for as long as an import lasts. */
export async function readPeopleKeys(): Promise<PeopleKeys> {
  const { rows } = await pool().query<{ id: string; phone: string | null; left: boolean }>(
    'SELECT id::text AS id, phone, left_at IS NOT NULL AS left FROM people',
  )
  const byPhone = new Map<string, string[]>()
  const here = rows.filter(({ left }) => !left)
  for (const { id, phone } of here) if (phone !== null) byPhone.set(phone, [...(byPhone.get(phone) ?? []), id])
  return { people: new Set(here.map(({ id }) => id)), left: new Set(rows.filter(({ left }) => left).map(({ id }) => id)), byPhone }
}
