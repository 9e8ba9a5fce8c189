import type * as z from 'zod/mini'
import { type AuditFilter, pageAudit, writeAudit } from '@/lib/db/audit/audit'
import { changeSettings, readSettings } from '@/lib/db/county-settings'
import { pool } from '@/lib/db/engine/pool'
import type { Viewer } from '@/lib/domain/access'
import { mayAudit } from '@/lib/domain/account'
import { type AuditPage, actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { type AuditQuery, administrationRoutes } from '@/lib/domain/routes/administration'
import { takeCspReport } from './csp-reports'
import { type CallOf, type Served, servePublic, serveViewer } from './route'

type AuditAsked = Omit<z.output<typeof AuditQuery>, 'cursor' | 'limit'>

/** What a query of the audit asks for. Throws Problem('forbidden') where the viewer does not read it. */
export function auditAsked(viewer: Viewer, { from, to, actor, action, object, order }: AuditAsked): Omit<AuditFilter, 'before' | 'cursor' | 'limit'> {
  if (!mayAudit(viewer)) throw new Problem('forbidden', 'The audit is read by auditors and administrators of everything.')
  const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text))
  const [kind, ...id] = object?.split(':') ?? []
  return { from: instant(from), to: instant(to), actor, action, object: kind === undefined ? undefined : { kind, id: id.join(':') }, order }
}

/** A page of the audit. What an administrator reads here is audited itself; auditors do nothing else. */
async function giveAudit({ query, viewer, address }: CallOf<typeof administrationRoutes.audit>): Promise<z.output<typeof AuditPage>> {
  const { cursor, limit, ...wanted } = query()
  const { from, to, actor, action, object } = wanted
  const { rows, next } = await pageAudit({ ...auditAsked(viewer, wanted), cursor, limit })
  if (ROLES[viewer.role].administers)
    await writeAudit(pool(), { actor: actorOf(viewer), action: 'audit.read', address, detail: { from, to, actor, action, object, cursor } })
  return { rows, nextCursor: next }
}

export const administrationServed: readonly Served[] = [
  serveViewer(administrationRoutes.settings, () => readSettings(Date.now())),
  serveViewer(administrationRoutes.changeSettings, async ({ body, viewer, address }) => {
    await changeSettings(viewer, await body(), { now: Date.now(), address })
    return readSettings(Date.now())
  }),
  serveViewer(administrationRoutes.audit, giveAudit),
  servePublic(administrationRoutes.cspReport, takeCspReport),
]
