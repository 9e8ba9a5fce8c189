import type * as z from 'zod/mini'
import { type By, changeAccount, createAccount, findAccount, listAccounts, resetPassword } from '@/lib/db/accounts/accounts'
import { needStepUp, removeSecondFactor } from '@/lib/db/accounts/second-factor'
import { revokeSessions } from '@/lib/db/accounts/sessions'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { readPostGrids } from '@/lib/db/people/people'
import type { Viewer } from '@/lib/domain/access'
import { type AccountMade, type AccountRow, mayLinkMember, mayManage } from '@/lib/domain/account'
import { type AuditAction, type AuditEntry, actorOf } from '@/lib/domain/audit'
import { isProblem, Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { accountRoutes } from '@/lib/domain/routes/accounts'
import type { Call } from './request'
import { type CallOf, type Served, serveViewer } from './route'

const by = ({ viewer, address }: Call): By => ({ actor: actorOf(viewer), address })

function needAdministrator(viewer: Viewer): void {
  if (!ROLES[viewer.role].administers) throw new Problem('forbidden', 'Only an administrator manages accounts.')
}

/** The accounts that a viewer manages. Throws Problem('forbidden') for anybody but an administrator. */
export async function accountsManaged(viewer: Viewer): Promise<AccountRow[]> {
  needAdministrator(viewer)
  return (await listAccounts()).filter((account) => mayManage(viewer, account.scope))
}

/** The account of the address, for whoever may manage it. To others of its kind it is not there. */
type One = CallOf<typeof accountRoutes.read>

async function managed({ viewer, params }: Pick<One, 'viewer' | 'params'>): Promise<AccountRow> {
  needAdministrator(viewer)
  const account = await findAccount(params().id)
  if (!account || !mayManage(viewer, account.scope)) throw new Problem('not_found', 'There is no such account here.')
  return account
}

/**
 * Whoever changes what somebody may do proves again who they are, by a code of their authenticator: an open desk is not enough. A token
 * can give none. A refusal is audited.
 */
async function needCode({ viewer, address }: Call, action: AuditAction, object?: AuditEntry['object']): Promise<void> {
  try {
    await needStepUp(viewer)
  } catch (error) {
    if (isProblem(error))
      await writeAudit(pool(), { actor: actorOf(viewer), action, object, address, result: 'refused', detail: { code: error.code } })
    throw error
  }
}

/** Throws Problem('unknown_party') unless this member is there for whoever links an account to them. */
async function needMember(viewer: Viewer, memberId: string | null | undefined): Promise<void> {
  if (memberId === undefined || memberId === null) return
  const grids = await readPostGrids(memberId)
  if (!grids || !mayLinkMember(viewer, grids)) throw new Problem('unknown_party', 'There is no such member in your grids.')
}

async function create(call: CallOf<typeof accountRoutes.create>): Promise<z.output<typeof AccountMade>> {
  needAdministrator(call.viewer)
  const input = await call.body()
  if (!mayManage(call.viewer, input.scope)) throw new Problem('forbidden', 'The account would reach further than you do.')
  await needCode(call, 'account.created')
  await needMember(call.viewer, input.memberId)
  return createAccount(input, by(call))
}

async function change(call: CallOf<typeof accountRoutes.change>): Promise<AccountRow> {
  const { id, memberId } = await managed(call)
  const changed = await call.body()
  if (changed.scope && !mayManage(call.viewer, changed.scope)) throw new Problem('forbidden', 'The account would reach further than you do.')
  await needCode(call, 'account.changed', { kind: 'account', id })
  if (changed.memberId !== memberId) await needMember(call.viewer, changed.memberId)
  return changeAccount(id, changed, by(call))
}

export const accountsServed: readonly Served[] = [
  serveViewer(accountRoutes.list, async ({ viewer }) => ({ accounts: await accountsManaged(viewer) })),
  serveViewer(accountRoutes.create, create),
  serveViewer(accountRoutes.read, managed),
  serveViewer(accountRoutes.change, change),
  serveViewer(accountRoutes.resetPassword, async (call) => {
    const { id } = await managed(call)
    const { password } = await call.body()
    await needCode(call, 'account.password_reset', { kind: 'account', id })
    return resetPassword(id, password, by(call))
  }),
  serveViewer(accountRoutes.endSessions, async (call) => {
    const { id } = await managed(call)
    return { revoked: await revokeSessions(id, { except: null }, by(call)) }
  }),
  serveViewer(accountRoutes.removeSecondFactor, async (call) => {
    const { id } = await managed(call)
    await needCode(call, 'account.totp_removed', { kind: 'account', id })
    if (!(await removeSecondFactor(id, by(call)))) throw new Problem('not_found', 'The account has no second factor.')
  }),
]
