import * as z from 'zod/mini'
import { Verdict } from '@/lib/domain/alert-record'
import { LateDay, Rule } from '@/lib/domain/rule'
import type { RuleRecord } from '@/lib/domain/rule-gates'
import { type Pool, type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

type Place = Pick<Pool | PoolClient, 'query'>

/** The rules in the versions that hold, by id. */
export async function readRules(place: Place = pool()): Promise<Rule[]> {
  const { rows } = await place.query({
    name: 'rules-read',
    text: `SELECT id, version, kind, name, enabled, published, hours, settings, record, (extract(epoch FROM begins_at) * 1000)::float8 AS "beginsAt"
      FROM (SELECT DISTINCT ON (id) * FROM alert_rules ORDER BY id, version DESC) AS newest WHERE removed_at IS NULL ORDER BY id`,
  })
  return z.parse(z.array(Rule), rows)
}

/**
 * Lets rules that have not begun begin where their evaluation did: when its reader was made, or last moved. Called before the reader moves,
 * in the transaction of a batch.
 */
export async function beginRules(tx: PoolClient, reader: string): Promise<void> {
  await tx.query(
    `UPDATE alert_rules SET begins_at = COALESCE((SELECT updated_at FROM log_readers WHERE name = $1), clock_timestamp()) WHERE begins_at IS NULL`,
    [reader],
  )
}

/** Writes what is known of a rule of fact, where it is still of this version. */
export async function writeVolume(fence: Fence, { id, version }: Pick<Rule, 'id' | 'version'>, record: RuleRecord): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query('UPDATE alert_rules SET record = $3::jsonb WHERE id = $1 AND version = $2', [id, version, JSON.stringify(record)])
  })
}

/** Adds to what came late on a civil day (YYYY-MM-DD). */
export async function addLate(tx: PoolClient, { day, events, alerts }: LateDay): Promise<void> {
  if (events === 0 && alerts === 0) return
  await tx.query(
    `INSERT INTO alert_late_days AS d (day, events, alerts) VALUES ($1, $2, $3)
     ON CONFLICT (day) DO UPDATE SET events = d.events + excluded.events, alerts = d.alerts + excluded.alerts`,
    [day, events, alerts],
  )
}

/** What came late (补报) since a civil day, the newest first. */
export async function readLate(since: string): Promise<LateDay[]> {
  const { rows } = await pool().query(`SELECT day::text AS day, events, alerts FROM alert_late_days WHERE day >= $1 ORDER BY day DESC`, [since])
  return z.parse(z.array(LateDay), rows)
}

const Judged = z.object({ rule: z.string(), verdict: Verdict, n: z.int() })

/** How often each verdict stands on alerts of a rule that began since an instant (epoch milliseconds), by rule; what counts in no figure is left out. */
export async function countVerdicts(since: number): Promise<Map<string, Record<Verdict, number>>> {
  const { rows } = await pool().query({
    name: 'verdicts-count',
    text: `SELECT rule_id AS rule, body -> 'verdict' ->> 'value' AS verdict, count(*)::int4 AS n FROM alerts
      WHERE started_at >= to_timestamp($1::float8 / 1000) AND body -> 'verdict' ->> 'value' IS NOT NULL
        AND COALESCE(body ->> 'endedBy', '') NOT IN ('merged', 'withdrawn') GROUP BY 1, 2 ORDER BY 1, 2`,
    values: [since],
  })
  const counts = new Map<string, Record<Verdict, number>>()
  for (const { rule, verdict, n } of z.parse(z.array(Judged), rows))
    counts.set(rule, { ...(counts.get(rule) ?? { true: 0, false: 0, unclear: 0 }), [verdict]: n })
  return counts
}
