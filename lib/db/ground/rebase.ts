import type { PoolClient } from '../engine/pool'
import { type LogHead, lockHead, restartLog } from '../log/log'

/**
 * Moves the atlas to a new version, within a transaction: saves that placed events by the old one notice it when they lock the head.
 * Revisions go on and the log stays, so boards only read the atlas again.
 */
export async function bumpGridVersion(tx: PoolClient): Promise<LogHead> {
  const head = await lockHead(tx)
  const gridVersion = head.gridVersion + 1
  await tx.query('UPDATE log_head SET grid_version = $1 WHERE id = 1', [gridVersion])
  return { ...head, gridVersion }
}

/**
 * Moves the atlas to a new version and begins a new log, within a transaction: what the facts in the old one mean has changed (other
 * grids, another visibility). Every cursor is reset; boards read the events table again. Revisions go on from where they were, since
 * each event keeps its own, and the old log stays for those who ask what was known then.
 */
export async function rebaseLog(tx: PoolClient): Promise<LogHead> {
  return restartLog(tx, await bumpGridVersion(tx))
}
