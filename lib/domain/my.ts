import * as z from 'zod/mini'
import { TypeCode } from './category'
import { SkillName } from './skills'
import { ReportLink } from './submission'
import { RegisteredAs, UnitKind, UnitRole } from './unit'

/** How far a report has come, in what a resident asks: it was received, somebody was sent, they are at work, it is done; or it ends without that. */
export const MyStep = z.enum(['received', 'assigned', 'working', 'done', 'ended'])
export type MyStep = z.infer<typeof MyStep>

/** What happens with it now. `refused`: the community answers; `dropped`: it was part of another, or needs nothing any more. */
export const MyNow = z.enum(['unread', 'arranging', 'assigned', 'working', 'paused', 'checking', 'done', 'refused', 'dropped'])
export type MyNow = z.infer<typeof MyNow>

/** One's own report: no names, no words of the trade. Times are RFC 3339. */
export const MyReport = z.object({
  id: z.uuid(),
  type: z.nullable(z.object({ code: TypeCode, name: z.string() })),
  /** what one wrote, as long as it is kept */
  words: z.string(),
  photos: z.int(),
  step: MyStep,
  now: MyNow,
  times: z.object({ received: z.string(), assigned: z.nullable(z.string()), working: z.nullable(z.string()), done: z.nullable(z.string()) }),
  /** days that it is late; 0: it is not */
  lateDays: z.int(),
  /** somebody has asked for haste */
  urged: z.boolean(),
  answer: z.nullable(z.string()),
  /** is it solved, as one said; null: one was not asked, or has not said */
  solved: z.nullable(z.boolean()),
})
export type MyReport = z.infer<typeof MyReport>

/** What one is in a unit (组织) now. */
export const MyUnit = z.object({
  id: z.uuid(),
  kind: UnitKind,
  name: z.string(),
  nameEn: z.string(),
  role: UnitRole,
  registered: z.nullable(RegisteredAs),
  skills: z.array(SkillName),
})
export type MyUnit = z.infer<typeof MyUnit>

/**
 * What a resident is shown of their own, the newest report first. `units`: what they are in units now, of whoever was invited as a member of one; none for whoever
 * has left them all, null for a resident of a household.
 */
export const My = z.object({
  name: z.string(),
  community: z.object({ name: z.string(), nameEn: z.string() }),
  units: z.nullable(z.array(MyUnit)),
  reports: z.array(MyReport),
})
export type My = z.infer<typeof My>

/** Is it solved? */
export const SolvedIn = z.object({ solved: z.boolean() })

/** What one may report, and where: the types (none that is sensitive) and places of one's community; `near` as by a poster's code. */
export const MyPlaces = z.omit(ReportLink, { community: true })

/** Whose phone it is, before anybody has signed in on it; `locked`: five wrong PINs. */
export type MyPhone = { name: string; locked: boolean }
