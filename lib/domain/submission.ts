import * as z from 'zod/mini'
import { handlesSubmissions, mayReadGrid, type Viewer } from './access'
import { TypeCode, Urgency } from './category'
import { DAY_MS } from './clock'
import { Instant } from './event-parts'
import { GridCode } from './grid'
import { WORDS_LIMIT } from './life-event'
import { LinkSecret } from './link'
import { Position } from './position'
import { Surroundings } from './surroundings'

/** The source (来源) of events that came of what residents told: 随手拍. */
export const SUBMISSION_SOURCE = '随手拍'

/** What residents may bring of each: characters of words and of how they can be reached, photos. */
export const SUBMISSION_LIMITS = { words: 1_000, contact: 50, photos: 3 } as const

/** What happened longer ago is no matter for this way. */
const MAX_AGE_MS = 30 * DAY_MS
/** A phone's clock may be ahead by so much. */
const MAX_AHEAD_MS = 600_000

/** 待接收, 已接收 (there is an event of it), 未接收 (with an answer). */
export const SubmissionState = z.enum(['submitted', 'taken_over', 'refused'])
export type SubmissionState = z.infer<typeof SubmissionState>

const plain = (most: number) => z.string().check(z.trim(), z.maxLength(most))
const line = z.string().check(z.trim(), z.minLength(1), z.maxLength(SUBMISSION_LIMITS.contact), z.regex(/^\P{Cc}*$/u))

/**
 * What somebody tells, whoever they are: `id` is made by the sender, so that sending the same again, after an answer that was lost, is harmless. Without
 * `occurredAt` it is when it comes: what is there now needs no clock of a phone.
 */
const told = {
  id: z.uuid(),
  occurredAt: z.optional(Instant),
  type: z.optional(TypeCode),
  position: z.optional(Position),
  grid: z.optional(GridCode),
  words: z._default(plain(SUBMISSION_LIMITS.words), ''),
}
const SAY_WHAT = { error: 'say what it is, by a type or in words' }
const saysWhat = ({ type, words }: { type?: string | undefined; words: string }): boolean => type !== undefined || words !== ''

/**
 * What a resident or rider tells (随手拍). `follow`, the secret of the link that it is followed by, is made by the sender, as `id` is, and so known before any
 * answer comes. Without `position` (WGS84) and `grid` it is somewhere in the community. `website` is what no person fills in.
 */
export const SubmissionIn = z
  .object({ ...told, follow: LinkSecret, contact: z.optional(line), website: z.optional(z.string().check(z.maxLength(0))) })
  .check(z.refine(saysWhat, SAY_WHAT))
export type SubmissionIn = z.infer<typeof SubmissionIn>

/** What a resident tells who signed in on their own phone, and follows there. */
export const MyReportIn = z.object(told).check(z.refine(saysWhat, SAY_WHAT))
export type MyReportIn = z.infer<typeof MyReportIn>

/** Why the time that a resident gives cannot be, or null. Times are epoch milliseconds. */
export function timeFault(occurredAt: number, now: number): string | null {
  if (occurredAt > now + MAX_AHEAD_MS) return 'It is said to happen in the future.'
  return occurredAt < now - MAX_AGE_MS ? 'It is said to have happened more than 30 days ago.' : null
}

/** That it was kept, or had been: when it came (RFC 3339). */
export const SubmissionSent = z.object({ sentAt: z.string() })

/** A photo of a submission, by the id that it keeps as a photo of the event. */
export const SubmissionPhoto = z.object({ id: z.uuid() })

const Place = z.object({
  code: GridCode,
  name: z.string(),
  nameEn: z.string(),
  /** the same within its community: 第01网格 */
  label: z.string(),
  labelEn: z.string(),
  /** of a MultiPolygon in WGS84 */
  coordinates: z.array(z.array(z.array(Position))),
})

/**
 * What a poster's link is for: its community, the types that may be told of (none that is sensitive), the places to choose from, what lies around them (streets and
 * neighbours, none of these places), or, where a position was asked about, open events near it: type and metres to the middle of their cell of heat, nothing else.
 */
