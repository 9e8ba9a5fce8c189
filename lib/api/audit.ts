import { listAudit, writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { mayAudit } from '@/lib/domain/account'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { AuditQuery } from '@/lib/domain/queries'
import { ROLES } from '@/lib/domain/roles'
import { type Call, json, parseQuery } from './request'

/** A page of the audit, the newest first. What an administrator reads here is audited itself; auditors do nothing else. */
export async function giveAudit({ url, viewer, address }: Call<unknown>): Promise<Response> {
  if (!mayAudit(viewer)) throw new Problem('forbidden', 'The audit is read by auditors and administrators of everything.')
  const { from, to, actor, action, object, cursor, limit } = parseQuery(AuditQuery, url)
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
  return json({ rows: page, nextCursor: rows.length > limit ? String(page.at(-1)?.id) : null })
}
