import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { TypeCode } from './category'
import { CREW_ROLES, type CrewRoleName } from './duty-kinds'
import { EventState, Light } from './life'
import { Position } from './position'
import { ROLES } from './roles'
import { SaneInstant } from './sane-time'
import { mayReadUnits } from './unit-access'

const isCrewRole = (name: string): name is CrewRoleName => Object.hasOwn(CREW_ROLES, name)
export const CrewRole = z.enum(Object.keys(CREW_ROLES).filter(isCrewRole))
export type CrewRole = z.infer<typeof CrewRole>

/** A line of text. */
export const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
/** What somebody wrote, of several lines at most. */
const lines = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^(?:\P{Cc}|[\n\t])*$/u))
/** Words of a visit, of a finding, of a reason. */
export const DUTY_WORDS = 2_000

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
  scheduledFor: z.optional(z.nullable(SaneInstant)),
  at: z.optional(SaneInstant),
  values: z.optional(z.record(z.string().check(z.maxLength(32)), z.union([z.string().check(z.maxLength(500)), z.number(), z.boolean()]))),
  households: z.optional(z.int().check(z.gte(0), z.lte(10_000))),
  words: z.optional(lines(DUTY_WORDS)),
  reason: z.optional(lines(500)),
  finding: z.optional(FindingIn),
})
export type DutyActIn = z.output<typeof DutyActIn>

export const names = { name: z.string(), nameEn: z.string() }
/** One item of a duty: one subject, one period. Who goes is told as places that are filled or not. `lastDoneAt`: when the subject was done before. */
export const DutyItem = z.object({
  id: z.uuid(),
  template: z.uuid(),
  duty: z.string(),
  dutyEn: z.string(),
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
/** What a list of items can be sorted by. `since`: the days since the subject was last done, the most where it never was; `crew`: how many places are filled. */
export const DUTY_SORTS = ['due', 'since', 'subject', 'crew', 'state'] as const
export type DutySort = (typeof DUTY_SORTS)[number]

/** Items, with what the forms of their duties ask. */
export const DutyItems = z.object({
  items: z.array(DutyItem),
  forms: z.array(z.object({ template: z.string(), fields: z.array(DutyField), findings: z.boolean() })),
  total: z.int(),
  nextCursor: z.nullable(z.string()),
})

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
  /** the system that says that it was done, where nobody recorded it here */
  given: z.nullable(z.string()),
  found: z.array(DutyFinding),
  steps: z.array(z.object({ action: DutyAction, at: z.string(), by: z.nullable(z.string()) })),
})
export type DutyItemDetail = z.infer<typeof DutyItemDetail>

/** May this viewer read about duties at all? They are of grids; a screen is told numbers by its own panels. */
export const mayReadDuties = (viewer: Viewer): boolean => mayReadUnits(viewer)

/** THE predicate of items: may this viewer see this one? Whoever may read a grid that it is about. */
export const maySeeDutyItem = (viewer: Viewer, { grids }: { grids: readonly string[] }): boolean =>
  mayReadDuties(viewer) && grids.some((code) => mayReadGrid(viewer, code))

/** May this viewer read what was written about items, and who goes (masked)? Those who work with them. */
export const mayReadDutyWords = (viewer: Viewer): boolean => mayReadDuties(viewer) && ROLES[viewer.role].readsPeople

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
