import * as z from 'zod/mini'
import { NightReport } from '@/lib/domain/night'
import { type Pool, type PoolClient, pool } from '../engine/pool'

type Place = Pick<Pool | PoolClient, 'query'>

/** A rule in one of its versions. */
type Version = { id: string; version: number }

/** Was this civil night (YYYY-MM-DD) evaluated by this version of a rule? */
export async function isEvaluated({ id, version }: Version, night: string, place: Place = pool()): Promise<boolean> {
  const { rows } = await place.query({
    name: 'night-evaluated',
    text: 'SELECT 1 FROM alert_nights WHERE rule_id = $1 AND rule_version = $2 AND night = $3::date',
    values: [id, version, night],
  })
  return rows.length > 0
}

const Row = z.object({ night: z.string(), version: z.int(), evaluatedAt: z.number(), body: NightReport })
/** A night as it was evaluated; `evaluatedAt` is epoch milliseconds. */
export type EvaluatedNight = z.infer<typeof Row>

/** The last nights of a rule, of whatever version, before a civil day (or all), the latest first. */
export async function readNights(
  rule: string,
  { before = null, limit }: { before?: string | null; limit: number },
  place: Place = pool(),
): Promise<EvaluatedNight[]> {
  const { rows } = await place.query({
    name: 'nights-read',
    text: `SELECT night::text AS night, rule_version AS version, (extract(epoch FROM evaluated_at) * 1000)::float8 AS "evaluatedAt", body
      FROM alert_nights WHERE rule_id = $1 AND ($2::date IS NULL OR night < $2::date) ORDER BY night DESC, rule_version DESC LIMIT $3`,
    values: [rule, before, limit],
  })
  return z.parse(z.array(Row), rows)
}

/** The nights of all rules, of whatever version, from a civil day to another (inclusive), in order. */
export async function readNightsWithin(first: string, last: string): Promise<(EvaluatedNight & { rule: string })[]> {
  const { rows } = await pool().query({
    name: 'nights-within',
    text: `SELECT rule_id AS rule, night::text AS night, rule_version AS version, (extract(epoch FROM evaluated_at) * 1000)::float8 AS "evaluatedAt", body
      FROM alert_nights WHERE night BETWEEN $1::date AND $2::date ORDER BY night, rule_id, rule_version`,
    values: [first, last],
  })
  return z.parse(z.array(z.extend(Row, { rule: z.string() })), rows)
}

/** Keeps what a night came to; `now` is epoch milliseconds. */
export async function writeNight(tx: PoolClient, { id, version }: Version, night: string, report: NightReport, now: number): Promise<void> {
  await tx.query(
    `INSERT INTO alert_nights (rule_id, rule_version, night, evaluated_at, body) VALUES ($1, $2, $3::date, to_timestamp($4::float8 / 1000), $5::jsonb)`,
    [id, version, night, now, JSON.stringify(report)],
  )
}