export const ReportLink = z.object({
  community: z.object({ name: z.string(), nameEn: z.string() }),
  types: z.array(z.object({ code: TypeCode, name: z.string(), classCode: z.string(), className: z.string() })),
  places: z.array(Place),
  ground: z.nullable(Surroundings),
  near: z.array(z.object({ type: TypeCode, meters: z.int() })),
})
export type ReportLink = z.infer<typeof ReportLink>

/** How far the event of a submission has come, in what a resident asks: it waits, is worked on, is done, was not accepted, or needs nothing (any more). */
export const FollowedStage = z.enum(['waiting', 'handling', 'done', 'rejected', 'void'])
export type FollowedStage = z.infer<typeof FollowedStage>

/** What became of a submission, for whoever has its link: no names. `event.answer`: why an event was not accepted (不予受理). Times are RFC 3339. */
export const Followed = z.object({
  state: SubmissionState,
  type: z.nullable(z.object({ code: TypeCode, name: z.string() })),
  community: z.object({ name: z.string(), nameEn: z.string() }),
  photos: z.int(),
  sentAt: z.string(),
  decidedAt: z.nullable(z.string()),
  answer: z.nullable(z.string()),
  event: z.nullable(z.object({ caseNumber: z.string(), stage: FollowedStage, endedAt: z.nullable(z.string()), answer: z.nullable(z.string()) })),
})
export type Followed = z.infer<typeof Followed>

/** A submission as dispatchers see it, numbers of phones and identity cards masked; once it is taken over its words are those of the event. */
export const Submission = z.object({
  id: z.uuid(),
  state: SubmissionState,
  community: GridCode,
  /** where it is, as far as the resident said: the leaf, a grid, or the community */
  grid: GridCode,
  position: z.nullable(Position),
  type: z.nullable(TypeCode),
  occurredAt: z.string(),
  sentAt: z.string(),
  words: z.string(),
  contact: z.nullable(z.string()),
  photos: z.array(z.uuid()),
  decidedAt: z.nullable(z.string()),
  decidedBy: z.nullable(z.string()),
  answer: z.nullable(z.string()),
  /** 事件编号 of the event that it became */
  caseNumber: z.nullable(z.string()),
  /** of a resident who signed in on their own phone */
  byResident: z.boolean(),
  /** whether it is solved, as that resident said of the end that it has now */
  solved: z.nullable(z.boolean()),
})
export type Submission = z.infer<typeof Submission>

/** How many wait in the asker's area, and of how many that are done a resident says that they are not solved, which nobody has followed up since. */
export const WaitingSubmissions = z.object({ waiting: z.int(), unsolved: z.int() })

/** A list of submissions, the same counts, and whether anybody may send any now. */
export const Submissions = z.extend(WaitingSubmissions, { submissions: z.array(Submission), on: z.boolean() })
export type Submissions = z.infer<typeof Submissions>

/** What `POST /api/submissions/{id}/transitions` takes; of an event that is made of it, what is not given is as the resident said. */
export const SubmissionActIn = z.object({
  requestId: z.uuid(),
  action: z.enum(['take_over', 'refuse']),
  type: z.optional(TypeCode),
  urgency: z.optional(Urgency),
  /** another place than the resident's */
  grid: z.optional(GridCode),
  title: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(200))),
  answer: z.optional(z.string().check(z.trim(), z.minLength(1), z.maxLength(WORDS_LIMIT))),
})
export type SubmissionActIn = z.infer<typeof SubmissionActIn>

/** Does this submission come before this viewer? Dispatchers whose area holds its community. */
export const maySeeSubmission = (viewer: Viewer, { community }: Pick<Submission, 'community'>): boolean =>
  handlesSubmissions(viewer) && mayReadGrid(viewer, community)

/** What the county has set: whether residents may send at all (off as shipped), and how many a day by one link. */
export const SubmissionsSetting = z.object({ on: z.boolean(), perDay: z.int().check(z.gte(1), z.lte(10_000)) })
export type SubmissionsSetting = z.infer<typeof SubmissionsSetting>
/** As shipped. */
export const SUBMISSIONS_SETTING: SubmissionsSetting = { on: false, perDay: 100 }
/** What of it is to change. */
export const SubmissionsSettingIn = z.object({
  on: z.optional(SubmissionsSetting.shape.on),
  perDay: z.optional(SubmissionsSetting.shape.perDay),
})
