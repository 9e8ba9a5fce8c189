import * as z from 'zod/mini'
import { EventType } from '@/lib/domain/category'
import { Problem } from '@/lib/domain/problem'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { lockHead } from '../log/log'
import { bumpGridVersion, rebaseLog } from './rebase'

const NewEventType = z.omit(EventType, { id: true })
/** An event type before it is saved: the database gives the id. */
export type NewEventType = z.infer<typeof NewEventType>

type Place = Pick<PoolClient, 'query'>

const SELECT = `SELECT id, code, name, class_code AS "classCode", class_name AS "className", urgency::int4 AS urgency, limit_value AS "limit", clock, lead,
  sensitive FROM event_types`

async function readAll(place: Place, retired: boolean): Promise<EventType[]> {
  const { rows } = await place.query(`${SELECT} WHERE (retired_at IS NOT NULL) = $1 ORDER BY code COLLATE "C"`, [retired])
  return z.parse(z.array(EventType), rows)
}

/** The event types (事件类型) that are offered, by code. */
export const readTypes = (place: Place = pool()): Promise<EventType[]> => readAll(place, false)

/** Types no longer offered; events that have them keep their names. */
export const readRetiredTypes = (): Promise<EventType[]> => readAll(pool(), true)

/** `saved`: types written because they are new, changed or offered again; `retired`: codes no longer offered. */
export type SavedTypes = { saved: number; retired: string[] }

/**
 * Makes `types` the types that are offered: by code, a known one keeps its id, one that is missing is retired. A change moves the atlas
 * version; where a type becomes sensitive or stops being so, the log is renewed too, since viewers would hold what they may not see.
 * `now` is epoch milliseconds. Throws Problem('invalid') naming the first bad or double type.
 */
export const saveTypes = (types: readonly NewEventType[], { now }: { now: number }): Promise<SavedTypes> =>
  transaction((tx) => writeTypes(tx, types, { now }))

/** The same within a transaction, whose first lock should be that of the log's head. */
export async function writeTypes(tx: PoolClient, types: readonly NewEventType[], { now }: { now: number }): Promise<SavedTypes> {
  const codes = new Set<string>()
  const wanted = types.map((type) => {
    const parsed = NewEventType.safeParse(type)
    if (!parsed.success)
      throw new Problem('invalid', `type ${String(type.code)}: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`)
    if (codes.has(type.code)) throw new Problem('invalid', `the type code ${type.code} occurs twice`)
    codes.add(type.code)
    return parsed.data
  })
  await lockHead(tx)
  const { rows } = await tx.query<NewEventType & { retired: boolean }>(
    `SELECT code, name, class_code AS "classCode", class_name AS "className", urgency, limit_value AS "limit", clock, lead, sensitive,
      retired_at IS NOT NULL AS retired FROM event_types`,
  )
  const known = new Map(rows.map((row) => [row.code, row]))
  const changed = wanted.filter((type) => {
    const old = known.get(type.code)
    return !old || old.retired || columns.some((c) => old[c] !== type[c])
  })
  const retired = rows.filter((row) => !row.retired && !codes.has(row.code)).map((row) => row.code)
  if (changed.length === 0 && retired.length === 0) return { saved: 0, retired }
  await tx.query(
    `INSERT INTO event_types (code, name, class_code, class_name, urgency, limit_value, clock, lead, sensitive)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int2[], $6::float8[], $7::text[], $8::text[], $9::bool[])
     ON CONFLICT (code) DO UPDATE SET name = excluded.name, class_code = excluded.class_code, class_name = excluded.class_name,
       urgency = excluded.urgency, limit_value = excluded.limit_value, clock = excluded.clock, lead = excluded.lead,
       sensitive = excluded.sensitive, retired_at = NULL`,
    columns.map((column) => changed.map((type) => type[column])),
  )
  await tx.query('UPDATE event_types SET retired_at = to_timestamp($2::float8 / 1000) WHERE code = ANY($1::text[])', [retired, now])
  const sensitivity = changed.some((type) => (known.get(type.code)?.sensitive ?? type.sensitive) !== type.sensitive)
  await (sensitivity ? rebaseLog(tx) : bumpGridVersion(tx))
  return { saved: changed.length, retired }
}

const columns = ['code', 'name', 'classCode', 'className', 'urgency', 'limit', 'clock', 'lead', 'sensitive'] as const
