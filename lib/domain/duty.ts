import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { TypeCode } from './category'
import { CREW_ROLES, type CrewRoleName } from './duty-kinds'
import { Cadence, DueDay, PeriodKey } from './duty-period'
import { GridCode, GridLevel } from './grid'
import { EventState, Light } from './life'
import { PostKind } from './people'
import { Position } from './position'
import { ROLES } from './roles'
import { UnitKind } from './unit'
import { mayReadUnits } from './unit-access'

const isCrewRole = (name: string): name is CrewRoleName => Object.hasOwn(CREW_ROLES, name)
export const CrewRole = z.enum(Object.keys(CREW_ROLES).filter(isCrewRole))
export type CrewRole = z.infer<typeof CrewRole>

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
/** What somebody wrote, of several lines at most. */
const lines = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u))
const Day = z.iso.date()

/** Words of a visit, of a finding, of a reason. */
export const DUTY_WORDS = 2_000

/** What a duty is about, each of these once in every period: grids of a level (or those without children), units of a kind, whoever holds a post, or a list of grids. */
export const DutySubjects = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grids'), level: z.union([GridLevel, z.literal('leaf')]) }),
  z.object({ kind: z.literal('units'), unit: UnitKind }),
  z.object({ kind: z.literal('posts'), post: PostKind }),
  z.object({ kind: z.literal('list'), grids: z.array(GridCode).check(z.maxLength(1_000)) }),
])
export type DutySubjects = z.infer<typeof DutySubjects>

/** How many go, and as what. */
export const CrewPart = z.object({ role: CrewRole, count: z.int().check(z.gte(1), z.lte(10)) })

/** A field of the form that is filled in when a duty is done; its name is the customer's. */
export const DutyField = z.object({
  key: z.string().check(z.regex(/^[a-z][a-z0-9_]{0,31}$/)),
  label: text(60),
  kind: z.enum(['number', 'text', 'yes_no', 'choice']),
  required: z._default(z.boolean(), false),
  options: z._default(z.array(text(60)).check(z.maxLength(20)), []),
})
export type DutyField = z.infer<typeof DutyField>
/** A value of a field, with what the field was called then. */
export const DutyValue = z.object({ key: z.string(), label: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })
export type DutyValue = z.infer<typeof DutyValue>

const content = {
  /** as the customer calls it */
  name: text(100),
  note: z._default(z.nullable(text(300)), null),
  /** whose grids: a prefix of codes, '' for the whole county */
  within: z._default(z.string().check(z.regex(/^\d{0,24}$/)), ''),
  subjects: DutySubjects,
  cadence: Cadence,
  dueDay: DueDay,
  crew: z.array(CrewPart).check(z.maxLength(10)),
  fields: z.array(DutyField).check(
    z.maxLength(30),
    z.refine((fields) => new Set(fields.map(({ key }) => key)).size === fields.length, { error: 'each field has a key of its own' }),
  ),
  /** may what is found become an event? */
  findings: z.boolean(),
  /** the civil day from whose period on items are made; null: none are made yet */
  begins: z.nullable(Day),
}
/** What a duty (职责) is: about whom, how often and until when, who goes, what is asked. */
export const DutyContent = z.object(content)
export type DutyContent = z.output<typeof DutyContent>

/** Makes a template, or, by its id, changes it from the next period that is made. `ended`: no more items are made. */
export const DutyIn = z.object({ ...content, requestId: z.uuid(), expectedRevision: z.optional(z.int()), ended: z._default(z.boolean(), false) })
export type DutyIn = z.output<typeof DutyIn>

export const DutyTemplate = z.object({
  ...content,
  id: z.uuid(),
  /** which of the shipped ones it is; null: made here */
  shipped: z.nullable(z.string()),
  ended: z.boolean(),
  demo: z.boolean(),
  revision: z.int(),
  /** may the viewer change it? */
  edits: z.boolean(),
})
export type DutyTemplate = z.infer<typeof DutyTemplate>
export const DutyTemplates = z.object({ templates: z.array(DutyTemplate) })

/** planned 未排期, assigned 已排期, done 已完成, missed 未完成, excused 免做. One that its period has passed by is missed, also where nobody has said why. */
export const DutyState = z.enum(['planned', 'assigned', 'done', 'missed', 'excused'])
export type DutyState = z.infer<typeof DutyState>
export const DutyAction = z.enum(['assign', 'reassign', 'do', 'find', 'miss', 'excuse'])
export type DutyAction = z.infer<typeof DutyAction>

/** Somebody who goes along. */
export const CrewMember = z.object({ role: CrewRole, person: z.uuid() })
export type CrewMember = z.infer<typeof CrewMember>

