import type { PoolClient } from 'pg'
import { LifecycleSetting } from '@/lib/domain/transition'
import { readSetting } from '../engine/settings'

/** What the county has set of the life cycle, or what is shipped. */
export async function readLifecycle(tx?: Pick<PoolClient, 'query'>): Promise<LifecycleSetting> {
  return (await readSetting('lifecycle', LifecycleSetting, tx)) ?? LifecycleSetting.parse({})
}
