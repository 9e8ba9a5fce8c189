import type { PoolClient } from 'pg'
import { LifecycleSetting } from '@/lib/domain/transition'
import { readSetting, writeSetting } from '../engine/settings'
import { bumpGridVersion } from './rebase'

/** What the county has set of the life cycle, or what is shipped. */
export async function readLifecycle(tx?: Pick<PoolClient, 'query'>): Promise<LifecycleSetting> {
  return (await readSetting('lifecycle', LifecycleSetting, tx)) ?? LifecycleSetting.parse({})
}

/** Sets the life cycle within a transaction, for what happens from now on: every process reads the limits of its stages again. */
export async function writeLifecycle(tx: PoolClient, setting: LifecycleSetting): Promise<void> {
  await bumpGridVersion(tx)
  await writeSetting('lifecycle', setting, tx)
}
