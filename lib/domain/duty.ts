import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { CrewRole, DutyField, mayReadDuties, text } from './duty-item'
import { Cadence, DueDay } from './duty-period'
import { GridCode, GridLevel, isWithin } from './grid'
import { PostKind } from './people'
import { ROLES } from './roles'
import { SaneDay } from './sane-time'
import { UnitKind } from './unit'

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
  begins: z.nullable(SaneDay),
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
  nameEn: z.string(),
  noteEn: z.nullable(z.string()),
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

/** May this viewer make templates for these grids, and change them? */
export const mayEditDuty = (viewer: Viewer, { within }: { within: string }): boolean =>
  mayReadDuties(viewer) && ROLES[viewer.role].organises && mayReadGrid(viewer, within)

/** May this viewer know of a template? Whoever has grids that it is about, or works for all that it is of. */
export const maySeeDuty = (viewer: Viewer, { within }: { within: string }): boolean =>
  mayReadDuties(viewer) &&
  viewer.scope.kind === 'grids' &&
  viewer.scope.prefixes.some((prefix) => isWithin(prefix, within) || isWithin(within, prefix))

/** What is wrong with a template beside its form. */
export function faultOfDuty({ within, subjects, fields, begins }: Pick<DutyContent, 'within' | 'subjects' | 'fields' | 'begins'>): string | null {
  const outside = subjects.kind === 'list' ? subjects.grids.find((code) => !isWithin(code, within)) : undefined
  if (outside !== undefined) return `The grid ${outside} lies outside of ${within}, whose duty it is.`
  if (begins !== null && subjects.kind === 'list' && subjects.grids.length === 0) return 'A duty that begins is about somebody: the list is empty.'
  const bare = fields.find(({ kind, options }) => (kind === 'choice') !== options.length > 0)
  return bare ? `${bare.key}: a choice has options, and nothing else has.` : null
}
