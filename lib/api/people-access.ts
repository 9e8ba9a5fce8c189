import { needStepUp } from '@/lib/db/accounts/second-factor'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { narrow, type Viewer } from '@/lib/domain/access'
import { type AuditAction, type AuditEntry, actorOf } from '@/lib/domain/audit'
import type { GridNode } from '@/lib/domain/grid'
import { mayReadPeople, maySeePeopleOf } from '@/lib/domain/people'
import { isProblem, Problem } from '@/lib/domain/problem'
import { live } from '@/lib/live/live'
import { englishGridName } from './english-names'

/** Throws Problem('forbidden') for whoever may not read about people at all. */
export function needPeople(viewer: Viewer): void {
  if (!mayReadPeople(viewer)) throw new Problem('forbidden', `The role ${viewer.role} reads no personal data.`)
}

/** Codes of the grids whose people this viewer may read about; none for a place that is not there for this viewer. */
export function peopleGrids(viewer: Viewer, within?: string): string[] {
  const narrowed = narrow(viewer, within)
  return narrowed ? live().atlas.grids.flatMap(({ code }) => (maySeePeopleOf(narrowed, code) ? [code] : [])) : []
}

/** What a grid is called, in Chinese and in English; its code where it has ended. */
export function gridNamed(code: string): { name: string; nameEn: string; level: GridNode['level'] | null } {
  const { atlas } = live()
  const grid = atlas.byCode.get(code)
  return { name: grid?.name ?? code, nameEn: englishGridName(atlas, code), level: grid?.level ?? null }
}

/** By what reveals are kept: the session of a person, so that they end with it, or a token. */
export const proofOf = ({ sessionId, id }: Viewer): string => sessionId ?? id

type Read = { viewer: Viewer; address: string | null }

/** Writes that personal data was read: a list with the ids on it, or one. Never what was read. */
export async function auditRead({ viewer, address }: Read, object: AuditEntry['object'], detail: Record<string, unknown>): Promise<void> {
  await writeAudit(pool(), { actor: actorOf(viewer), action: 'person.read', object, address, detail })
}

/** Whoever opens personal data, or a way to it, proves again who they are, by a code of their authenticator. A refusal is audited. */
export async function needCode(
  { viewer, address }: Read,
  object: AuditEntry['object'],
  reason: string | undefined,
  action: AuditAction = 'person.revealed',
): Promise<void> {
  try {
    await needStepUp(viewer)
  } catch (error) {
    if (!isProblem(error)) throw error
    await writeAudit(pool(), {
      actor: actorOf(viewer),
      action,
      object,
      reason,
      address,
      result: 'refused',
      detail: { code: error.code },
    })
    throw error
  }
}
