import { isInferredRule } from '@/lib/domain/rule'
import { mayBePublished, RECORD_GATES, RecordGates } from '@/lib/domain/rule-gates'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { readRules } from './rules'

const KEY = 'gates'

/** What the county asks of the record of a rule of inference before it may notify, or what is shipped. */
export async function readGates(place: Pick<Pool | PoolClient, 'query'> = pool()): Promise<RecordGates> {
  return (await readSetting(KEY, RecordGates, place)) ?? RECORD_GATES
}

/** Sets what is asked. A rule that notifies, and whose record does not pass any more, is back in the shadow; one that passes now waits to be published. */
export async function writeGates(tx: PoolClient, gates: RecordGates): Promise<void> {
  await writeSetting(KEY, gates, tx)
  const failing = (await readRules(tx)).filter((rule) => isInferredRule(rule) && rule.published && !mayBePublished(rule.record, gates))
  for (const { id, version } of failing) await tx.query('UPDATE alert_rules SET published = false WHERE id = $1 AND version = $2', [id, version])
}
