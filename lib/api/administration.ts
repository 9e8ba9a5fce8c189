import type * as z from 'zod/mini'
import { listAudit, writeAudit } from '@/lib/db/audit/audit'
import { changeSettings, readSettings } from '@/lib/db/county-settings'
import { pool } from '@/lib/db/engine/pool'
import { mayAudit } from '@/lib/domain/account'
import { type AuditPage, actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { administrationRoutes } from '@/lib/domain/routes/administration'
import { takeCspReport } from './csp-reports'
import { type CallOf, type Served, servePublic, serveViewer } from './route'

/** A page of the audit, the newest first. What an administrator reads here is audited itself; auditors do nothing else. */
async function giveAudit({ query, viewer, address }: CallOf<typeof administrationRoutes.audit>): Promise<z.output<typeof AuditPage>> {
  if (!mayAudit(viewer)) throw new Problem('forbidden', 'The audit is read by auditors and administrators of everything.')
  const { from, to, actor, action, object, cursor, limit } = query()
  const [kind, ...id] = object?.split(':') ?? []
  const rows = await listAudit({
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
    actor,
    action,
    object: kind === undefined ? undefined : { kind, id: id.join(':') },
    before: cursor,
    limit: limit + 1,
  })
  if (ROLES[viewer.role].administers)
    await writeAudit(pool(), { actor: actorOf(viewer), action: 'audit.read', address, detail: { from, to, actor, action, object, cursor } })
  const page = rows.slice(0, limit)
  return { rows: page, nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null }
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
