import * as z from 'zod/mini'
import { AUDIT_SORTS, AuditAction, AuditPage } from '../audit'
import { CspReportIn } from '../csp-report'
import { orderBy } from '../list-order'
import { whole } from '../query-parts'
import type { Routes } from '../route'
import { SaneInstant } from '../sane-time'
import { Settings, SettingsIn } from '../settings'

export const AuditQuery = z.object({
  from: z.optional(SaneInstant),
  to: z.optional(SaneInstant),
  /** id or name of whoever did it */
  actor: z.optional(z.string().check(z.maxLength(100))),
  action: z.optional(AuditAction),
  /** what it was done to, `kind:id` */
  object: z.optional(z.string().check(z.maxLength(240), z.regex(/^\w+:./))),
  order: z._default(orderBy(AUDIT_SORTS), '-at'),
  limit: z._default(whole(1, 500), 100),
  cursor: z.optional(z.string().check(z.maxLength(400))),
})

/** What the county has set, and what was done. */
export const administrationRoutes = {
  settings: {
    method: 'GET',
    path: '/api/settings',
    access: 'viewer',
    summary: 'Life cycle, calendar, office hours, types and their limits',
    answer: { says: 'the settings', json: { Settings } },
  },
  changeSettings: {
    method: 'PUT',
    path: '/api/settings',
    access: 'viewer',
    summary:
      'Change settings: only what is given; by an administrator of the whole county; 409 where a part is not as it was `seen`, or the retention was not planned by these very rules',
    body: { json: { SettingsIn }, limit: 1_000_000 },
    answer: { says: 'all settings', json: { Settings } },
    problems: [409],
  },
  audit: {
    method: 'GET',
    path: '/api/audit',
    access: 'viewer',
    summary: 'The audit, the newest first or sorted by time or action, for auditors and administrators of everything',
    query: AuditQuery,
    answer: { says: 'a page', json: { AuditPage } },
    problems: [403],
  },
  cspReport: {
    method: 'POST',
    path: '/api/csp-reports',
    access: 'public',
    summary: 'What broke the Content-Security-Policy of a page, as browsers tell it; a line in the log',
    body: { json: { CspReportIn }, type: 'application/csp-report', limit: 20_000 },
    answer: { says: 'noted' },
    problems: [429],
  },
} as const satisfies Routes
