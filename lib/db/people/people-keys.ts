import { pool } from '../engine/pool'

/** What an import knows people by: all ids, and the ids of those with a telephone number, by it. For as long as the import lasts. */
export async function readPeopleKeys(): Promise<{ people: ReadonlySet<string>; byPhone: ReadonlyMap<string, readonly string[]> }> {
  const { rows } = await pool().query<{ id: string; phone: string | null }>('SELECT id::text AS id, phone FROM people WHERE left_at IS NULL')
  const byPhone = new Map<string, string[]>()
  for (const { id, phone } of rows) if (phone !== null) byPhone.set(phone, [...(byPhone.get(phone) ?? []), id])
  return { people: new Set(rows.map((row) => row.id)), byPhone }
}
