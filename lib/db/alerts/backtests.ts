import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Backtest, type BacktestIn, type BacktestState } from '@/lib/domain/backtest'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import { isFactRule, isTriedHere } from '@/lib/domain/rule'
import { mayBePublished } from '@/lib/domain/rule-gates'
import { writeAudit } from '../audit/audit'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { checkFence, type Fence } from '../log/leases'
import { readGates } from './gates'
import { readRules } from './rules'

/** A rule in one of its versions. */
type Version = { id: string; version: number }

/** The last backtest of a rule in a version; null: there is none. */
export async function readBacktest({ id, version }: Version): Promise<Backtest | null> {
  const { rows } = await pool().query<{ body: unknown }>('SELECT body FROM rule_backtests WHERE rule_id = $1 AND rule_version = $2', [id, version])
  const [row] = rows
  return row ? Backtest.parse(row.body) : null
}

/** The last backtest of a rule in the version that holds, and how far one is that was asked for; null: there is no such rule. */
export async function readBacktestState(id: string): Promise<BacktestState | null> {
  const rule = (await readRules()).find((one) => one.id === id)
  if (!rule) return null
  const { rows } = await pool().query<NonNullable<BacktestState['running']>>(
    'SELECT done, total, fault FROM backtest_requests WHERE rule_id = $1 AND rule_version = $2',
    [id, rule.version],
  )
  return { backtest: await readBacktest(rule), running: rows[0] ?? null }
}

/** The longest period, and the one that is tried where none is given, in days. */
const MAX_DAYS = 731
const USUAL_DAYS = 365

/**
 * Asks for a backtest of a rule of inference on what happened here, civil days, by default the year before today. One that was asked for is asked
 * for anew. Throws Problem 'forbidden' for anybody but an administrator of the whole county, 'not_found', 'invalid' for a rule of fact or a
 * period that is none. `now` is epoch milliseconds.
 */
export async function askBacktest(
  viewer: Viewer,
  id: string,
  { from, to: end }: BacktestIn,
  { now, address }: { now: number; address: string | null },
): Promise<void> {
  const actor = actorOf(viewer)
  if (!mayAdminister(viewer, (await loadAtlas()).grids)) {
    await writeAudit(pool(), { actor, action: 'rule.tried', address, result: 'refused' })
    throw new Problem('forbidden', 'The rules are of the whole county; only an administrator of all of it tries them.')
  }
  const to = end ?? civilDate(now)
  const first = from ?? civilDate(Date.parse(to) - USUAL_DAYS * DAY_MS)
  const days = (Date.parse(to) - Date.parse(first)) / DAY_MS
  if (days < 1 || days > MAX_DAYS || to > civilDate(now)) throw new Problem('invalid', `A backtest is of 1 to ${MAX_DAYS} days that have passed.`)
  await transaction(async (tx) => {
    const rule = (await readRules(tx)).find((one) => one.id === id)
    if (!rule) throw new Problem('not_found', `There is no rule ${JSON.stringify(id)}.`)
    if (isFactRule(rule)) throw new Problem('invalid', 'A rule of fact claims what is counted: its record is a volume.')
    // days that change places have no trend and no season any more, by which all but clusters are found
    if (!isTriedHere(rule)) throw new Problem('invalid', 'A rule of this kind cannot be tried on the days of a county: only clusters can.')
    await tx.query(
      `INSERT INTO backtest_requests (rule_id, rule_version, from_day, to_day, asked_at) VALUES ($1, $2, $3::date, $4::date, to_timestamp($5::float8 / 1000))
       ON CONFLICT (rule_id, rule_version) DO UPDATE SET from_day = excluded.from_day, to_day = excluded.to_day, asked_at = excluded.asked_at,
         done = 0, total = 0, tries = 0, fault = NULL`,
      [id, rule.version, first, to, now],
    )
    await writeAudit(tx, { actor, action: 'rule.tried', object: { kind: 'rule', id }, address, detail: { version: rule.version, from: first, to } })
  })
}

/** A backtest that waits to be made, in days (YYYY-MM-DD), `to` exclusive. `askedAt` tells it from one that is asked for anew while it is made. */
export type BacktestRequest = Version & { from: string; to: string; askedAt: string }

/** The next that waits, with this try counted; null: none does. One that was tried so often without an end is given up, and says so. */
export async function nextBacktest(fence: Fence, mostTries: number): Promise<BacktestRequest | null> {
  const waits = 'fault IS NULL AND tries < $1'
  const { rows } = await pool().query('SELECT 1 FROM backtest_requests WHERE fault IS NULL LIMIT 1')
  if (rows.length === 0) return null
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `UPDATE backtest_requests SET fault = 'it was begun ' || tries || ' times and never came to its end' WHERE fault IS NULL AND tries >= $1`,
      [mostTries],
    )
    const taken = await tx.query<BacktestRequest>(
      `UPDATE backtest_requests r SET tries = tries + 1, done = 0 FROM (SELECT rule_id, rule_version FROM backtest_requests WHERE ${waits}
         ORDER BY asked_at LIMIT 1) AS next WHERE r.rule_id = next.rule_id AND r.rule_version = next.rule_version
       RETURNING r.rule_id AS id, r.rule_version AS version, r.from_day::text AS "from", r.to_day::text AS "to", r.asked_at::text AS "askedAt"`,
      [mostTries],
    )
    return taken.rows[0] ?? null
  })
}

/** Says how far one is, or why it cannot be made; nothing of one that was asked for anew since. */
export async function noteBacktest(
  { id, version, askedAt }: BacktestRequest,
  { done, total, fault = null }: { done: number; total: number; fault?: string | null },
): Promise<void> {
  await pool().query(
    'UPDATE backtest_requests SET done = $4, total = $5, fault = $6 WHERE rule_id = $1 AND rule_version = $2 AND asked_at = $3::timestamptz',
    [id, version, askedAt, done, total, fault],
  )
}

/**
 * Keeps a backtest of a rule in a version, and its record with the rule, which notifies nobody any more where that does not pass the gates. `publish`: it
 * notifies from now on where it does. What was asked for is done by that, but not what was asked for anew since. Nothing happens where there is no such version.
 */
export async function writeBacktest(
  version: Version & { askedAt?: string },
  backtest: Backtest,
  { publish = false, fence }: { publish?: boolean; fence?: Fence } = {},
): Promise<void> {
  await transaction(async (tx) => {
    if (fence) await checkFence(tx, fence)
    await keep(tx, version, backtest, publish)
  })
}

async function keep(tx: PoolClient, { id, version, askedAt }: Version & { askedAt?: string }, backtest: Backtest, publish: boolean): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE alert_rules SET record = $3::jsonb, published = (published OR $4) AND $5 WHERE id = $1 AND version = $2`,
    [id, version, JSON.stringify(backtest.record), publish, mayBePublished(backtest.record, await readGates(tx))],
  )
  await tx.query('DELETE FROM backtest_requests WHERE rule_id = $1 AND rule_version = $2 AND asked_at = COALESCE($3::timestamptz, asked_at)', [
    ...[id, version, askedAt],
  ])
  if (rowCount === 0) return
  await tx.query(
    `INSERT INTO rule_backtests (rule_id, rule_version, made_at, body) VALUES ($1, $2, $3::timestamptz, $4::jsonb)
     ON CONFLICT (rule_id, rule_version) DO UPDATE SET made_at = excluded.made_at, body = excluded.body`,
    [id, version, backtest.madeAt, JSON.stringify(backtest)],
  )
}
