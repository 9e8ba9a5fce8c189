import * as z from 'zod/mini'
import { INVITATION_CODE, isInvitationCode } from './invitation-code'

/** How long an invitation holds: seven days. */
export const INVITATION_MS = 7 * 86_400_000
/** Wrong PINs that lock a phone, until its resident is invited anew. */
export const MAX_PIN_FAILURES = 5

/** The one-time code of an invitation (邀请码). */
export const InvitationCode = z.string().check(z.regex(INVITATION_CODE), z.refine(isInvitationCode, 'a digit of the code is wrong'))
/** What a resident wants to be called (称呼). */
const CalledName = z.string().check(z.trim(), z.minLength(1), z.maxLength(20), z.regex(/^\P{Cc}*$/u))
/** What is wrong with a PIN is said by pin.ts. */
const Pin = z.string().check(z.maxLength(20))

/**
 * Binds the phone that sends it: the code that one was given, what the resident wants to be called, and the PIN to sign in with from now on. `requestId` is drawn
 * by the phone, so that the same sent again, after an answer that was lost, binds it to whom it was bound to then.
 */
export const BindIn = z.object({ requestId: z.optional(z.uuid()), code: InvitationCode, name: CalledName, pin: Pin })
export type BindIn = z.infer<typeof BindIn>
export const PinIn = z.object({ pin: Pin })

/** The secret of a bound phone: `gsr_` and 32 random bytes in base64url. */
export const PhoneSecret = z.string().check(z.regex(/^gsr_[A-Za-z0-9_-]{43}$/))

/** A resident, as those who may invite them see them. Times are RFC 3339. */
export const Resident = z.object({
  id: z.uuid(),
  name: z.string(),
  /** five wrong PINs: only a new invitation opens it again */
  locked: z.boolean(),
  boundAt: z.string(),
  invitedBy: z.string(),
  signedInAt: z.nullable(z.string()),
})
export type Resident = z.infer<typeof Resident>

/** An invitation that nobody has used and that holds; never its code. `resident`: of somebody bound already, who gets another phone or PIN. */
export const Invitation = z.object({
  id: z.uuid(),
  resident: z.nullable(z.uuid()),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string(),
})
export type Invitation = z.infer<typeof Invitation>

/** Who of a household has a phone bound, or whether a member of a unit has, and which invitations hold. */
export const BoundPhones = z.object({ residents: z.array(Resident), invitations: z.array(Invitation) })
export type BoundPhones = z.infer<typeof BoundPhones>

/** Whom an invitation is for: somebody bound already, or, without one, one more of the household. */
export const InviteIn = z.object({ resident: z.optional(z.uuid()) })

/** An invitation just made, with its code, which is told here and never again; `address` is what its QR code says, with the code behind `#`. */
export const MadeInvitation = z.object({ id: z.uuid(), code: InvitationCode, address: z.string(), expiresAt: z.string() })
export type MadeInvitation = z.infer<typeof MadeInvitation>

/** How many households of an area have a phone bound, of all that are there, and how many residents that is. `on`: may they be invited at all? */
export const ResidentCounts = z.object({ on: z.boolean(), households: z.int(), bound: z.int(), residents: z.int() })
export type ResidentCounts = z.infer<typeof ResidentCounts>

/** What the county has set: whether households may be invited and residents sign in at all (off as shipped), and how many reports a day each may send. */
export const ResidentsSetting = z.object({ on: z.boolean(), reportsPerDay: z.int().check(z.gte(1), z.lte(100)) })
export type ResidentsSetting = z.infer<typeof ResidentsSetting>
/** As shipped. */
export const RESIDENTS_SETTING: ResidentsSetting = { on: false, reportsPerDay: 10 }
/** What of it is to change. */
export const ResidentsSettingIn = z.object({
  on: z.optional(ResidentsSetting.shape.on),
  reportsPerDay: z.optional(ResidentsSetting.shape.reportsPerDay),
})
