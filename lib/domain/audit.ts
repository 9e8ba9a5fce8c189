import * as z from 'zod/mini'
import { Role, type Viewer } from './access'
import type { OrderBy } from './list-order'

/**
 * Everything that is written into the audit (审计), a closed list: what opens, closes and changes accounts and tokens, what is done to
 * events, every reading of personal data, what leaves the system, and what changes its rules.
 */
export const AuditAction = z.enum([
  'session.opened',
  'session.failed',
  'session.locked',
  'session.closed',
  'session.revoked',
  'step_up.passed',
  'step_up.failed',
  'account.created',
  'account.changed',
  'account.disabled',
  'account.enabled',
  'account.password_changed',
  'account.password_reset',
  'account.totp_enabled',
  'account.totp_removed',
  'token.created',
  'token.revoked',
  'event.reported',
  'event.updated',
  'event.transitioned',
  'event.refused',
  'event.read',
  'alert.acted',
  'alert.refused',
  'silence.set',
  'silence.ended',
  'question.answered',
  'attachment.added',
  'attachment.refused',
  'attachment.read',
  'person.read',
  'person.revealed',
  'person.changed',
  'people.imported',
  'source.added',
  'source.changed',
  'source.file_sent',
  'source.run',
  'source.ran',
  'reported.changed',
  'replay.read',
  'report.made',
  'export.made',
  'export.refused',
  'preferences.changed',
  'push.subscribed',
  'push.removed',
  'setting.changed',
  'rule.made',
  'rule.removed',
  'rule.changed',
  'rule.tried',
  'webhook.made',
  'webhook.removed',
  'webhook.tested',
  'link.made',
  'link.revoked',
  'submission.sent',
  'submission.photo_added',
  'submission.read',
  'submission.taken_over',
  'submission.refused',
  'resident.invited',
  'resident.invitation_withdrawn',
  'resident.bound',
  'resident.guarded',
  'resident.revoked',
  'resident.answered',
  'place.saved',
  'places.imported',
  'booking.read',
  'booking.made',
  'booking.changed',
  'errand.recorded',
  'order.read',
  'order.made',
  'order.changed',
  'order.services_changed',
  'unit.made',
  'unit.changed',
  'unit.ended',
  'unit.joined',
  'unit.left',
  'units.imported',
  'duty.saved',
  'duty.made',
  'duty.acted',
  'duty.planned',
  'duties.imported',
  'screen.changed',
  'screen.remote_opened',
  'screen.steered',
  'roster.changed',
  'roster.signed',
  'calendar.changed',
  'types.changed',
  'grids.changed',
  'audit.read',
  'retention.applied',
  'log.renewed',
])
export type AuditAction = z.infer<typeof AuditAction>

/** What the audit can be sorted by: those columns alone that an index has, since it only grows. Of one action the newest come first where it descends. */
export const AUDIT_SORTS = ['at', 'action'] as const
export type AuditSort = (typeof AUDIT_SORTS)[number]
export type AuditOrder = OrderBy<AuditSort>

/** Who did it: a viewer, or a part of the system by its name (`{ id: 'cli', name: 'root', role: null }`). */
export type AuditActor = { id: string; name: string; role: Role | null }

/** Whoever comes by a link and not as somebody: nobody we know. */
export const STRANGER = { id: 'resident', name: 'resident', role: 'resident' } as const satisfies AuditActor

/** How it ended: it happened, it was not allowed, or it was tried and went wrong. */
export const AuditResult = z.enum(['done', 'refused', 'failed'])
export type AuditResult = z.infer<typeof AuditResult>

/** What is written of one deed. `detail` never holds a secret nor the personal data that was read, only which fields. */
export type AuditEntry = {
  /** null: nobody we know, as with a failed sign-in */
  actor: AuditActor | null
  action: AuditAction
  object?: { kind: string; id: string } | undefined
  reason?: string | undefined
  /** where the request came from */
  address?: string | null | undefined
  /** `done` unless said */
  result?: AuditResult
  detail?: Record<string, unknown>
}

/** A row as lists show it, the newest first. */
export const AuditRow = z.object({
  id: z.int(),
  at: z.string(),
  actor: z.nullable(z.object({ id: z.string(), name: z.string(), role: z.nullable(Role) })),
  action: AuditAction,
  object: z.nullable(z.object({ kind: z.string(), id: z.string() })),
  reason: z.nullable(z.string()),
  address: z.nullable(z.string()),
  result: AuditResult,
  detail: z.record(z.string(), z.unknown()),
})
export type AuditRow = z.infer<typeof AuditRow>

/** A page of the audit. */
export const AuditPage = z.object({ rows: z.array(AuditRow), nextCursor: z.nullable(z.string()) })

/** The actor that a viewer is in the audit. */
export function actorOf({ id, name, role }: Pick<Viewer, 'id' | 'name' | 'role'>): AuditActor {
  return { id, name, role }
}
