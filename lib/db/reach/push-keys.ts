import { createECDH } from 'node:crypto'
import * as z from 'zod/mini'
import { pool } from '../engine/pool'
import { readSetting } from '../engine/settings'

const KEY = 'push.vapid'
const Keys = z.object({ publicKey: z.string(), privateKey: z.string() })
/** The keys by which push services know this server (VAPID, RFC 8292), in base64url: a point and a scalar of P-256. */
export type PushKeys = z.infer<typeof Keys>

/** The keys of this database, made at first need and the same for all processes; nothing may write the private one anywhere else. */
export async function readPushKeys(): Promise<PushKeys> {
  const known = await readSetting(KEY, Keys)
  if (known) return known
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  // a scalar that begins with zeros is as long as another
  const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
    .subarray(-32)
    .toString('base64url')
  const made = { publicKey: pair.getPublicKey('base64url'), privateKey }
  await pool().query('INSERT INTO settings (key, value) VALUES ($1, $2::jsonb) ON CONFLICT (key) DO NOTHING', [KEY, JSON.stringify(made)])
  // another process may have been first
  return (await readSetting(KEY, Keys)) ?? made
}
