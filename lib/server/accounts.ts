import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'
import { createToken, findViewer } from '@/lib/db/tokens'
import { Role } from '@/lib/domain/access'
import type { Env } from '@/lib/env'

const Account = z.object({ name: z.string(), role: Role, token: z.string() })
const Accounts = z.record(z.string(), Account)
export type Account = z.infer<typeof Account>

/** The tokens an installation starts with: each sees the whole of it. */
const STARTERS = {
  wall: { name: 'wall', role: 'screen' },
  reporter: { name: 'reporter', role: 'reporter' },
  supervisor: { name: 'supervisor', role: 'supervisor' },
  // It reports what is handled of sensitive events too, so it must see them.
  feed: { name: 'demo-feed', role: 'dispatcher' },
} as const satisfies Record<string, { name: string; role: Role }>

export type StarterAccounts = Record<keyof typeof STARTERS, Account>

/** Where the starters' tokens are kept, readable by the owner only. */
export const accountsFile = (env: Pick<Env, 'dataDir'>): string => path.join(env.dataDir, 'accounts.json')

/**
 * The starters' accounts: those of the file that still hold, new ones in the place of those that were revoked or belong to another
 * database. The database keeps only hashes, so the file is the one place where they can be read again.
 */
export async function readyAccounts(env: Pick<Env, 'dataDir'>): Promise<StarterAccounts> {
  const file = accountsFile(env)
  const known = readAccounts(file)
  let changed = false
  const ready = async (key: keyof typeof STARTERS): Promise<Account> => {
    const kept = known[key]
    const wanted = STARTERS[key]
    if (kept && kept.role === wanted.role && (await findViewer(kept.token))) return kept
    changed = true
    const { token } = await createToken({ ...wanted, scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })
    return { ...wanted, token }
  }
  const accounts: StarterAccounts = {
    wall: await ready('wall'),
    reporter: await ready('reporter'),
    supervisor: await ready('supervisor'),
    feed: await ready('feed'),
  }
  if (changed) writeAccounts(file, accounts)
  return accounts
}

function readAccounts(file: string): Record<string, Account> {
  try {
    return Accounts.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {} // absent, or spoilt: then new ones are made
  }
}

function writeAccounts(file: string, accounts: StarterAccounts): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 })
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, file)
}
