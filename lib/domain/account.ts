import * as z from 'zod/mini'
import { Role, type Scope, Viewer, WorkScope } from './access'
import { isWithin } from './grid'
import { MAX_PASSWORD_LENGTH } from './password'
import { ROLES } from './roles'

/** The name that a person signs in with: small letters, digits and . _ - */
export const Username = z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])$/, 'must be 2 to 32 of a-z, 0-9, ".", "_", "-"'))
type PersonRole = { [R in Role]: (typeof ROLES)[R]['signsIn'] extends true ? R : never }[Role]
const isPersonRole = (role: Role): role is PersonRole => ROLES[role].signsIn
/** Roles of people; a screen comes by its key and has no account. */
export const AccountRole = z.enum(Role.options.filter(isPersonRole))
export type AccountRole = z.infer<typeof AccountRole>

const DisplayName = z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u))
const Password = z.string().check(z.minLength(1), z.maxLength(MAX_PASSWORD_LENGTH))
/** A code of the authenticator (6 digits), or one of those for a lost phone. */
const Code = z.string().check(z.trim(), z.regex(/^(\d{6}|[\w-]{8,20})$/))

/** What signs a person in. The code comes with the second try, after `code_needed`. */
export const SignInIn = z.object({ username: z.string().check(z.maxLength(200)), password: Password, code: z.optional(Code) })
/** Who signed in, and the page to go to. */
export const SignedIn = z.extend(Viewer, { start: z.string() })
export const CodeIn = z.object({ code: Code })
export const PasswordIn = z.object({ password: Password })
export const PasswordChangeIn = z.object({ current: Password, password: Password })

/** A new account. Without a password one is made, and shown once. */
export const AccountIn = z.object({
  username: Username,
  name: DisplayName,
  role: AccountRole,
  scope: WorkScope,
  memberId: z.optional(z.nullable(z.string().check(z.maxLength(100)))),
  password: z.optional(Password),
})
export type AccountIn = z.infer<typeof AccountIn>

/** What may be changed of an account; what is absent stays. */
export const AccountChange = z.object({
  name: z.optional(DisplayName),
  role: z.optional(AccountRole),
  scope: z.optional(WorkScope),
  memberId: z.optional(z.nullable(z.string().check(z.maxLength(100)))),
  disabled: z.optional(z.boolean()),
})
export type AccountChange = z.infer<typeof AccountChange>
export const ResetIn = z.object({ password: z.optional(Password) })

/** An account as lists show it; times are RFC 3339. */
export const AccountRow = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  role: Role,
  scope: WorkScope,
  memberId: z.nullable(z.string()),
  secondFactor: z.boolean(),
  disabled: z.boolean(),
  /** when the lock after five failures ends; null: it is not locked */
  lockedUntil: z.nullable(z.string()),
  signedInAt: z.nullable(z.string()),
  createdAt: z.string(),
  /** sessions that are open now */
  sessions: z.int(),
})
export type AccountRow = z.infer<typeof AccountRow>
export const Accounts = z.object({ accounts: z.array(AccountRow) })
/** The answer to a new account and to a new password: the password is there only when it was made here. */
export const AccountMade = z.object({ account: AccountRow, password: z.optional(z.string()) })

/** An open session as its owner and administrators see it. */
export const SessionRow = z.object({
  id: z.string(),
  openedAt: z.string(),
  usedAt: z.string(),
  address: z.nullable(z.string()),
  browser: z.nullable(z.string()),
  current: z.boolean(),
})
export type SessionRow = z.infer<typeof SessionRow>
export const Sessions = z.object({ sessions: z.array(SessionRow) })

/** What a person is told of their own account's security: who signed in or tried to, and what was changed. */
export const ActivityAction = z.enum([
  'session.opened',
  'session.failed',
  'session.locked',
  'session.revoked',
  'step_up.failed',
  'account.created',
  'account.changed',
  'account.disabled',
  'account.enabled',
  'account.password_changed',
  'account.password_reset',
  'account.totp_enabled',
  'account.totp_removed',
])
export type ActivityAction = z.infer<typeof ActivityAction>
/** `by`: who did it, where that was somebody else; `result` as in the audit. */
export const ActivityRow = z.object({
  id: z.int(),
  at: z.string(),
  action: ActivityAction,
  result: z.enum(['done', 'refused', 'failed']),
  address: z.nullable(z.string()),
  by: z.nullable(z.string()),
})
export type ActivityRow = z.infer<typeof ActivityRow>
/** The newest first. */
export const Activity = z.object({ activity: z.array(ActivityRow) })

/** The second factor before it holds: what the authenticator scans, and the codes for a lost phone. */
export const SecondFactor = z.object({ uri: z.string(), secret: z.string(), backupCodes: z.array(z.string()) })
export type SecondFactor = z.infer<typeof SecondFactor>
/** Until when the code that was given opens what needs one (reveal, export). */
export const SteppedUp = z.object({ until: z.string() })

/** The page that a role works on, where its scope lets it. */
export function startPage(role: Role): (typeof ROLES)[Role]['start'] {
  return ROLES[role].start
}

/** A path of ours: one slash before each part, also where an encoded one would be read, and no backslash. */
const OWN_PATH = /^(?:\/(?!\/|%2f|%5c)(?:(?!%2f|%5c)[^/\\])*)+$/i

/** A path of ours that `next` names, or null: never another server's address. What is answered is judged, since dots of a path fall away when it is read. */
export function ownPath(next: string | null | undefined): string | null {
  if (!next || !/^\/[^\s\\]*$/.test(next)) return null
  const own = 'http://own.invalid'
  const url = URL.canParse(next, own) ? new URL(next, own) : null
  return url?.origin === own && OWN_PATH.test(url.pathname) ? `${url.pathname}${url.search}${url.hash}` : null
}

/** Does a scope lie within another? A department's lies within all grids, and within itself; a resident's is nobody else's. */
export function scopeWithin(inner: Scope, outer: Scope): boolean {
  if (inner.kind === 'self' || outer.kind === 'self') return false
  if (outer.kind === 'department') return inner.kind === 'department' && inner.department === outer.department
  if (inner.kind === 'department') return outer.prefixes.includes('')
  return inner.prefixes.every((p) => outer.prefixes.some((q) => isWithin(p, q)))
}

/** May this viewer see and change accounts of this scope? An administrator, within what they administer. */
export function mayManage(viewer: Viewer, scope: Scope): boolean {
  return ROLES[viewer.role].administers && scopeWithin(scope, viewer.scope)
}

/** May this viewer link an account to somebody with posts in these grids? One post in the area is enough; of everything, none is needed. */
export function mayLinkMember(viewer: Viewer, grids: readonly string[]): boolean {
  if (!ROLES[viewer.role].administers || viewer.scope.kind !== 'grids') return false
  const { prefixes } = viewer.scope
  return prefixes.includes('') || grids.some((grid) => prefixes.some((p) => isWithin(grid, p)))
}

/** May this viewer read the audit? It is of the whole installation, so the scope must be too. */
export function mayAudit(viewer: Viewer): boolean {
  return ROLES[viewer.role].audits && viewer.scope.kind === 'grids' && viewer.scope.prefixes.includes('')
}
