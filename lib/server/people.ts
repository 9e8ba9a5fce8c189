import { createAccount, generatePassword, readPasswordTimes } from '@/lib/db/accounts/accounts'
import { peopleId } from '@/lib/db/people/people-ids'
import type { WorkScope } from '@/lib/domain/access'
import type { AccountRole } from '@/lib/domain/account'
import { isProblem } from '@/lib/domain/problem'

/** A person of the demonstration as it is kept: the password, and when it was set, by which one sees whether it still holds. */
export type KeptPerson = { password: string; changedAt: number }

/** The same as it is printed; `password` null: it was changed since, or set by another process. */
export type DemoPerson = { username: string; name: string; role: AccountRole; password: string | null }

const grids = (...prefixes: string[]): WorkScope => ({ kind: 'grids', prefixes })
const NIEYANG = '411324001'
const XUEFENG = '411324002'

/** Who of them stand on the duty roster: 值班员 and 带班领导. */
export const DUTY_ACCOUNTS = { officer: 'duty', leader: 'leader' } as const

/** One a role, so that the whole life of an event can be walked: 涅阳街道 with its 幸福路社区, the department 城管, and one of 雪枫街道 who sees nothing of it. */
const PEOPLE: readonly { username: string; name: string; role: AccountRole; scope: WorkScope; memberId?: string }[] = [
  { username: 'reporter', name: '幸福路社区信息员', role: 'reporter', scope: grids(`${NIEYANG}001`) },
  // the first of the invented members of that community (demo/people-plan.ts)
  {
    username: 'operator',
    name: '幸福路社区网格员',
    role: 'operator',
    scope: grids(`${NIEYANG}001`),
    memberId: peopleId('person', 'demo', `member-${NIEYANG}001-1`),
  },
  { username: 'dispatcher', name: '涅阳街道派单员', role: 'dispatcher', scope: grids(NIEYANG) },
  { username: 'xuefeng', name: '雪枫街道派单员', role: 'dispatcher', scope: grids(XUEFENG) },
  { username: 'handler', name: '城管经办人', role: 'handler', scope: { kind: 'department', department: '城管' } },
  { username: 'supervisor', name: '涅阳街道负责人', role: 'supervisor', scope: grids(NIEYANG) },
  // on the roster of the command centre (demo-roster.ts)
  { username: DUTY_ACCOUNTS.officer, name: '周明', role: 'dispatcher', scope: grids('') },
  { username: DUTY_ACCOUNTS.leader, name: '王建', role: 'supervisor', scope: grids('') },
  { username: 'viewer', name: '县指挥中心大屏', role: 'viewer', scope: grids('') },
  { username: 'auditor', name: '审计员', role: 'auditor', scope: grids('') },
  { username: 'admin', name: '系统管理员', role: 'administrator', scope: grids('') },
]

/**
 * The people of the demonstration: those that are missing are made with random passwords. Answers them for the terminal, and what is to
 * be kept of them. Only the demonstration has them: anywhere else people are made by an administrator.
 */
export async function readyPeople(known: Record<string, KeptPerson>): Promise<{ people: DemoPerson[]; kept: Record<string, KeptPerson> }> {
  const kept: Record<string, KeptPerson> = {}
  let times = await readPasswordTimes()
  const missing = PEOPLE.filter(({ username }) => !times.has(username))
  const made = new Map(missing.map(({ username }) => [username, generatePassword()]))
  for (const person of missing) await createOnce({ ...person, password: made.get(person.username) ?? '' })
  if (missing.length > 0) times = await readPasswordTimes()
  const people = PEOPLE.map(({ username, name, role }): DemoPerson => {
    const changedAt = times.get(username) ?? 0
    const fresh = made.get(username)
    const keep = fresh === undefined ? known[username] : { password: fresh, changedAt }
    if (keep) kept[username] = keep
    return { username, name, role, password: keep?.changedAt === changedAt ? keep.password : null }
  })
  return { people, kept }
}

async function createOnce(person: Parameters<typeof createAccount>[0]): Promise<void> {
  try {
    await createAccount(person, { actor: { id: 'server', name: 'server', role: null } })
  } catch (error) {
    if (!isProblem(error) || error.code !== 'conflict') throw error // another process on the same database was faster
  }
}
