import type * as z from 'zod/mini'
import type { AuditEntry } from '@/lib/domain/audit'
import { EventWords } from '@/lib/domain/event'
import { REVEAL_MS, RevealField } from '@/lib/domain/people'
import { writeAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'

/** Whose fields are opened: of a person, of a household, of a booking, of what is written about an event, or of whoever asked for a service. */
export type Revealed = { kind: 'person' | 'household' | 'booking' | 'event' | 'order'; id: string }

/** What of somebody is open, and until when (epoch milliseconds). */
export type OpenFields<Field extends string = RevealField> = { fields: Field[]; until: number }

/**
 * Opens fields to a viewer (their session, or their token) for five minutes by the database's clock, and writes that into the audit, both
 * or neither.
 */
export async function openFields<Field extends string>(
  viewer: string,
  { kind, id }: Revealed,
  fields: readonly Field[],
  entry: Pick<AuditEntry, 'actor' | 'address' | 'reason'>,
): Promise<OpenFields<Field>> {
  return transaction(async (tx) => {
    await tx.query('DELETE FROM reveals WHERE until < clock_timestamp()')
    const { rows } = await tx.query<{ until: Date }>(
      `INSERT INTO reveals (viewer, object_kind, object_id, fields, until)
       VALUES ($1, $2, $3, $4::text[], clock_timestamp() + $5::float8 * interval '1 millisecond') RETURNING until`,
      [viewer, kind, id, fields, REVEAL_MS],
    )
    const until = rows[0]?.until.getTime() ?? 0
    await writeAudit(tx, { ...entry, action: 'person.revealed', object: { kind, id }, detail: { fields, until: new Date(until).toISOString() } })
    return { fields: [...fields], until }
  })
}

/** What is open to this viewer of this person or household; null when nothing is. Different fields may end at different times: the first end counts. */
export const findOpenFields = (viewer: string, revealed: Revealed): Promise<OpenFields | null> => find(viewer, revealed, RevealField)

/** The same of what is written about an event. */
export const findOpenWords = (viewer: string, id: string): Promise<OpenFields<EventWords> | null> => find(viewer, { kind: 'event', id }, EventWords)

async function find<Field extends string>(viewer: string, { kind, id }: Revealed, schema: z.ZodMiniType<Field>): Promise<OpenFields<Field> | null> {
  const { rows } = await pool().query<{ fields: string[]; until: Date }>(
    'SELECT fields, until FROM reveals WHERE object_id = $1 AND viewer = $2 AND object_kind = $3 AND until > clock_timestamp() ORDER BY until',
    [id, viewer, kind],
  )
  const first = rows[0]
  if (!first) return null
  return { fields: [...new Set(rows.flatMap((row) => row.fields.map((field) => schema.parse(field))))], until: first.until.getTime() }
}
