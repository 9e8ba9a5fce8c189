import { Backtest } from '@/lib/domain/backtest'
import { pool, transaction } from '../engine/pool'

/** The last backtest of a rule in a version; null: there is none. */
export async function readBacktest({ id, version }: { id: string; version: number }): Promise<Backtest | null> {
  const { rows } = await pool().query<{ body: unknown }>('SELECT body FROM rule_backtests WHERE rule_id = $1 AND rule_version = $2', [id, version])
  const [row] = rows
  return row ? Backtest.parse(row.body) : null
}

/**
 * Keeps a backtest of a rule in a version, and its record with the rule. `publish`: the rule notifies from now on; whether it may is for the caller to
 * know. Nothing happens where there is no such version.
 */
export async function writeBacktest(
  { id, version }: { id: string; version: number },
  backtest: Backtest,
  { publish = false }: { publish?: boolean } = {},
): Promise<void> {
  await transaction(async (tx) => {
    const { rowCount } = await tx.query('UPDATE alert_rules SET record = $3::jsonb, published = published OR $4 WHERE id = $1 AND version = $2', [
      id,
      version,
      JSON.stringify(backtest.record),
      publish,
    ])
    if (rowCount === 0) return
    await tx.query(
      `INSERT INTO rule_backtests (rule_id, rule_version, made_at, body) VALUES ($1, $2, $3::timestamptz, $4::jsonb)
       ON CONFLICT (rule_id, rule_version) DO UPDATE SET made_at = excluded.made_at, body = excluded.body`,
      [id, version, backtest.madeAt, JSON.stringify(backtest)],
    )
  })
}
