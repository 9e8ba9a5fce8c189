import * as z from 'zod/mini'
import type { PoolClient } from '../engine/pool'
import { readSetting } from '../engine/settings'

const KEY = 'people.version'

/** Moves with everything that is written about people, so that figures made of it can be kept until then. */
export async function readPeopleVersion(): Promise<number> {
  return (await readSetting(KEY, z.int())) ?? 0
}

/** To be called in each transaction that writes about people, last, since others wait for it. */
export async function bumpPeopleVersion(tx: PoolClient): Promise<void> {
  await tx.query(
    `INSERT INTO settings AS s (key, value) VALUES ('${KEY}', '1') ON CONFLICT (key) DO UPDATE SET value = to_jsonb((s.value #>> '{}')::int8 + 1)`,
  )
}
