import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { mayAdminister, type Viewer } from '@/lib/domain/access'
import { type AuditAction, actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { mayReadSources } from '@/lib/domain/source-access'
import { live } from '@/lib/live/live'

/** Throws Problem('forbidden') for whoever may not look at sources. */
export function needReader(viewer: Viewer): void {
  if (!mayReadSources(viewer)) throw new Problem('forbidden', `The role ${viewer.role} looks at no sources.`)
}

/** May this viewer change and run sources? */
export const mayChangeSources = (viewer: Viewer): boolean => mayAdminister(viewer, live().atlas.grids)

type Asker = { viewer: Viewer; address: string | null }

/** Throws Problem('forbidden') for anybody but an administrator of the whole county; a refusal is audited. */
export async function needKeeper({ viewer, address }: Asker, action: AuditAction): Promise<void> {
  needReader(viewer)
  if (mayChangeSources(viewer)) return
  await writeAudit(pool(), { actor: actorOf(viewer), action, address, result: 'refused' })
  throw new Problem('forbidden', 'Sources are of the whole county; only an administrator of all of it changes and runs them.')
}