/** What was found: solved on the spot, or an event of this type, where it was found. The request's id is the id of the finding, and of the event. */
export const FindingIn = z.object({
  words: lines(DUTY_WORDS),
  solved: z._default(z.boolean(), false),
  type: z.optional(TypeCode),
  position: z.optional(Position),
})

/** Does something with an item. `do` of a visit: when, the values of the form, households visited, words. */
export const DutyActIn = z.object({
  requestId: z.uuid(),
  action: DutyAction,
  expectedRevision: z.int(),
  crew: z.optional(z.array(CrewMember).check(z.maxLength(30))),
  scheduledFor: z.optional(z.nullable(z.iso.datetime({ offset: true }))),
  at: z.optional(z.iso.datetime({ offset: true })),
  values: z.optional(z.record(z.string().check(z.maxLength(32)), z.union([z.string().check(z.maxLength(500)), z.number(), z.boolean()]))),
  households: z.optional(z.int().check(z.gte(0), z.lte(10_000))),
  words: z.optional(lines(DUTY_WORDS)),
  reason: z.optional(lines(500)),
  finding: z.optional(FindingIn),
})
export type DutyActIn = z.output<typeof DutyActIn>

const names = { name: z.string(), nameEn: z.string() }
/** One item of a duty: one subject, one period. Who goes is told as places that are filled or not. `lastDoneAt`: when the subject was done before. */
export const DutyItem = z.object({
  id: z.uuid(),
  template: z.uuid(),
  duty: z.string(),
  subject: z.object({ kind: z.enum(['grids', 'units', 'posts', 'list']), key: z.string(), ...names }),
  grid: z.string(),
  period: z.string(),
  startsAt: z.string(),
  dueAt: z.string(),
  endsAt: z.string(),
  state: DutyState,
  light: Light,
  scheduledFor: z.nullable(z.string()),
  crew: z.array(z.object({ role: CrewRole, filled: z.boolean() })),
  doneAt: z.nullable(z.string()),
  lastDoneAt: z.nullable(z.string()),
  households: z.nullable(z.int()),
  findings: z.int(),
  events: z.int(),
  reason: z.nullable(z.string()),
  mine: z.boolean(),
  actions: z.array(DutyAction),
  revision: z.int(),
})
export type DutyItem = z.infer<typeof DutyItem>
export const DutyItems = z.object({ items: z.array(DutyItem), total: z.int(), nextCursor: z.nullable(z.string()) })

/** What was found, and what became of it: `event` where the viewer sees it. */
export const DutyFinding = z.object({
  id: z.uuid(),
  words: z.nullable(z.string()),
  solved: z.boolean(),
  type: z.nullable(z.string()),
  at: z.string(),
  event: z.nullable(z.object({ caseNumber: z.string(), state: EventState, light: Light })),
})
export type DutyFinding = z.infer<typeof DutyFinding>

/** An item with its form, who goes (masked; null for whoever reads no personal data), what was found and what was done. */
export const DutyItemDetail = z.object({
  item: DutyItem,
  fields: z.array(DutyField),
  takesFindings: z.boolean(),
  people: z.array(z.object({ role: CrewRole, person: z.nullable(z.uuid()), name: z.nullable(z.string()) })),
  values: z.array(DutyValue),
  words: z.nullable(z.string()),
  found: z.array(DutyFinding),
  steps: z.array(z.object({ action: DutyAction, at: z.string(), by: z.nullable(z.string()) })),
})
export type DutyItemDetail = z.infer<typeof DutyItemDetail>

/** Why somebody is proposed; each is a fact that can be looked up. `ago`: days since they went there; `with`: how many of those proposed went together the last time. */
export const CrewReason = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('post') }),
  z.object({ kind: z.literal('unit'), name: z.string() }),
  z.object({ kind: z.literal('visited'), times: z.int() }),
  z.object({ kind: z.literal('load'), items: z.int(), days: z.int() }),
  z.object({ kind: z.literal('distance'), metres: z.int() }),
  z.object({ kind: z.literal('rotated') }),
])
export type CrewReason = z.infer<typeof CrewReason>

