import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'
import { createToken, findViewer } from '@/lib/db/accounts/tokens'
import { loadAtlas } from '@/lib/db/ground/grids'
import { Role } from '@/lib/domain/access'
import { leadingDepartments } from '@/lib/domain/people'
import type { Env } from '@/lib/env'
import { type DemoPerson, readyPeople } from './people'

const Account = z.object({ name: z.string(), role: Role, token: z.string() })
const People = z.record(z.string(), z.object({ password: z.string(), changedAt: z.number() }))
/** The file: a token an entry, and under `people` the passwords of the demonstration. */
const Accounts = z.looseObject({ people: z.optional(People), departments: z.optional(z.record(z.string(), Account)) })
export type Account = z.infer<typeof Account>

/** The tokens an installation starts with: each sees the whole of it. */
const STARTERS = {
  wall: { name: 'wall', role: 'screen' },
  // for trying out what any system would send
  reporter: { name: 'reporter', role: 'reporter', sources: ['*'] },
  supervisor: { name: 'supervisor', role: 'supervisor' },
  // It reports what is handled of sensitive events too, so it must see them.
  feed: { name: '演示派单员', role: 'dispatcher', sources: ['demo', 'load'] },
  // They do what the demonstration dispatches, and decide what its supervisors would.
  hands: { name: '演示网格员', role: 'operator' },
  chief: { name: '演示督办员', role: 'supervisor' },
} as const satisfies Record<string, { name: string; role: Role; sources?: string[] }>

/** As whom the demonstration acts on its events: tokens of an operator, a supervisor, and of each department by its name. */
export type HandTokens = { operator: string; supervisor: string; departments: Record<string, string> }

export type StarterAccounts = Record<keyof typeof STARTERS, Account> & {
  handTokens: HandTokens
  /** null: this is no demonstration, and people are made by an administrator */
  people: DemoPerson[] | null
}

/** Where the starters' tokens and the demonstration's passwords are kept, readable by the owner only. */
export const accountsFile = (env: Pick<Env, 'dataDir'>): string => path.join(env.dataDir, 'accounts.json')

/**
 * The starters' accounts: those of the file that still hold, new ones in the place of those that were revoked or belong to another
 * database. The database keeps only hashes, so the file is the one place where they can be read again.
 */
export async function readyAccounts(env: Pick<Env, 'dataDir' | 'GRIDSIGHT_DEMO'>): Promise<StarterAccounts> {
  const file = accountsFile(env)
  const { people: knownPeople = {}, departments: knownDepartments = {}, ...known } = readAccounts(file)
  const ready = async (key: keyof typeof STARTERS): Promise<Account> => {
    const kept = Account.safeParse(known[key])
    const wanted = STARTERS[key]
    if (kept.success && kept.data.role === wanted.role && (await findViewer(kept.data.token))) return kept.data
    const { token } = await createToken({ ...wanted, scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })
    return { name: wanted.name, role: wanted.role, token }
  }
  const tokens = {
    wall: await ready('wall'),
    reporter: await ready('reporter'),
    supervisor: await ready('supervisor'),
    feed: await ready('feed'),
    hands: await ready('hands'),
    chief: await ready('chief'),
  }
  const departments = env.GRIDSIGHT_DEMO === 'county' ? await readyDepartments(knownDepartments) : knownDepartments
  const made = env.GRIDSIGHT_DEMO === 'county' ? await readyPeople(knownPeople) : null
  const people = made?.kept ?? knownPeople
  const more = { ...(Object.keys(departments).length > 0 && { departments }), ...(Object.keys(people).length > 0 && { people }) }
  writeAccounts(file, { ...tokens, ...more })
  const handTokens = {
    operator: tokens.hands.token,
    supervisor: tokens.chief.token,
    departments: Object.fromEntries(Object.entries(departments).map(([name, { token }]) => [name, token])),
  }
  return { ...tokens, handTokens, people: made?.people ?? null }
}

/** A token for each department that leads events (主办), so that what it is given is handed in by itself. What communities lead their operators do. */
async function readyDepartments(known: Record<string, Account>): Promise<Record<string, Account>> {
  const { typeById } = await loadAtlas()
  const names = [...new Set(leadingDepartments(typeById.values()))].filter((name) => !name.startsWith('社区'))
  const made: Record<string, Account> = {}
  for (const department of names) {
    const kept = known[department]
    const name = `演示${department}`
    if (kept && (await findViewer(kept.token))) made[department] = kept
    else {
      const { token } = await createToken({ name, role: 'handler', scope: { kind: 'department', department }, expiresAt: null })
      made[department] = { name, role: 'handler', token }
    }
  }
  return made
}

function readAccounts(file: string): z.infer<typeof Accounts> {
  try {
    return Accounts.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {} // absent, or spoilt: then new ones are made
  }
}

function writeAccounts(file: string, accounts: Record<string, unknown>): void {
  const text = `${JSON.stringify(accounts, null, 2)}\n`
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, text, { mode: 0o600 })
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, file)
}
