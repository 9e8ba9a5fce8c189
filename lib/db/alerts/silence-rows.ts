import * as z from 'zod/mini'
import { DAY_MS } from '@/lib/domain/clock'
import { SilenceKind, type SilenceRecord } from '@/lib/domain/silence'
import { type Pool, type PoolClient, pool } from '../engine/pool'

type Place = Pick<Pool | PoolClient, 'query'>

/** What a rule counts reaches no further back than this. */
const COUNTED_MS = 28 * DAY_MS

const ms = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::float8`
const COLUMNS = `id::text AS id, kind, rule, type, grid, source, red, sensitive, reason, ${ms('from_at')} AS "from", ${ms('until_at')} AS until,
  set_by AS "setBy", set_name AS "setName", ${ms('ended_at')} AS "endedAt", ended_name AS "endedBy"`

const text = z.nullable(z.string())
const Row = z.object({
  ...{ id: z.string(), kind: SilenceKind, rule: text, type: text, grid: text, source: text },
  ...{ red: z.boolean(), sensitive: z.boolean(), reason: z.string(), from: z.number(), until: z.number() },
  ...{ setBy: z.string(), setName: z.string(), endedAt: z.nullable(z.number()), endedBy: text },
})

const recordsOf = ({ rows }: { rows: unknown[] }): SilenceRecord[] =>
  rows.map((row) => {
    const { setBy, setName, ...rest } = Row.parse(row)
    return { ...rest, setBy: { id: setBy, name: setName } }
  })

/**
 * The silences that hold or are to come at `now` (epoch milliseconds), and maintenance that may lie in what alerts count, which is 28 days; the
 * first to end first.
 */
export async function readSilences(now: number, place: Place = pool()): Promise<SilenceRecord[]> {
  return recordsOf(
    await place.query({
      name: 'silences-at',
      text: `SELECT ${COLUMNS} FROM silences
        WHERE until_at > to_timestamp(($1::float8 - CASE kind WHEN 'maintenance' THEN ${COUNTED_MS} ELSE 0 END) / 1000)
          AND (ended_at IS NULL OR kind = 'maintenance') ORDER BY until_at, id`,
      values: [now],
    }),
  )
}

/** One silence, locked until the transaction ends; null: there is none of this id. */
export async function lockSilence(tx: PoolClient, id: string): Promise<SilenceRecord | null> {
  return recordsOf(await tx.query(`SELECT ${COLUMNS} FROM silences WHERE id = $1::uuid FOR UPDATE`, [id]))[0] ?? null
}

/** Writes a silence that is new. */
export async function insertSilence(tx: PoolClient, silence: SilenceRecord): Promise<void> {
  const { id, kind, rule, type, grid, source, red, sensitive, reason, from, until, setBy } = silence
  await tx.query(
    `INSERT INTO silences (id, kind, rule, type, grid, source, red, sensitive, reason, from_at, until_at, set_by, set_name)
     VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000), to_timestamp($11::float8 / 1000), $12, $13)`,
    [id, kind, rule, type, grid, source, red, sensitive, reason, from, until, setBy.id, setBy.name],
  )
}

/** Writes that somebody ended it before its time. */
export async function writeSilenceEnd(tx: PoolClient, id: string, { at, by }: { at: number; by: string }): Promise<void> {
  await tx.query('UPDATE silences SET ended_at = to_timestamp($2::float8 / 1000), ended_name = $3 WHERE id = $1::uuid', [id, at, by])
}