/** Asks whom to send, for the items of a period that are not done and lack somebody. */
export const PlanIn = z.object({
  template: z.uuid(),
  period: z.optional(PeriodKey),
  within: z.optional(z.string().check(z.maxLength(64))),
  items: z.optional(z.array(z.uuid()).check(z.maxLength(500))),
})
const Proposed = z.object({ role: CrewRole, person: z.uuid(), name: z.string(), reasons: z.array(CrewReason), chosen: z.boolean() })
/** Crews that are proposed: `chosen` those who agreed already; `lacks`: roles that nobody could be found for. */
export const DutyPlan = z.object({
  period: z.string(),
  items: z.array(
    z.object({
      id: z.uuid(),
      subject: z.object(names),
      grid: z.string(),
      scheduledFor: z.nullable(z.string()),
      revision: z.int(),
      crew: z.array(Proposed),
      lacks: z.array(CrewRole),
    }),
  ),
  more: z.int(),
})
export type DutyPlan = z.infer<typeof DutyPlan>

/** Accepts a plan as it was proposed or as somebody changed it: each item is assigned by itself, and what was refused is told. */
export const PlanAcceptIn = z.object({
  requestId: z.uuid(),
  items: z
    .array(
      z.object({
        id: z.uuid(),
        expectedRevision: z.int(),
        crew: z.array(CrewMember).check(z.minLength(1), z.maxLength(30)),
        scheduledFor: z._default(z.nullable(z.iso.datetime({ offset: true })), null),
        proposed: z._default(z.array(CrewMember).check(z.maxLength(30)), []),
      }),
    )
    .check(z.minLength(1), z.maxLength(500)),
})
export type PlanAcceptIn = z.output<typeof PlanAcceptIn>
export const PlanAccepted = z.object({ assigned: z.int(), refused: z.array(z.object({ id: z.uuid(), code: z.string(), message: z.string() })) })

/** Counts of a period: `of` all that were to be done but the excused; what is past its day is `overdue` whether somebody was assigned or not. */
const counts = { of: z.int(), done: z.int(), assigned: z.int(), planned: z.int(), overdue: z.int(), missed: z.int(), excused: z.int() }
/** A duty in a period and an area: figures, what is usual, and each item of the map. Numbers only. */
export const DutyOverview = z.object({
  template: DutyTemplate,
  period: z.string(),
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  counts: z.object(counts),
  households: z.int(),
  found: z.object({ all: z.int(), solved: z.int(), events: z.int(), closed: z.int() }),
  /** the thirteen periods up to this one, in order; `done` up to the same share of it for the one that is not over */
  trend: z.array(z.object({ period: z.string(), of: z.int(), done: z.int() })),
  before: z.nullable(z.object({ period: z.string(), of: z.int(), done: z.int() })),
  arranges: z.boolean(),
})
export type DutyOverview = z.infer<typeof DutyOverview>

/** May this viewer read about duties at all? They are of grids; a screen is told numbers by its own panels. */
export const mayReadDuties = (viewer: Viewer): boolean => mayReadUnits(viewer)

/** THE predicate of items: may this viewer see this one? Whoever may read a grid that it is about. */
export const maySeeDutyItem = (viewer: Viewer, { grids }: { grids: readonly string[] }): boolean =>
  mayReadDuties(viewer) && grids.some((code) => mayReadGrid(viewer, code))

/** May this viewer make templates for these grids, and change them? */
export const mayEditDuty = (viewer: Viewer, { within }: { within: string }): boolean =>
  mayReadDuties(viewer) && ROLES[viewer.role].organises && mayReadGrid(viewer, within)

/** May this viewer read what was written about items, and who goes (masked)? Those who work with them. */
export const mayReadDutyWords = (viewer: Viewer): boolean => mayReadDuties(viewer) && ROLES[viewer.role].readsPeople

/** What is wrong with a template beside its form. */
export function faultOfDuty({ subjects, fields, begins }: Pick<DutyContent, 'subjects' | 'fields' | 'begins'>): string | null {
  if (begins !== null && subjects.kind === 'list' && subjects.grids.length === 0) return 'A duty that begins is about somebody: the list is empty.'
  const bare = fields.find(({ kind, options }) => (kind === 'choice') !== options.length > 0)
  return bare ? `${bare.key}: a choice has options, and nothing else has.` : null
}

/** The values of a form, with the labels of their fields; a text: what is missing or wrong. */
export function readValues(fields: readonly DutyField[], given: DutyActIn['values'] = {}): DutyValue[] | string {
  const values: DutyValue[] = []
  for (const { key, label, kind, required, options } of fields) {
    const value = given[key]
    if (value === undefined || value === '') {
      if (required) return `${label} is missing.`
      continue
    }
    const fits = {
      number: typeof value === 'number',
      yes_no: typeof value === 'boolean',
      text: typeof value === 'string',
      choice: options.some((one) => one === value),
    }
    if (!fits[kind]) return `${label} has another form.`
    values.push({ key, label, value })
  }
  return values
}
